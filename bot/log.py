"""Logging by structlog, for our lines and the libraries'; a bot token never gets through."""

import logging
import math
import re
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal

import structlog

# A token in an address (…/bot123:AA…/getMe) or on its own.
_TOKEN = re.compile(r"\b(\d{3,20}):[A-Za-z0-9_-]{5,128}")
_IN_PATH = re.compile(r"/bot\d+:[^/\s\"']+")
REPEAT_SECONDS = 10.0  # between two lines of the event loop that say the same
MOST_LINES = 100  # different ones that are remembered


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` without bot tokens and without `secrets`."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    text = _IN_PATH.sub("/bot[token]", text)
    return _TOKEN.sub(lambda found: found.group(0) if _is_time(found.group(0)) else "[token]", text)


def configure_logging(
    log_format: Literal["console", "json"], *, level: int = logging.INFO, secrets: tuple[str, ...] = ()
) -> None:
    """Sends every log line to standard error, redacted; `secrets` are further strings to keep out."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    tail: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        tail.append(structlog.processors.format_exc_info)
    formatter = _RedactingFormatter(
        foreign_pre_chain=shared, processors=[*tail, renderer], secrets=tuple(filter(None, secrets))
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    sys.excepthook = _log_last_words
    loop = logging.getLogger("asyncio")
    loop.filters[:] = [OnceInAWhile()]
    for noisy in (
        "httpx",
        "httpcore",
        "apscheduler",
        "aiohttp.access",
        "watchfiles",
        "telegram.ext.Updater",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


def _log_last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the process is a log line like any other, in the same format and without secrets."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bot").critical("ended by an error", exc_info=(kind, error, trace))


class OnceInAWhile(logging.Filter):
    """Lets a line through once in ten seconds, and says with the next how often it came meanwhile.

    For the event loop's own: out of files or memory it says so, with a traceback, of every connection that waits.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._timer = timer
        # By its first line: when it got through last, and how often not since.
        self._seen: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        first = record.getMessage().partition("\n")[0]
        at, held = self._seen.get(first, (-math.inf, 0))
        if self._timer() - at < REPEAT_SECONDS:
            self._seen[first] = (at, held + 1)
            return False
        if len(self._seen) >= MOST_LINES:
            self._seen.clear()
        self._seen[first] = (self._timer(), 0)
        if held:
            record.msg, record.args = f"{first} ({held} times more since the last)", ()
        return True


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """The last step before a line leaves: whatever it came from, its secrets are gone."""

    def __init__(self, *, secrets: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def _is_time(text: str) -> bool:
    """Ports, times and line numbers (`127:8080`, `2026:45`) have digits alone on both sides."""
    return text.replace(":", "").isdigit()
