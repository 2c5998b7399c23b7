"""Nothing leaks: not past the day that `/asof` set, not before an embargo ends, in no part of an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering import Context, Engine, answer, build_index, parse_day
from bot.answering.replies.of_facts import SUPPORT_FROM, WHY_FROM
from bot.answering.understanding.question import split_questions
from bot.chat.handlers.inline import life_of
from bot.chat.screens.answers import show_reply
from bot.chat.screens.routes import show
from bot.chat.screens.short_ids import shorten
from bot.commands.ask import facts_of
from bot.domain.answer import Answered, NoAnswer
from bot.domain.blocks import Phrase, Role, Say, ShowFact, ShowPerson, ShowUnknown
from bot.domain.records.deadline import is_known
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View
from tests.conftest import NOW


def embargoed(snapshot: Snapshot, fact_id: str) -> Snapshot:
    fact = snapshot.facts[fact_id]
    later = replace(fact, lifecycle=replace(fact.lifecycle, publish_at=NOW + timedelta(seconds=1)))
    return replace(snapshot, facts={**snapshot.facts, fact_id: later})


def at_once(engine: Engine, changed: Snapshot) -> Engine:
    """What is said of `changed` before anything is learned anew, by words alone."""
    index = build_index(changed, engine.index)
    return Engine(changed, engine.lexicon, engine.classifier, index=index)


@pytest.mark.parametrize(
    ("name", "fact"), [("Rita Lin", "hearing-24-march"), ("Emil Michael", "michael-six-posts")]
)
def test_a_persons_card_as_it_stood_shows_nothing_dated_later(engine: Engine, name: str, fact: str) -> None:
    best = engine.snapshot.facts[fact]
    then = parse_day(best.when.day.isoformat(), now=NOW, dossier=engine.snapshot.dossier)
    assert then is not None
    reply = answer(engine, f"wie is {name}", lang=Lang.NL, now=NOW, context=Context(as_of=then))
    assert isinstance(reply, Answered)
    assert isinstance(reply.blocks[0], ShowPerson)
    assert all(engine.snapshot.facts[each].when.day <= best.when.day for each in reply.facts)


def test_a_deadlines_outcome_under_embargo_is_not_shown(engine: Engine, snapshot: Snapshot) -> None:
    hidden = at_once(engine, embargoed(snapshot, "hegseth-designation"))
    reply = answer(hidden, "When did the ultimatum end?", lang=Lang.EN, now=NOW)
    assert isinstance(reply, Answered)
    assert "hegseth-designation" not in reply.facts


def test_the_sources_of_an_embargoed_fact_are_not_shown(snapshot: Snapshot) -> None:
    route = f"cite:{shorten(['complaint-48-pages'])}"
    before = show(route, View(embargoed(snapshot, "complaint-48-pages").at(NOW), Lang.EN))
    after = show(
        route, View(embargoed(snapshot, "complaint-48-pages").at(NOW + timedelta(seconds=1)), Lang.EN)
    )
    assert "older version" in before.parts[0]
    assert "Sources" in after.parts[0]


def test_a_supporting_fact_is_chosen_by_its_own_chance(engine: Engine) -> None:
    supported = 0
    for text in engine.index.asks.texts[::9]:
        reply = answer(engine, text, lang=Lang.EN, now=NOW)
        if not isinstance(reply, Answered) or "candidates" not in reply.explain:
            continue
        chances = {each["id"].removeprefix("fact:"): each["chance"] for each in reply.explain["candidates"]}
        if len(split_questions(text)) > 1:
            continue  # two answers: the trace is the first one's
        if not (isinstance(reply.blocks[0], ShowFact) and reply.blocks[0].role is Role.MAIN):
            continue  # a card, a term and what somebody said list facts by how telling they are
        parsed = reply.explain["parse"]
        if {"several", "compare"} & set(parsed["asked"]) or parsed["days"]:
            continue  # a list, and what happened in a period, hold what is likely enough to be one of several
        for block in reply.blocks:
            if isinstance(block, ShowFact) and block.role is Role.SUPPORT:
                if block.fact not in chances:
                    continue  # the trace holds the best five
                supported += 1
                assert chances[block.fact] >= (WHY_FROM if "why" in parsed["asked"] else SUPPORT_FROM), text
    assert supported > 20


def lived(snapshot: Snapshot, fact_id: str, **lifecycle: object) -> Snapshot:
    fact = snapshot.facts[fact_id]
    changed = replace(fact, lifecycle=replace(fact.lifecycle, **lifecycle))  # type: ignore[arg-type]
    return replace(snapshot, facts={**snapshot.facts, fact_id: changed})


@pytest.mark.parametrize("lang", list(Lang))
def test_what_is_overdue_for_review_is_answered_with_a_warning(
    engine: Engine, snapshot: Snapshot, lang: Lang
) -> None:
    overdue = lived(snapshot, "deadline-5-01-pm", review_by=NOW.date() - timedelta(days=1))
    question = {Lang.NL: "Wanneer liep het ultimatum af?", Lang.EN: "When did the ultimatum end?"}[lang]
    warning = {Lang.NL: "moet nog eens worden nagelopen", Lang.EN: "needs checking again"}[lang]
    for made, is_warned in ((snapshot, False), (overdue, True)):
        reply = answer(at_once(engine, made), question, lang=lang, now=NOW)
        assert facts_of(reply)[0] == "deadline-5-01-pm"
        assert (warning in "".join(show_reply(reply, View(made.at(NOW), lang)).parts)) == is_warned


def test_what_answered_a_question_and_has_expired_is_not_replaced_by_the_next_best_thing(
    engine: Engine, snapshot: Snapshot
) -> None:
    question = "When did the ultimatum end?"
    expired = at_once(engine, lived(snapshot, "deadline-5-01-pm", expires=NOW))
    before = answer(expired, question, lang=Lang.EN, now=NOW - timedelta(seconds=1))
    assert facts_of(before)[0] == "deadline-5-01-pm"
    reply = answer(expired, question, lang=Lang.EN, now=NOW)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks[0] == Say(Phrase.WE_DO_NOT_KNOW)
    assert "deadline-5-01-pm" not in reply.facts


def test_a_known_unknown_that_tells_what_is_under_embargo_is_not_shown(
    engine: Engine, snapshot: Snapshot
) -> None:
    unknown = next(each for each in snapshot.unknowns.values() if len(each.facts) == 1)
    (question, *_) = unknown.asks.en
    shown = answer(engine, question, lang=Lang.EN, now=NOW)
    assert ShowUnknown(unknown.id) in shown.blocks  # type: ignore[union-attr]
    hidden = at_once(engine, embargoed(snapshot, unknown.facts[0]))
    reply = answer(hidden, question, lang=Lang.EN, now=NOW)
    assert ShowUnknown(unknown.id) not in getattr(reply, "blocks", ())


def test_what_is_not_known_is_not_said_before_what_it_tells_of_was_known(engine: Engine) -> None:
    early = datetime(2026, 5, 20, 12, tzinfo=UTC)
    later = {
        unknown.id
        for unknown in engine.snapshot.unknowns.values()
        if any(
            engine.snapshot.facts[fact].when.day > early.date()
            and not is_known(engine.snapshot.known_from(engine.snapshot.facts[fact]), early)
            for fact in unknown.facts
        )
    }
    assert "forecast-court" in later
    for question in ("whats next", "will the court rule for Anthropic", "what will the Supreme Court do"):
        for key in answer(engine, question, lang=None, now=early).records:
            assert key.removeprefix("unknown:") not in later, question


def test_telegram_keeps_inline_results_no_longer_than_to_the_next_embargo(snapshot: Snapshot) -> None:
    soon = embargoed(snapshot, "hegseth-designation")
    assert life_of(View(soon.at(NOW), Lang.EN)) == timedelta(seconds=1)
    assert life_of(View(soon.at(NOW + timedelta(seconds=1)), Lang.EN)) == timedelta(seconds=30)
