"""Rich messages on the wire: sent where the server takes them (Bot API 10.1, sendRichMessage), and refused once."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot, Message
from telegram.error import BadRequest, EndPointNotFound

from bot.chat.screen import Rich, keyboard_of
from bot.chat.sending.abilities import Abilities, Ability, is_unknown_method

log = structlog.get_logger(__name__)

MOST_REFUSED = 1_000  # texts that Telegram did not take; the oldest go

# What a server that knows no `rich_message` says of an edit without a text (tdlib/telegram-bot-api, Client.cpp).
_IGNORED = "message text is empty"
# What is no fault of the form, and to be told as of any other edit.
_NOT_THE_FORM = ("message is not modified", "message to edit not found", "message can't be edited")


class RichMessages:
    """Sends and edits them; None where the parts are to be shown instead."""

    def __init__(self, bot: Bot, abilities: Abilities) -> None:
        self._bot = bot
        self._abilities = abilities
        self._refused: OrderedDict[int, None] = OrderedDict()

    async def send(self, rich: Rich, **place: Any) -> Message | None:
        """A new message. Raises what Telegram says of anything but the form."""
        sent: Message | None = await self.ask("sendRichMessage", rich, **place)
        return sent

    async def ask(self, endpoint: str, rich: Rich, **place: Any) -> Any:
        """By a method that the library does not know; what it answers, a message as such."""
        fields = {**place, "rich_message": _content(rich), "reply_markup": keyboard_of(rich.rows)}
        given = {name: value for name, value in fields.items() if value is not None}

        async def ask() -> Any:
            return await self._bot.do_api_request(endpoint, api_kwargs=given, return_type=Message)

        return await self._try(rich, ask)

    async def edit(self, rich: Rich, **place: Any) -> Message | None:
        """In place of what a message shows. Raises `BadRequest` where it cannot be changed at all."""

        async def ask() -> Any:
            return await self._bot.edit_message_text(
                None,  # type: ignore[arg-type] # "required if rich_message isn't specified", which the library does not know
                reply_markup=keyboard_of(rich.rows),
                api_kwargs={"rich_message": _content(rich)},
                **place,
            )

        edited: Message | None = await self._try(rich, ask)
        return edited

    async def _try(self, rich: Rich, ask: Callable[[], Awaitable[Any]]) -> Any:
        if not self._abilities.has(Ability.RICH) or hash(rich.html) in self._refused:
            return None
        try:
            return await ask()
        except BadRequest as error:
            wording = error.message.lower()
            if any(words in wording for words in _NOT_THE_FORM):
                raise
            if _IGNORED in wording:
                self._abilities.note_lack(Ability.RICH, error.message)
            else:
                log.error("Telegram refuses a rich message; it goes as HTML", error=error.message)
                self._note_refused(rich)
            return None
        except EndPointNotFound as error:
            if not is_unknown_method(error):
                raise
            self._abilities.note_lack(Ability.RICH, error.message)
            return None

    def _note_refused(self, rich: Rich) -> None:
        self._refused[hash(rich.html)] = None
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)


def _content(rich: Rich) -> dict[str, Any]:
    """Links are the editors' own: what looks like an address, a number or a name in their words is left alone."""
    return {"html": rich.html, "skip_entity_detection": True}
