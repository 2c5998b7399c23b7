"""Which digests are due readers get: what changed since the last one, and what was deferred to it. An empty one is not sent.

A reader whose digest cannot be made is a failure in the plan, and has their news in the next one.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from bot.domain.delivery.push import Lane, Push, PushKind
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.delivery.schedule import is_early, next_due
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_digest
from bot.rendering.view import View
from bot.services.delivery.plans.news import News, select_changes, to_send, with_folded
from bot.services.delivery.plans.push_building import Dress
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
    """What a page of due digests leads to. `untold`: numbers of deferred messages of which nothing is left to tell.

    `failures`: one for all readers who would have had the same text.
    """

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
    made: dict[_Case, Push | Exception | None] = {}  # most readers are like many others
    gathered: dict[str, _Gathered] = {}
    untold: list[int] = []
    failed = set[int]()
    for kept in due.due:
        if not is_told(kept, now):
            continue
        place = (kept.chat, kept.thread_id)
        waiting = deferred.get(place, [])
        case = _case_of(kept, told.get(place, frozenset()), waiting, now)
        if case not in made:
            made[case] = _try_to_make(case, due.changed, snapshot, now, dress)
        match made[case]:
            case Exception():
                failed.add(kept.id)
            case None:
                untold += [each.id for each in waiting]
            case Push() as push:
                shared = gathered.setdefault(push.key, _Gathered(push))
                shared.places.append(place)
                shared.tells.extend(each.id for each in waiting)
    return DigestPlan(
        tuple(Digest(each.push, tuple(each.places), tuple(each.tells)) for each in gathered.values()),
        tuple(untold),
        tuple(_next_of(kept, now, failed=kept.id in failed) for kept in due.due),
        tuple(each for each in made.values() if isinstance(each, Exception)),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a digest depends on besides the files. `told` and `deferred` are keys of pushes."""

    lang: Lang
    level: SubscriptionLevel
    topics: frozenset[str] | None
    has_digest: bool
    since: datetime
    due: datetime
    told: frozenset[str]
    deferred: tuple[str, ...]


def _case_of(
    kept: StoredSubscription, told: AbstractSet[str], deferred: Sequence[Deferred], now: datetime
) -> _Case:
    wanted = kept.subscription
    return _Case(
        wanted.lang,
        wanted.level,
        wanted.topics,
        wanted.has_digest,
        since=kept.digested_until,
        due=kept.next_due or now,
        told=frozenset(told),
        deferred=tuple(each.key for each in deferred),
    )


def _try_to_make(
    case: _Case, changed: Sequence[Change], snapshot: Snapshot, now: datetime, dress: Dress
) -> Push | Exception | None:
    """None: there is nothing to tell."""
    try:
        news = _pick(case, changed, snapshot, now)
        return _push(case, news, snapshot, now, dress) if news else None
    except Exception as error:
        return error


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


def _push(case: _Case, news: News, snapshot: Snapshot, now: datetime, dress: Dress) -> Push:
    lang, view = case.lang, View(snapshot.at(now), case.lang)
    page = render_digest(news.updates, news.facts, news.deadlines, view, head=_head(case.level, view))
    digest = blake2b(f"{lang}{page.html}".encode(), digest_size=9).hexdigest()
    return Push(
        key=f"digest/{case.due:%Y%m%d%H%M}/{digest}",
        kind=PushKind.DIGEST,
        lane=Lane.DIGEST,
        repeat=Guarantee.AT_MOST_ONCE,
        bodies={lang: dress(page.html, lang, facts=page.facts)},
        shown=snapshot.revisions_of(page.facts),
    )


def following(subscription: Subscription, now: datetime) -> datetime | None:
    """The next digest after `now`; None for readers who only get one when something was folded."""
    return next_due(subscription.schedule, now) if subscription.has_digest else None


def _pick(case: _Case, changed: Sequence[Change], snapshot: Snapshot, now: datetime) -> News:
    """What is news to this reader; for one without digests, what was deferred."""
    mine = [change for change in changed if change.at > case.since and case.has_digest]
    news = select_changes(snapshot, mine, case.topics, now, case.told)
    return with_folded(to_send(news), snapshot, case.deferred, now)


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
