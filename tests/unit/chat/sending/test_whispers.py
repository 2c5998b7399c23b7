"""What is for one person of a group: how it is sent, changed, and what is done where Telegram refuses it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, CallbackQuery, Chat, Message, User
from telegram.error import BadRequest

from bot.chat.screen import Button, Rich, Screen
from bot.chat.sending.photos import Photos
from bot.chat.sending.sender import Sender
from bot.chat.sending.whispers import Whisper, after, answering, number_of
from bot.services.drawing import Drawing

GROUP, ANN, US = -100, 7, 1
ROWS = ((Button("Start", "home"),),)
SCREEN = Screen(("<b>A</b>",), ROWS, facts=(("a-fact", 1),))
PRESSED = Whisper(ANN, query_id="q")


class Telegram(Bot):
    """Notes what it is asked for; refuses what has one of `refusals`, by endpoint."""

    def __init__(self, **refusals: str) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.refusals = refusals
            self.asked: list[tuple[str, dict[str, Any]]] = []

    async def send_message(self, chat_id: int | str, text: str, *_: Any, **fields: Any) -> Message:
        own = fields.get("api_kwargs") or {}
        self._ask("whisper" if own else "sendMessage", {"text": text, **fields, **own})
        return message(9 if own else 0)

    async def do_api_request(self, endpoint: str, api_kwargs: Any = None, *_: Any, **__: Any) -> Any:
        self._ask(endpoint, api_kwargs)
        return True

    def _ask(self, endpoint: str, fields: dict[str, Any]) -> None:
        self.asked.append((endpoint, fields))
        if endpoint in self.refusals:
            raise BadRequest(self.refusals[endpoint])

    @property
    def endpoints(self) -> list[str]:
        return [endpoint for endpoint, _ in self.asked]


def message(number: int = 0, *, by: int = US) -> Message:
    """In the group; `number`: of an ephemeral one between us and Ann."""
    own = {"ephemeral_message_id": number, "receiver_user": {"id": ANN if by == US else US}} if number else {}
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    sender = User(by, "x", is_bot=by == US)
    return Message(0 if number else 5, moment, Chat(GROUP, "supergroup"), sender, text="old", api_kwargs=own)


def sender(telegram: Telegram, shown: list[int] | None = None) -> Sender:
    noted = shown if shown is not None else []
    return Sender(telegram, lambda seen, _: noted.append(seen.message_id), Photos(Drawing(Path("nowhere"))))


async def test_a_press_and_a_command_are_what_allows_it() -> None:
    telegram = Telegram()
    await sender(telegram).send(GROUP, SCREEN, whisper=PRESSED)
    await sender(telegram).send(GROUP, SCREEN, whisper=Whisper(ANN, answers=3))
    (_, pressed), (_, commanded) = telegram.asked
    assert pressed["ephemeral_message_parameters"] == {"receiver_user_id": ANN, "callback_query_id": "q"}
    assert commanded["ephemeral_message_parameters"] == {"receiver_user_id": ANN}
    assert commanded["reply_parameters"] == {"ephemeral_message_id": 3}


async def test_a_press_that_telegram_lets_nobody_be_told_of_alone_is_answered_for_all() -> None:
    telegram = Telegram(whisper="Query is too old and response timeout expired or query ID is invalid")
    assert await sender(telegram).send(GROUP, SCREEN, whisper=PRESSED)
    assert telegram.endpoints == ["whisper", "sendMessage"]


async def test_what_was_asked_unseen_is_never_answered_for_all() -> None:
    telegram = Telegram(whisper="Message to be replied not found")
    assert await sender(telegram).send(GROUP, SCREEN, whisper=Whisper(ANN, answers=3)) is None
    assert telegram.endpoints == ["whisper"]


async def test_an_ephemeral_message_is_changed_in_its_place() -> None:
    telegram, shown = Telegram(), list[int]()
    await sender(telegram, shown).edit(message(9), SCREEN)
    ((endpoint, fields),) = telegram.asked
    assert endpoint == "editEphemeralMessageText"
    assert (fields["chat_id"], fields["receiver_user_id"], fields["ephemeral_message_id"]) == (GROUP, ANN, 9)
    assert (fields["text"], fields["parse_mode"]) == ("<b>A</b>", "HTML")
    assert shown == [0]  # noted as of a message that cannot be put right


async def test_a_long_read_takes_its_place_as_a_rich_message() -> None:
    telegram = Telegram()
    await sender(telegram).edit(message(9), Screen(("A",), rich=Rich("<h2>A</h2>")))
    ((_, fields),) = telegram.asked
    assert fields["rich_message"]["html"] == "<h2>A</h2>"
    assert "text" not in fields


async def test_one_that_cannot_be_changed_goes_and_another_comes() -> None:
    telegram = Telegram(editEphemeralMessageText="MEDIA_CAPTION_TOO_LONG")
    await sender(telegram).edit(message(9), SCREEN, whisper=PRESSED)
    assert telegram.endpoints == ["editEphemeralMessageText", "deleteEphemeralMessage", "whisper"]


async def test_one_that_is_as_it_should_be_is_left() -> None:
    telegram = Telegram(editEphemeralMessageText="Message is not modified: specified new message content")
    await sender(telegram).edit(message(9), SCREEN, whisper=PRESSED)
    assert telegram.endpoints == ["editEphemeralMessageText"]


@pytest.mark.parametrize(
    ("personal", "number", "is_whispered"), [(True, 0, True), (False, 0, False), (False, 9, True)]
)
def test_who_pressed_is_answered_alone_where_it_is_theirs(
    personal: bool, number: int, is_whispered: bool
) -> None:
    query = CallbackQuery("q", User(ANN, "Ann", is_bot=False), "", message=message(number), data="x")
    assert (after(query, is_personal=personal) == PRESSED) is is_whispered


def test_only_what_a_person_sent_to_us_alone_is_answered_alone() -> None:
    assert answering(message(3, by=ANN)) == Whisper(ANN, answers=3)
    assert answering(message(by=ANN)) is None
    assert number_of(message()) == 0
