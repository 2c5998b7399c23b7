"""Ephemeral messages on the wire: what one person of a group asks for, and they alone see (Bot API 10.2 and 10.3).

python-telegram-bot 22.8 does not know them: their fields come and go as they are.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Message

from bot.chat.screen import Screen
from bot.chat.sending.rich import RichMessages

_GROUPS = (Chat.GROUP, Chat.SUPERGROUP)
_NUMBER, _RECEIVER = "ephemeral_message_id", "receiver_user"


@dataclass(frozen=True, slots=True)
class Whisper:
    """Whom a message is for, and what of theirs allows it: a press (`query_id`), or an ephemeral message (`answers`)."""

    user_id: int
    query_id: str = ""
    answers: int = 0

    @property
    def fields(self) -> dict[str, Any]:
        """As the methods that send take them."""
        receiver: dict[str, Any] = {"receiver_user_id": self.user_id}
        if self.query_id:
            receiver["callback_query_id"] = self.query_id
        fields: dict[str, Any] = {"ephemeral_message_parameters": receiver}
        if self.answers:
            fields["reply_parameters"] = {_NUMBER: self.answers}
        return fields


def number_of(message: Message) -> int:
    """The number of an ephemeral message in its chat; 0: it is none."""
    number = message.api_kwargs.get(_NUMBER)
    return number if isinstance(number, int) else 0


def answering(message: Message) -> Whisper | None:
    """For what a person sent to us alone; None for what everybody sees."""
    number, sender = number_of(message), message.from_user
    return Whisper(sender.id, answers=number) if number and sender is not None else None


def after(query: CallbackQuery, *, is_personal: bool = False) -> Whisper | None:
    """For who pressed a button of a message that is theirs alone, or in a group one that is for whoever presses."""
    message = query.message
    if message is None or not query.id or message.chat.type not in _GROUPS:
        return None
    is_alone = isinstance(message, Message) and number_of(message) > 0
    return Whisper(query.from_user.id, query.id) if is_alone or is_personal else None


class Whispers:
    """Changes ephemeral messages of ours, which the methods for others do not find."""

    def __init__(self, bot: Bot, rich: RichMessages) -> None:
        self._bot = bot
        self._rich = rich

    async def edit_rich(self, message: Message, screen: Screen) -> bool:
        """Whether it is shown as a rich message now."""
        if screen.rich is None:
            return False
        edited = await self._rich.ask("editEphemeralMessageText", screen.rich, **_place(message))
        return edited is not None

    def editing(self, message: Message) -> partial[Any]:
        """What takes a text, its parse mode and its buttons."""
        return partial(self._edit_text, message)

    async def _edit_text(
        self, message: Message, text: str, parse_mode: str | None = None, reply_markup: Any = None
    ) -> Any:
        fields = {"text": text, "parse_mode": parse_mode, "reply_markup": reply_markup}
        fields["link_preview_options"] = {"is_disabled": True}
        given = {name: value for name, value in fields.items() if value is not None}
        return await self._bot.do_api_request(
            "editEphemeralMessageText", api_kwargs={**_place(message), **given}
        )

    async def delete(self, message: Message) -> None:
        """Raises what Telegram says where it is gone already."""
        await self._bot.do_api_request("deleteEphemeralMessage", api_kwargs=_place(message))


def _place(message: Message) -> dict[str, Any]:
    receiver = message.api_kwargs.get(_RECEIVER) or {}
    return {
        "chat_id": message.chat_id,
        "receiver_user_id": receiver.get("id"),
        _NUMBER: number_of(message),
    }
