"""The Bot API's methods by which the bot gets its updates: long polling, or a webhook."""

import asyncio

from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Json
from bot.sandbox.rules.refusal import Refusal, bad_request
from bot.sandbox.world import World

MOST_LONG_POLL = 50  # seconds
_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    """Long polling: confirms below `offset`, then waits for up to `timeout` seconds for something new."""
    if world.webhook["url"]:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
    queue = world.queue
    me = object()
    queue.poller = me  # whoever polls now ends the poll before it
    queue.wake()
    offset = params.number("offset", default=0) or 0
    limit = min(max(params.number("limit", default=100) or 100, 1), 100)
    timeout = min(max(params.number("timeout", default=0) or 0, 0), MOST_LONG_POLL)
    allowed = params.json("allowed_updates")
    if offset:
        queue.confirm_below(offset)
    deadline = asyncio.get_running_loop().time() + timeout
    while True:
        found = [update for update in queue.updates if not allowed or (set(update) & set(allowed))][:limit]
        left = deadline - asyncio.get_running_loop().time()
        if found or left <= 0:
            return found
        queue.poll_waits = True
        try:
            await asyncio.wait_for(queue.arrival(), left)
        except TimeoutError:
            return []
        finally:
            queue.poll_waits = False
        if queue.poller is not me:
            raise Refusal(409, _CONFLICT)


async def set_webhook(world: World, params: Params) -> bool:
    url = params.text("url", default="") or ""
    if (
        url
        and not url.startswith("https://")
        and not url.startswith(("http://127.0.0.1", "http://localhost"))
    ):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = {
        "url": url,
        "max_connections": params.number("max_connections", default=40),
        "allowed_updates": params.json("allowed_updates") or [],
    }
    world.webhook_secret = params.text("secret_token")
    if params.flag("drop_pending_updates"):
        world.queue.updates.clear()
    world.queue.wake()
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    world.webhook = {"url": ""}
    if params.flag("drop_pending_updates"):
        world.queue.updates.clear()
    return True


async def get_webhook_info(world: World, _: Params) -> Json:
    return {
        "url": world.webhook["url"],
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.updates),
    }
