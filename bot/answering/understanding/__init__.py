"""What a message says, before anything is looked up for it."""
