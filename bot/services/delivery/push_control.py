"""Pushes in the editors' hands: approve, try without sending, pause, resume, cancel, take back, with figures.

Everything is a row: whatever process sends sees it at its next claim or tick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.domain.delivery.push import TAKEN_BACK_WITHIN, Body, Lane, Push, PushKind, PushState, Undo
from bot.domain.delivery.retry_policy import Guarantee, OutboxCounts
from bot.domain.delivery.subscription import Subscription
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_taken_back
from bot.services.delivery.corrections import find_misled
from bot.services.delivery.plans.push_building import Dress, correction_of, key_of, push_of
from bot.storage import approvals, audience, outbox, push_rows, pushes
from bot.storage.approvals import Approval
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.pushes import StoredPush

LATEST = 8  # pushes in a list
SAMPLES = 3
_UNDO = "undo/"
_TOPPED_UP_FOR = timedelta(minutes=10)  # what was on its way when a push was taken back has arrived by then


@dataclass(frozen=True, slots=True)
class Progress:
    """A push, how its messages stand, and the same of what takes it back."""

    made: StoredPush
    stand: OutboxCounts
    undo: "Progress | None" = None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a push would be: to how many chats, for how long at the current rate, and for whom, some of them."""

    push: Push
    chats: int
    lasts: timedelta
    samples: Sequence[Subscription]


class PushControl:
    """Each method raises `StorageUnavailable` when it could not be done: never a false success."""

    def __init__(self, database: Database, dress: Dress, clock: Clock, rate: float) -> None:
        """`rate`: messages a second."""
        self._database = database
        self._dress = dress
        self._clock = clock
        self._rate = rate

    async def list_latest(self) -> Sequence[StoredPush]:
        """The last pushes, newest first."""
        async with self._database.read() as connection:
            return await pushes.find_latest(connection, LATEST)

    async def find(self, number: int) -> Progress | None:
        """How far a push is."""
        async with self._database.read() as connection:
            made = await pushes.find_made(connection, number)
            if made is None:
                return None
            undo = await pushes.find_number(connection, _UNDO + made.key)
            undone = await self._progress(connection, undo) if undo else None
            return Progress(made, await outbox.count(connection, number), undone)

    async def set_state(self, number: int, state: PushState) -> bool:
        """Pauses, resumes or cancels; what is on its way already arrives. False: it was cancelled before."""
        async with self._database.begin() as connection:
            done = await pushes.set_state(connection, number, state)
            if done and state is PushState.CANCELLED:
                await outbox.cancel(connection, number, now=self._clock())
        return done

    async def undo(self, number: int, how: Undo) -> bool:
        """Cancels the push and takes back what it sent in the last 48 hours. False: it was taken back before."""
        now = self._clock()
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            made = await pushes.find_made(connection, number)
            if made is None or made.key.startswith(_UNDO):
                return False
            await pushes.set_state(connection, number, PushState.CANCELLED)
            await outbox.cancel(connection, number, now=now)
            undo = await pushes.add(connection, self._undo_of(made, how), now=now, fan_out=False)
            if undo is None:
                return False
            await push_rows.add_rows_for_sent(
                connection, undo, number, sent_after=now - TAKEN_BACK_WITHIN, now=now
            )
        return True

    async def top_up_undos(self) -> None:
        """Takes back what was on its way when its push was taken back. Safe to repeat."""
        now = self._clock()
        async with self._database.read(patience=LONG_SECONDS) as connection:
            if not await pushes.find_undone(connection, _UNDO, now - _TOPPED_UP_FOR):
                return
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            for undo, key in await pushes.find_undone(connection, _UNDO, now - _TOPPED_UP_FOR):
                number = await pushes.find_number(connection, key.removeprefix(_UNDO))
                if number is not None:
                    since = now - TAKEN_BACK_WITHIN
                    await push_rows.add_rows_for_sent(connection, undo, number, sent_after=since, now=now)

    async def list_waiting(self) -> Sequence[Approval]:
        """The texts that wait for an editor."""
        async with self._database.read() as connection:
            return await approvals.find_waiting(connection)

    async def approve(self, number: int, digest: str) -> bool:
        """The text of that digest may go out. False where it has changed since it was shown."""
        async with self._database.begin() as connection:
            return await approvals.approve(connection, number, digest, now=self._clock())

    async def try_out(self, update: Update, snapshot: Snapshot) -> DryRun:
        """What sending `update` now would be; nothing is sent or kept."""
        now = self._clock()
        async with self._database.read() as connection:
            if update.kind is UpdateKind.CORRECTION:
                push = correction_of(snapshot.at(now), update, self._dress)
                count = len({each.chat for each in await find_misled(connection, snapshot, update)})
                samples: Sequence[Subscription] = ()
            else:
                push = push_of(snapshot.at(now), update, now, self._dress)
                count = await audience.count_receivers(connection, push.topics, push.only_levels)
                samples = await audience.find_samples(connection, push.topics, push.only_levels, SAMPLES)
        return DryRun(push, count, timedelta(seconds=count / self._rate), samples)

    async def _progress(self, connection: AsyncConnection, number: int) -> Progress | None:
        made = await pushes.find_made(connection, number)
        return Progress(made, await outbox.count(connection, number)) if made else None

    def _undo_of(self, made: StoredPush, how: Undo) -> Push:
        replaces = how is Undo.REPLACE
        return Push(
            key=_UNDO + made.key,
            kind=PushKind.EDIT if replaces else PushKind.DELETE,
            lane=Lane.BREAKING,
            repeat=Guarantee.AT_LEAST_ONCE,  # taken back twice is taken back once
            bodies={
                lang: self._dress(render_taken_back(lang=lang), lang, facts=()) if replaces else Body("")
                for lang in Lang
            },
        )


def update_of(snapshot: Snapshot, approval: Approval) -> Update | None:
    """The update whose text waits; None where the files have changed since."""
    return next(
        (update for update in snapshot.updates.values() if key_of(update) == approval.update_key), None
    )
