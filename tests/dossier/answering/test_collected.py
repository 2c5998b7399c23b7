"""Lists, comparisons and the story in plain words answer the questions that ask for them, and no others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering import Context, Engine, answer
from bot.domain.answer import Answered, Choice, NoAnswer
from bot.domain.blocks import ShowBriefing, ShowFact, ShowPerson, ShowStake, ShowTerm
from bot.domain.records.briefing import Form
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View
from tests.conftest import NOW


def first(engine: Engine, text: str, context: tuple[str, ...] = ()) -> object:
    reply = answer(engine, text, lang=None, now=NOW, context=Context(context))
    assert isinstance(reply, Answered), reply
    return reply.blocks[0]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("which companies got a deal for the classified networks", "classified-deals"),
        ("noem alle rechterlijke uitspraken op volgorde", "rulings"),
        ("welke senatoren en Congresleden hebben er iets van gezegd", "lawmakers"),
        ("groups that backed anthropic in court with a brief", "court-briefs"),
        ("welke peilingen zijn er gehouden", "polls"),
        ("what is the difference between the ban and the designations", "ban-and-designations"),
        ("verschil tussen de twee wetten 3252 en 4713", "two-laws"),
        ("vergelijk de grenzen van Anthropic met het akkoord van OpenAI", "openai-terms"),
        ("how does the dissent differ from the majority in Washington", "majority-and-dissent"),
        ("leg het conflict makkelijk uit", "plain-words"),
        ("explain the whole thing like I'm a kid", "plain-words"),
        ("in plain words, what happened between the Pentagon and Anthropic?", "plain-words"),
        ("eli5 what this fight is about", "plain-words"),
        ("leg uit alsof ik 5 ben waar dit over gaat", "plain-words"),
        ("why did the court in washington side with the pentagon", "why-washington-ruled"),
        ("waarom gaf rechter Lin Anthropic gelijk", "why-lin-ruled"),
        ("what was Trump's reason to ban them", "why-trump-banned"),
        ("what is in it for Google and Amazon", "google-amazon"),
        ("wie zijn die rechters eigenlijk", "judges"),
        ("spreken de twee rechterlijke uitspraken elkaar tegen", "two-rulings"),
        ("Judge Lin in March and in August: what changed?", "march-and-august"),
        ("everything the military used claude for", "military-use"),
    ],
)
def test_a_question_for_a_form_gets_the_briefing_of_that_form(engine: Engine, text: str, slug: str) -> None:
    block = first(engine, text)
    assert isinstance(block, ShowBriefing)
    assert block.briefing == slug


@pytest.mark.parametrize(
    "text",
    [
        "who voted against in the appeals court",
        "which law professor wrote about the Defense Production Act",
        "wanneer was de zitting in juli",
        "what did Judge Lin say at the hearing of 24 March",
        "when did the appeals court rule",
        "wie is Sharon Swingle",
        "How many judges were on Anthropic's side in the DC appeal?",
        "why did Altman apologise",
        "waarom kwam er een memo naar buiten",
    ],
)
def test_a_question_after_one_thing_gets_no_list(engine: Engine, text: str) -> None:
    assert isinstance(first(engine, text), ShowFact | ShowPerson) or not isinstance(
        first(engine, text), ShowBriefing
    )


def test_a_list_names_first_the_facts_that_the_question_is_nearest_to(engine: Engine) -> None:
    reply = answer(engine, "which companies got a deal for the classified networks", lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.facts[0] == "deals-1-may"


def test_before_all_of_it_was_known_a_list_is_not_told(engine: Engine) -> None:
    early = datetime(2026, 5, 10, 12, tzinfo=UTC)
    reply = answer(engine, "noem alle rechterlijke uitspraken op volgorde", lang=Lang.NL, now=early)
    assert not any(isinstance(block, ShowBriefing) for block in getattr(reply, "blocks", ()))


def test_each_line_of_a_list_stands_on_its_own(engine: Engine, snapshot: Snapshot) -> None:
    reply = answer(engine, "welke peilingen zijn er gehouden", lang=Lang.NL, now=NOW)
    shown = render_reply(reply, View(snapshot.at(NOW), Lang.NL)).html
    items = [line for line in shown.split("\n") if line.startswith("▪ ")]
    assert len(items) > 2


def test_both_languages_have_the_same_forms(snapshot: Snapshot) -> None:
    for slug in snapshot.briefing_slugs():
        assert len({snapshot.briefings[slug, lang].form for lang in Lang}) == 1
    forms = {briefing.form for briefing in snapshot.briefings.values()}
    assert forms == set(Form)


@pytest.mark.parametrize("text", ["tell me about Kirsten Davies", "vertel eens over Kirsten Davies"])
def test_who_wants_to_be_told_of_somebody_gets_their_card(engine: Engine, text: str) -> None:
    assert first(engine, text) == ShowPerson("kirsten-davies")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("wat is de functie van Emil Michael bij defensie?", "emil-michael"),
        ("What is Sean Parnell's job title", "sean-parnell"),
        ("who's that Henderson woman that disagreed", "karen-henderson"),
        ("wie is die Parnell die steeds namens het Pentagon praat", "sean-parnell"),
    ],
)
def test_who_asks_what_somebody_is_gets_their_card(engine: Engine, text: str, person: str) -> None:
    assert first(engine, text) == ShowPerson(person)


def test_who_asks_for_somebody_else_of_theirs_does_not(engine: Engine) -> None:
    reply = answer(engine, "wie is de vrouw van Hegseth", lang=None, now=NOW)
    assert not any(isinstance(block, ShowPerson) for block in getattr(reply, "blocks", ()))


@pytest.mark.parametrize(
    "text",
    [
        "Could you clarify what is an amicus? Our teacher did not explain.",
        "kun je uitleggen wat een amicusbrief is?",
        "Amicus brief, what does that mean?",
        "I am new to this: 'amicus curiae', it is what exactly?",
        "leg 'amicus' eens uit",
    ],
)
def test_a_term_is_found_in_a_clause_of_its_own(engine: Engine, text: str) -> None:
    assert first(engine, text) == ShowTerm("amicus-brief")


def test_what_is_at_stake_for_somebody_is_all_that_is_likely_to_be_meant(engine: Engine) -> None:
    reply = answer(engine, "what is at stake for citizens?", lang=None, now=NOW)
    assert isinstance(reply, Answered)
    stakes = [block.stake for block in reply.blocks if isinstance(block, ShowStake)]
    assert len(stakes) > 1
    assert {engine.snapshot.stakes[stake].holder for stake in stakes} == {"citizens"}


def test_of_one_stake_that_is_named_no_others_are_told(engine: Engine) -> None:
    reply = answer(engine, "hoe erg is dit financieel voor Anthropic", lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert [block.stake for block in reply.blocks if isinstance(block, ShowStake)] == ["company-revenue"]


def test_where_several_may_be_meant_they_are_told_and_not_asked_back(engine: Engine) -> None:
    reply = answer(
        engine,
        "what made them ok with it",
        lang=None,
        now=NOW,
        context=Context(("Did Google sign up with the Pentagon?",)),
    )
    assert isinstance(reply, Answered)


@pytest.mark.parametrize(("word", "is_asked_back"), [("stuk", False), ("rechter", True), ("Trump", True)])
def test_one_word_is_asked_back_where_something_is_called_so(
    engine: Engine, word: str, is_asked_back: bool
) -> None:
    reply = answer(engine, word, lang=None, now=NOW)
    assert isinstance(reply, Choice) == is_asked_back
    assert is_asked_back or isinstance(reply, NoAnswer)


def test_no_list_without_the_facts_that_it_rests_on(snapshot: Snapshot) -> None:
    for briefing in snapshot.briefings.values():
        if briefing.form in (Form.LIST, Form.COMPARISON):
            assert "▪ " in replace(briefing).short, briefing.path
