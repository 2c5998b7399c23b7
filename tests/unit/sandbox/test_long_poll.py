"""A long poll answers as soon as there is something, whatever else waits for updates."""

import asyncio

from bot.sandbox.bot_api.params import Params
from bot.sandbox.bot_api.updates import get_updates
from bot.sandbox.webhook import deliver_webhooks
from bot.sandbox.world import World


async def test_an_update_that_comes_as_a_poll_begins_is_not_slept_through() -> None:
    world = World(limits=False)
    world.add_user("Sanne", "nl")
    webhooks = asyncio.create_task(deliver_webhooks(world))
    await asyncio.sleep(0)  # one turn of the loop: the webhook task waits now

    async def write() -> None:
        world.say(101, 101, {"text": "hello"})

    # Both begin in the same turn of the loop: the poll finds nothing, then the message comes.
    polled = asyncio.create_task(get_updates(world, Params({"timeout": 50})))
    written = asyncio.create_task(write())
    async with asyncio.timeout(5):
        updates = await polled
    await written
    webhooks.cancel()
    await asyncio.gather(webhooks, return_exceptions=True)
    assert [update["message"]["text"] for update in updates] == ["hello"]
