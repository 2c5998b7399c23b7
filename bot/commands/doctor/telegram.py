"""Whether Telegram knows the token, how the webhook stands, and whether the clocks agree."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from telegram.error import InvalidToken, TelegramError

from bot.chat.wire.transport import AiohttpRequest, Timeouts
from bot.clock import Clock
from bot.commands.doctor.finding import Finding, Level
from bot.config import Settings

MOST_CLOCK_OFF = 30.0  # seconds
ASK_SECONDS = 10.0


async def ask_telegram(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Token, webhook, clock: as soon as each is known."""
    if settings.telegram_bot_token is None:
        yield Finding(
            "token",
            Level.FAULT,
            "TELEGRAM_BOT_TOKEN is missing",
            "BotFather gives one (README, Connect a real bot)",
        )
        return
    base = f"{settings.telegram_api_url.rstrip('/')}/bot{settings.telegram_bot_token.get_secret_value()}"
    request = AiohttpRequest(connections=2, timeouts=Timeouts(connect=ASK_SECONDS, read=ASK_SECONDS))
    await request.initialize()
    try:
        me = await request.call(f"{base}/getMe", {})
        yield Finding("token", Level.OK, f"Telegram knows it: @{me.get('username')}")
        yield _judge_webhook(await request.call(f"{base}/getWebhookInfo", {}), settings)
        yield await _compare_clocks(settings.telegram_api_url, clock)
    except InvalidToken:
        yield Finding(
            "token",
            Level.FAULT,
            "Telegram does not know it",
            "ask BotFather for the token (/mybots) and set it anew",
        )
    except TelegramError as error:
        yield Finding(
            "telegram",
            Level.FAULT,
            f"cannot be reached: {error.message}",
            "check network, DNS and firewall to TELEGRAM_API_URL, port 443; the bot itself waits and tries again",
        )
    finally:
        await request.shutdown()


def _judge_webhook(info: dict[str, Any], settings: Settings) -> Finding:
    url, pending = str(info.get("url") or ""), info.get("pending_update_count", 0)
    if info.get("last_error_message") and url:
        at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
        return Finding(
            "webhook",
            Level.WORRY,
            f"{pending} updates wait; Telegram could not deliver at {at:%Y-%m-%d %H:%M} UTC: {info['last_error_message']}",
            "reach WEBHOOK_URL from outside; see the proxy's log (docs/runbook.md, Telegram down)",
        )
    if settings.webhook_url and not url.startswith(settings.webhook_url.rstrip("/")):
        return Finding(
            "webhook", Level.WORRY, "not set at Telegram yet", "`briefing-bot run` sets it when it starts"
        )
    if url and not settings.webhook_url:
        return Finding(
            "webhook",
            Level.WORRY,
            "set at Telegram, and WEBHOOK_URL is not: a bot that polls takes it away from the one that has it",
            "set WEBHOOK_URL and WEBHOOK_SECRET, or run on: the start removes it",
        )
    return Finding("webhook", Level.OK, f"{'set' if url else 'none, the bot polls'}; {pending} updates wait")


async def _compare_clocks(api_url: str, clock: Clock) -> Finding:
    try:
        limit = aiohttp.ClientTimeout(total=ASK_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(api_url, allow_redirects=False) as answer,
        ):
            there = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, OSError, KeyError, ValueError):
        return Finding("clock", Level.OK, f"{clock():%Y-%m-%d %H:%M:%S} UTC; not compared")
    off = (clock() - there).total_seconds()
    if abs(off) > MOST_CLOCK_OFF:
        return Finding(
            "clock",
            Level.FAULT,
            f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Telegram's",
            "let the machine set its clock (systemd-timesyncd, chrony): digests and embargoes go by it",
        )
    return Finding("clock", Level.OK, f"within {max(1, round(abs(off)))} s of Telegram's")
