"""The composition root: builds every part once, starts them in order and stops them in the reverse order."""

import asyncio
import contextlib
import gc
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from bot.app.starting import prepare_schema, set_webhook
from bot.app.stopping import confirm_last, drain, stop_delivering, write_last
from bot.app.tasks import Tasks, stop_event
from bot.chat.application import ChatApplication
from bot.chat.edge import Edge
from bot.chat.handlers.admins.alarms import Alarms
from bot.chat.handlers.admins.panel import AdminHandlers
from bot.chat.handlers.admins.pushes import AdminPushes
from bot.chat.handlers.buttons.by_typing import Presses, ShownScreens
from bot.chat.notifier import Notifier
from bot.chat.screens.push_buttons import dress
from bot.chat.sending.photos import Photos
from bot.chat.sending.sender import Sender
from bot.chat.wire.contact import reach
from bot.chat.wire.dispatch import Dispatcher
from bot.chat.wire.intake import Intake
from bot.chat.wire.live import build_telegram
from bot.chat.wire.pacing import Pacer
from bot.chat.wire.polling import Poller, UpdateSource
from bot.chat.wire.push_sender import PushSender
from bot.chat.wire.transport import AiohttpRequest
from bot.chat.wire.webhook_watch import WebhookWatch
from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import StorageUnavailable
from bot.monitoring.gauges import Gauges
from bot.monitoring.health import Contact, Health, Parts
from bot.monitoring.reports import Reports
from bot.monitoring.watch import Watch
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.digest_maker import DigestMaker
from bot.services.delivery.outbox_worker import OutboxWorker
from bot.services.delivery.outgoing_texts import OutgoingTexts
from bot.services.delivery.push_control import PushControl
from bot.services.delivery.scheduler import Makers, Scheduler
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.drawing import Drawing
from bot.services.editing.model_store import ModelStore
from bot.services.editing.reloading import ContentReloader
from bot.services.library import Library
from bot.services.nightly import Nightly
from bot.services.questions.asking import Asking
from bot.services.questions.conversations import Conversations
from bot.services.questions.put_under import PutUnder
from bot.services.questions.unanswered import UnansweredQuestions
from bot.services.readers.preferences import Preferences
from bot.services.readers.subscriptions import Subscriptions
from bot.services.receipts import Receipts
from bot.services.use_cases import UseCases
from bot.storage.database import Database
from bot.storage.file_lock import alone_on
from bot.web.server import create_web
from bot.web.serving import serve

log = structlog.get_logger(__name__)

FREE_RATE = 30  # messages a second; more are paid broadcasts
SWITCH_SECONDS = (
    0.001  # how long a thread that computes (answering, learning) may keep the event loop waiting for Python
)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that is up: its content, its chat edge and its web address."""

    library: Library
    reloader: ContentReloader
    chat: ChatApplication
    dispatcher: Dispatcher
    scheduler: Scheduler
    outbox_worker: OutboxWorker
    unanswered: UnansweredQuestions
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


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    sandboxed: bool = False,
    reloader: ContentReloader | None = None,
) -> AsyncIterator[Running]:
    """The whole bot, up inside the block. `reloader`: of the settings' folder; None: one of its own.

    Raises `ConfigError`, `ContentUnusable`, `SchemaOutdated`, `StorageUnavailable` or `PortTaken` when it cannot start.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    async with AsyncExitStack() as stack:
        # 1. Content first: without it there is nothing to say.
        reloader = reloader or ContentReloader(settings.briefings_dir, clock, ModelStore(settings.cache_dir))
        library = await reloader.open_library()

        # 2. Storage.
        database = Database(settings.database_url)
        stack.enter_context(alone_on(database.file))
        stack.push_async_callback(database.close)
        ids = settings.chat_ids
        await prepare_schema(database, ids)

        # 3. Use cases.
        conversations = Conversations()
        shown_facts = ShownFactsWriter(database, ids, clock)
        pacer = Pacer(settings.broadcast_rate)
        paid = settings.broadcast_rate > FREE_RATE
        push_sender = PushSender(AiohttpRequest(), settings.telegram_api_url, token, pacer, paid=paid)
        texts = OutgoingTexts(lambda: library.edition.snapshot, clock)
        outbox_worker = OutboxWorker(database, ids, push_sender, texts, clock)
        announcer = Announcer(database, dress)
        with contextlib.suppress(StorageUnavailable):
            await announcer.begin(library.edition.snapshot, clock())
        push_control = PushControl(database, dress, clock, settings.broadcast_rate)
        drawing = Drawing(settings.cache_dir / "pictures")
        stack.push_async_callback(drawing.close)
        unanswered = UnansweredQuestions(database, lambda word: library.edition.engine.knows(word), clock)
        use_cases = UseCases(
            library=library,
            reloader=reloader,
            asking=Asking(library, conversations, clock),
            conversations=conversations,
            put_under=PutUnder(database, ids),
            unanswered=unanswered,
            preferences=Preferences(database, ids, clock),
            subscriptions=Subscriptions(database, ids, clock),
            shown_facts=shown_facts,
            clock=clock,
        )

        # 4. Telegram: who is told of what goes wrong comes before whatever may go wrong.
        telegram = build_telegram(token, settings.telegram_api_url, pacer)
        presses = Presses()
        sender = Sender(telegram.bot, ShownScreens(presses, shown_facts, clock), Photos(drawing))
        alarms = Alarms(Notifier(sender, use_cases.preferences, settings.admin_ids).tell)
        makers = Makers(announcer, DigestMaker(database, dress), push_control)
        scheduler = Scheduler(library, makers, database, outbox_worker, alarms, clock)
        edge = Edge(telegram.bot, sender, use_cases)
        pushes = AdminPushes(push_control, scheduler.soon)
        chat = ChatApplication(
            telegram, edge, presses, AdminHandlers(edge, settings.admin_ids, pushes, outbox_worker.count)
        )

        # 5. The edge: handlers first, then whoever brings updates.
        stack.push_async_callback(chat.stop)
        key = settings.data_key.get_secret_value() if settings.data_key else token
        receipts = Receipts(database, key, clock, others=settings.former_secrets)
        dispatcher = Dispatcher(chat.handle, chat.tell_skipped, receipts.note_done, chat.pages)
        intake = Intake(chat.bot, dispatcher, receipts, pacer.must_wait)
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tasks = Tasks(failed)
        stack.push_async_callback(tasks.cancel)

        source = UpdateSource(AiohttpRequest(connections=2), settings.telegram_api_url, token)
        watch = WebhookWatch(chat.bot, clock, time.monotonic) if settings.webhook_url else None
        parts = Parts(database, library, reloader, scheduler, outbox_worker)
        health = Health(
            parts,
            contact=lambda: (
                Contact(watch.answered_at, watch.pending, undelivered=watch.error)
                if watch
                else Contact(source.answered_at, refusal=source.refusal)
            ),
            failed=failed,
            clock=clock,
        )

        def figures() -> Mapping[str, int]:
            return {
                "facts": len(library.edition.snapshot.facts),
                "content_problems": len(reloader.problems),
                "updates_under_way": len(dispatcher.under_way),
                "updates_skipped": dispatcher.skipped,
                "updates_unreadable": intake.unreadable,
                "is_sender": outbox_worker.is_sender,
                "messages_under_way": outbox_worker.under_way,
                "messages_settled": outbox_worker.settled,
            }

        reports = Reports(health, Gauges(health, parts), figures)

        if settings.webhook_url or not sandboxed:
            # First of all: who is not up yet says so, and a port that is taken is known before Telegram is asked.
            application = create_web(
                alive=reports.alive,
                ready=reports.ready,
                expose=reports.expose,
                on_update=intake.take_from_webhook if settings.webhook_url else None,
                secret=settings.webhook_secret.get_secret_value() if settings.webhook_secret else None,
            )
            await serve(stack, application, *settings.listen_address)
        await reach(chat.start)
        source.answered_at = time.monotonic()  # it has just told who we are
        await push_sender.open()
        stack.push_async_callback(push_sender.close)
        await intake.resume(await receipts.open())
        if watch is not None:
            await set_webhook(settings, chat)
            tasks.start(watch.run(), "webhook watch")
        else:
            await source.open()
            stack.push_async_callback(source.close)
            poller = Poller(chat.bot, source, intake, dispatcher)
            stack.push_async_callback(confirm_last, poller)
            tasks.start(poller.run(), "polling")
        stack.push_async_callback(write_last, shown_facts, receipts)
        stack.push_async_callback(drain, dispatcher)
        stack.push_async_callback(tasks.cancel)
        stack.callback(intake.close)
        stack.push_async_callback(stop_delivering, outbox_worker)

        # 6. Following the files, and what readers see of us.
        tasks.start(reloader.run(alarms.note_problems, scheduler.soon), "following the briefings")
        tasks.start(chat.publish_profile(), "profile", ends=True)
        tasks.start(outbox_worker.run(), "delivering", ends=True)
        tasks.start(alarms.run(), "alarms")
        watching = Watch(health, alarms.note_condition, lambda: outbox_worker.is_sender)
        tasks.start(watching.run(), "watching")
        tasks.start(scheduler.run(), "ticking")
        tasks.start(Nightly(database, ids, lambda: outbox_worker.is_sender, clock).run(), "nightly")
        tasks.start(shown_facts.run(), "ledger")
        tasks.start(receipts.run(), "receipts")
        if not database.is_sqlite:
            tasks.start(intake.run(), "intake")
        tasks.start(unanswered.run(), "inbox")
        health.is_up = True
        log.info("running", facts=len(library.edition.snapshot.facts), webhook=bool(settings.webhook_url))
        yield Running(
            library, reloader, chat, dispatcher, scheduler, outbox_worker, unanswered, health, failed
        )
        health.is_up = False
        log.info("stopping")
