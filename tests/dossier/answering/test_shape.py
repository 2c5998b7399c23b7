"""The shape of an answer: first what was asked, and nothing beside it that was not."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.answering import Context, Engine, answer
from bot.answering.replies.of_facts import SURE_FROM
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import (
    AboutPart,
    DirectPeople,
    DirectSpan,
    Role,
    ShowAbout,
    ShowBriefing,
    ShowFact,
    ShowPerson,
    ShowStatus,
    ShowTerm,
    ShowUnknown,
    StatusPart,
)
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import format_day
from bot.rendering import render_reply
from bot.rendering.status import render_status_board
from bot.rendering.view import View
from tests.conftest import NOW


def ask(engine: Engine, text: str, *context: str) -> Reply:
    return answer(engine, text, lang=None, now=NOW, context=Context(context))


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
        "did they win or lose in court",
        "hebben ze gewonnen of verloren?",
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
    ("question", "fact"),
    [
        ("who disagreed with that ruling in washington, and what was her point", "henderson-dissent"),
        (
            "klopt het dat de burgemeester van Londen er iets van vond, en wat zei die dan",
            "khan-invites-anthropic",
        ),
    ],
)
def test_a_remark_after_a_question_gets_no_answer_on_something_else(
    engine: Engine, question: str, fact: str
) -> None:
    blocks = blocks_of(engine, question)
    assert isinstance(blocks[0], ShowFact)
    assert blocks[0].fact == fact
    assert not any(isinstance(block, ShowBriefing) for block in blocks)


@pytest.mark.parametrize(
    "question", ["what did judge Lin decide in the end", "wat besliste rechter Lin uiteindelijk"]
)
def test_what_was_decided_in_the_end_is_the_last_of_it(engine: Engine, question: str) -> None:
    first = blocks_of(engine, question)[0]
    assert isinstance(first, ShowFact)
    assert first.fact == "lin-final-ruling"


@pytest.mark.parametrize(
    "question",
    [
        "is claude still used by the army today, my brother in law says yes",
        "draait dat claude vandaag nog bij het amerikaanse leger, mijn oom zegt van wel",
    ],
)
def test_what_is_asked_of_today_gets_both_what_was_said_and_who_says_otherwise(
    engine: Engine, question: str
) -> None:
    first = blocks_of(engine, question)[0]
    assert isinstance(first, ShowStatus)
    assert first.status == "phase-out"


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        (
            "I think the whole thing is a circus and both are to blame, but: what did the dissenting judge say",
            "henderson-dissent",
        ),
        (
            "ik vind het een schande hoe dit bedrijf zich gedraagt, maar goed: hoelang duurt het claude te vervangen",
            "replacement-takes-18-months",
        ),
    ],
)
def test_an_opinion_before_a_question_is_not_taken_for_it(engine: Engine, question: str, fact: str) -> None:
    first = blocks_of(engine, question)[0]
    assert isinstance(first, ShowFact)
    assert first.fact == fact


@pytest.mark.parametrize(
    "question",
    ["how did the supreme court rule for the pentagon", "waarom gaf het hooggerechtshof Anthropic gelijk"],
)
def test_what_is_not_known_to_have_happened_is_said_so(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks[0] == ShowUnknown("supreme-court")


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


@pytest.mark.parametrize(
    "question",
    [
        "Wie heeft deze bot in elkaar gezet en met welk belang?",
        "who put this bot together, and whose side are they on",
    ],
)
def test_who_made_it_is_told_whatever_else_is_asked(engine: Engine, question: str) -> None:
    text = render_reply(ask(engine, question), View(engine.snapshot.at(NOW), Lang.EN)).plain
    assert "Anthropic" in text.split("\n\n")[0]


@pytest.mark.parametrize("question", ["How fresh is your info?", "hoe actueel is jullie informatie"])
def test_how_fresh_it_is_begins_with_how_far_it_goes(engine: Engine, question: str) -> None:
    assert blocks_of(engine, question)[0] == ShowAbout("dossier", AboutPart.KNOWLEDGE)


def test_for_what_reason_asks_for_no_list(engine: Engine) -> None:
    first = blocks_of(engine, "om welke reden zei de rechter in san fransisco dat het niet mocht")[0]
    assert not isinstance(first, ShowBriefing)


def test_two_people_are_set_beside_each_other_by_same_or_different(engine: Engine) -> None:
    blocks = blocks_of(engine, "Lin and Henderson were both critical. Same objection or different ones?")
    shown = [block.people for block in blocks if isinstance(block, DirectPeople)]
    assert shown == [("rita-lin",), ("karen-henderson",)]


def test_her_argument_is_hers(engine: Engine) -> None:
    reply = ask(engine, "what was her argument", "who's sharon swingle")
    assert isinstance(reply, Answered)
    assert "sharon-swingle" in engine.snapshot.facts[reply.facts[0]].who


@pytest.mark.parametrize(
    ("before", "question", "month"),
    [
        ("What happened in June in this case?", "then the month after that?", 7),
        ("Wat gebeurde er in juli?", "en de maand daarna?", 8),
        ("What happened in December 2025?", "and the month after?", 1),
    ],
)
def test_the_month_after_is_counted_from_the_one_before(
    engine: Engine, before: str, question: str, month: int
) -> None:
    reply = ask(engine, question, before)
    spans = [block for block in getattr(reply, "blocks", ()) if isinstance(block, DirectSpan)]
    assert [span.first.month for span in spans] == [month]


def test_before_the_day_of_which_it_tells_no_answer_of_a_state_is_told(snapshot: Snapshot) -> None:
    for status in snapshot.statuses.values():
        day = datetime.combine(status.as_of, time(12), tzinfo=UTC)
        for then in (day - timedelta(days=2), day - timedelta(days=25)):
            found = snapshot.at(then).status(status)
            assert found is None or (found.answer is None and found.lead_when_unspecified is None)
        now = snapshot.at(day + timedelta(days=1)).status(status)
        assert now is not None
        assert now.answer == status.answer


@pytest.mark.parametrize(
    "question", ["Catch me up on the Claude quarrel, please.", "Geef me het hele verloop in het kort"]
)
def test_who_wants_to_be_caught_up_gets_the_story(engine: Engine, question: str) -> None:
    assert isinstance(blocks_of(engine, question)[0], ShowBriefing)


def test_since_when_is_one_fact(engine: Engine) -> None:
    shown = [
        block
        for block in blocks_of(engine, "Sinds welk jaar zit Claude al bij het Amerikaanse leger?")
        if isinstance(block, ShowFact)
    ]
    assert len(shown) == 1


@pytest.mark.parametrize("lang", list(Lang))
def test_no_screen_of_an_earlier_day_says_that_more_is_known(snapshot: Snapshot, lang: Lang) -> None:
    then = datetime(2026, 4, 10, 9, tzinfo=UTC)
    text = render_status_board(View(snapshot.at(then), lang))
    assert format_day(then.date(), lang) in text
    assert format_day(snapshot.dossier.known_until, lang) not in text
