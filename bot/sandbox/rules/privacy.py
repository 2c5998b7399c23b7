"""What of a group's messages reaches the bot: group privacy mode (Telegram, "Bot features")."""

from bot.sandbox.rules.entities import Json, find_entities, leading_command, text_of


def names_bot(text: str, bot: Json) -> bool:
    """Whether the bot's @name stands in a text."""
    name = _name_of(bot)
    return any(
        each["type"] == "mention" and text_of(each, text).lower() == name for each in find_entities(text)
    )


def reaches_bot(message: Json, bot: Json) -> bool:
    """Commands, mentions of the bot and replies to it do."""
    text = message.get("text", "")
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
        return True
    return text.startswith("/") or names_bot(text, bot)


def command_for(text: str, bot: Json) -> str | None:
    """The command that a text begins with, said to this bot or to no bot by name; None where there is none."""
    typed = leading_command(text)
    return typed[0] if typed is not None and typed[1] in ("", _name_of(bot)) else None


def _name_of(bot: Json) -> str:
    return f"@{bot['username']}".lower()
