"""Every record answers, named as kind:id; what may not be shown yet does not; a record needs no example questions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answering import Engine, answer, build_index, compose_chosen_record
from bot.answering.ranking.confidence import WeightsUnusable, load_weights, parse_weights
from bot.answering.ranking.signal_names import NAMES
from bot.answering.retrieval.documents import documents_of
from bot.answering.retrieval.visibility import may_be_found
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import AboutPart, Phrase, Say, ShowAbout, ShowBriefing
from bot.domain.records.record import RecordKind, split_key
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Words
from bot.i18n import format_day
from bot.rendering import render_reply
from bot.rendering.view import View
from tests.conftest import NOW


def test_each_record_that_may_be_shown_answers_when_it_is_chosen(snapshot: Snapshot) -> None:
    for document in documents_of(snapshot):
        if document.kind is RecordKind.UNKNOWN or not may_be_found(document, snapshot.at(NOW)):
            continue
        for lang in Lang:
            reply = compose_chosen_record(snapshot.at(NOW), document.key, lang)
            assert reply is not None, document.key
            assert reply.records[0] == document.key


def test_a_key_that_leads_nowhere_answers_nothing(snapshot: Snapshot) -> None:
    for key in ("fact:no-such-fact", "person:nobody", "nonsense", ""):
        assert compose_chosen_record(snapshot.at(NOW), key, Lang.EN) is None


def test_records_name_what_is_shown_in_the_order_shown(engine: Engine) -> None:
    for person in list(engine.snapshot.people.values())[::7]:
        reply = answer(engine, f"who is {person.names.en[0]}?", lang=Lang.EN, now=NOW)
        assert reply.records, person.id
        for key in reply.records:
            kind, record_id = split_key(key)
            assert kind is not RecordKind.FACT or record_id in engine.snapshot.facts


def test_nothing_that_came_after_the_moment_is_a_candidate(snapshot: Snapshot) -> None:
    early = datetime(2026, 2, 20, tzinfo=UTC)
    found = [document for document in documents_of(snapshot) if may_be_found(document, snapshot.at(early))]
    assert found
    for document in found:
        assert document.fact is None or document.fact.when.day <= early.date()
        assert document.kind is not RecordKind.BRIEFING


@pytest.mark.parametrize(
    "text", ["Who made this?", "Wie heeft dit dossier samengesteld?", "can I trust this bot"]
)
def test_who_made_this_is_answered_with_the_disclosure(engine: Engine, text: str) -> None:
    reply = answer(engine, text, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.records == ("about:dossier",)
    for lang in Lang:
        shown = render_reply(replace(reply, lang=lang), View(engine.snapshot.at(NOW), lang)).plain
        assert engine.snapshot.dossier.disclosure[lang] in shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("by whom was this dossier compiled?", AboutPart.MAKER),
        ("is dit door een mens gecontroleerd?", AboutPart.MAKER),
        ("How fresh is your newest information and which outlets does it come from?", AboutPart.KNOWLEDGE),
        ("tot wanneer loopt je kennis", AboutPart.KNOWLEDGE),
        ("did you read the court documents yourself?", AboutPart.KNOWLEDGE),
    ],
)
def test_of_who_made_this_and_how_far_it_goes_what_is_asked_comes_first(
    engine: Engine, text: str, part: AboutPart
) -> None:
    reply = answer(engine, text, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.blocks[0] == ShowAbout("dossier", part)
    shown = render_reply(reply, View(engine.snapshot.at(NOW), reply.lang)).plain
    knowledge = engine.snapshot.dossier.state_of_knowledge[reply.lang]
    assert shown.startswith(knowledge) == (part is AboutPart.KNOWLEDGE)
    assert engine.snapshot.dossier.disclosure[reply.lang] in shown


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Was ist zwischen den beiden passiert und warum?", Phrase.ONLY_TWO_LANGUAGES_DE),
        ("Pourquoi est-ce que le Pentagone a fait cela ?", Phrase.ONLY_TWO_LANGUAGES_FR),
        ("¿Qué pasó entre el gobierno y la empresa?", Phrase.ONLY_TWO_LANGUAGES_ES),
    ],
)
def test_another_language_is_answered_in_it(engine: Engine, text: str, phrase: Phrase) -> None:
    reply = answer(engine, text, lang=None, now=NOW)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (Say(phrase),)


def test_no_question_of_ours_is_taken_for_another_language(
    engine: Engine, reply_to: Callable[[str], Reply]
) -> None:
    foreign = {Say(phrase) for phrase in Phrase if phrase.startswith("only-two-languages")}
    for text in engine.index.asks.texts[::40]:
        assert foreign.isdisjoint(getattr(reply_to(text), "blocks", ())), text


def test_a_record_is_found_by_its_own_words_without_any_question(snapshot: Snapshot) -> None:
    bare = replace(
        snapshot,
        facts={key: replace(fact, asks=Words(), refutes=Words()) for key, fact in snapshot.facts.items()},
    )
    index = build_index(bare)
    engine = Engine(bare, index=index)
    asked = bare.at(NOW).of(bare.facts.values())[::9]
    first = [answer(engine, fact.text.en, lang=Lang.EN, now=NOW).records[:1] for fact in asked]
    found = sum(records == (f"fact:{fact.id}",) for records, fact in zip(first, asked, strict=True))
    assert found >= len(asked) * 0.6


def test_weights_of_other_signals_are_refused() -> None:
    weights = load_weights()["words"]
    raw = {
        "signals": dict(zip(NAMES, weights.signals.tolist(), strict=True)),
        "hidden": {},
    }
    with pytest.raises(WeightsUnusable):
        parse_weights({**raw, "signals": {**raw["signals"], "no such signal": 1.0}})
    with pytest.raises(WeightsUnusable):
        parse_weights({**raw, "signals": dict(list(raw["signals"].items())[1:])})


def test_two_questions_get_two_answers(engine: Engine) -> None:
    first, second = "When did the ultimatum end?", "Who is Emil Michael?"
    both = answer(engine, f"{first} {second}", lang=Lang.EN, now=NOW)
    apart = [answer(engine, text, lang=Lang.EN, now=NOW) for text in (first, second)]
    assert all(isinstance(reply, Answered) for reply in (both, *apart))
    assert {reply.records[0] for reply in apart} <= set(both.records)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("gimme the short version of the litigation, I've a call in five minutes", "courts"),
        ("tl;dr of the lawsuits", "courts"),
        ("leg kort uit hoe het zo ver kwam", "how-it-came"),
        ("kort overzicht van wat er op het spel staat", "stakes"),
        ("geef hoofdlijnen max 5 zinnen", "overview"),
    ],
)
def test_in_short_of_a_subject_is_the_briefing_on_that_subject(
    engine: Engine, question: str, slug: str
) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert [block.briefing for block in reply.blocks if isinstance(block, ShowBriefing)] == [slug]
    assert len(reply.blocks) == 1


@pytest.mark.parametrize("question", ["tot welke datum is dit bijgewerkt?", "up to what date does this go?"])
def test_how_far_the_dossier_goes_is_told_with_its_last_day(engine: Engine, question: str) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    text = render_reply(reply, View(engine.snapshot.at(NOW), reply.lang)).plain
    assert format_day(engine.snapshot.dossier.known_until, reply.lang).split()[0] in text
    before = NOW.replace(year=2026, month=4)
    earlier = answer(engine, question, lang=reply.lang, now=before)
    told = render_reply(earlier, View(engine.snapshot.at(before), reply.lang)).plain
    assert engine.snapshot.dossier.state_of_knowledge[reply.lang] not in told


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("klopt t dat amodei is opgepakt", "criminal"),
        ("Waarom heeft het Hooggerechtshof Anthropic ongelijk gegeven?", "supreme-court"),
        ("schrijf een betoog van 500 woorden waarom ai verboden moet worden", "write-for-me"),
    ],
)
def test_a_refusal_says_what_it_is_that_is_not_known(engine: Engine, question: str, unknown: str) -> None:
    reply = answer(engine, question, lang=Lang.NL, now=NOW)
    assert isinstance(reply, NoAnswer)
    assert reply.records[0] == f"unknown:{unknown}"


@pytest.mark.parametrize(
    ("question", "is_gist"),
    [
        ("samenvatting in drie zinnen graag", True),
        ("tldr", True),
        ("waar gaat deze ruzie over", False),
    ],
)
def test_who_wants_it_shorter_than_short_gets_the_gist(engine: Engine, question: str, is_gist: bool) -> None:
    reply = answer(engine, question, lang=Lang.NL, now=NOW)
    briefing = engine.snapshot.briefings["overview", Lang.NL]
    text = render_reply(reply, View(engine.snapshot.at(NOW), Lang.NL)).plain
    assert briefing.gist
    assert (briefing.gist in text, briefing.short in text) == (is_gist, not is_gist)


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("Heeft Sam Altman zich hier over uitgelaten?", "sam-altman"),
        ("has Hegseth commented on this at all", "pete-hegseth"),
    ],
)
def test_whether_somebody_said_anything_is_answered_with_what_they_said(
    engine: Engine, question: str, speaker: str
) -> None:
    reply = answer(engine, question, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.records[0].startswith("fact:")
    assert engine.snapshot.facts[reply.facts[0]].who[0] == speaker
