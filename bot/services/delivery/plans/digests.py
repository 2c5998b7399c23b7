"""Which digests are due readers get: what changed since the last one, and what was deferred to it. An empty one is not sent.

A reader whose digest cannot be made is a failure in the plan, and has their news in the next one.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from bot.domain.delivery.push import Lane, Push, PushKind
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.delivery.schedule import is_early, next_due
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.rendering import render_digest
from bot.rendering.view import View
from bot.services.delivery.news import News, select_changes, to_send, with_folded
from bot.services.delivery.push_building import Dress
from bot.storage.changes import Change
from bot.storage.delivery_history import Deferred
from bot.storage.subscriptions import StoredSubscription


@dataclass(frozen=True, slots=True)
class DueDigests:
    """Whose digest is due, and what there is to tell them.

    `told`: (chat's number, thread, push key) of what they were sent, may have been sent or will be; `deferred`: what
    waits for their digest, in the order in which it came.
    """

    due: Sequence[StoredSubscription]
    changed: Sequence[Change] = ()
    told: AbstractSet[tuple[int, int, str]] = frozenset()
    deferred: Sequence[Deferred] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """One text and who gets it: (chat's number, thread) each. `tells`: numbers of the deferred messages that are in it."""

    push: Push
    places: tuple[tuple[int, int], ...]
    tells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NextDigest:
    """When a subscription is looked at again, None: when something is deferred; and until when it has been told."""

    subscription: int
    next_due: datetime | None
    digested_until: datetime


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """What a page of due digests leads to. `untold`: numbers of deferred messages of which nothing is left to tell."""

    digests: tuple[Digest, ...] = ()
    untold: tuple[int, ...] = ()
    next_digests: tuple[NextDigest, ...] = ()
    failures: tuple[Exception, ...] = ()


def plan_digests(due: DueDigests, snapshot: Snapshot, now: datetime, dress: Dress) -> DigestPlan:
    """What to write. Readers who get the same text at the same time share one push."""
    told: dict[tuple[int, int], set[str]] = {}
    for chat, thread, key in due.told:
        told.setdefault((chat, thread), set()).add(_as_update(key))
    deferred: dict[tuple[int, int], list[Deferred]] = {}
    for each in due.deferred:
        deferred.setdefault((each.chat, each.thread_id), []).append(each)
    gathered: dict[str, _Gathered] = {}
    untold: list[int] = []
    failed: dict[int, Exception] = {}
    for kept in filter(lambda kept: is_told(kept, now), due.due):
        place = (kept.chat, kept.thread_id)
        waiting = deferred.get(place, [])
        keys = [each.key for each in waiting]
        try:
            news = pick(snapshot, due.changed, kept, told.get(place, frozenset()), keys, now)
            push = _push(snapshot, kept, news, now, dress) if news else None
        except Exception as error:
            failed[kept.id] = error
            continue
        numbers = [each.id for each in waiting]
        if push is None:
            untold += numbers
            continue
        shared = gathered.setdefault(push.key, _Gathered(push))
        shared.places.append(place)
        shared.tells.extend(numbers)
    return DigestPlan(
        tuple(Digest(each.push, tuple(each.places), tuple(each.tells)) for each in gathered.values()),
        tuple(untold),
        tuple(_next_of(kept, now, failed=kept.id in failed) for kept in due.due),
        tuple(failed.values()),
    )


@dataclass(slots=True)
class _Gathered:
    push: Push
    places: list[tuple[int, int]] = field(default_factory=list)
    tells: list[int] = field(default_factory=list)


def is_told(kept: StoredSubscription, now: datetime) -> bool:
    """Whether a reader is told what is new, now that they are due: they can be reached, and it is their time."""
    return kept.reachable and not _comes_early(kept, now)


def _next_of(kept: StoredSubscription, now: datetime, *, failed: bool) -> NextDigest:
    if is_told(kept, now) and not failed:
        return NextDigest(kept.id, following(kept.subscription, now), now)
    # They have been told nothing, and are looked at again when it is time.
    return NextDigest(kept.id, next_due(kept.subscription.schedule, now), kept.digested_until)


def _push(snapshot: Snapshot, kept: StoredSubscription, news: News, now: datetime, dress: Dress) -> Push:
    due, lang = kept.next_due or now, kept.subscription.lang
    view = View(snapshot.at(now), lang)
    page = render_digest(
        news.updates, news.facts, news.deadlines, view, head=_head(kept.subscription.level, view)
    )
    digest = blake2b(f"{lang}{page.html}".encode(), digest_size=9).hexdigest()
    return Push(
        key=f"digest/{due:%Y%m%d%H%M}/{digest}",
        kind=PushKind.DIGEST,
        lane=Lane.DIGEST,
        repeat=Guarantee.AT_MOST_ONCE,
        bodies={lang: dress(page.html, lang, facts=page.facts)},
        shown=snapshot.revisions_of(page.facts),
    )


def following(subscription: Subscription, now: datetime) -> datetime | None:
    """The next digest after `now`; None for readers who only get one when something was folded."""
    return next_due(subscription.schedule, now) if subscription.has_digest else None


def pick(
    snapshot: Snapshot,
    changed: Sequence[Change],
    kept: StoredSubscription,
    told: AbstractSet[str],
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
