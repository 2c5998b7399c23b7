"""What an answer looks like: the direct answer first, nobody introduced twice, nothing attributed to who did not say it."""

from dataclasses import replace

import pytest

from bot.answering import Context, Engine, answer, compose_chosen
from bot.answering.replies.compose import compose
from bot.answering.replies.turn import Turn
from bot.answering.search import parse
from bot.domain.answer import Answered, Choice, NoAnswer, Option
from bot.domain.blocks import DirectDate, DirectPeople, DirectSources, Phrase, Role, Say, ShowFact, ShowPerson
from bot.domain.records.fact import Basis
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.rendering import render_deadlines, render_person, render_reply, render_sources_of, render_timeline
from bot.rendering.facts import provenance, publishers_of, source_line
from bot.rendering.records import label_of
from bot.rendering.view import View
from tests.conftest import NOW

ZONE = "Europe/Amsterdam"


def composed(
    engine: Engine, text: str, fact: str, lang: Lang, *, from_context: bool = False, assumes: bool = False
) -> Answered:
    """The answer to a question for which just this fact was found."""
    turn = Turn(engine.snapshot.at(NOW), parse(engine, text, NOW), lang, from_context, {}, engine)
    found = engine.index.documents[engine.index.position[f"fact:{fact}"]]
    return compose(turn, [(found, 1.0)], assumes=assumes)


def text_of(snapshot: Snapshot, *blocks: object, lang: Lang = Lang.NL) -> str:
    facts = tuple(block.fact for block in blocks if isinstance(block, ShowFact))
    reply = Answered(lang, tuple(blocks), facts)  # type: ignore[arg-type]
    return render_reply(reply, View(snapshot.at(NOW), lang)).plain


def test_a_date_asked_for_stands_alone_above_and_is_not_repeated_below(snapshot: Snapshot) -> None:
    fact = snapshot.facts["injunction-26-march"]
    text = text_of(snapshot, DirectDate(fact.when), ShowFact(fact.id))
    assert text.startswith("26 maart 2026\n8 maanden geleden\n\n")
    assert text.count("26 maart 2026") == 1


def test_times_are_named_as_dutch_readers_name_them(snapshot: Snapshot) -> None:
    fact = snapshot.facts["deadline-5-01-pm"]
    text = text_of(snapshot, DirectDate(fact.when), ShowFact(fact.id))
    assert "17.01 uur (Amerikaanse oostkusttijd); 23.01 uur (Nederlandse tijd)" in text
    assert "Eastern" not in text
    assert "5:01 p.m. Eastern Time; 11:01 p.m." in text_of(snapshot, DirectDate(fact.when), lang=Lang.EN)


def test_how_long_ago_an_exact_moment_was_is_kept_true_by_the_reader_s_own_program(
    snapshot: Snapshot,
) -> None:
    exact, day = (snapshot.facts[fact].when for fact in ("deadline-5-01-pm", "injunction-26-march"))
    assert exact.at is not None
    view = View(snapshot.at(NOW), Lang.EN)
    html = render_reply(Answered(Lang.EN, (DirectDate(exact),), ()), view).html
    assert f'<tg-time unix="{int(exact.at.timestamp())}" format="r">9 months ago</tg-time>' in html
    assert "tg-time" not in render_reply(Answered(Lang.EN, (DirectDate(day),), ()), view).html


def test_a_role_is_said_once_in_a_message_and_not_below_its_own_card(snapshot: Snapshot) -> None:
    said = (ShowFact("injunction-bond"), ShowFact("injunction-excludes-president", Role.SUPPORT))
    assert text_of(snapshot, *said).count("federale rechter in San Francisco") == 1
    card = text_of(snapshot, ShowPerson("emil-michael"), ShowFact("michael-god-complex", Role.SUPPORT))
    assert card.count("technisch directeur") == 1


def test_a_fact_that_nobody_said_names_no_speaker(snapshot: Snapshot) -> None:
    fact = snapshot.facts["meeting-tone-cordial"]
    assert fact.who[0] == "pete-hegseth"
    for text in (text_of(snapshot, ShowFact(fact.id)), text_of(snapshot, ShowFact(fact.id, Role.SUPPORT))):
        assert "minister van Defensie" not in text
        assert "24 februari 2026" in text
    assert provenance(snapshot.facts["injunction-bond"], View(snapshot.at(NOW), Lang.EN)).startswith(
        "Rita Lin, federal judge"
    )


def test_each_fact_of_an_answer_names_a_source(snapshot: Snapshot) -> None:
    text = text_of(
        snapshot,
        ShowFact("parnell-all-lawful-purposes"),
        Say(Phrase.OTHER_SIDE),
        ShowFact("amodei-cannot-accede", Role.OTHER_SIDE),
    )
    assert text.count("Bronnen: ") == 2
    assert "De andere kant:\n▪ " in text  # no empty line below a heading


def test_of_many_publishers_the_nearest_seen_come_first_and_the_rest_are_counted(snapshot: Snapshot) -> None:
    line = source_line(["amodei-cannot-accede"], View(snapshot.at(NOW), Lang.NL))
    assert line.startswith("Bronnen: ")
    assert line.endswith("nog 2")
    relayed = source_line(["pentagon-cto-ban-stands"], View(snapshot.at(NOW), Lang.NL))
    assert relayed == "Bron: Breaking Defense, kop en samenvatting elders"
    access = {source.publisher: source.access for source in snapshot.sources.values()}
    parnell = publishers_of(snapshot.facts["parnell-all-lawful-purposes"], View(snapshot.at(NOW), Lang.EN))
    assert access["The New Republic (reproducing the X post)"] is Basis.PUBLISHER
    assert parnell[0] == "The New Republic"


def test_no_english_remark_on_a_publisher_is_shown_in_dutch(snapshot: Snapshot) -> None:
    words = ("text", "citing", "carried", "reproduc", "summar", "quot", "relay", "seen ", "copy", "by ")
    for fact in snapshot.facts.values():
        for name in publishers_of(fact, View(snapshot.at(NOW), Lang.NL)):
            assert not any(word in name.partition("(")[2] for word in words), name
    everything = render_sources_of(tuple(snapshot.facts), View(snapshot.at(NOW), Lang.NL))
    assert "carried by" not in everything


def test_a_month_of_publication_is_a_month_in_words(snapshot: Snapshot) -> None:
    assert "juli 2026, in het Engels" in render_sources_of(
        ["emails-released"], View(snapshot.at(NOW), Lang.NL)
    )


def test_a_quote_loses_the_comma_of_the_sentence_around_it_and_nothing_else(snapshot: Snapshot) -> None:
    quote = snapshot.facts["peters-deadline"].quote
    assert quote is not None
    assert quote.text.endswith(",")
    text = text_of(snapshot, ShowFact("peters-deadline"))
    assert f"“{quote.text[:-1]}”\nOnze vertaling: {quote.rendering}\n" in text


def test_readings_are_spelt_out_and_numbered(snapshot: Snapshot) -> None:
    choice = Choice(Lang.NL, (Option(("openai-deal",)), Option(("altman-two-principles",))))
    text = render_reply(choice, View(snapshot.at(NOW), Lang.NL)).plain
    assert text.startswith(
        f"Bedoel je een van deze?\n\n1. {label_of('fact:openai-deal', View(snapshot.at(NOW), Lang.NL))}\n\n2. "
    )


def test_a_courtesy_needs_no_state_of_knowledge(snapshot: Snapshot) -> None:
    for phrase, wanted in ((Phrase.THANKS, False), (Phrase.WE_DO_NOT_KNOW, True)):
        reply = NoAnswer(Lang.NL, (Say(phrase),))
        text = render_reply(reply, View(snapshot.at(NOW), Lang.NL)).plain
        assert ("Bijgewerkt tot" in text) is wanted


@pytest.mark.parametrize("lang", list(Lang))
def test_a_timeline_says_each_day_once(snapshot: Snapshot, lang: Lang) -> None:
    facts = snapshot.facts_by_topic["ultimatum"]
    html = render_timeline(facts, View(snapshot.at(NOW), lang), page=0, pages=1)
    assert html.count("<b>27 februari 2026</b>" if lang is Lang.NL else "<b>27 February 2026</b>") == 1
    assert html.count("▪ ") == len(facts)


def test_screens_of_an_earlier_day_say_so(snapshot: Snapshot) -> None:
    then = NOW.replace(month=2, day=27)
    line = "As it stood on 27 February 2026:"
    person = snapshot.people["emil-michael"]
    assert line in render_person(person, View(snapshot.at(NOW, then), Lang.EN))
    assert line in render_deadlines(View(snapshot.at(NOW, then), Lang.EN))
    assert line not in render_deadlines(View(snapshot.at(NOW), Lang.EN))


def test_a_role_that_repeats_the_name_is_left_out(snapshot: Snapshot) -> None:
    person = snapshot.people["dc-circuit"]
    same = replace(person, role=Text(person.names.nl[0], person.names.en[0]))
    html = render_person(same, View(snapshot.at(NOW), Lang.NL))
    assert html.startswith("<b>Federaal hof van beroep in Washington</b>\n\n")


def test_a_chosen_reading_comes_with_the_other_side(snapshot: Snapshot) -> None:
    reply = compose_chosen(snapshot.at(NOW), [snapshot.facts["parnell-all-lawful-purposes"]], Lang.NL)
    assert Say(Phrase.OTHER_SIDE) in reply.blocks
    assert list(reply.facts) == [block.fact for block in reply.blocks if isinstance(block, ShowFact)]


def test_of_two_compared_the_one_who_said_nothing_is_answered_for_by_their_party(engine: Engine) -> None:
    reply = composed(engine, "Hegseth vs Amodei on surveillance", "amodei-surveillance-values", Lang.EN)
    assert reply.blocks[1:4] == (
        DirectPeople(("pete-hegseth",)),
        Say(Phrase.NOTHING_OF_THEM),
        Say(Phrase.SAME_SIDE),
    )
    about = [engine.snapshot.facts[fact] for fact in reply.facts]
    assert all("domestic-surveillance" in fact.about for fact in about)


def test_a_follow_up_names_only_what_its_answer_is_about(engine: Engine) -> None:
    context = Context(("Wat besloot rechter Lin op 26 maart?",))
    reply = answer(engine, "hoe staat het ervoor", lang=Lang.NL, now=NOW, context=context)
    if isinstance(reply, Answered) and reply.from_context:
        best = engine.snapshot.facts[reply.facts[0]]
        assert set(reply.subject.people) <= set(best.who)
        assert set(reply.subject.topics) <= set(best.about)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("waar staat dat amodei excuses aanbood", True),
        ("wat staat er in de memo van 6 maart", False),
        ("wat staat er op het spel voor microsoft", False),
        ("hoe staat de zaak er nu voor", False),
    ],
)
def test_who_reported_it_is_told_first_only_where_that_is_asked(
    engine: Engine, text: str, wanted: bool
) -> None:
    reply = composed(engine, text, "amodei-apology", Lang.NL)
    assert (DirectSources("amodei-apology") in reply.blocks) is wanted


@pytest.mark.parametrize(
    ("fact", "wanted"), [("latest-verified-state", False), ("oral-argument-19-may", True)]
)
def test_how_things_stood_is_no_answer_to_when(engine: Engine, fact: str, wanted: bool) -> None:
    held = engine.snapshot.facts[fact]
    reply = composed(engine, "When was the hearing?", fact, Lang.EN)
    assert (DirectDate(held.when) in reply.blocks) is wanted


@pytest.mark.parametrize("from_context", [False, True])
def test_a_follow_up_does_not_assume_what_the_question_before_it_did(
    engine: Engine, from_context: bool
) -> None:
    reply = composed(
        engine, "en Nederland?", "dc-circuit-denies-stay", Lang.NL, from_context=from_context, assumes=True
    )
    assert (Say(Phrase.PREMISE_CONTRADICTED) in reply.blocks) is not from_context


@pytest.mark.parametrize("text", ["wat is een supply chain risk", "what is a supply-chain risk"])
def test_a_term_asked_for_is_explained_and_rests_on_its_own_facts(engine: Engine, text: str) -> None:
    reply = answer(engine, text, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.facts[0] in engine.snapshot.terms["supply-chain-risk"].facts


def test_who_somebody_is_begins_with_what_names_them(engine: Engine) -> None:
    reply = answer(engine, "Wie is Emil Michael?", lang=Lang.NL, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.blocks[0] == ShowPerson("emil-michael")
    assert "Michael" in engine.snapshot.facts[reply.facts[0]].text.nl
