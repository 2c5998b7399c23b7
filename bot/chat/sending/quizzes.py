"""Quizzes as polls, where the chat takes them."""

import structlog
from telegram import Bot, Message, Poll
from telegram.error import BadRequest

from bot.chat.screen import Quiz, Rows, keyboard_of

log = structlog.get_logger(__name__)

_NO_POLL = ("not enough rights to send polls", "chat_send_polls_forbidden", "polls can't be sent")


async def send_quiz(
    bot: Bot, quiz: Quiz, rows: Rows, *, chat_id: int, thread_id: int | None
) -> Message | None:
    """None where the chat takes no polls."""
    try:
        return await bot.send_poll(
            chat_id,
            quiz.question,
            list(quiz.options),
            type=Poll.QUIZ,
            correct_option_ids=[quiz.right],  # type: ignore[list-item] # a number below that of the options
            explanation=quiz.explanation,
            reply_markup=keyboard_of(rows),
            message_thread_id=thread_id,
        )
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _NO_POLL):
            raise
        log.info("no poll here: its words go alone", error=error.message)
        return None
