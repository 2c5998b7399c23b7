"""Sending and editing: the one place where Telegram's errors become ours."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, Message, Poll
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.chat.abilities import Abilities
from bot.chat.addressed import thread_of
from bot.chat.photos import Photos, is_wrong_id, takes_no_photo
from bot.chat.rich import RichMessages
from bot.chat.screen import Quiz, Rich, Rows, Screen, keyboard_of, reply_keyboard_of
from bot.rendering import to_plain
from bot.rendering.markup.split import LIMIT
from bot.services.drawing import PictureUnavailable

log = structlog.get_logger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's wordings where a message can no longer be edited; a new one is sent instead.
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
)
_NO_POLL = ("not enough rights to send polls", "chat_send_polls_forbidden", "polls can't be sent")
_NO_THREAD = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")


# And where it is the text or the buttons that Telegram refuses, and not the chat (tdlib/telegram-bot-api, td).
_FORMAT = (
    "can't parse",
    "entit",
    "unsupported start tag",
    "button",
    "reply markup",
    "keyboard",
    "url_invalid",
    "inline",
)


class Sender:
    """Shows screens in chats."""

    def __init__(self, bot: Bot, shown: Callable[[Message, Screen], None], photos: Photos) -> None:
        """`shown` is told of each screen that a reader now has."""
        self.abilities = Abilities()
        self._bot = bot
        self._rich = RichMessages(bot, self.abilities)
        self._shown = shown
        self._photos = photos

    async def send(
        self, chat_id: int, screen: Screen, *, thread_id: int | None = None, reply_to: int | None = None
    ) -> Message | None:
        """Sends the parts in order, the buttons under the last; returns the last. None: the reader blocked us.

        A picture goes with its words below it; where it cannot be drawn, or the chat takes none, the words go alone.
        """
        message = await self._send_rich(chat_id, screen.rich, thread_id, reply_to) if screen.rich else None
        parts = screen.parts if message is None else ()
        for number, part in enumerate(parts, start=1):
            rows = screen.rows if number == len(screen.parts) else ()
            try:
                if screen.quiz is not None:
                    message = await self._send_quiz(screen.quiz, chat_id, rows, thread_id)
                elif screen.keys is not None:
                    message = await self._bot.send_message(
                        chat_id, part, parse_mode=ParseMode.HTML, reply_markup=reply_keyboard_of(screen.keys)
                    )
                elif screen.picture is not None:
                    message = await self._send_picture(
                        screen.picture, chat_id, part, rows, thread_id, reply_to
                    )
                is_plain = screen.picture is None and screen.quiz is None and screen.keys is None
                if message is None or is_plain:
                    message = await self._send_part(chat_id, part, rows, thread_id, reply_to)
            except Forbidden:
                log.info("not sent: the chat is closed to us")
                return None
        if message is not None:
            self._shown(message, screen)
        return message

    async def _send_rich(
        self, chat_id: int, rich: Rich, thread_id: int | None, reply_to: int | None
    ) -> Message | None:
        """None where the chat's server does not take it, or refuses it: what the matter is the HTML then tells."""
        replied = {"message_id": reply_to, "allow_sending_without_reply": True} if reply_to else None
        try:
            return await self._rich.send(
                rich, chat_id=chat_id, message_thread_id=thread_id, reply_parameters=replied
            )
        except Forbidden:
            return None

    async def _send_part(
        self,
        chat_id: int,
        part: str,
        rows: Rows,
        thread_id: int | None,
        reply_to: int | None,
        photo: str | bytes | None = None,
    ) -> Message:
        """Where Telegram knows no such thread, or the topic was closed meanwhile, outside of it."""
        place: dict[str, Any] = {
            "message_thread_id": thread_id,
            "reply_to_message_id": reply_to,
            "allow_sending_without_reply": True if reply_to else None,
        }
        if photo is None:
            sending = partial(self._bot.send_message, chat_id, link_preview_options=_NO_PREVIEW, **place)
        else:
            sending = partial(_with_caption, partial(self._bot.send_photo, chat_id, photo, **place))
        try:
            sent: Message = await _as_plainly_as_needed(sending, part, rows)
            return sent
        except BadRequest as error:
            if thread_id is None or not any(words in error.message.lower() for words in _NO_THREAD):
                raise
            return await self._send_part(chat_id, part, rows, None, reply_to, photo)

    async def _send_quiz(self, quiz: Quiz, chat_id: int, rows: Rows, thread_id: int | None) -> Message | None:
        """None where the chat takes no polls."""
        try:
            return await self._bot.send_poll(
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

    async def _send_picture(
        self, svg: str, chat_id: int, part: str, rows: Rows, thread_id: int | None, reply_to: int | None
    ) -> Message | None:
        """None where it cannot be drawn, or the chat takes no photo."""

        async def send(photo: str | bytes) -> Message:
            return await self._send_part(chat_id, part, rows, thread_id, reply_to, photo)

        return await self._show_picture(svg, send)

    async def _show_picture(
        self, svg: str, show: Callable[[str | bytes], Awaitable[Message]]
    ) -> Message | None:
        """By Telegram's id of it where that is known and still good, else as a file; None: not as a picture."""
        try:
            photo = await self._photos.find(svg)
            try:
                message = await show(photo)
            except BadRequest as error:
                if isinstance(photo, bytes) or not is_wrong_id(error.message):
                    raise
                self._photos.forget(svg)
                message = await show(await self._photos.find(svg))
        except PictureUnavailable:
            return None
        except BadRequest as error:
            if not takes_no_photo(error.message):
                raise
            log.info("no picture here: its words go alone", error=error.message)
            return None
        self._photos.note(svg, message)
        return message

    async def edit(self, message: Message, screen: Screen, *, is_page: bool = False) -> None:
        """Turns `message` into `screen` in place; where Telegram no longer allows that, sends it anew.

        `is_page`: a reader turns pages, which are shown at an even pace.

        A photo stays one, and words stay words: the one is no longer there when it was turned into the other.
        """
        is_other = bool(message.photo) != (screen.picture is not None)
        if len(screen.parts) != 1 or is_other:
            await self.send(message.chat_id, screen, thread_id=thread_of(message) or None)
            return
        try:
            changed = await self._edit(message, screen, is_page=is_page)
        except BadRequest as error:
            wording = error.message.lower()
            if "message is not modified" in wording:
                return
            if not any(gone in wording for gone in _GONE):
                raise
            await self.send(message.chat_id, screen, thread_id=thread_of(message) or None)
        except Forbidden:
            log.info("not edited: the chat is closed to us")
        else:
            if isinstance(changed, Message):
                self._shown(changed, screen)

    async def _edit(self, message: Message, screen: Screen, *, is_page: bool) -> Message | bool:
        place: dict[str, Any] = {"chat_id": message.chat_id, "message_id": message.message_id}
        if is_page:
            place["rate_limit_args"] = True
        if screen.rich is not None and not message.photo:
            turned = await self._rich.edit(screen.rich, **place)
            if turned is not None:
                return turned
        if screen.picture is None:
            editing = partial(self._bot.edit_message_text, link_preview_options=_NO_PREVIEW, **place)
            changed: Message | bool = await _as_plainly_as_needed(editing, screen.parts[0], screen.rows)
            return changed

        async def show(photo: str | bytes) -> Message:
            async def edit(text: str, parse_mode: str | None = None, **rest: Any) -> Any:
                media = InputMediaPhoto(photo, caption=text, parse_mode=parse_mode)
                return await self._bot.edit_message_media(media, **place, **rest)

            edited: Message = await _as_plainly_as_needed(edit, screen.parts[0], screen.rows)
            return edited

        shown = await self._show_picture(screen.picture, show)
        if shown is None:  # the picture that is there says something else
            await self.send(
                message.chat_id, replace(screen, picture=None), thread_id=thread_of(message) or None
            )
            return True
        return shown

    async def edit_by_id(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Turns a message of ours into `screen`; False where Telegram no longer lets us, and nothing is sent instead."""
        try:
            await self._bot.edit_message_text(
                screen.parts[0],
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard_of(screen.rows),
            )
        except BadRequest as error:
            return "message is not modified" in error.message.lower()
        except Forbidden:
            return False
        return True


async def _with_caption(send: Callable[..., Awaitable[Any]], text: str, **rest: Any) -> Any:
    return await send(caption=text, **rest)


async def _as_plainly_as_needed(show: Callable[..., Awaitable[Any]], html: str, rows: Rows) -> Any:
    """`html` with its buttons; where Telegram refuses its form, as plain text, and then without the buttons too.

    A fault of ours in a text must not be silence: whoever asked gets the words. Raises what the last try raised.
    """
    try:
        return await show(text=html, parse_mode=ParseMode.HTML, reply_markup=keyboard_of(rows))
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _FORMAT):
            raise
        log.error("Telegram refuses the form of a message; it goes as plain text", error=error.message)
    plain = _plain(html)
    try:
        return await show(text=plain, reply_markup=keyboard_of(rows))
    except BadRequest as error:
        if not rows or not any(words in error.message.lower() for words in _FORMAT):
            raise
        log.error("Telegram refuses the buttons of a message; it goes without", error=error.message)
    return await show(text=plain)


def _plain(html: str) -> str:
    """Without tags; each link written out where there is room."""
    plain = to_plain(html, links=True)
    return plain if len(plain) <= LIMIT else to_plain(html)
