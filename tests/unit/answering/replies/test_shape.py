"""What stands beside an answer: only what is near the question."""

import pytest

from bot.answering import Engine, answer
from bot.domain.answer import Answered, NoAnswer
from bot.domain.blocks import DirectDate, ShowConflict, ShowFact, ShowUnknown
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.facts import render_conflict
from bot.rendering.view import View
from tests.conftest import NOW


@pytest.mark.parametrize("question", ["When must the oven be off?", "Wanneer moet de oven uit?"])
def test_an_order_that_sets_a_day_is_not_headed_by_its_own(engine: Engine, question: str) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.facts[0] == "council-orders-oven-off"
    assert not any(isinstance(block, DirectDate) for block in reply.blocks)


@pytest.mark.parametrize("question", ["Did the smoke make anyone ill?", "Werd iemand ziek van de rook?"])
def test_versions_are_told_in_full_where_they_are_asked_for(engine: Engine, question: str) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert ShowConflict("anyone-ill") in reply.blocks


def test_elsewhere_one_line_says_that_sources_differ(engine: Engine) -> None:
    conflict = engine.snapshot.conflicts["anyone-ill"]
    view = View(engine.snapshot.at(NOW), Lang.EN)
    full, short = (render_conflict(conflict, view, in_full=whole) for whole in (True, False))
    assert conflict.versions[0].text.en in full
    assert conflict.subject.en in short
    assert "\n" not in short
    assert not any(version.text.en in short for version in conflict.versions)


@pytest.mark.parametrize("question", ["What did the oven cost?", "Wat kostte de oven?"])
def test_what_we_do_not_know_has_nothing_beside_it_that_is_far_from_it(engine: Engine, question: str) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    assert isinstance(reply, NoAnswer)
    assert not any(isinstance(block, ShowFact) for block in reply.blocks)


def test_a_known_unknown_is_said_in_the_editors_words(engine: Engine) -> None:
    reply = answer(engine, "What did the oven cost?", lang=Lang.EN, now=NOW)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (ShowUnknown("oven-price"),)


def test_of_an_earlier_moment_the_foot_says_how_far_was_known_then(engine: Engine) -> None:
    then = NOW.replace(month=3, day=20)
    reply = answer(engine, "What did the oven cost?", lang=Lang.EN, now=then)
    text = render_reply(reply, View(engine.snapshot.at(then), Lang.EN)).plain
    assert text.endswith("Covers events up to 20 March 2026.")
