"""The shape of an answer: first what was asked, and nothing beside it that was not."""

import pytest

from bot.answering import Engine, answer
from bot.answering.replies.of_facts import SURE_FROM
from bot.domain.answer import (
    Answered,
    Reply,
    Role,
    ShowBriefing,
    ShowFact,
    ShowPerson,
    ShowStatus,
    ShowTerm,
    StatusPart,
)
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View
from tests.conftest import NOW


def ask(engine: Engine, text: str, *context: str) -> Reply:
    return answer(engine, text, lang=None, now=NOW, context=context)


def blocks_of(engine: Engine, text: str) -> tuple[object, ...]:
    reply = ask(engine, text)
    assert isinstance(reply, Answered), text
    return reply.blocks


@pytest.mark.parametrize(
    "question",
    [
        "Heeft Anthropic nou gewonnen of verloren?",
        "did anthropic win or lose in the end",
        "heeft het bedrijf verloren of gewonnen bij de rechter?",
        "so did they win or lose their cases?",
    ],
)
def test_who_won_is_told_of_both_cases(engine: Engine, question: str) -> None:
    text = render_reply(ask(engine, question), View(engine.snapshot.at(NOW), Lang.EN)).plain
    first = text[:600]
    assert "San Francisco" in first
    assert "Washington" in first


def test_who_won_one_case_is_told_of_that_case(engine: Engine) -> None:
    blocks = blocks_of(engine, "who lost in washington")
    assert ShowStatus("case-washington", StatusPart.WHICH) not in blocks


@pytest.mark.parametrize(
    "question",
    [
        "What arguments does each side give for or against limits on military AI?",
        "Zet het standpunt van het Pentagon eens naast dat van Amodei.",
        "what does each side want",
        "wat zijn de argumenten van beide kanten",
    ],
)
def test_two_sides_are_compared_as_editors_compared_them(engine: Engine, question: str) -> None:
    first = blocks_of(engine, question)[0]
    assert isinstance(first, ShowBriefing)
    assert first.briefing == "arguments"


@pytest.mark.parametrize(
    "question",
    ["two-line recap of the litigation for a client memo", "samenvatting van de rechtszaken in twee regels"],
)
def test_the_gist_of_the_court_cases_is_that_briefings(engine: Engine, question: str) -> None:
    assert blocks_of(engine, question)[0] == ShowBriefing("courts", in_gist=True)


def test_what_is_only_named_is_explained(engine: Engine) -> None:
    assert blocks_of(engine, "Mythos, is that a model or a company or what")[0] == ShowTerm("mythos")


def test_by_whom_somebody_was_appointed_is_not_who_they_are(engine: Engine) -> None:
    assert not any(
        isinstance(block, ShowPerson)
        for block in blocks_of(engine, "Door welke president is Rita Lin benoemd?")
    )


@pytest.mark.parametrize(
    "question", ["Wat is de functie van Emil Michael?", "what position does Parnell have"]
)
def test_somebodys_office_is_their_card(engine: Engine, question: str) -> None:
    assert isinstance(blocks_of(engine, question)[0], ShowPerson)


def test_what_is_sure_stands_alone(engine: Engine) -> None:
    alone = 0
    for fact in engine.snapshot.facts.values():
        for question in fact.asks[Lang.EN][:1]:
            reply = ask(engine, question)
            found = getattr(reply.explain, "found", None)
            if not isinstance(reply, Answered) or found is None or found.confidence.first < SURE_FROM:
                continue
            parsed = reply.explain.question  # type: ignore[attr-defined]
            if parsed.asked & {"why", "several", "compare", "react"} or len(parsed.people) > 1:
                continue
            shown = [block.role for block in reply.blocks if isinstance(block, ShowFact)]
            if Role.MAIN in shown and reply.blocks[0] == ShowFact(reply.facts[0]):
                alone += Role.SUPPORT not in shown
                assert Role.SUPPORT not in shown, question
    assert alone > 50


@pytest.mark.parametrize(
    "question", ["When did Amodei meet Hegseth?", "How many dollars was the contract worth?"]
)
def test_a_day_or_a_number_comes_without_a_quotation(engine: Engine, question: str) -> None:
    facts = [
        block
        for block in blocks_of(engine, question)
        if isinstance(block, ShowFact) and block.role is Role.MAIN
    ]
    assert facts
    assert not any(block.quoted for block in facts)


def test_what_a_question_took_over_is_said_only_where_the_answer_does_not_name_it(engine: Engine) -> None:
    reply = ask(engine, "and what is an amicus brief?", "What did Hegseth say about Anthropic?")
    assert isinstance(reply, Answered)
    view = View(engine.snapshot.at(NOW), Lang.EN)
    text = render_reply(reply, view).plain
    for line in text.splitlines()[:1]:
        if line.startswith("About: "):
            assert line.removeprefix("About: ").casefold() not in text.split("\n", 1)[1].casefold()
