"""python-telegram-bot's application for live answers: our connections under it, our pace before it."""

from typing import Any

from telegram.ext import Application

from bot.chat.wire.pacing import Pacer
from bot.chat.wire.ptb_limiter import LiveLimiter
from bot.chat.wire.transport import AiohttpRequest, Timeouts

# That Telegram's answer is waited for: one that is late is no fault, and of one that is lost nobody can tell what was done.
ANSWER_SECONDS = 8.0

Telegram = Application[Any, Any, Any, Any, Any, Any]


def build_telegram(token: str, api_url: str, pacer: Pacer) -> Telegram:
    """Without handlers, not yet in touch with Telegram."""
    base = api_url.rstrip("/")
    return (
        Application.builder()
        .token(token)
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(AiohttpRequest(timeouts=Timeouts(read=ANSWER_SECONDS)))
        .get_updates_request(AiohttpRequest(connections=1))
        .rate_limiter(LiveLimiter(pacer))
        .updater(None)
        .job_queue(None)
        .build()
    )
