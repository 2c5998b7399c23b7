"""A reader's subscription: begin, change, stop, come back; what is new for them; and what is kept of them."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.domain.delivery.schedule import next_due
from bot.domain.delivery.subscription import Subscription
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.services.batching import Batch
from bot.services.delivery.plans.news import News, select_changes, without_seen
from bot.storage import changes, chat_data, chats, delivery_history, outbox, shown_facts, subscriptions
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.subscriptions import StoredSubscription

LATEST = 2  # updates for a reader to whom nothing is new
LOOK_BACK = timedelta(days=7)  # what is new for a reader who never looked


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as it stands now, and whether it began just now."""

    subscription: Subscription
    is_new: bool


@dataclass(frozen=True, slots=True)
class NewsPage:
    """What changed for a reader after `since`, up to `until`; `is_new` False: nothing did, and these are the latest.

    `is_first`: the reader has only just come, and `since` is when.
    """

    news: News
    since: datetime
    until: datetime
    is_new: bool = True
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    chat_id: int
    thread_id: int
    subscription: Subscription


class Subscriptions:
    """Each method is one transaction and raises `StorageUnavailable` when it could not be kept: never a false success.

    What many readers do at once, after news, shares its transactions.
    """

    def __init__(self, database: Database, ids: ChatIds, clock: Clock) -> None:
        self._database = database
        self._ids = ids
        self._clock = clock
        self._subscribing = Batch(self._subscribe_all)
        self._leaving = Batch(self._leave_all)

    async def subscribe(
        self, chat_id: int, thread_id: int, lang: Lang, zone: str, topics: frozenset[str] | None = None
    ) -> Subscribed:
        """To these topics (None: everything), as it is published; a subscription that is there already stays as it is."""
        wanted = Subscription(lang=lang, zone=zone, topics=topics)
        return await self._subscribing.add(_Wanted(chat_id, thread_id, wanted))

    async def find(self, chat_id: int, thread_id: int) -> Subscription | None:
        """What the chat is subscribed to."""
        async with self._database.read() as connection:
            row = await chats.find_chat(connection, self._ids, chat_id)
            kept = await subscriptions.find(connection, row.id, thread_id) if row else None
        return kept.subscription if kept else None

    async def change(self, chat_id: int, thread_id: int, wanted: Subscription) -> None:
        """Keeps a changed subscription; its next digest follows from it."""
        now = self._clock()
        async with self._database.begin() as connection:
            chat = await chats.open_chat(connection, self._ids, chat_id, now=now)
            kept = await subscriptions.find(connection, chat, thread_id)
            await subscriptions.save(
                connection,
                chat,
                thread_id,
                wanted,
                next_due=await _due_after(connection, kept, wanted, now),
                now=now,
                # What changed while a reader wanted no digests is no news for the first of them.
                digests_anew=wanted.has_digest and not (kept and kept.subscription.has_digest),
            )

    async def stop(self, chat_id: int, thread_id: int) -> bool:
        """Ends the subscription and takes back what waits for the chat; whether there was one."""
        now = self._clock()
        async with self._database.begin() as connection:
            row = await chats.find_chat(connection, self._ids, chat_id)
            if row is None:
                return False
            found = await subscriptions.remove(connection, row.id, thread_id)
            await outbox.drop_queued(connection, row.id, now=now, thread_id=thread_id)
            await delivery_history.drop_folded(connection, row.id, thread_id)
        return found

    async def leave(self, chat_id: int) -> None:
        """The reader blocked us, or we were put out of a group: all is kept for their return."""
        await self._leaving.add(chat_id)

    async def come_back(self, chat_id: int, snapshot: Snapshot) -> int | None:
        """The reader is back: how many updates they missed; None where there was nothing to restore."""
        now = self._clock()
        async with self._database.begin() as connection:
            row = await chats.find_chat(connection, self._ids, chat_id)
            if row is None or row.state == "open":
                return None
            await chats.open_chat(connection, self._ids, chat_id, now=now)
            kept = await subscriptions.of_chat(connection, row.id)
            if not kept:
                return None
            changed = await changes.since(connection, row.paused_at or now, now)
        missed: set[str] = set()
        for each in kept:
            news = select_changes(snapshot, changed, each.subscription.topics, now)
            missed.update(update.id for update in news.updates)
        return len(missed)

    async def find_news(
        self, chat_id: int, thread_id: int, snapshot: Snapshot, came: datetime | None = None
    ) -> NewsPage:
        """What changed on the reader's topics since they last looked, and was not shown to them since; from now on that is old.

        `came`: when they said /start for the first time that we remember; who was here before is not new.
        """
        now = self._clock()
        async with self._database.begin() as connection:
            known_before = await chats.find_chat(connection, self._ids, chat_id)
            chat = await chats.open_chat(connection, self._ids, chat_id, now=now)
            row = await chats.find_chat(connection, self._ids, chat_id)
            kept = await subscriptions.find(connection, chat, thread_id)
            is_first = came is not None and (known_before is None or known_before.created_at >= came)
            since = row.seen_at or (came if came is not None and is_first else now - LOOK_BACK)
            changed = await changes.since(connection, since, now)
            known = await changes.find_known(connection)
            seen = await shown_facts.find_seen(connection, chat, now)
            await chats.mark_seen(connection, chat, now=now)
        topics = kept.subscription.topics if kept else None
        news = without_seen(select_changes(snapshot, changed, topics, now), seen)
        if news:
            return NewsPage(news, since, now)
        out = [
            update
            for update in snapshot.updates.values()
            if update.is_visible(now) and (f"update:{update.id}", update.revision) in known
        ]
        latest = sorted(out, key=lambda update: update.id, reverse=True)  # an id begins with its day
        return NewsPage(
            News(latest[:LATEST]), since, now, is_new=False, is_first=is_first and not row.seen_at
        )

    async def find_news_between(
        self, chat_id: int, thread_id: int, snapshot: Snapshot, since: datetime, until: datetime
    ) -> NewsPage:
        """The same once more, for another page of it."""
        now = self._clock()
        async with self._database.read() as connection:
            row = await chats.find_chat(connection, self._ids, chat_id)
            kept = await subscriptions.find(connection, row.id, thread_id) if row else None
            changed = await changes.since(connection, since, until)
            seen = await shown_facts.find_seen(connection, row.id, until) if row else {}
        topics = kept.subscription.topics if kept else None
        return NewsPage(without_seen(select_changes(snapshot, changed, topics, now), seen), since, until)

    async def forget(self, chat_id: int) -> Mapping[str, int]:
        """Deletes all that is kept of the chat, the queue too; how many records of each kind there were."""
        async with self._database.begin() as connection:
            counts = await chat_data.erase(connection, self._ids, chat_id)
        with contextlib.suppress(
            StorageUnavailable
        ):  # it is deleted; its last trace goes with the next one's
            await self._database.wipe()
        return counts

    async def collect(self, chat_id: int) -> Mapping[str, Any]:
        """All that is kept of the chat, as it is kept."""
        async with self._database.read() as connection:
            return await chat_data.collect(connection, self._ids, chat_id)

    async def _subscribe_all(self, wanted: Sequence[_Wanted]) -> Sequence[Subscribed]:
        now = self._clock()
        async with self._database.begin() as connection:
            chat_ids = {each.chat_id for each in wanted}
            numbers = await chats.open_chats(connection, self._ids, chat_ids, now=now)
            places = {(numbers[each.chat_id], each.thread_id): each.subscription for each in wanted}
            begun = await subscriptions.begin(connection, places, now=now)
            there: dict[tuple[int, int], Subscription] = {}
            for chat, thread in places.keys() - begun:
                kept = await subscriptions.find(connection, chat, thread)
                if kept is not None:
                    there[chat, thread] = kept.subscription
        found = []
        for each in wanted:
            place = numbers[each.chat_id], each.thread_id
            is_new = place in begun
            begun.discard(place)  # who asked twice has begun once
            found.append(Subscribed(there.get(place, places[place]), is_new))
        return found

    async def _leave_all(self, chat_ids: Sequence[int]) -> Sequence[None]:
        now = self._clock()
        async with self._database.begin() as connection:
            numbers = await chats.find_numbers(connection, self._ids, chat_ids)
            if numbers:
                await chats.pause_chats(connection, numbers, now=now)
        return [None] * len(chat_ids)


async def _due_after(
    connection: AsyncConnection, kept: StoredSubscription | None, wanted: Subscription, now: datetime
) -> datetime | None:
    """When the next digest is due after a change: the regular one, or one for what was folded or a pause will fold."""
    waits = bool(kept and await delivery_history.has_folded(connection, kept.chat, kept.thread_id))
    was_paused = bool(kept and kept.subscription.is_paused(now))
    if waits and was_paused and not wanted.is_paused(now) and not wanted.has_digest:
        return now  # the pause ends early: the catch-up comes at once
    if wanted.has_digest or waits or wanted.is_paused(now):
        return next_due(wanted.schedule, now)
    return None
