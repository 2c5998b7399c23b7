"""What happened in some days, and what is newest: by when facts were."""

from collections import Counter
from datetime import date

import pytest

from bot.answering import Engine, answer
from bot.answering.replies.periods import MOST_OF_DAY
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import DirectSpan, Phrase, Say, ShowDeadline
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View
from tests.conftest import NOW


def ask(engine: Engine, question: str) -> Reply:
    return answer(engine, question, lang=None, now=NOW)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("maart 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("tell me what the first five days of march brought", date(2026, 3, 1), date(2026, 3, 5)),
        ("wat gebeurde er tussen 1 en 10 maart?", date(2026, 3, 1), date(2026, 3, 10)),
        ("what changed in march and april", date(2026, 3, 1), date(2026, 4, 30)),
        ("bullet points of everything that happend in march pls", date(2026, 3, 1), date(2026, 3, 31)),
        ("praat me bij over maart en april", date(2026, 3, 1), date(2026, 4, 30)),
        ("ontwikkelingen van maart tot april", date(2026, 3, 1), date(2026, 4, 30)),
    ],
)
def test_of_some_days_the_main_facts_stand_in_order_of_time(
    engine: Engine, question: str, first: date, last: date
) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answered)
    head = reply.blocks[0]
    assert isinstance(head, DirectSpan)
    assert (head.first, head.last) == (first, last)
    days = [engine.snapshot.facts[fact].when.day for fact in reply.facts]
    assert days == sorted(days)
    assert all(first <= day <= last for day in days)
    assert (head.shown, head.held) == (len(days), len(days) + len(reply.more))


def test_days_are_told_by_what_happened_on_one(engine: Engine) -> None:
    ruling = engine.snapshot.facts["judge-suspends-order"].when.day
    reply = ask(engine, "what happened since the judge suspended the order?")
    assert isinstance(reply, Answered)
    assert isinstance(reply.blocks[0], DirectSpan)
    assert reply.blocks[0].first == ruling
    assert "judge-suspends-order" not in (*reply.facts, *reply.more)  # it is not what came after it


@pytest.mark.parametrize("question", ["newest thing you have", "wat zijn de laatste ontwikkelingen?"])
def test_the_newest_comes_first(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answered)
    assert reply.blocks[0] == Say(Phrase.NEWEST)
    days = [engine.snapshot.facts[fact].when.day for fact in reply.facts]
    assert days == sorted(days, reverse=True)
    assert days[0] == max(fact.when.day for fact in engine.snapshot.at(NOW).facts)


@pytest.mark.parametrize(
    "question",
    [
        "why did the baker refuse in march?",
        "who spoke in april",
        "when was the oven off",
        "the oven in march",
    ],
)
def test_where_the_days_are_a_detail_the_question_is_about_the_rest(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert not any(isinstance(block, DirectSpan) for block in getattr(reply, "blocks", ()))


def test_of_days_without_facts_we_say_so(engine: Engine) -> None:
    reply = ask(engine, "what happened in january 2026")
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (Say(Phrase.NOTHING_THEN),)


@pytest.mark.parametrize(
    "question",
    [
        "wat is er gisteren gebeurd?",
        "any news from last week?",
        "what happened in november",
        "is er nieuws van deze week",
    ],
)
def test_of_days_after_the_last_that_we_know_of_we_say_so_and_what_is_nearest(
    engine: Engine, question: str
) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks[:2] == (Say(Phrase.BEYOND_KNOWLEDGE), Say(Phrase.NEARBY))
    assert len(reply.blocks) > 2
    newest = max(fact.when.day for fact in engine.snapshot.at(NOW).facts)
    due = [block for block in reply.blocks if isinstance(block, ShowDeadline)]
    assert due or engine.snapshot.facts[reply.facts[0]].when.day == newest


def test_one_day_does_not_fill_the_list_of_a_longer_time(engine: Engine) -> None:
    reply = ask(engine, "what happened between march and june?")
    assert isinstance(reply, Answered)
    facts = engine.snapshot.facts
    shown = Counter(facts[fact].when.day for fact in reply.facts)
    others = {facts[fact].when.day for fact in reply.more} - set(shown)
    assert max(shown.values()) <= MOST_OF_DAY or not others


def test_the_head_says_how_many_there_are(engine: Engine) -> None:
    reply = ask(engine, "what happened between march and june?")
    text = render_reply(reply, View(engine.snapshot.at(NOW), Lang.EN)).plain
    assert text.startswith("1 March – 30 June 2026\nThe main 5 of ")
