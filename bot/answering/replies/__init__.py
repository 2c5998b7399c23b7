"""Candidates to the blocks of a reply."""
