"""What stands below a fact: only what its text does not say, in a line or two."""

import pytest

from bot.domain.records.fact import Fact
from bot.domain.records.person import PersonType
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.facts import (
    is_said,
    provenance,
    render_conflict,
    render_fact,
    render_item,
    role_of,
    source_line,
)
from bot.rendering.view import View
from tests.conftest import NOW

ROOM = 130  # characters of a line of sources: what it lists after the first, and the words around it


def said(snapshot: Snapshot) -> list[Fact]:
    return [fact for fact in snapshot.facts.values() if is_said(fact)]


@pytest.mark.parametrize("lang", list(Lang))
def test_a_speaker_whom_the_text_names_is_not_named_again(snapshot: Snapshot, lang: Lang) -> None:
    view = View(snapshot.at(NOW), lang)
    named = unnamed = 0
    for fact in said(snapshot):
        speaker = snapshot.people[fact.who[0]]
        if speaker.type is not PersonType.PERSON:
            continue
        name = speaker.names[lang][0]
        if name.split()[-1] in fact.text[lang]:
            named += 1
            role = role_of(speaker, lang)
            assert f"{name}, {role}" not in provenance(fact, view)
            assert f"{name}, {role}" not in render_item(fact, view).splitlines()[-1]
        else:
            unnamed += 1
            assert name in render_item(fact, view).split("\n", 1)[1]
    assert named > 50
    assert unnamed


@pytest.mark.parametrize("lang", list(Lang))
def test_sources_take_a_line_and_say_how_many_more_there_are(snapshot: Snapshot, lang: Lang) -> None:
    view = View(snapshot.at(NOW), lang)
    several = [fact for fact in snapshot.facts.values() if len(fact.citations) > 3]
    assert len(several) > 10
    for fact in several:
        line = source_line([fact.id], view)
        first = line.split(";")[0] if ";" in line else line.split(",")[0]
        assert len(line) <= ROOM + len(first), line


@pytest.mark.parametrize("lang", list(Lang))
def test_a_version_that_is_told_already_is_not_told_again(snapshot: Snapshot, lang: Lang) -> None:
    view = View(snapshot.at(NOW), lang)
    checked = 0
    for conflict in snapshot.conflicts.values():
        first, *others = conflict.versions
        told = first.facts[:1]
        if any(set(told) & set(other.facts) for other in others):
            continue
        checked += 1
        text = render_conflict(conflict, view, told=told)
        assert f"– {first.text[lang]}" not in text.replace("&amp;", "&")
        assert text.count("\n– ") == len(others)
    assert checked > 5


def test_without_its_quote_a_fact_is_otherwise_the_same(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.EN)
    fact = next(each for each in said(snapshot) if each.quote and each.quote.lang is Lang.EN)
    assert fact.quote is not None
    whole, without = render_fact(fact, view), render_fact(fact, view, quoted=False)
    assert "blockquote" in whole
    assert "blockquote" not in without
    assert without.splitlines()[0] == whole.splitlines()[0]
