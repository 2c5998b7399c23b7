"""Which digests a page of due readers gets, by values alone: zones and clocks, topics, levels, pauses, what was told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.delivery.push import Body, Lane, PushKind
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.delivery.wall_clock import moment_on
from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.text import Lang
from bot.services.delivery.plans.digests import DigestPlan, DueDigests, following, is_told, plan_digests
from bot.services.delivery.plans.push_building import key_of
from bot.storage.changes import Change
from bot.storage.delivery_history import Deferred
from bot.storage.subscriptions import StoredSubscription
from tests.support.examples import load_example
from tests.support.fakes import START
from tests.support.news import an_update, undressed, with_updates

DAY = timedelta(days=1)
DIGEST_LEVELS = (SubscriptionLevel.DAILY, SubscriptionLevel.WEEKLY)
# Clocks that change at night, by half an hour, at midnight, in the other half of the year, and one that never does.
ZONES = st.sampled_from(
    ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]
)
TOPICS = ["oven", "permit", "night-bread"]
SUBSCRIPTIONS = st.builds(
    Subscription,
    lang=st.sampled_from(Lang),
    zone=ZONES,
    level=st.sampled_from(SubscriptionLevel),
    topics=st.none() | st.frozensets(st.sampled_from(TOPICS)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.just(QuietHours(time(0), time(23, 59))),
    paused_until=st.none() | st.integers(-80, 80).map(lambda hours: START + timedelta(hours=hours)),
)
DAILY = Subscription(Lang.EN, "Europe/Amsterdam", SubscriptionLevel.DAILY)


def reader(number: int, subscription: Subscription = DAILY, **more: object) -> StoredSubscription:
    """Due since `START`, and told until the day before."""
    fields = {
        "id": number,
        "chat": 100 + number,
        "thread_id": 0,
        "subscription": subscription,
        "next_due": START,
        "digested_until": START - DAY,
        "reachable": True,
    }
    return StoredSubscription(**{**fields, **more})  # type: ignore[arg-type]


def in_time(number: int, subscription: Subscription = DAILY, **more: object) -> StoredSubscription:
    """The same, whose moment by the wall clock has come."""
    return reader(number, replace(subscription, at=time(0), zone="UTC"), **more)


def plan(
    due: Sequence[StoredSubscription],
    *updates: Update,
    now: datetime = START,
    dress: Callable[..., Body] = undressed,
    **more: Any,
) -> DigestPlan:
    """With each of the updates changed an hour ago."""
    changed = [Change(f"update:{each.id}", each.revision, START - timedelta(hours=1)) for each in updates]
    found = DueDigests(due, changed, **more)
    return plan_digests(found, with_updates(load_example(), *updates), now, dress)


def texts_of(made: DigestPlan, kept: StoredSubscription) -> str:
    place = (kept.chat, kept.thread_id)
    found = [each.push.bodies.values() for each in made.digests if place in each.places]
    assert len(found) <= 1
    return "".join(body.html for bodies in found for body in bodies)


@given(SUBSCRIPTIONS, st.integers(-400, 400).map(lambda hours: START + timedelta(hours=hours)), st.booleans())
def test_a_reader_is_due_again_at_their_hour_after_now_and_after_their_pause(
    subscription: Subscription, now: datetime, reachable: bool
) -> None:
    kept = reader(1, subscription, next_due=now, reachable=reachable)
    (then,) = plan([kept], now=now).next_digests
    told = is_told(kept, now)
    assert then.subscription == kept.id
    assert then.digested_until == (now if told else kept.digested_until)
    if then.next_due is None:
        assert told
        assert not subscription.has_digest
        return
    assert then.next_due > now
    assert subscription.paused_until is None or then.next_due >= subscription.paused_until
    local = then.next_due.astimezone(ZoneInfo(subscription.zone))
    assert local.weekday() in subscription.digest_days
    assert then.next_due == moment_on(subscription.zone, local.date(), subscription.at)


@settings(max_examples=40)
@given(ZONES, st.integers(0, 23), st.sampled_from([0, 15, 30]), st.integers(1, 365))
def test_over_a_change_of_the_clock_each_day_has_one_digest_at_the_readers_hour(
    zone: str, hour: int, minute: int, day: int
) -> None:
    wanted = replace(DAILY, zone=zone, at=time(hour, minute))
    now = following(wanted, datetime(2026, 1, 1, tzinfo=UTC) + day * DAY)
    days = []
    for _ in range(14):
        assert now is not None
        days.append(now.astimezone(ZoneInfo(zone)).date())
        kept = reader(1, wanted, next_due=now, digested_until=now - DAY)
        assert is_told(kept, now)
        assert not is_told(kept, now - timedelta(seconds=1))  # the rules of the zone have changed since
        now = plan([kept], now=now).next_digests[0].next_due
    assert [later - day for day, later in pairwise(days)] == [DAY] * 13


@given(st.lists(SUBSCRIPTIONS, min_size=1, max_size=4), st.lists(st.sampled_from(TOPICS), max_size=3))
def test_a_digest_tells_a_reader_what_is_on_their_topics_and_an_empty_one_is_not_sent(
    subscriptions: list[Subscription], topics: list[str]
) -> None:
    updates = [an_update(f"u{number}", about=(topic,)) for number, topic in enumerate(topics)]
    due = [in_time(number, each) for number, each in enumerate(subscriptions)]
    snapshot = with_updates(load_example(), *updates)
    made = plan(due, *updates)
    for kept in due:
        text = texts_of(made, kept)
        wanted = kept.subscription.topics
        for update in updates:
            follows = wanted is None or not wanted.isdisjoint(snapshot.audience_of(update.about))
            is_in = update.title[kept.subscription.lang] in text
            assert is_in == (follows and kept.subscription.has_digest)
        assert bool(text) == any(each.title[kept.subscription.lang] in text for each in updates)
    assert len({digest.push.key for digest in made.digests}) == len(made.digests)
    for digest in made.digests:
        push = digest.push
        assert (push.kind, push.lane, push.repeat) == (
            PushKind.DIGEST,
            Lane.DIGEST,
            Guarantee.AT_MOST_ONCE,
        )
    assert plan(due, *updates) == made


@pytest.mark.parametrize(
    "update",
    [
        an_update("u", draft=True),
        an_update("u", publish_at=START + timedelta(seconds=1)),
        an_update("u", expires=START),
        an_update("u", kind=UpdateKind.CORRECTION, corrects=("judge-suspends-order",)),
        an_update("u", would_have_been=Level.BREAKING),
    ],
    ids=["draft", "embargo", "expired", "correction", "told afterwards"],
)
def test_what_is_hidden_or_has_its_own_way_to_readers_is_in_no_digest(update: Update) -> None:
    assert not plan([in_time(1)], update).digests


def test_what_changed_before_the_last_digest_is_not_told_again() -> None:
    assert not plan([in_time(1, digested_until=START - timedelta(minutes=59))], an_update("one")).digests


@pytest.mark.parametrize("key", ["update/one/1", "correction/one/1/en/nl"])
def test_what_a_reader_was_sent_is_not_in_their_digest_and_is_in_another_topics(key: str) -> None:
    here, elsewhere = in_time(1), in_time(2, chat=101, thread_id=5)
    made = plan([here, elsewhere], an_update("one"), told={(101, 0, key)})
    assert not texts_of(made, here)
    assert "one headline" in texts_of(made, elsewhere)
    assert made.next_digests[0].digested_until == START


@pytest.mark.parametrize("level", SubscriptionLevel)
def test_what_was_deferred_is_in_the_next_digest_whatever_the_readers_level(level: SubscriptionLevel) -> None:
    kept = in_time(1, replace(DAILY, level=level))
    late, gone = an_update("late", publish_at=START - 9 * DAY), an_update("gone", draft=True)
    deferred = [Deferred(8, kept.chat, 0, key_of(late)), Deferred(9, kept.chat, 0, key_of(gone))]
    changed: list[Change] = []
    found = DueDigests([kept], changed, deferred=deferred)
    (digest,) = plan_digests(found, with_updates(load_example(), late, gone), START, undressed).digests
    assert digest.tells == (8, 9)
    assert "late headline" in texts_of(DigestPlan((digest,)), kept)
    assert "gone headline" not in texts_of(DigestPlan((digest,)), kept)


def test_where_nothing_is_left_to_tell_what_was_deferred_is_done_with() -> None:
    kept = in_time(1)
    found = DueDigests([kept], deferred=[Deferred(9, kept.chat, 0, "update/gone/1")])
    made = plan_digests(found, with_updates(load_example()), START, undressed)
    assert made.digests == ()
    assert made.untold == (9,)


def test_who_cannot_be_reached_or_is_too_early_is_told_nothing_and_loses_nothing() -> None:
    away = in_time(1, reachable=False)
    early = reader(2, replace(DAILY, at=time(13, 30)))  # START is 13.00 there
    deferred = [Deferred(8, away.chat, 0, "update/one/1"), Deferred(9, early.chat, 0, "update/one/1")]
    made = plan([away, early], an_update("one"), deferred=deferred)
    assert made.digests == ()
    assert made.untold == ()
    assert [each.digested_until for each in made.next_digests] == [START - DAY] * 2
    assert made.next_digests[1].next_due == START + timedelta(minutes=30)


def test_readers_who_get_the_same_text_share_a_push_and_languages_and_levels_do_not() -> None:
    weekly = replace(DAILY, level=SubscriptionLevel.WEEKLY)
    same, other_lang = in_time(2), in_time(3, replace(DAILY, lang=Lang.NL))
    made = plan([in_time(1), same, other_lang, in_time(4, weekly)], an_update("one"))
    assert [digest.places for digest in made.digests] == [((101, 0), (102, 0)), ((103, 0),), ((104, 0),)]
    assert [list(digest.push.bodies) for digest in made.digests] == [[Lang.EN], [Lang.NL], [Lang.EN]]


def test_what_many_are_to_get_is_made_once_and_each_gets_what_a_page_alone_would_have() -> None:
    made_of = list[Lang]()

    def counting(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
        made_of.append(lang)
        return Body(html)

    alike = [in_time(number) for number in range(50)]
    apart = [
        in_time(50, replace(DAILY, lang=Lang.NL)),
        in_time(51, replace(DAILY, level=SubscriptionLevel.WEEKLY)),
        in_time(52, replace(DAILY, topics=frozenset({"night-bread"}))),
        in_time(53, digested_until=START - timedelta(minutes=90)),
        in_time(54, next_due=START - DAY),
        in_time(55),
        in_time(56),
    ]
    updates = [an_update("one"), an_update("two", about=("night-bread",))]
    more: dict[str, Any] = {
        "told": {(155, 0, "update/one/1")},
        "deferred": [Deferred(9, 156, 0, "reminder/appeal-ends/24h/202607210000")],
    }
    together = plan([*alike, *apart], *updates, dress=counting, **more)
    assert len(made_of) == 1 + len(apart)
    for kept in (alike[0], *apart):
        assert texts_of(together, kept) == texts_of(plan([kept], *updates, **more), kept)


def test_a_reader_whose_digest_cannot_be_made_has_the_news_in_the_next_one_and_others_get_theirs() -> None:
    def no_dutch(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
        if lang is Lang.NL:
            raise RuntimeError("cannot be made")
        return Body(html)

    dutch, english = in_time(1, replace(DAILY, lang=Lang.NL)), in_time(2)
    deferred = [Deferred(8, dutch.chat, 0, "update/one/1")]
    made = plan([dutch, english], an_update("one"), dress=no_dutch, deferred=deferred)
    assert len(made.failures) == 1
    assert not texts_of(made, dutch)
    assert "one headline" in texts_of(made, english)
    assert made.untold == ()
    failed, told = made.next_digests
    assert failed.digested_until == dutch.digested_until
    assert failed.next_due == following(dutch.subscription, START)
    assert told.digested_until == START
