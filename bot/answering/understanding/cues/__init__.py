"""Cues: words of the language that tell what is asked. Nothing about the dispute."""
