"""Digests: what changed since a reader's last one, and what was folded. An empty digest is not sent; after a long stop
there is one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Lane, Push, PushKind
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.delivery.schedule import is_early, next_due
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.rendering import render_digest
from bot.rendering.view import View
from bot.services.delivery.news import News, select_changes, to_send, with_folded
from bot.services.delivery.push_building import Dress
from bot.storage import changes, delivery_history, outbox, push_rows, pushes, subscriptions
from bot.storage.changes import Change
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.delivery_history import NOWHERE, Deferred
from bot.storage.subscriptions import StoredSubscription

log = structlog.get_logger(__name__)

PAGE = 500  # subscribers a transaction


class DigestMaker:
    """Makes the digests that are due."""

    def __init__(self, database: Database, dress: Dress) -> None:
        self._database = database
        self._dress = dress

    async def make_due(self, snapshot: Snapshot, now: datetime) -> int:
        """A page of digests, and the next due moments, in one transaction; how many readers were looked at.

        Raises `StorageUnavailable`; then nothing was made.
        """
        async with self._database.read(patience=LONG_SECONDS) as connection:
            if not await subscriptions.has_due(connection, now=now):
                return 0
        async with self._database.begin(patience=LONG_SECONDS) as connection:
            due = await subscriptions.find_due(connection, now=now, most=PAGE)
            ready = [kept for kept in due if kept.reachable and not _comes_early(kept, now)]
            failed = await self._make(connection, ready, snapshot, now) if ready else frozenset[int]()
            # Whoever cannot be reached, or is too early, has been told nothing, and is looked at again when it is time.
            told = {kept.id for kept in ready} - failed
            await subscriptions.settle_due(
                connection,
                [
                    (kept.id, following(kept.subscription, now), now)
                    if kept.id in told
                    else (kept.id, next_due(kept.subscription.schedule, now), kept.digested_until)
                    for kept in due
                ],
            )
        return len(due)

    async def _make(
        self,
        connection: AsyncConnection,
        due: Sequence[StoredSubscription],
        snapshot: Snapshot,
        now: datetime,
    ) -> AbstractSet[int]:
        """Queues their digests; the numbers of the subscriptions for which that failed."""
        # No further back than the outbox remembers: what was sent before would be told again.
        earliest = max(min(kept.digested_until for kept in due), now - outbox.KEPT_FOR)
        changed = await changes.since(connection, earliest, now)
        chats = [kept.chat for kept in due]
        told: dict[tuple[int, int], set[str]] = {}
        for chat, thread, key in await delivery_history.find_told(connection, chats, earliest):
            told.setdefault((chat, thread), set()).add(_as_update(key))
        folded: dict[tuple[int, int], list[Deferred]] = {}
        for each in await delivery_history.find_folded(connection, chats):
            folded.setdefault((each.chat, each.thread_id), []).append(each)
        numbers: dict[str, int] = {}
        receivers: dict[int, list[tuple[int, int, int]]] = {}
        settled: dict[int, list[int]] = {}
        failed = set[int]()
        for kept in due:
            place = (kept.chat, kept.thread_id)
            waiting = folded.get(place, [])
            try:
                keys = [each.key for each in waiting]
                news = pick(snapshot, changed, kept, told.get(place, set()), keys, now)
                push = (
                    self._push(snapshot, kept.subscription, news, kept.next_due or now, now) if news else None
                )
            except Exception as error:
                failed.add(kept.id)
                log.error("a digest could not be made: its reader's next one tells it", exc_info=error)
                continue
            if push is None:
                settled.setdefault(NOWHERE, []).extend(each.id for each in waiting)
                continue
            if push.key not in numbers:
                number = await pushes.add(connection, push, now=now, fan_out=False)
                if number is None:
                    number = await pushes.find_number(connection, push.key)
                numbers[push.key] = number or 0
            receivers.setdefault(numbers[push.key], []).append((*place, 0))
            settled.setdefault(numbers[push.key], []).extend(each.id for each in waiting)
        for number, wanted in receivers.items():
            await push_rows.add_rows(connection, number, int(Lane.DIGEST), wanted, now=now)
        await delivery_history.settle_folded(
            connection, {number: rows for number, rows in settled.items() if rows}
        )
        return failed

    def _push(
        self, snapshot: Snapshot, subscription: Subscription, news: News, due: datetime, now: datetime
    ) -> Push:
        lang = subscription.lang
        view = View(snapshot.at(now), lang)
        page = render_digest(
            news.updates,
            news.facts,
            news.deadlines,
            view,
            head=_head(subscription.level, view),
        )
        digest = hashlib.blake2b(f"{lang}{page.html}".encode(), digest_size=9).hexdigest()
        return Push(
            key=f"digest/{due:%Y%m%d%H%M}/{digest}",
            kind=PushKind.DIGEST,
            lane=Lane.DIGEST,
            repeat=Guarantee.AT_MOST_ONCE,
            bodies={lang: self._dress(page.html, lang, facts=page.facts)},
            shown=snapshot.revisions_of(page.facts),
        )


def following(subscription: Subscription, now: datetime) -> datetime | None:
    """The next digest after `now`; None for readers who only get one when something was folded."""
    return next_due(subscription.schedule, now) if subscription.has_digest else None


def pick(
    snapshot: Snapshot,
    changed: Sequence[Change],
    kept: StoredSubscription,
    told: set[str],
    folded: Iterable[str],
    now: datetime,
) -> News:
    """What is news to this reader; for one without digests, what was folded."""
    mine = [change for change in changed if change.at > kept.digested_until and kept.subscription.has_digest]
    news = select_changes(snapshot, mine, kept.subscription.topics, now, told)
    return with_folded(to_send(news), snapshot, folded, now)


def _comes_early(kept: StoredSubscription, now: datetime) -> bool:
    """A regular digest that would come twice on one day: at the moment reckoned by old rules, and by new ones."""
    subscription = kept.subscription
    is_regular = subscription.has_digest and kept.next_due is not None
    return is_regular and is_early(subscription.schedule, kept.next_due or now, now)


def _as_update(key: str) -> str:
    """The key of the update that a push tells: a correction's notice tells it too."""
    kind, *name = key.split("/")
    return "/".join(["update", *name[:2]]) if kind == "correction" else key


def _head(level: SubscriptionLevel, view: View) -> str:
    translate = view.translate
    match level:
        case SubscriptionLevel.DAILY:
            return translate("Your daily digest")
        case SubscriptionLevel.WEEKLY:
            return translate("Your weekly digest")
        case _:
            return translate("What you missed")
