"""What a snapshot tells of its records that no record says of itself."""

from dataclasses import replace

import pytest

from bot.domain.snapshot import Snapshot


def told_by(snapshot: Snapshot, who: dict[str, tuple[str, ...]], theirs: dict[str, str]) -> Snapshot:
    """The example with other speakers of some facts, and people who are somebody's."""
    nobody = next(iter(snapshot.people))
    facts = {key: replace(fact, who=who.get(key, (nobody,))) for key, fact in snapshot.facts.items()}
    people = {key: replace(each, affiliation=theirs.get(key)) for key, each in snapshot.people.items()}
    return replace(snapshot, facts=facts, people=people)


@pytest.fixture
def names(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    """Three people after the first, and three facts in the order of their days."""
    return list(snapshot.people)[1:4], [fact.id for fact in snapshot.facts_by_day[:3]]


def test_what_others_say_of_somebody_is_not_among_their_words_and_deeds(
    snapshot: Snapshot, names: tuple[list[str], list[str]]
) -> None:
    (one, other, _), (first, second, third) = names
    told = told_by(snapshot, {first: (one,), second: (other, one), third: (one, other)}, {})
    assert [fact.id for fact in told.words_and_deeds_of(one)] == [first, third]
    assert [fact.id for fact in told.words_and_deeds_of(other)] == [second]


def test_an_organisation_speaks_by_who_is_its_own(
    snapshot: Snapshot, names: tuple[list[str], list[str]]
) -> None:
    (house, speaker, other), (first, second, third) = names
    who = {first: (speaker, house), second: (other, house), third: (house,)}
    told = told_by(snapshot, who, {speaker: house})
    assert [fact.id for fact in told.words_and_deeds_of(house)] == [first, third]


def test_of_who_never_speaks_what_names_them_is_shown(
    snapshot: Snapshot, names: tuple[list[str], list[str]]
) -> None:
    (silent, speaker, _), (first, second, third) = names
    told = told_by(snapshot, {first: (speaker, silent), second: (speaker,), third: (speaker, silent)}, {})
    assert [fact.id for fact in told.words_and_deeds_of(silent)] == [first, third]
