"""Briefing Bot: curated Dutch and English answers about one dispute, in Telegram."""

import os

# Before numpy is read: its matrices here are small, and a thread for each core would wait for the others, each with a
# buffer of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
