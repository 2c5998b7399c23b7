"""How each part ends, within the ten seconds that `SIGTERM` has (contract)."""

import asyncio
import contextlib

import structlog
from telegram.error import TelegramError

from bot.chat.wire.dispatch import Dispatcher
from bot.chat.wire.polling import Poller
from bot.errors import StorageUnavailable
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.receipts import Receipts

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 5.0  # of the ten that `SIGTERM` has (contract)
RECEIPT_SECONDS = 1.0  # to write down what is done
DELIVERY_SECONDS = 2.5  # for messages that are on their way


async def drain(dispatcher: Dispatcher) -> None:
    kept, lost = await dispatcher.drain(DRAIN_SECONDS)
    if kept:
        log.info("updates cut off; Telegram sends them again, or they are written down", updates=kept)
    if lost:
        log.error("updates lost: they were in memory alone, as the database did not answer", updates=lost)


async def write_last(shown_facts: ShownFactsWriter, receipts: Receipts) -> None:
    async def note_done() -> None:
        try:
            await receipts.let_go(patience=RECEIPT_SECONDS)
        except StorageUnavailable:
            log.warning("what was done last is not written: the database does not answer")

    async def note_shown() -> None:
        with contextlib.suppress(StorageUnavailable):
            await shown_facts.flush()

    await asyncio.gather(note_done(), note_shown())


async def stop_delivering(outbox_worker: OutboxWorker) -> None:
    cut = await outbox_worker.stop(DELIVERY_SECONDS)
    if cut:
        log.warning("messages cut off; their lease ends, and the next sender sees to them", messages=cut)


async def confirm_last(poller: Poller) -> None:
    try:
        await asyncio.wait_for(poller.confirm(), timeout=1.5)
    except (TelegramError, TimeoutError):
        log.info("the last updates are not confirmed; they may come again")
