"""Sending and editing: the one place where Telegram's errors become ours."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.chat.addressed import thread_of
from bot.chat.screen import Rich, Rows, Screen, keyboard_of, reply_keyboard_of
from bot.chat.sending.abilities import Abilities, Ability
from bot.chat.sending.photos import Photos, is_wrong_id, takes_no_photo
from bot.chat.sending.plainly import as_plainly_as_needed
from bot.chat.sending.quizzes import send_quiz
from bot.chat.sending.rich import RichMessages
from bot.chat.sending.whispers import Whisper, Whispers, number_of
from bot.services.drawing import PictureInLine, PictureUnavailable

log = structlog.get_logger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's wordings where a message can no longer be edited; a new one is sent instead.
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
)
_NO_THREAD = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")


_Show = Callable[[str | bytes], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message goes, and to whom alone."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    whisper: Whisper | None = None


class Sender:
    """Shows screens in chats."""

    def __init__(self, bot: Bot, shown: Callable[[Message, Screen], None], photos: Photos) -> None:
        """`shown` is told of each screen that a reader now has."""
        self.abilities = Abilities()
        self._bot = bot
        self._rich = RichMessages(bot, self.abilities)
        self._whispers = Whispers(bot, self._rich)
        self._shown = shown
        self._photos = photos

    async def send(
        self,
        chat_id: int,
        screen: Screen,
        *,
        thread_id: int | None = None,
        reply_to: int | None = None,
        whisper: Whisper | None = None,
    ) -> Message | None:
        """Sends the parts in order, the buttons under the last; returns the last. None: the reader blocked us.

        A picture goes with its words below it; where it cannot be drawn, or the chat takes none, the words go alone. Where others
        are drawn first, the words go at once, and the picture follows.
        `whisper`: for that person of a group alone. Where Telegram refuses that, a press is answered for all to see, as
        before there was another way; what was asked unseen is not answered in the open.
        """
        place = _Place(chat_id, thread_id, reply_to)
        if whisper is None or not self.abilities.has(Ability.EPHEMERAL):
            return await self._send(place, screen)
        try:
            message = await self._send(replace(place, whisper=whisper), screen)
        except BadRequest as error:
            log.warning("not sent to one person alone", error=error.message)
            return None if whisper.answers else await self._send(place, screen)
        if message is not None and not number_of(message):
            self.abilities.note_lack(Ability.EPHEMERAL, "the message came for all to see")
        return message

    async def _send(self, place: _Place, screen: Screen) -> Message | None:
        message = await self._send_rich(place, screen.rich) if screen.rich else None
        parts = screen.parts if message is None else ()
        for number, part in enumerate(parts, start=1):
            rows = screen.rows if number == len(screen.parts) else ()
            try:
                if screen.quiz is not None:
                    message = await send_quiz(
                        self._bot, screen.quiz, rows, chat_id=place.chat_id, thread_id=place.thread_id
                    )
                elif screen.keys is not None:
                    message = await self._bot.send_message(
                        place.chat_id,
                        part,
                        parse_mode=ParseMode.HTML,
                        reply_markup=reply_keyboard_of(screen.keys),
                    )
                elif screen.picture is not None:
                    message = await self._send_picture(screen.picture, place, part, rows)
                is_plain = screen.picture is None and screen.quiz is None and screen.keys is None
                if message is None or is_plain:
                    message = await self._send_part(place, part, rows)
            except Forbidden:
                log.info("not sent: the chat is closed to us")
                return None
        if message is not None:
            self._shown(message, screen)
        return message

    async def _send_rich(self, place: _Place, rich: Rich) -> Message | None:
        """None where the chat's server does not take it, or refuses it: what the matter is the HTML then tells."""
        replied = (
            {"message_id": place.reply_to, "allow_sending_without_reply": True} if place.reply_to else None
        )
        fields = {"reply_parameters": replied, **(place.whisper.fields if place.whisper else {})}
        try:
            return await self._rich.send(
                rich, chat_id=place.chat_id, message_thread_id=place.thread_id, **fields
            )
        except Forbidden:
            return None

    async def _send_part(
        self, place: _Place, part: str, rows: Rows, photo: str | bytes | None = None
    ) -> Message:
        """Where Telegram knows no such thread, or the topic was closed meanwhile, outside of it."""
        fields: dict[str, Any] = {
            "message_thread_id": place.thread_id,
            "reply_to_message_id": place.reply_to,
            "allow_sending_without_reply": True if place.reply_to else None,
        }
        if place.whisper is not None:
            fields["api_kwargs"] = place.whisper.fields
        if photo is None:
            sending = partial(
                self._bot.send_message, place.chat_id, link_preview_options=_NO_PREVIEW, **fields
            )
        else:
            sending = partial(_with_caption, partial(self._bot.send_photo, place.chat_id, photo, **fields))
        try:
            sent: Message = await as_plainly_as_needed(sending, part, rows)
            return sent
        except BadRequest as error:
            if place.thread_id is None or not any(words in error.message.lower() for words in _NO_THREAD):
                raise
            return await self._send_part(replace(place, thread_id=None), part, rows, photo)

    async def _send_picture(self, svg: str, place: _Place, part: str, rows: Rows) -> Message | None:
        """None where it cannot be drawn, or the chat takes no photo."""

        async def send(photo: str | bytes) -> Message:
            return await self._send_part(place, part, rows, photo)

        return await self._show_picture(svg, send, send)

    async def _show_picture(self, svg: str, show: _Show, send: _Show) -> Message | None:
        """By Telegram's id of it where that is known and still good, else as a file; None: not as a picture, or not now.

        `send`: shows it in a message of its own, when its turn has come.
        """
        try:
            photo = await self._photos.find(svg)
            try:
                message = await show(photo)
            except BadRequest as error:
                if isinstance(photo, bytes) or not is_wrong_id(error.message):
                    raise
                self._photos.forget(svg)
                message = await show(await self._photos.find(svg))
        except PictureInLine:
            self._photos.later(svg, send)
            return None
        except PictureUnavailable:
            return None
        except BadRequest as error:
            if not takes_no_photo(error.message):
                raise
            log.info("no picture here: its words go alone", error=error.message)
            return None
        self._photos.note(svg, message)
        return message

    async def edit(
        self, message: Message, screen: Screen, *, is_page: bool = False, whisper: Whisper | None = None
    ) -> None:
        """Turns `message` into `screen` in place; where Telegram no longer allows that, sends it anew.

        `is_page`: a reader turns pages, which are shown at an even pace. `whisper`: for whom an ephemeral one comes anew.

        A photo stays one, and words stay words: the one is no longer there when it was turned into the other.
        """
        is_other = bool(message.photo) != (screen.picture is not None)
        if len(screen.parts) != 1 or is_other:
            await self.send(message.chat_id, screen, thread_id=thread_of(message) or None, whisper=whisper)
            return
        if number_of(message):
            await self._edit_whisper(message, screen, whisper)
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

    async def _edit_whisper(self, message: Message, screen: Screen, whisper: Whisper | None) -> None:
        """In place; where that is refused, what it showed goes, and another comes."""
        try:
            is_rich = await self._whispers.edit_rich(message, screen)
            if not is_rich:
                editing = self._whispers.editing(message)
                await as_plainly_as_needed(editing, screen.parts[0], screen.rows)
        except BadRequest as error:
            if "message is not modified" in error.message.lower():
                return
            log.info("an ephemeral message comes anew", error=error.message)
            with contextlib.suppress(BadRequest):
                await self._whispers.delete(message)
            await self.send(message.chat_id, screen, thread_id=thread_of(message) or None, whisper=whisper)
        else:
            self._shown(message, screen)

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
            changed: Message | bool = await as_plainly_as_needed(editing, screen.parts[0], screen.rows)
            return changed

        async def show(photo: str | bytes) -> Message:
            async def edit(text: str, parse_mode: str | None = None, **rest: Any) -> Any:
                media = InputMediaPhoto(photo, caption=text, parse_mode=parse_mode)
                return await self._bot.edit_message_media(media, **place, **rest)

            edited: Message = await as_plainly_as_needed(edit, screen.parts[0], screen.rows)
            return edited

        anew = _Place(message.chat_id, thread_of(message) or None)

        async def send(photo: str | bytes) -> Message:
            return await self._send_part(anew, screen.parts[0], screen.rows, photo)

        shown = await self._show_picture(screen.picture, show, send)
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
