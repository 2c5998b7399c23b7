"""What a question says, before anything is looked up for it."""
