"""A courier that carries nothing, a clock that is turned by hand, and readers by the hundred."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from bot.domain.delivery.push import Body, Lane, Push, PushKind
from bot.domain.delivery.retry_policy import Guarantee, SendOutcome
from bot.domain.delivery.subscription import Subscription
from bot.domain.text import Lang
from bot.services.delivery.outgoing_texts import OutgoingTexts
from bot.services.delivery.sending import OutgoingMessage, SendResult
from bot.storage import chats, push_rows, pushes, subscriptions
from bot.storage.chat_ids import ChatIds
from bot.storage.database import LONG_SECONDS, Database
from tests.support.examples import load_example

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDS = ChatIds()
PATIENCE_SECONDS = 60.0  # what hangs fails; a slow machine does not


class HandClock:
    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def as_written() -> OutgoingTexts:
    """The texts of one database's pushes, which nothing corrects."""
    return OutgoingTexts(load_example, lambda: START)


class FakeSender:
    """Says how it went by `script`: per chat the outcomes of its attempts, the last one for all that follow.

    `first`: the number of its first message; a chat has no number twice.
    """

    def __init__(
        self, script: Callable[[int], Sequence[SendResult]] | None = None, room: int = 50, first: int = 1
    ) -> None:
        self.script = script or (lambda _: (SendResult(SendOutcome.SENT),))
        self.carried: list[OutgoingMessage] = []
        self._room = room
        self._first = first

    async def room(self) -> int:
        return self._room

    async def send(self, outgoing: OutgoingMessage) -> SendResult:
        tries = sum(each.chat_id == outgoing.chat_id for each in self.carried)
        self.carried.append(outgoing)
        outcomes = self.script(outgoing.chat_id)
        attempt = outcomes[min(tries, len(outcomes) - 1)]
        if attempt.outcome is SendOutcome.SENT and attempt.message_id is None:
            return SendResult(SendOutcome.SENT, message_id=self._first + len(self.carried) - 1)
        return attempt

    def to(self, chat_id: int) -> int:
        """How many parcels went to a chat."""
        return sum(each.chat_id == chat_id for each in self.carried)


def a_push(
    key: str = "update/one/1",
    *,
    kind: PushKind = PushKind.UPDATE,
    lane: Lane = Lane.BREAKING,
    repeat: Guarantee = Guarantee.AT_LEAST_ONCE,
    topics: tuple[str, ...] = (),
    levels: tuple[str, ...] = (),
    fold_at: datetime | None = None,
) -> Push:
    bodies = {Lang.NL: Body("Nieuws"), Lang.EN: Body("News")}
    return Push(key, kind, lane, repeat, bodies, (("a-fact", 1),), topics, levels, fold_at)


async def until(holds: Callable[[], bool]) -> None:
    """Lets the other tasks run until `holds`; the database may be another process, so there is no event to wait for."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def subscribe(
    database: Database, chat_ids: Sequence[int], *, now: datetime = START, **more: object
) -> dict[int, int]:
    """Subscribes chats; their row numbers by chat id."""
    wanted = Subscription(**{"lang": Lang.EN, "zone": "Europe/Amsterdam", **more})  # type: ignore[arg-type]
    numbers = {}
    async with database.begin(patience=LONG_SECONDS) as connection:
        for chat_id in chat_ids:
            chat = await chats.open_chat(connection, IDS, chat_id, now=now)
            await subscriptions.save(connection, chat, 0, wanted, next_due=None, now=now)
            numbers[chat_id] = chat
    return numbers


async def fan_out(database: Database, push: Push, *, now: datetime = START) -> int:
    """Makes a push and queues it for everyone; its number."""
    async with database.begin(patience=LONG_SECONDS) as connection:
        number = await pushes.add(connection, push, now=now, fan_out=True)
    assert number is not None
    more = True
    while more:
        async with database.begin(patience=LONG_SECONDS) as connection:
            more = await push_rows.fan_out_page(connection, number)
    return number
