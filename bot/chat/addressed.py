"""Where a message stands, who wrote it, what its command was given, and whether a group's message is for us."""

import unicodedata

from telegram import Bot, CallbackQuery, Message, MessageEntity, Update

from bot.services.questions.conversations import Speaker


def thread_of(message: object) -> int:
    """The forum topic that a message stands in; 0: none.

    In a group without topics `message_thread_id` is the message that it replies to, and Telegram refuses it as a thread.
    """
    if not isinstance(message, Message) or not message.is_topic_message:
        return 0
    return message.message_thread_id or 0


def message_of(query: CallbackQuery) -> Message | None:
    """The message whose button was pressed; None where it is too old or gone, and Telegram tells only chat and number."""
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None


def speaker_of(update: Update) -> Speaker:
    """Whose memory an update belongs to: in a private chat it is the chat's, elsewhere each person's in each topic."""
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    sender = message.sender_chat if message is not None and update.callback_query is None else None
    who = sender.id if sender is not None else user.id if user is not None else 0
    if chat is None:
        return Speaker(who)
    return Speaker(chat.id, 0 if who == chat.id and chat.id > 0 else who, thread_of(message))


def words_of(update: Update) -> str:
    """What stands after a command, in one line: phones write line breaks, hard spaces and invisible characters there."""
    message = update.effective_message
    if message is None or not message.text:
        return ""
    text = message.text
    if message.entities and message.entities[0].type == MessageEntity.BOT_COMMAND:
        text = text[message.entities[0].length :]  # a command is at the start, and of single code units
    return " ".join(_visible(text).split()).strip(" :,")


def question_to_us(message: Message, bot: Bot) -> str | None:
    """What a group's message asks us: a reply to one of ours, or one with our name, which is left out; else None.

    By Telegram's entities: a longer name that begins with ours, a mail address and a link are no mention.
    """
    named = [
        entity
        for entity, text in message.parse_entities().items()
        if (entity.type == MessageEntity.MENTION and text[1:].casefold() == bot.username.casefold())
        or (
            entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == bot.id
        )
    ]
    replied = message.reply_to_message
    is_reply = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    if not named and not is_reply:
        return None
    units = (message.text or "").encode("utf-16-le")  # as entities count
    for entity in sorted(named, key=lambda each: -each.offset):
        begin, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        units = units[:begin] + " ".encode("utf-16-le") + units[end:]
    return units.decode("utf-16-le", "replace").strip(" \t\n,:")


def gets_new_message(update: Update) -> bool:
    """Whether an update is words that were typed in a private chat, a question or a command: each is answered below it."""
    message = update.message
    if message is None or not message.text or message.chat.type != message.chat.PRIVATE:
        return False
    return message.via_bot is None


def is_our_own(update: Update, bot: Bot) -> bool:
    """Whether a message is an inline result of ours that a reader chose: it comes back as theirs, and is our answer."""
    message = update.effective_message
    return message is not None and message.via_bot is not None and message.via_bot.id == bot.id


def _visible(text: str) -> str:
    return "".join(" " if unicodedata.category(each) in ("Cf", "Zl", "Zp") else each for each in text)
