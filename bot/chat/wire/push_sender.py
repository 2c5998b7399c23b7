"""Broadcasts on the wire: the fastest way through python-telegram-bot, and the one translation of its errors to outcomes."""

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
from bot.chat.wire.phases import Phase, phase_of
from bot.chat.wire.ptb_limiter import seconds_of
from bot.chat.wire.transport import AiohttpRequest
from bot.domain.delivery.retry_policy import SendOutcome
from bot.services.delivery.sending import OutgoingMessage, SendResult

# Telegram's wordings, as they are sent (tdlib/telegram-bot-api, Client.cpp).
_GONE = (
    "chat not found",
    "user is deactivated",
    "group is deactivated",
    "group chat was deleted",
    "peer_id_invalid",
)
_NOT_ALLOWED = (
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
)
_TOPIC_GONE = ("message thread not found", "topic_deleted")
_TOPIC_CLOSED = "topic_closed"
_UNCHANGED = (
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message_id_invalid",
)
_TOO_LATE = "message can't be deleted"


class PushSender:
    """Sends through a transport of its own, so that broadcasts and live answers never wait for the same connections.

    No `Bot` in between: it would build a Message of each answer that nobody reads, most of a call's time.
    """

    def __init__(
        self, request: AiohttpRequest, api_url: str, token: str, pacer: Pacer, *, paid: bool = False
    ) -> None:
        """`api_url`: the base before `/bot<token>/…`. `paid`: above thirty a second, for Telegram Stars."""
        self._paid = paid
        self._request = request
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._pacer = pacer

    async def open(self) -> None:
        """Opens the connections."""
        await self._request.initialize()

    async def close(self) -> None:
        """Closes the connections."""
        await self._request.shutdown()

    async def room(self) -> int:
        """Waits until the pace allows a message; how many may be on their way next."""
        return await self._pacer.room()

    async def send(self, outgoing: OutgoingMessage) -> SendResult:
        """One attempt at the permitted pace; what went wrong is the outcome."""
        turn = await self._pacer.broadcast(outgoing.chat_id)
        if turn.wait:
            return SendResult(SendOutcome.FLOOD, retry_after=turn.wait, detail="our own pace for this chat")
        endpoint = (
            "deleteMessage" if outgoing.deletes else "editMessageText" if outgoing.edits else "sendMessage"
        )
        try:
            result = await self._request.call(f"{self._base}/{endpoint}", _fields(outgoing, self._paid))
        except TelegramError as error:
            attempt = attempt_of(error)
            if attempt.outcome is SendOutcome.FLOOD:
                self._pacer.refused(outgoing.chat_id, attempt.retry_after)
            return attempt
        finally:
            self._pacer.answered(turn)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return SendResult(SendOutcome.SENT, message_id=message_id)


def attempt_of(error: TelegramError) -> SendResult:
    """What an error of python-telegram-bot says about the message."""
    detail = error.message
    wording = detail.lower()
    match error:
        case RetryAfter():
            return SendResult(SendOutcome.FLOOD, retry_after=seconds_of(error), detail=detail)
        case ChatMigrated():
            return SendResult(SendOutcome.MOVED, moved_to=error.new_chat_id, detail=detail)
        case Forbidden() if any(words in wording for words in _GONE):
            return SendResult(SendOutcome.CHAT_GONE, detail=detail)
        case Forbidden():
            return SendResult(SendOutcome.BLOCKED, detail=detail)
        case BadRequest() if any(words in wording for words in _UNCHANGED):
            return SendResult(SendOutcome.UNCHANGED, detail=detail)
        case BadRequest() if _TOO_LATE in wording:
            return SendResult(SendOutcome.TOO_LATE, detail=detail)
        case BadRequest() if any(words in wording for words in _GONE):
            return SendResult(SendOutcome.CHAT_GONE, detail=detail)
        case BadRequest() if any(words in wording for words in _NOT_ALLOWED):
            return SendResult(SendOutcome.BLOCKED, detail=detail)
        case BadRequest() if any(words in wording for words in _TOPIC_GONE):
            return SendResult(SendOutcome.TOPIC_GONE, detail=detail)
        case BadRequest() if _TOPIC_CLOSED in wording:
            return SendResult(SendOutcome.TOPIC_CLOSED, detail=detail)
        case BadRequest():
            return SendResult(SendOutcome.REFUSED, detail=detail)
        case InvalidToken():
            return SendResult(SendOutcome.UNAUTHORIZED, detail=detail)
        case TimedOut() | NetworkError():
            match phase_of(error):
                case Phase.NOT_SENT:
                    return SendResult(SendOutcome.NOT_SENT, detail=detail)
                case Phase.ANSWERED:
                    return SendResult(SendOutcome.SERVER_ERROR, detail=detail)
                case _:
                    return SendResult(SendOutcome.UNKNOWN, detail=detail)
        case _:
            return SendResult(SendOutcome.UNKNOWN, detail=detail)


def _fields(outgoing: OutgoingMessage, paid: bool) -> dict[str, str]:
    if outgoing.deletes:
        return {"chat_id": str(outgoing.chat_id), "message_id": str(outgoing.edits)}
    fields = {
        "chat_id": str(outgoing.chat_id),
        "text": outgoing.body.html,
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled":true}',
    }
    if outgoing.body.markup:
        fields["reply_markup"] = outgoing.body.markup
    if outgoing.edits:
        fields["message_id"] = str(outgoing.edits)
    else:
        if outgoing.thread_id:
            fields["message_thread_id"] = str(outgoing.thread_id)
        if outgoing.silent:
            fields["disable_notification"] = "true"
        if paid:
            fields["allow_paid_broadcast"] = "true"  # core.telegram.org/bots/faq, paid broadcasts
    return fields
