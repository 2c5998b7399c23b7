"""The composition root: builds every part once, starts them in order and stops them in the reverse order."""

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from telegram.error import BadRequest, TelegramError

from bot.chat.application import ChatApplication
from bot.chat.handlers.admin_pushes import PushDesk
from bot.chat.screens.push_buttons import dress
from bot.chat.wire.contact import reach
from bot.chat.wire.dispatch import Dispatcher
from bot.chat.wire.intake import AGAIN_SECONDS, Intake
from bot.chat.wire.pacing import Pacer
from bot.chat.wire.polling import ALLOWED_UPDATES, Poller, UpdateSource
from bot.chat.wire.push_sender import TelegramCourier
from bot.chat.wire.transport import AiohttpRequest
from bot.chat.wire.webhook_watch import WebhookWatch
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import ConfigError, PortTaken, StorageUnavailable
from bot.monitoring.gauges import Gauges
from bot.monitoring.health import Contact, Health
from bot.monitoring.reports import Reports
from bot.monitoring.watch import Watch
from bot.services.delivery.announcer import Announcing
from bot.services.delivery.digest_maker import Digesting
from bot.services.delivery.outbox_worker import Delivering
from bot.services.delivery.push_control import Steering
from bot.services.delivery.scheduler import Ticking
from bot.services.delivery.shown_facts import Showing
from bot.services.drawing import Drawing
from bot.services.editing.model_store import Learning
from bot.services.editing.reloading import ContentReloader
from bot.services.library import Library
from bot.services.nightly import Nightly
from bot.services.questions.asking import Asking
from bot.services.questions.conversations import Conversations
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import Inbox
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscribing
from bot.services.receipts import Receipts
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.storage.migrate import migrate, require_newest
from bot.storage.sealing import seal_chat_ids
from bot.web.idle import Connections
from bot.web.server import WEBHOOK_PATH, create_web

log = structlog.get_logger(__name__)

FREE_RATE = 30  # messages a second; more are paid broadcasts
DRAIN_SECONDS = 5.0  # of the ten that `SIGTERM` has (contract)
SWITCH_SECONDS = (
    0.001  # how long a thread that computes (answering, learning) may keep the event loop waiting for Python
)
RECEIPT_SECONDS = 1.0  # to write down what is done
DELIVERY_SECONDS = 2.5  # for messages that are on their way


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that is up: its content, its chat edge and its web address."""

    library: Library
    publishing: ContentReloader
    chat: ChatApplication
    dispatcher: Dispatcher
    ticking: Ticking
    delivering: Delivering
    inbox: Inbox
    health: Health
    failed: asyncio.Future[None]  # set when a part that should run for ever has ended


async def run_until_stopped(settings: Settings, *, clock: Clock = utc_now, sandboxed: bool = False) -> None:
    """Runs the bot until SIGINT or SIGTERM, or until a part fails; then stops it within ten seconds."""
    stop = stop_event()
    async with AsyncExitStack() as stack:
        bot = await _enter(stack, running(settings, clock=clock, sandboxed=sandboxed), stop)
        if bot is None:
            log.info("stopped before it was up")
            return
        # What is loaded stays: looking through all of it for cycles, again and again, stops everything for 100 ms.
        gc.collect()
        gc.freeze()
        await wait_for_end(bot, stop)


async def _enter(
    stack: AsyncExitStack, bot: AbstractAsyncContextManager[Running], stop: asyncio.Event
) -> Running | None:
    """The bot, once it is up; None: `stop` was set before, and what had been started is closed again."""
    starting = asyncio.ensure_future(stack.enter_async_context(bot))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if starting.done():
        return starting.result()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    return None


async def wait_for_end(bot: Running, stop: asyncio.Event) -> None:
    """Returns when `stop` is set; raises what ended a part of the bot, where one failed first."""
    stopping = asyncio.ensure_future(stop.wait())
    waiting: set[asyncio.Future[Any]] = {stopping, bot.failed}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if bot.failed.done():
        bot.failed.result()


def stop_event() -> asyncio.Event:
    """Set by SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    sandboxed: bool = False,
    publishing: ContentReloader | None = None,
) -> AsyncIterator[Running]:
    """The whole bot, up inside the block. `publishing`: of the settings' folder; None: one of its own.

    Raises `ConfigError`, `ContentUnusable`, `SchemaOutdated`, `StorageUnavailable` or `PortTaken` when it cannot start.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    async with AsyncExitStack() as stack:
        # 1. Content first: without it there is nothing to say.
        publishing = publishing or ContentReloader(
            settings.briefings_dir, clock, Learning(settings.cache_dir)
        )
        library = await publishing.open_library()

        # 2. Storage.
        database = Database(settings.database_url)
        stack.enter_context(alone_on(database.file))
        stack.push_async_callback(database.close)
        ids = settings.chat_ids
        await _prepare_schema(database, ids)

        # 3. Use cases.
        conversations = Conversations()
        showing = Showing(database, ids, clock)
        pacer = Pacer(settings.broadcast_rate)
        paid = settings.broadcast_rate > FREE_RATE
        courier = TelegramCourier(AiohttpRequest(), settings.telegram_api_url, token, pacer, paid=paid)
        delivering = Delivering(database, ids, courier, clock)
        announcing = Announcing(database, dress)
        with contextlib.suppress(StorageUnavailable):
            await announcing.begin(library.edition.snapshot, clock())
        steering = Steering(database, dress, clock, settings.broadcast_rate)
        ticking = Ticking(
            library, announcing, Digesting(database, dress), steering, database, delivering, clock
        )
        drawing = Drawing(settings.cache_dir / "pictures")
        stack.push_async_callback(drawing.close)
        inbox = Inbox(database, lambda word: library.edition.engine.knows(word), clock)
        chat = ChatApplication(
            token=token,
            api_url=settings.telegram_api_url,
            library=library,
            asking=Asking(library, conversations, clock),
            conversations=conversations,
            preferences=Preferences(database, ids, clock),
            publishing=publishing,
            subscribing=Subscribing(database, ids, clock),
            showing=showing,
            pacer=pacer,
            queue=delivering.count,
            pushes=PushDesk(steering, ticking.soon),
            inbox=inbox,
            drawing=drawing,
            put_under=PutUnder(database, ids),
            clock=clock,
            admin_ids=settings.admin_ids,
        )

        ticking.tell_of_dead_letters = chat.alarms.note_dead_letters
        ticking.tell_of_waiting = chat.alarms.note_waiting

        # 4. The edge: handlers first, then whoever brings updates.
        stack.push_async_callback(chat.stop)
        key = settings.data_key.get_secret_value() if settings.data_key else token
        receipts = Receipts(database, key, clock, others=settings.former_secrets)
        dispatcher = Dispatcher(chat.handle, chat.tell_skipped, receipts.note_done, chat.pages)
        intake = Intake(chat.bot, dispatcher, receipts, pacer.must_wait)
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tasks = _Tasks(failed)
        stack.push_async_callback(tasks.cancel)

        source = UpdateSource(AiohttpRequest(connections=2), settings.telegram_api_url, token)
        watch = WebhookWatch(chat.bot, clock, time.monotonic) if settings.webhook_url else None
        health = Health(
            database=database,
            library=library,
            publishing=publishing,
            ticking=ticking,
            delivering=delivering,
            contact=lambda: Contact(watch.answered_at, watch.state) if watch else Contact(source.answered_at),
            failed=failed,
            clock=clock,
        )

        def figures() -> Mapping[str, int]:
            return {
                "facts": len(library.edition.snapshot.facts),
                "content_problems": len(publishing.problems),
                "updates_under_way": len(dispatcher.under_way),
                "updates_skipped": dispatcher.skipped,
                "updates_unreadable": intake.unreadable,
                "is_sender": delivering.is_sender,
                "messages_under_way": delivering.under_way,
                "messages_settled": delivering.settled,
            }

        reports = Reports(health, Gauges(health, library, publishing, ticking, delivering), figures)

        async def take(raw: Mapping[str, Any]) -> float | None:
            return await intake.take_from_webhook(raw) if health.is_up else AGAIN_SECONDS

        if settings.webhook_url or not sandboxed:
            # First of all: who is not up yet says so, and a port that is taken is known before Telegram is asked.
            application = create_web(
                alive=reports.alive,
                ready=reports.ready,
                expose=reports.expose,
                on_update=take if settings.webhook_url else None,
                secret=settings.webhook_secret.get_secret_value() if settings.webhook_secret else None,
            )
            await _serve(stack, application, *settings.listen_address)
        await reach(chat.start)
        source.answered_at = time.monotonic()  # it has just told who we are
        await courier.open()
        stack.push_async_callback(courier.close)
        await intake.resume(await receipts.open())
        if watch is not None:
            await _set_webhook(settings, chat)
            tasks.start(watch.run(), "webhook watch")
        else:
            await source.open()
            stack.push_async_callback(source.close)
            poller = Poller(chat.bot, source, intake, dispatcher)
            stack.push_async_callback(_confirm, poller)
            tasks.start(poller.run(), "polling")
        stack.push_async_callback(_write_last, showing, receipts)
        stack.push_async_callback(_drain, dispatcher)
        stack.push_async_callback(tasks.cancel)
        stack.callback(intake.close)
        stack.push_async_callback(_stop_delivering, delivering)

        # 5. Following the files, and what readers see of us.
        tasks.start(publishing.run(chat.alarms.note_problems, ticking.soon), "following the briefings")
        tasks.start(chat.publish_profile(), "profile", ends=True)
        tasks.start(delivering.run(), "delivering", ends=True)
        tasks.start(chat.alarms.run(), "alarms")
        watching = Watch(health, chat.alarms.note_condition, lambda: delivering.is_sender)
        tasks.start(watching.run(), "watching")
        tasks.start(ticking.run(), "ticking")
        tasks.start(Nightly(database, ids, lambda: delivering.is_sender, clock).run(), "nightly")
        tasks.start(showing.run(), "ledger")
        tasks.start(receipts.run(), "receipts")
        if not database.is_sqlite:
            tasks.start(intake.run(), "intake")
        tasks.start(inbox.run(), "inbox")
        health.is_up = True
        log.info("running", facts=len(library.edition.snapshot.facts), webhook=bool(settings.webhook_url))
        yield Running(library, publishing, chat, dispatcher, ticking, delivering, inbox, health, failed)
        health.is_up = False
        log.info("stopping")


class _Tasks:
    """The tasks that run beside the updates; the first to fail ends the bot."""

    def __init__(self, failed: asyncio.Future[None]) -> None:
        self._failed = failed
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, work: Any, name: str, *, ends: bool = False) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work, name=name)
        self._tasks.append(task)
        task.add_done_callback(lambda done: self._ended(done, ends))

    async def cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def _ended(self, task: asyncio.Task[None], ends: bool) -> None:
        if task.cancelled() or self._failed.done():
            return
        error = task.exception()
        if error is not None:
            self._failed.set_exception(error)
        elif not ends:
            self._failed.set_result(None)


async def _prepare_schema(database: Database, ids: ChatIds) -> None:
    if database.is_sqlite:
        await migrate(database)
    else:
        await require_newest(database)
    await seal_chat_ids(database, ids)


async def _set_webhook(settings: Settings, chat: ChatApplication) -> None:
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    url = str(settings.webhook_url).rstrip("/") + WEBHOOK_PATH
    try:
        await reach(
            lambda: chat.bot.set_webhook(
                url=url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=40
            )
        )
    except BadRequest as error:
        raise ConfigError(f"WEBHOOK_URL: Telegram refuses {url}: {error.message}") from error


async def _serve(stack: AsyncExitStack, application: web.Application, host: str, port: int) -> None:
    connections = Connections(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PortTaken(f"LISTEN: {host}:{port} cannot be used: {error.strerror or error}") from error
    await stack.enter_async_context(connections.closing(runner))


async def _drain(dispatcher: Dispatcher) -> None:
    kept, lost = await dispatcher.drain(DRAIN_SECONDS)
    if kept:
        log.info("updates cut off; Telegram sends them again, or they are written down", updates=kept)
    if lost:
        log.error("updates lost: they were in memory alone, as the database did not answer", updates=lost)


async def _write_last(showing: Showing, receipts: Receipts) -> None:
    async def note_done() -> None:
        try:
            await receipts.let_go(patience=RECEIPT_SECONDS)
        except StorageUnavailable:
            log.warning("what was done last is not written: the database does not answer")

    async def note_shown() -> None:
        with contextlib.suppress(StorageUnavailable):
            await showing.flush()

    await asyncio.gather(note_done(), note_shown())


async def _stop_delivering(delivering: Delivering) -> None:
    cut = await delivering.stop(DELIVERY_SECONDS)
    if cut:
        log.warning("messages cut off; their lease ends, and the next sender sees to them", messages=cut)


async def _confirm(poller: Poller) -> None:
    try:
        await asyncio.wait_for(poller.confirm(), timeout=1.5)
    except (TelegramError, TimeoutError):
        log.info("the last updates are not confirmed; they may come again")
