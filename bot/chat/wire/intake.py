"""What comes in from Telegram, however it comes: each update read alone, handled once, and lost by nobody."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from telegram import Bot, Update

from bot import metrics
from bot.chat.wire.dispatch import Dispatcher, Held, line_of, must_be_kept
from bot.chat.wire.shape import check_shape
from bot.errors import StorageUnavailable
from bot.services.receipts import RENEW_SECONDS, Receipts, Written

log = structlog.get_logger(__name__)

Raw = Mapping[str, Any]

MOST_HELD = 1_000  # updates that are not done, in memory
HOOK_SECONDS = 2.5  # that a webhook's request waits for its answer; then the update is written down, or
HOOK_CHAT_SECONDS = 0.25  # where its chat may not be written to yet
HOOK_LONG_SECONDS = 20.0  # the same where it cannot be written down
AGAIN_SECONDS = 3  # after which Telegram may bring again what was refused


class Intake:
    """Reads updates, leaves out those that are done, and hands the others to the dispatcher."""

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, receipts: Receipts, must_wait: Callable[[int], bool]
    ) -> None:
        """`must_wait`: whether a chat may not be written to yet."""
        self._bot = bot
        self._dispatcher = dispatcher
        self._receipts = receipts
        self._must_wait = must_wait
        self._is_closed = False
        self._is_open = asyncio.Event()  # what was written down before is under way: others may come
        self.unreadable = 0  # so far

    @property
    def held(self) -> int:
        """Updates that are not done."""
        return len(self._dispatcher.under_way)

    @property
    def unwritten(self) -> int:
        """Updates that are done, which only memory knows."""
        return self._receipts.unwritten

    async def wait_written(self, seconds: float) -> None:
        """Returns when the database knows of more that are done, or after `seconds`."""
        await self._receipts.wait_written(seconds)

    async def take(self, raws: Sequence[Raw]) -> list[Held | None]:
        """Starts work on what is new. None: it is done already, written down by another process, or cannot be read."""
        strange = [raw["update_id"] for raw in raws if self._dispatcher.find(raw["update_id"]) is None]
        known = await self._receipts.find_known(strange) if strange else set()
        return [self._take_one(raw, known) for raw in raws]

    async def write_down(self, waiting: Sequence[Held]) -> None:
        """Keeps these over a restart, so that Telegram need not. Raises `StorageUnavailable`."""
        wanted = {}
        for held in waiting:
            if not held.is_safe:
                written = held.rides_on or held
                wanted[written.id] = (written, tuple(written.riders), written.stands_for)
        await asyncio.gather(
            *(self._receipts.write_down(Written(held.raw, count)) for held, _, count in wanted.values())
        )
        for held, riders, _ in wanted.values():
            for each in (held, *riders):
                each.is_written = True

    async def take_from_webhook(self, raw: Raw) -> float | None:
        """Takes one update to its end, or to where it outlives us. Seconds after which to bring it again; None: it is taken.

        What comes while we start waits for that, up to the time after which it would be brought again.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_SECONDS):
                await self._is_open.wait()
        if (
            not self._is_open.is_set()
            or self._is_closed
            or (self.held >= MOST_HELD and self._dispatcher.find(raw["update_id"]) is None)
        ):
            return AGAIN_SECONDS
        held = (await self.take([raw]))[0]
        if held is None or await held.wait(HOOK_CHAT_SECONDS):
            return None
        chat = held.update.effective_chat
        waits_for_chat = self._dispatcher.is_behind(held) or (chat is not None and self._must_wait(chat.id))
        if not waits_for_chat and await held.wait(HOOK_SECONDS):
            return None
        with contextlib.suppress(StorageUnavailable):
            await self.write_down([held])
        if held.is_safe or await held.wait(HOOK_LONG_SECONDS):
            return None
        return AGAIN_SECONDS

    async def resume(self, written: Sequence[Written]) -> None:
        """Goes on with what was written down; from the first time on a webhook's updates are taken."""
        for each in written:
            update = self._read(each.raw)
            if update is not None:
                self._dispatcher.submit(update, each.raw, skipped=each.skipped, is_written=True)
        self._is_open.set()

    async def run(self) -> None:
        """Takes over what another process wrote down and no longer holds, until cancelled."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self.resume(await self._receipts.take_over())
            except StorageUnavailable:
                continue

    def close(self) -> None:
        """From here on a webhook's updates are refused: Telegram keeps them."""
        self._is_closed = True
        self._is_open.set()

    def _take_one(self, raw: Raw, known: set[int]) -> Held | None:
        update_id = raw["update_id"]
        held = self._dispatcher.find(update_id)
        if held is not None:
            return held
        if update_id in known or self._receipts.is_done(update_id):
            return None
        update = self._read(raw)
        return None if update is None else self._dispatcher.submit(update, raw)

    def _read(self, raw: Raw) -> Update | None:
        """None where the library cannot make sense of it; then it is done with."""
        try:
            check_shape(raw)
            update = Update.de_json(dict(raw), self._bot)
            line_of(update)
            must_be_kept(update)
        except Exception as error:
            # Whatever it is: one update must not stop the others, nor come again for ever. Nothing of it is logged.
            self.unreadable += 1
            metrics.UPDATES.labels(metrics.kind_of_update(raw), "unreadable").inc()
            log.warning(
                "an update cannot be read, and is passed over",
                update_id=raw["update_id"],
                kind=_kind_of(raw),
                error=type(error).__name__,
            )
            self._receipts.note_done(raw["update_id"])
            return None
        return update


def _kind_of(raw: Raw) -> str:
    kinds = [str(name) for name in raw if name != "update_id"]
    return kinds[0][:40] if kinds and kinds[0].isidentifier() else "none"
