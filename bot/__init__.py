"""Briefing Bot: curated Dutch and English answers about one dispute, in Telegram."""

__version__ = "0.1.0"
