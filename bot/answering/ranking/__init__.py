"""What speaks for each candidate, weighed: chances, and how sure we are."""
