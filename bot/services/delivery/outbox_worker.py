"""Claim with a lease, send, settle: the outbox is emptied without loss, and nothing is sent twice but by policy.

What is claimed is on its way or about to be, so a killed process repeats at most that: what was sent, and its result not
written. A place is free again when its result is written, not when Telegram has answered.
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.clock import Clock, has_passed
from bot.domain.delivery.permission import cap_day_starts
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.retry_policy import LEASE, WAITS, OutboxCounts, SendOutcome, State
from bot.errors import StorageUnavailable
from bot.services.delivery.decisions import DeliveryDecision, decide, judge
from bot.services.delivery.failed_tries import FailedTries
from bot.services.delivery.outgoing_texts import OutgoingTexts
from bot.services.delivery.result_writer import STORAGE_PAUSE_SECONDS, ResultWriter
from bot.services.delivery.sending import MessageSender, OutgoingMessage, SendResult
from bot.storage import claims, delivery_history, outbox, pushes
from bot.storage.chat_ids import ChatIds
from bot.storage.claims import Claimed
from bot.storage.database import Database
from bot.storage.pushes import PushText
from bot.storage.sender_lock import SenderLock
from bot.waiting import wait_until_set

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.5  # between looks at an empty outbox; a wake-up comes sooner
MOST_UNDER_WAY = 256  # claimed and not settled: as many as there are connections
RELEASE_EVERY = timedelta(seconds=5)
UNREADABLE_WAIT = timedelta(hours=1)  # for a row that a newer version wrote: it may be back by then
KEPT_TEXTS = 200
_SAYS_NOTHING_OF_THE_TOKEN = (
    SendOutcome.NOT_SENT,
    SendOutcome.SERVER_ERROR,
    SendOutcome.UNKNOWN,
    SendOutcome.FLOOD,
)


class OutboxWorker:
    """Sends what is in the outbox, for as long as it holds the sender's lock."""

    def __init__(
        self,
        database: Database,
        ids: ChatIds,
        push_sender: MessageSender,
        texts: OutgoingTexts,
        clock: Clock,
    ) -> None:
        self._database = database
        self._ids = ids
        self._push_sender = push_sender
        self._outgoing = texts
        self._clock = clock
        self._lock = SenderLock(database)
        self._result_writer = ResultWriter(database, ids, clock, self._note_written)
        self._woken = asyncio.Event()
        self._freed = asyncio.Event()
        self._in_hand: set[int] = set()
        self._unsent: list[tuple[datetime, Sequence[int]]] = []  # claimed and not to be sent now, by lease
        self._tasks: set[asyncio.Task[None]] = set()
        self._texts: OrderedDict[int, PushText] = OrderedDict()
        self._idle = False  # the last claim found nothing
        self._refused_at: datetime | None = None  # our token, last, and nothing was sent since
        self._stopping = False
        self._claims_no_more = asyncio.Event()
        self._claims_no_more.set()
        self._failed_tries = FailedTries()
        self.settled = 0
        self.put_back = 0  # claimed, and waiting again
        self.dead_letters = 0

    @property
    def is_sender(self) -> bool:
        """Whether this process is the one that sends."""
        return self._lock.is_held

    @property
    def under_way(self) -> int:
        """Messages claimed and not settled."""
        return len(self._in_hand)

    async def count(self) -> OutboxCounts:
        """How all messages stand. Raises `StorageUnavailable`."""
        async with self._database.read() as connection:
            return await outbox.count(connection)

    def wake(self) -> None:
        """There may be something in the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Delivers until cancelled or stopped; the database may go away and come back meanwhile."""
        result_writer = asyncio.create_task(self._result_writer.run())
        self._claims_no_more.clear()
        released_at = None
        try:
            while not self._stopping:
                try:
                    if not await self._lock.take():
                        await self._wait(self._woken, IDLE_SECONDS)
                        continue
                    now = self._clock()
                    await self._give_back_unsent()
                    if has_passed(RELEASE_EVERY, released_at, now):
                        released_at = now
                        await self._release_expired()
                    if not await self._send_some():
                        await self._wait(self._woken, IDLE_SECONDS)
                except StorageUnavailable:
                    log.warning("deliveries wait: the database does not answer")
                    await asyncio.sleep(STORAGE_PAUSE_SECONDS)
        finally:
            self._claims_no_more.set()
            result_writer.cancel()

    async def stop(self, seconds: float) -> int:
        """Claims nothing more, and waits for what is on its way; how many were cut off, to be sent again."""
        self._stopping = True
        self._woken.set()
        self._freed.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._claims_no_more.wait()  # a claim may be under way just now
                while self._tasks:
                    await asyncio.gather(*tuple(self._tasks), return_exceptions=True)
                while self._in_hand:
                    await self._result_writer.settle()
                    await asyncio.sleep(0)
        for task in self._tasks:
            task.cancel()
        cut = len(self._in_hand)
        await self._lock.release()
        return cut

    async def _send_some(self) -> bool:
        """Claims as many as there is room for and sets them going; whether there were any."""
        if len(self._in_hand) >= MOST_UNDER_WAY:
            await self._wait(self._freed, IDLE_SECONDS)
            return True
        refused_at = self._refused_at
        if refused_at is not None and self._in_hand:
            await self._wait(self._freed, IDLE_SECONDS)
            return True
        if refused_at is not None and not has_passed(
            WAITS[SendOutcome.UNAUTHORIZED], refused_at, self._clock()
        ):
            return False
        if self._idle and not self._result_writer.waiting:
            # Looking takes no turn from those who write, and there is nothing to do most of the time.
            async with self._database.read() as connection:
                if not await claims.has_claimable(connection, now=self._clock()):
                    return False
        room = min(await self._push_sender.room(), MOST_UNDER_WAY - len(self._in_hand))
        if refused_at is not None:
            room = 1  # whether the token is good again is found out with one message
        now = self._clock()
        lease_until = now + LEASE
        numbers: Sequence[int] = ()
        try:
            async with self._result_writer.transaction() as connection:
                numbers = await claims.claim(connection, room, now=now, lease_until=lease_until)
                claimed = await claims.read_claimed(connection, self._ids, numbers) if numbers else []
                await self._put_off_unreadable(connection, numbers, claimed, now)
                await self._read_texts(connection, claimed)
                sent_today = await self._count_capped(connection, claimed)
        except StorageUnavailable:
            # Nobody can tell whether the commit went through, but that none of them was sent: they are given back.
            self._unsent.append((lease_until, numbers))
            raise
        self._idle = not numbers
        if refused_at is None and self._refused_at is not None:  # refused while these were being claimed
            self._unsent.append((lease_until, numbers))
            return True
        for row in claimed:
            self._in_hand.add(row.id)
            task = asyncio.create_task(self._deliver(row, sent_today.get(row.id, 0)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return bool(numbers)

    async def _deliver(self, row: Claimed, sent_today: int) -> None:
        """Never raises: a row without a result would stay claimed for ever."""
        try:
            decision = decide(row, sent_today, self._clock()) or await self._attempt(row)
        except Exception as error:
            log.exception("attempt failed", push=row.push, outbox=row.id)
            decision = judge(row, SendResult(SendOutcome.UNKNOWN, detail=type(error).__name__), self._clock())
        self._result_writer.add(decision)

    async def _attempt(self, row: Claimed) -> DeliveryDecision:
        bodies = self._outgoing.bodies_of(self._texts[row.push])
        body = bodies.get(row.lang) or next(iter(bodies.values()))
        subscription = row.subscription
        silent = bool(subscription and subscription.silent)
        outgoing = OutgoingMessage(
            row.chat_id, row.thread_id, body, silent, row.edits, row.kind is PushKind.DELETE
        )
        result = await self._push_sender.send(outgoing)
        metrics.SENDS.labels(result.outcome.value).inc()
        if result.outcome is SendOutcome.FLOOD:
            metrics.FLOODED.labels("push").inc()
        self._note_token(result.outcome)
        return judge(row, result, self._clock())

    def _note_token(self, outcome: SendOutcome) -> None:
        """Where our token is refused, every message would be: they wait, and one at a time is tried."""
        if outcome is SendOutcome.UNAUTHORIZED:
            if self._refused_at is None:
                log.error("Telegram refuses our token: messages wait until it takes it again")
            self._refused_at = self._clock()
        elif outcome not in _SAYS_NOTHING_OF_THE_TOKEN and self._refused_at is not None:
            log.info("Telegram takes our token again")
            self._refused_at = None

    async def _put_off_unreadable(
        self, connection: AsyncConnection, numbers: Sequence[int], claimed: Sequence[Claimed], now: datetime
    ) -> None:
        """A row that this version cannot read waits, and holds nobody up."""
        unread = sorted(set(numbers) - {row.id for row in claimed})
        if unread:
            log.error("messages that this version cannot read wait", messages=len(unread))
            await claims.put_off(connection, unread, until=now + UNREADABLE_WAIT)

    def _note_written(self, verdicts: Sequence[DeliveryDecision]) -> None:
        for decision in verdicts:
            self._in_hand.discard(decision.row.id)
            if decision.settled.state is State.QUEUED:
                self.put_back += 1
                metrics.PUT_BACK.labels(decision.result.outcome.value if decision.result else "rules").inc()
                if decision.settled.error:
                    self._failed_tries.note(decision.settled.error)
                continue
            self.settled += 1
            metrics.SETTLED.labels(decision.settled.state.value).inc()
            if decision.settled.state is State.DEAD:
                self.dead_letters += 1
                metrics.DEAD_LETTERS.inc()
                log.error(
                    "dead letter", push=decision.row.push, outbox=decision.row.id, why=decision.settled.error
                )
        self._failed_tries.tell(self._clock())
        self._freed.set()

    async def _read_texts(self, connection: AsyncConnection, claimed: Sequence[Claimed]) -> None:
        missing = sorted({row.push for row in claimed} - self._texts.keys())
        self._texts.update((text.id, text) for text in await pushes.find_texts(connection, missing))
        for row in claimed:
            self._texts.move_to_end(row.push)
        in_use = len({row.push for row in claimed}) + MOST_UNDER_WAY
        while len(self._texts) > max(KEPT_TEXTS, in_use):
            self._texts.popitem(last=False)

    async def _count_capped(self, connection: AsyncConnection, claimed: Sequence[Claimed]) -> dict[int, int]:
        """How many pushes the readers with a cap were sent today."""
        now = self._clock()
        return {
            row.id: await delivery_history.count_toward_cap(
                connection,
                row.chat,
                row.thread_id,
                cap_day_starts(row.subscription, now),
                before=row.id,
            )
            for row in claimed
            if row.subscription and row.subscription.daily_cap is not None
        }

    async def _give_back_unsent(self) -> None:
        while self._unsent:
            lease_until, numbers = self._unsent[-1]
            if numbers:
                async with self._database.begin() as connection:
                    await claims.give_back(connection, numbers, lease_until=lease_until)
            self._unsent.pop()

    async def _release_expired(self) -> None:
        now, in_hand = self._clock(), tuple(self._in_hand)
        async with self._database.read() as connection:
            if not await claims.has_expired(connection, now=now, in_hand=in_hand):
                return
        async with self._database.begin() as connection:
            released = await claims.release_expired(connection, now=now, in_hand=in_hand)
        if released:
            log.warning("messages of a dead sender taken over", messages=released)

    async def _wait(self, event: asyncio.Event, seconds: float) -> None:
        await wait_until_set(event, seconds)
        event.clear()
