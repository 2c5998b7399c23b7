"""A local Telegram: a strict stand-in for the Bot API, and the chat page. Imports nothing else of ours."""
