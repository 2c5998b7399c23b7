"""Briefing Bot: curated Dutch and English answers about one dispute, in Telegram."""
