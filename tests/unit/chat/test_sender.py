"""What Telegram refuses for its form is still said."""

from typing import Any

import pytest
from telegram import Bot, Chat, Message
from telegram.error import BadRequest

from bot.chat.screen import Button, Screen
from bot.chat.sender import Sender

ROWS = ((Button("Home", "home"),),)


class Telegram(Bot):
    """Refuses what it is told to refuse, and keeps the rest."""

    def __init__(self, *refusals: str) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.refusals = list(refusals)
            self.shown: list[dict[str, Any]] = []

    async def send_message(self, chat_id: int | str, text: str, *_: Any, **fields: Any) -> Message:
        return self._take(text=text, **fields)

    async def edit_message_text(self, text: str, *_: Any, **fields: Any) -> Message:
        return self._take(text=text, **fields)

    def _take(self, **fields: Any) -> Message:
        if self.refusals:
            raise BadRequest(self.refusals.pop(0))
        self.shown.append(fields)
        return Message(1, None, Chat(5, "private"), text=fields["text"])  # type: ignore[arg-type]


def sender(telegram: Telegram) -> Sender:
    return Sender(telegram, lambda _message, _screen: None)


@pytest.mark.parametrize("edits", [False, True])
@pytest.mark.parametrize(
    "refusal",
    [
        'Can\'t parse entities: unsupported start tag "x" at byte offset 0',
        "Entity_bounds_invalid",
        "ENTITIES_TOO_LONG",
    ],
)
async def test_a_text_that_telegram_cannot_read_goes_as_plain_text(refusal: str, edits: bool) -> None:
    telegram = Telegram(refusal)
    screen = Screen(("<b>Bread &amp; butter</b>",), ROWS)
    if edits:
        await sender(telegram).edit(Message(1, None, Chat(5, "private")), screen)  # type: ignore[arg-type]
    else:
        assert await sender(telegram).send(5, screen)
    (shown,) = telegram.shown
    assert shown["text"] == "Bread & butter"
    assert shown.get("parse_mode") is None
    assert shown["reply_markup"] is not None


async def test_buttons_that_telegram_refuses_are_left_out_and_the_words_are_said() -> None:
    telegram = Telegram("BUTTON_URL_INVALID", "BUTTON_URL_INVALID")
    assert await sender(telegram).send(5, Screen(("<b>Bread</b>",), ROWS))
    assert telegram.shown[0]["text"] == "Bread"
    assert telegram.shown[0].get("reply_markup") is None


@pytest.mark.parametrize("refusal", ["chat not found", "message thread not found", "not enough rights"])
async def test_a_refusal_that_is_about_the_chat_is_not_tried_again(refusal: str) -> None:
    telegram = Telegram(refusal)
    with pytest.raises(BadRequest):
        await sender(telegram).send(5, Screen(("<b>Bread</b>",), ROWS))
    assert telegram.shown == []
