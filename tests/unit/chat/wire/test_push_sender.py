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
from bot.chat.wire.phases import NoFreeConnection
from bot.chat.wire.push_sender import PushSender, attempt_of
from bot.chat.wire.transport import AiohttpRequest
from bot.domain.delivery.push import Body
from bot.domain.delivery.retry_policy import SendOutcome
from bot.services.delivery.sending import OutgoingMessage


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), SendOutcome.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), SendOutcome.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), SendOutcome.CHAT_GONE),
        (Forbidden("Forbidden: the group chat was deleted"), SendOutcome.CHAT_GONE),
        (InvalidToken("Unauthorized"), SendOutcome.UNAUTHORIZED),
        (InvalidToken("Not Found"), SendOutcome.UNAUTHORIZED),
        (BadRequest("Not enough rights to send text messages to the chat"), SendOutcome.BLOCKED),
        (BadRequest("Have no rights to send a message"), SendOutcome.BLOCKED),
        (BadRequest("Need administrator rights in the channel chat"), SendOutcome.BLOCKED),
        (BadRequest("Chat not found"), SendOutcome.CHAT_GONE),
        (BadRequest("PEER_ID_INVALID"), SendOutcome.CHAT_GONE),
        (BadRequest("Message thread not found"), SendOutcome.TOPIC_GONE),
        (BadRequest("TOPIC_DELETED"), SendOutcome.TOPIC_GONE),
        (BadRequest("TOPIC_CLOSED"), SendOutcome.TOPIC_CLOSED),
        (BadRequest("Message is not modified: specified new message content"), SendOutcome.UNCHANGED),
        (BadRequest("Message to edit not found"), SendOutcome.UNCHANGED),
        (BadRequest("Message can't be edited"), SendOutcome.UNCHANGED),
        (BadRequest("Message can't be deleted for everyone"), SendOutcome.TOO_LATE),
        (BadRequest("Can't parse entities: unexpected end tag"), SendOutcome.REFUSED),
        (BadRequest("Message is too long"), SendOutcome.REFUSED),
        (NetworkError("Bad Gateway"), SendOutcome.SERVER_ERROR),
        (caused(TimedOut("pool"), NoFreeConnection()), SendOutcome.NOT_SENT),
        (caused(TimedOut("no answer"), TimeoutError()), SendOutcome.UNKNOWN),
        (caused(NetworkError("cut off"), ConnectionResetError()), SendOutcome.UNKNOWN),
        (TelegramError("Invalid server response"), SendOutcome.UNKNOWN),
    ],
    ids=lambda value: value.message[:30] if isinstance(value, TelegramError) else None,
)
def test_each_of_telegrams_answers_has_its_outcome(error: TelegramError, outcome: SendOutcome) -> None:
    assert attempt_of(error).outcome is outcome


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_a_flood_says_how_long_and_a_move_says_where_to() -> None:
    assert attempt_of(RetryAfter(17)).retry_after == 17.0
    assert attempt_of(ChatMigrated(-1005)).moved_to == -1005


class Recorder(AiohttpRequest):
    """Takes what is sent instead of Telegram."""

    __slots__ = ("asked",)

    async def call(self, url: str, fields: Any, *_: Any) -> Any:
        self.asked = (url.rsplit("/", 1)[-1], dict(fields))
        return {"message_id": 7}


async def sent(outgoing: OutgoingMessage, *, paid: bool = False) -> tuple[str, dict[str, str]]:
    request = Recorder()
    push_sender = PushSender(request, "http://telegram.invalid", "42:token", Pacer(30), paid=paid)
    attempt = await push_sender.send(outgoing)
    assert (attempt.outcome, attempt.message_id) == (SendOutcome.SENT, 7)
    return request.asked


async def test_a_push_carries_its_keyboard_its_topic_and_its_silence() -> None:
    body = Body("<b>Nieuws</b>", '{"inline_keyboard":[]}')
    method, fields = await sent(OutgoingMessage(-5, 9, body, silent=True))
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
    assert (await sent(OutgoingMessage(5, 0, Body("x")), paid=True))[1]["allow_paid_broadcast"] == "true"
    assert "allow_paid_broadcast" not in (await sent(OutgoingMessage(5, 0, Body("x"))))[1]
    method, fields = await sent(OutgoingMessage(5, 0, Body("x"), edits=3), paid=True)
    assert (method, fields["message_id"]) == ("editMessageText", "3")
    assert "allow_paid_broadcast" not in fields
    method, fields = await sent(OutgoingMessage(5, 0, Body(""), edits=3, deletes=True))
    assert (method, fields) == ("deleteMessage", {"chat_id": "5", "message_id": "3"})
