"""Commands that are given without being typed: by a button, a key, or in a reader's own words."""

from telegram import Bot, Message, Update

from bot.chat.wire.live import Telegram


class CommandRunner:
    """Does what a command does, as if the sender of an update had typed it in that place."""

    def __init__(self, application: Telegram) -> None:
        self._application = application

    async def run(self, update: Update, command: str, words: str = "") -> None:
        """With these words after it; nothing where the update has no place or no sender."""
        typed = _as_typed(update, self._application.bot, command, words)
        if typed is not None:
            await self._application.process_update(typed)


def _as_typed(update: Update, bot: Bot, command: str, words: str) -> Update | None:
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return None
    text = f"/{command} {words}".strip()
    written = {
        "message_id": message.message_id,
        "date": int(message.date.timestamp()) if isinstance(message, Message) else 1,
        "chat": message.chat.to_dict(),
        "from": user.to_dict(),
        "text": text,
        "entities": [{"type": "bot_command", "offset": 0, "length": len(command) + 1}],
    }
    if isinstance(message, Message) and message.is_topic_message:
        written |= {"message_thread_id": message.message_thread_id, "is_topic_message": True}
    if update.callback_query is None and message.sender_chat is not None:
        written["sender_chat"] = message.sender_chat.to_dict()
    return Update.de_json({"update_id": update.update_id, "message": written}, bot)
