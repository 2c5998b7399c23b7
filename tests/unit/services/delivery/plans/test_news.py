"""What is news to a reader, by values alone."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.records.fact import Lifecycle
from bot.services.delivery.plans.news import News, select_changes, to_send, with_folded, without_seen
from bot.services.delivery.plans.push_building import key_of
from bot.storage.changes import Change
from tests.support.examples import load_example
from tests.support.fakes import START
from tests.support.news import an_update, with_updates

BARE = with_updates(load_example())
FACTS = sorted(BARE.facts)
NAMES = ["one", "two", "three"]
UPDATES = st.lists(
    st.builds(
        an_update, st.sampled_from(NAMES), facts=st.lists(st.sampled_from(FACTS), max_size=2).map(tuple)
    ),
    unique_by=lambda update: update.id,
)
RECORDS = st.lists(
    st.sampled_from([*(f"fact:{name}" for name in FACTS), *(f"update:{name}" for name in NAMES)])
)
TOLD = st.frozensets(st.sampled_from([f"update/{name}/1" for name in NAMES]))


@given(UPDATES, RECORDS, TOLD)
def test_nothing_is_told_twice_and_nothing_that_did_not_change(
    updates: list[Update], records: list[str], told: frozenset[str]
) -> None:
    snapshot = with_updates(BARE, *updates)
    revisions = {f"fact:{fact.id}": fact.lifecycle.announced_revision for fact in snapshot.facts.values()}
    changed = [Change(each, revisions.get(each, 1), START) for each in records]
    news = select_changes(snapshot, changed, None, START, told)
    assert not told.intersection(map(key_of, news.updates))
    ids = [fact.id for fact in news.facts]
    carried = {
        fact
        for update in snapshot.updates.values()
        if update in news.updates or key_of(update) in told
        for fact in update.facts
    }
    assert len(ids) == len(set(ids))
    assert not carried.intersection(ids)
    assert {f"fact:{name}" for name in ids} <= set(records)
    visible = {f"fact:{fact.id}" for fact in snapshot.at(START).facts}
    assert {f"fact:{name}" for name in {*ids, *carried}} >= visible.intersection(records)


@given(UPDATES, TOLD, st.booleans())
def test_what_was_deferred_comes_first_as_it_stands_now_and_once(
    updates: list[Update], deferred: frozenset[str], changed_too: bool
) -> None:
    snapshot = with_updates(BARE, *updates)
    news = News(tuple(snapshot.updates.values()) if changed_too else (), tuple(snapshot.facts.values()))
    keys = sorted(deferred)
    found = with_folded(news, snapshot, [*keys, "reminder/appeal-ends/24h/202607210000", "digest/x/y"], START)
    there = [name for name in (key.split("/")[1] for key in keys) if name in snapshot.updates]
    assert [update.id for update in found.updates[: len(there)]] == there
    assert len(set(found.updates)) == len(found.updates)
    assert set(news.updates) <= set(found.updates)
    assert [deadline.id for deadline in found.deadlines] == ["appeal-ends"]
    carried = {fact for update in found.updates for fact in update.facts}
    assert not carried.intersection(fact.id for fact in found.facts)


def test_a_deferred_update_that_was_raised_or_hidden_since_is_not_told_by_its_old_push() -> None:
    raised, hidden = an_update("one", revision=2), an_update("two", draft=True)
    snapshot = with_updates(BARE, raised, hidden)
    assert not with_folded(News(), snapshot, ["update/one/1", "update/two/1"], START)


def test_a_change_that_a_newer_revision_has_overtaken_is_no_news() -> None:
    snapshot = with_updates(BARE, an_update("one", revision=2))
    assert not select_changes(snapshot, [Change("update:one", 1, START)], None, START)
    assert select_changes(snapshot, [Change("update:one", 2, START)], None, START)


def test_a_fact_under_embargo_is_no_news_before_its_second() -> None:
    fact = BARE.facts[FACTS[0]]
    opens = START + timedelta(hours=1)
    facts = {**BARE.facts, fact.id: replace(fact, lifecycle=Lifecycle(publish_at=opens))}
    snapshot, changed = replace(BARE, facts=facts), [Change(f"fact:{fact.id}", 1, START)]
    assert not select_changes(snapshot, changed, None, opens - timedelta(seconds=1))
    assert select_changes(snapshot, changed, None, opens)


def test_what_has_its_own_way_to_readers_is_not_sent_unasked() -> None:
    correction = an_update("one", kind=UpdateKind.CORRECTION)
    afterwards, plain = an_update("two", would_have_been=Level.NORMAL), an_update("three")
    assert to_send(News((correction, afterwards, plain))).updates == (plain,)


@given(st.dictionaries(st.sampled_from(FACTS), st.integers(0, 4)))
def test_a_fact_that_a_reader_was_shown_is_news_again_once_it_is_raised(seen: dict[str, int]) -> None:
    news = without_seen(News(facts=tuple(BARE.facts.values())), seen)
    for fact in BARE.facts.values():
        assert (fact in news.facts) == (seen.get(fact.id, 0) < fact.lifecycle.announced_revision)
