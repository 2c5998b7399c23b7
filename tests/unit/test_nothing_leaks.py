"""Drafts, embargoes and expiry hold in every channel to the second; what is due is there; what is overdue says so."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import Engine, Lexicon, WordClassifier, build_index, learn_lexicon_from, learn_words_from
from bot.content.loading import load_usable
from bot.domain.moment import Moment, Precision
from bot.domain.records.fact import Lifecycle
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from tests.conftest import NOW
from tests.support.channels import Marked, mark, read_everything
from tests.support.examples import write_example

SECONDS = st.integers(-2, 2).map(lambda seconds: NOW + timedelta(seconds=seconds))
LIFECYCLES = st.builds(
    Lifecycle,
    draft=st.sampled_from([False, False, False, True]),
    publish_at=st.none() | SECONDS,
    review_by=st.none() | st.just(date(2026, 11, 22)),
    expires=st.none() | SECONDS,
)
# Where the record itself is read, so where its own word must stand as soon as it may.
SHOWN_IN = {
    "fact": ("fact", "time", "pick", "said", "export"),
    "briefing": ("brief", "export"),
    "update": ("fixed", "export", "digest", "pushes"),
    "deadline": ("dead", "export"),
    "outcome": ("dead", "export"),
    "stake": ("stakes", "export"),
    "source": ("src", "export"),
    "term": ("export",),
    "unknown": ("export",),
    "conflict": ("export",),
}


@cache
def marked() -> Marked:
    with TemporaryDirectory() as folder:
        snapshot, _ = load_usable(write_example(Path(folder) / "briefings"))
    return mark(snapshot)


@cache
def learned() -> tuple[Lexicon, WordClassifier]:
    index = build_index(marked().snapshot)
    return learn_lexicon_from(index), learn_words_from(index)


def live(lifecycles: Mapping[str, Lifecycle]) -> Engine:
    """The example with these lifecycles, a record that is not named being shown, and its deadlines just now."""
    snapshot = marked().snapshot

    def of(record: str) -> Lifecycle:
        return lifecycles.get(record, Lifecycle())

    updates = {}
    for update in snapshot.updates.values():
        own = of(update.id)
        updates[update.id] = replace(
            update, draft=own.draft, publish_at=own.publish_at, review_by=own.review_by, expires=own.expires
        )
    made = replace(
        snapshot,
        facts={fact.id: replace(fact, lifecycle=of(fact.id)) for fact in snapshot.facts.values()},
        briefings={
            key: replace(each, lifecycle=of(f"{each.slug}.{each.lang}"))
            for key, each in snapshot.briefings.items()
        },
        updates=updates,
        deadlines={
            deadline.id: replace(deadline, due=Moment(NOW.date(), Precision.MINUTE, "UTC", NOW))
            for deadline in snapshot.deadlines.values()
        },
    )
    return Engine(made, *learned())


def questions_of(snapshot: Snapshot) -> list[str]:
    """What a reader who guessed everything would ask: the editors' questions, the records' own words and marks."""
    found = list(marked().marks.values())
    for fact in snapshot.facts.values():
        found += [*fact.asks.all(), *fact.refutes.all(), fact.text.nl, fact.text.en]
    for deadline in snapshot.deadlines.values():
        found += deadline.asks.all()
    for stake in snapshot.stakes.values():
        found += stake.asks.all()
    for unknown in snapshot.unknowns.values():
        found += unknown.asks.all()
    found += [f"who is {person.names[Lang.EN][0]}?" for person in snapshot.people.values()]
    return found


def expected(snapshot: Snapshot, now: datetime) -> set[tuple[str, str]]:
    """The records that readers may be shown at `now`, counted from their lifecycles alone."""

    def may(lifecycle: Lifecycle) -> bool:
        begun = lifecycle.publish_at is None or lifecycle.publish_at <= now
        over = lifecycle.expires is not None and lifecycle.expires <= now
        return begun and not over and not lifecycle.draft

    facts = {fact.id for fact in snapshot.facts.values() if may(fact.lifecycle)}

    def rests(ids: Iterable[str]) -> bool:
        return not list(ids) or bool(facts & set(ids))

    found = {("fact", fact) for fact in facts}
    found |= {
        ("briefing", f"{each.slug}.{each.lang}")
        for each in snapshot.briefings.values()
        if may(each.lifecycle)
    }
    found |= {("update", each.id) for each in snapshot.updates.values() if may(each.lifecycle)}
    for kind, records in (
        ("deadline", snapshot.deadlines),
        ("stake", snapshot.stakes),
        ("term", snapshot.terms),
        ("unknown", snapshot.unknowns),
    ):
        found |= {(kind, each.id) for each in records.values() if rests(each.facts)}
    found |= {
        ("outcome", each.id)
        for each in snapshot.deadlines.values()
        if each.outcome and rests(each.facts) and rests(each.outcome.facts)
    }
    found |= {
        ("conflict", each.id)
        for each in snapshot.conflicts.values()
        if rests(each.facts) and all(rests(version.facts) for version in each.versions)
    }
    cited = {
        citation.source for fact in snapshot.facts.values() if fact.id in facts for citation in fact.citations
    }
    return found | {("source", source) for source in cited}


@settings(max_examples=15, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            (
                *marked().snapshot.facts,
                *(f"{slug}.{lang}" for slug, lang in marked().snapshot.briefings),
                *marked().snapshot.updates,
            ),
            LIFECYCLES,
        ),
    ),
    SECONDS,
)
def test_nothing_hidden_is_in_any_channel_and_what_is_due_is_in_its_own(
    lifecycles: dict[str, Lifecycle], now: datetime
) -> None:
    engine = live(lifecycles)
    channels = read_everything(engine, questions_of(engine.snapshot), now)
    shown = expected(engine.snapshot, now)
    carried = {fact for update in engine.snapshot.updates.values() for fact in update.facts}
    for record, word in marked().marks.items():
        if record in shown:
            assert [name for name in SHOWN_IN[record[0]] if word not in channels[name]] == [], record
            if record[0] == "fact" and record[1] not in carried:
                assert word in channels["digest"], record
        else:
            assert [name for name, text in channels.items() if word in text] == [], record
