"""What Telegram's words mean for a message, and what is sent of a push."""

from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.wire.pacing import Pacer
from bot.chat.wire.push_sender import TelegramCourier, attempt_of
from bot.chat.wire.transport import AiohttpRequest, NoFreeConnection
from bot.domain.delivery.policy import Outcome
from bot.domain.delivery.push import Body
from bot.services.delivery.sending import Parcel


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Outcome.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Outcome.CHAT_GONE),
        (Forbidden("Forbidden: the group chat was deleted"), Outcome.CHAT_GONE),
        (InvalidToken("Unauthorized"), Outcome.UNAUTHORIZED),
        (InvalidToken("Not Found"), Outcome.UNAUTHORIZED),
        (BadRequest("Not enough rights to send text messages to the chat"), Outcome.BLOCKED),
        (BadRequest("Have no rights to send a message"), Outcome.BLOCKED),
        (BadRequest("Need administrator rights in the channel chat"), Outcome.BLOCKED),
        (BadRequest("Chat not found"), Outcome.CHAT_GONE),
        (BadRequest("PEER_ID_INVALID"), Outcome.CHAT_GONE),
        (BadRequest("Message thread not found"), Outcome.TOPIC_GONE),
        (BadRequest("TOPIC_DELETED"), Outcome.TOPIC_GONE),
        (BadRequest("TOPIC_CLOSED"), Outcome.TOPIC_CLOSED),
        (BadRequest("Message is not modified: specified new message content"), Outcome.UNCHANGED),
        (BadRequest("Message to edit not found"), Outcome.UNCHANGED),
        (BadRequest("Message can't be edited"), Outcome.UNCHANGED),
        (BadRequest("Message can't be deleted for everyone"), Outcome.TOO_LATE),
        (BadRequest("Can't parse entities: unexpected end tag"), Outcome.REFUSED),
        (BadRequest("Message is too long"), Outcome.REFUSED),
        (NetworkError("Bad Gateway"), Outcome.SERVER_ERROR),
        (caused(TimedOut("pool"), NoFreeConnection()), Outcome.NOT_SENT),
        (caused(TimedOut("no answer"), TimeoutError()), Outcome.UNKNOWN),
        (caused(NetworkError("cut off"), ConnectionResetError()), Outcome.UNKNOWN),
        (TelegramError("Invalid server response"), Outcome.UNKNOWN),
    ],
    ids=lambda value: value.message[:30] if isinstance(value, TelegramError) else None,
)
def test_each_of_telegrams_answers_has_its_outcome(error: TelegramError, outcome: Outcome) -> None:
    assert attempt_of(error).outcome is outcome


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_flood_says_how_long_and_a_move_says_where_to() -> None:
    assert attempt_of(RetryAfter(17)).retry_after == 17.0
    assert attempt_of(ChatMigrated(-1005)).moved_to == -1005


class Recorder(AiohttpRequest):
    """Takes what is sent instead of Telegram."""

    __slots__ = ("asked",)

    async def call(self, url: str, fields: Any) -> Any:
        self.asked = (url.rsplit("/", 1)[-1], dict(fields))
        return {"message_id": 7}


async def sent(parcel: Parcel, *, paid: bool = False) -> tuple[str, dict[str, str]]:
    request = Recorder()
    courier = TelegramCourier(request, "http://telegram.invalid", "42:token", Pacer(30), paid=paid)
    attempt = await courier.carry(parcel)
    assert (attempt.outcome, attempt.message_id) == (Outcome.SENT, 7)
    return request.asked


async def test_a_push_carries_its_keyboard_its_topic_and_its_silence() -> None:
    body = Body("<b>Nieuws</b>", '{"inline_keyboard":[]}')
    method, fields = await sent(Parcel(-5, 9, body, silent=True))
    assert method == "sendMessage"
    assert fields == {
        "chat_id": "-5",
        "text": "<b>Nieuws</b>",
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled":true}',
        "reply_markup": '{"inline_keyboard":[]}',
        "message_thread_id": "9",
        "disable_notification": "true",
    }


async def test_above_thirty_a_second_pushes_are_paid_for_and_edits_are_not() -> None:
    assert (await sent(Parcel(5, 0, Body("x")), paid=True))[1]["allow_paid_broadcast"] == "true"
    assert "allow_paid_broadcast" not in (await sent(Parcel(5, 0, Body("x"))))[1]
    method, fields = await sent(Parcel(5, 0, Body("x"), edits=3), paid=True)
    assert (method, fields["message_id"]) == ("editMessageText", "3")
    assert "allow_paid_broadcast" not in fields
    method, fields = await sent(Parcel(5, 0, Body(""), edits=3, deletes=True))
    assert (method, fields) == ("deleteMessage", {"chat_id": "5", "message_id": "3"})
