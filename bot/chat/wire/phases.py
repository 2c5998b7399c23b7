"""Which of the failed requests were certainly not sent: an error's phase, read from its cause."""

import os
from enum import Enum

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut

INVALID_RESPONSE = "Invalid server response"


class Phase(Enum):
    """How far a failed request came, as far as this side can tell."""

    NOT_SENT = "not sent"  # no byte was written: Telegram has not done it, and sending it again is safe
    UNKNOWN = "unknown"  # Telegram may have done it, and sending it again may do it twice
    ANSWERED = "answered"  # an answer came, and says itself what was done


class NoFreeConnection(Exception):
    """All connections were in use for as long as the request could wait."""


class NotRunning(Exception):
    """The transport was not initialized, or is shut down."""


# Causes that arise before the first byte of a request. aiohttp raises each only while it looks up, connects to or shakes
# hands with the other side; a connection that breaks later is a ClientOSError or a ServerDisconnectedError. The latter
# also comes from a kept connection that the server closed as we wrote: nobody can tell whether it read the request.
_BEFORE_WRITING = (
    NoFreeConnection,
    NotRunning,
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,  # a proxy's refusal to open a tunnel
    aiohttp.InvalidURL,
)


def phase_of(error: TelegramError) -> Phase:
    """Tells by `error.__cause__` whether the failed request may have reached Telegram.

    Only for requests that change something (POST): a download may have been asked for twice. ANSWERED: an answer of
    Telegram's, such as `BadRequest` or any 5xx. A success that cannot be read is UNKNOWN, as is every error of another
    transport.
    """
    if type(error) is TelegramError:
        return Phase.UNKNOWN
    if error.__cause__ is None or isinstance(error.__cause__, TelegramError):
        return Phase.ANSWERED
    return Phase.NOT_SENT if isinstance(error.__cause__, _BEFORE_WRITING) else Phase.UNKNOWN


def is_cut_off(error: TelegramError) -> bool:
    """Whether the connection broke after the request was written and before a byte of an answer came."""
    cause = error.__cause__
    broke = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, aiohttp.ClientConnectionResetError)
    return isinstance(cause, broke) and phase_of(error) is Phase.UNKNOWN


def is_unanswered(error: TelegramError) -> bool:
    """Whether no answer came in the time allowed, after the request was written."""
    return isinstance(error.__cause__, TimeoutError) and phase_of(error) is Phase.UNKNOWN


def translate_error(error: Exception) -> NetworkError:
    """`error` in python-telegram-bot's terms. aiohttp's own wordings are left out: some hold the whole address."""
    kind = type(error).__name__
    match error:
        case aiohttp.ConnectionTimeoutError():
            return TimedOut("Could not connect in time; the request was not sent")
        case TimeoutError():
            return TimedOut("No answer in time; the request may have arrived")
        case aiohttp.ClientConnectorError():
            reason = error.os_error.strerror or type(error.os_error).__name__
            return NetworkError(
                f"Could not connect to {error.host}:{error.port}: {reason} ({kind}); not sent"
            )
        case NotRunning():
            return NetworkError("The transport is not initialized; the request was not sent")
    if isinstance(error, _BEFORE_WRITING):
        return NetworkError(f"{kind}; the request was not sent")
    reason = f": {os.strerror(error.errno)}" if isinstance(error, OSError) and error.errno else ""
    return NetworkError(f"Connection lost ({kind}{reason}); the request may have arrived")
