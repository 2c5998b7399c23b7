"""Digests: what changed since a reader's last one. An empty digest is not sent; after a long stop there is one."""

import hashlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.domain.briefing import Update
from bot.domain.delivery import Repeat
from bot.domain.fact import Fact
from bot.domain.push import Lane, Push, PushKind
from bot.domain.schedule import next_due
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import Subscription, SubscriptionLevel
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering import render_digest
from bot.services.push_texts import Dress, key_of
from bot.storage import changes, outbox, pushes, subscriptions
from bot.storage.changes import Change
from bot.storage.database import Database
from bot.storage.subscriptions import Kept

PAGE = 500  # subscribers a transaction


class Digesting:
    """Makes the digests that are due."""

    def __init__(self, database: Database, dress: Dress) -> None:
        self._database = database
        self._dress = dress

    async def make_due(self, snapshot: Snapshot, now: datetime) -> int:
        """A page of digests, and the next due moments, in one transaction; how many readers were looked at.

        Raises `StorageUnavailable`; then nothing was made.
        """
        async with self._database.begin() as connection:
            due = await subscriptions.find_due(connection, now=now, most=PAGE)
            if not due:
                return 0
            # No further back than the outbox remembers: what was sent before would be told again.
            earliest = max(min(kept.told_until for kept in due), now - outbox.KEPT_FOR)
            changed = await changes.since(connection, earliest, now)
            told = await outbox.find_told(connection, [kept.chat for kept in due], earliest)
            numbers: dict[str, int] = {}
            receivers: dict[int, list[tuple[int, int, int]]] = {}
            for kept in due:
                keys = {key for chat, thread, key in told if (chat, thread) == (kept.chat, kept.thread_id)}
                updates, facts = pick(snapshot, changed, kept, keys, now)
                if not updates and not facts:
                    continue
                push = self._push(snapshot, kept.subscription, updates, facts, kept.next_due or now)
                if push.key not in numbers:
                    number = await pushes.add(connection, push, now=now, fan_out=False)
                    if number is None:
                        number = await pushes.find_number(connection, push.key)
                    numbers[push.key] = number or 0
                receivers.setdefault(numbers[push.key], []).append((kept.chat, kept.thread_id, 0))
            for number, wanted in receivers.items():
                await pushes.add_rows(connection, number, int(Lane.DIGEST), wanted, now=now)
            next_ones = [(kept.id, following(kept.subscription, now)) for kept in due]
            await subscriptions.settle_due(connection, next_ones, now=now)
        return len(due)

    def _push(
        self,
        snapshot: Snapshot,
        subscription: Subscription,
        updates: Sequence[Update],
        facts: Sequence[Fact],
        due: datetime,
    ) -> Push:
        lang = subscription.lang
        html = render_digest(updates, facts, snapshot, head=_head(subscription.level, lang), lang=lang)
        shown = tuple(
            dict.fromkeys((*(fact for update in updates for fact in update.facts), *(f.id for f in facts)))
        )
        digest = hashlib.blake2b(f"{lang}{html}".encode(), digest_size=9).hexdigest()
        return Push(
            key=f"digest/{due:%Y%m%d%H%M}/{digest}",
            kind=PushKind.DIGEST,
            lane=Lane.DIGEST,
            repeat=Repeat.RATHER_NEVER,
            bodies={lang: self._dress(html, lang, facts=shown)},
            shown=snapshot.revisions_of(shown),
        )


def following(subscription: Subscription, now: datetime) -> datetime | None:
    """The next digest after `now`; None for readers who only get one when something was folded."""
    return next_due(subscription.schedule, now) if subscription.has_digest else None


def pick(
    snapshot: Snapshot, changed: Sequence[Change], kept: Kept, told: set[str], now: datetime
) -> tuple[list[Update], list[Fact]]:
    """The updates and facts that are news to this reader, in the order in which they changed."""
    mine = [change for change in changed if change.at > kept.told_until]
    return select_changes(snapshot, mine, kept.subscription.topics, now, told)


def select_changes(
    snapshot: Snapshot,
    changed: Sequence[Change],
    topics: frozenset[str] | None,
    now: datetime,
    told: AbstractSet[str] = frozenset(),
) -> tuple[list[Update], list[Fact]]:
    """Of `changed`, what may be shown and is on these topics; a fact that an update among it carries is not repeated."""
    updates: dict[str, Update] = {}
    facts: dict[str, Fact] = {}
    for change in changed:
        kind, _, record = change.record.partition(":")
        if kind == "update" and (update := snapshot.updates.get(record)):
            current = update.revision == change.revision and update.is_visible(now)
            if current and key_of(update) not in told and _is_about(update.about, topics):
                updates[record] = update
        elif kind == "fact" and (fact := snapshot.facts.get(record)):
            current = fact.lifecycle.told_revision == change.revision and snapshot.is_visible(fact, now)
            if current and _is_about(fact.about, topics):
                facts[record] = fact
    with_told = [*updates.values(), *(each for each in snapshot.updates.values() if key_of(each) in told)]
    carried = {fact for update in with_told for fact in update.facts}
    return list(updates.values()), [fact for fact in facts.values() if fact.id not in carried]


def _is_about(about: Sequence[str], topics: frozenset[str] | None) -> bool:
    return topics is None or not topics.isdisjoint(about)


def _head(level: SubscriptionLevel, lang: Lang) -> str:
    translate = Translator(lang).gettext
    match level:
        case SubscriptionLevel.DAILY:
            return translate("Your daily digest")
        case SubscriptionLevel.WEEKLY:
            return translate("Your weekly digest")
        case _:
            return translate("What you missed")
