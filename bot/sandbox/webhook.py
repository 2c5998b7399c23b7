"""Delivering updates to the bot's webhook, with the secret header, again until it answers 2xx."""

import asyncio

import aiohttp
import orjson

from bot.sandbox.world import World

FIRST_PAUSE = 0.2  # seconds; doubled after each failure
LONGEST_PAUSE = 10.0


async def deliver_webhooks(world: World) -> None:
    """Runs until cancelled; idle while no webhook is set."""
    pause = FIRST_PAUSE
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        while True:
            if not world.webhook["url"] or not world.queue.updates:
                await world.queue.arrival()
                continue
            update = world.queue.updates[0]
            if await _deliver(session, world, orjson.dumps(update)):
                if world.queue.updates and world.queue.updates[0] is update:
                    world.queue.updates.popleft()
                pause = FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


async def _deliver(session: aiohttp.ClientSession, world: World, body: bytes) -> bool:
    headers = {"Content-Type": "application/json"}
    if world.webhook_secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = world.webhook_secret
    try:
        async with session.post(world.webhook["url"], data=body, headers=headers) as response:
            await response.read()
            return 200 <= response.status < 300
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
