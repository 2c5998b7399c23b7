"""The engine's promises: one reply to anything, only words that editors or translators wrote, renaming follows."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import Context, Engine, answer, build_index
from bot.answering.understanding.text import stem
from bot.commands.ask import facts_of
from bot.domain.answer import Answered, Choice, NoAnswer, Reply
from bot.domain.blocks import DirectPeople, Phrase, Say, ShowFact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text, Words
from bot.rendering import render_reply
from bot.rendering.view import View
from tests.conftest import NOW


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=4096), lang=st.sampled_from([None, *Lang]))
def test_any_text_gets_one_reply_that_renders(engine: Engine, text: str, lang: Lang | None) -> None:
    reply = answer(engine, text, lang=lang, now=NOW)
    assert isinstance(reply, Answered | Choice | NoAnswer)
    rendered = render_reply(reply, View(engine.snapshot.at(NOW), reply.lang))
    assert rendered.plain.strip()
    assert len(rendered.plain) <= 4096


@pytest.mark.parametrize(
    "text", ["​" * 4096, "1" * 4096, "😀" * 4096, "a\u0301" * 2000, "\u202eabc" * 500, "wat " * 1000]
)
def test_long_and_strange_texts_do_not_hold_up_the_loop(engine: Engine, text: str) -> None:
    started = time.perf_counter()
    answer(engine, text, lang=Lang.NL, now=NOW)
    assert time.perf_counter() - started < 5  # the benchmark measures; this only catches a blow-up


def test_every_shown_fact_is_in_the_snapshot_and_the_best_comes_first(engine: Engine) -> None:
    reply = answer(engine, "When did the ultimatum end?", lang=Lang.EN, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.facts[0] in ("deadline-5-01-pm", "deadline-in-other-zones")
    assert set(reply.facts) <= set(engine.snapshot.facts)


def test_renaming_a_person_renames_them_in_answers_and_in_questions(
    engine: Engine, snapshot: Snapshot
) -> None:
    person = snapshot.people["kelly-dunbar"]
    names = replace(person.names, nl=("Kim Zwartveld",), en=("Kim Zwartveld",))
    renamed = replace(person, names=names, aliases=replace(person.aliases, nl=(), en=()))
    changed = replace(snapshot, people={**snapshot.people, person.id: renamed})
    index = build_index(changed, engine.index)
    after = Engine(changed, engine.lexicon, engine.classifier, index=index)
    reply = answer(after, "wie is Kim Zwartveld", lang=Lang.NL, now=NOW)
    assert isinstance(reply, Answered)
    rendered = render_reply(reply, View(changed.at(NOW), Lang.NL))
    assert "Kim Zwartveld" in rendered.plain


def test_as_it_stood_uses_nothing_dated_later(engine: Engine) -> None:
    from bot.answering import parse_day

    then = parse_day("26 feb", now=NOW, dossier=engine.snapshot.dossier)
    assert then is not None
    for text in ("Wat zei Trump over Anthropic?", "Wat besloot rechter Lin?", "Hoe staat het ervoor?"):
        reply = answer(engine, text, lang=Lang.NL, now=NOW, context=Context(as_of=then))
        facts = () if isinstance(reply, Choice) else reply.facts
        known = [engine.snapshot.known_from(engine.snapshot.facts[fact]) for fact in facts]
        assert all(moment.day <= then.date() for moment in known)


def test_a_follow_up_leans_on_the_question_before(engine: Engine) -> None:
    before = Context(("Wat besloot rechter Lin op 26 maart?",))
    reply = answer(engine, "wanneer was dat?", lang=Lang.NL, now=NOW, context=before)
    assert isinstance(reply, Answered)
    assert reply.facts[0].startswith("injunction")


def test_an_embargoed_fact_is_never_answered(engine: Engine, snapshot: Snapshot) -> None:
    from datetime import timedelta

    fact = snapshot.facts["complaint-48-pages"]
    later = replace(fact, lifecycle=replace(fact.lifecycle, publish_at=NOW + timedelta(seconds=1)))
    changed = replace(snapshot, facts={**snapshot.facts, fact.id: later})
    index = build_index(changed, engine.index)
    hidden = Engine(changed, engine.lexicon, engine.classifier, index=index)
    before = answer(hidden, "How many pages is the complaint?", lang=Lang.EN, now=NOW)
    assert isinstance(before, Choice) or fact.id not in before.facts
    after = answer(hidden, "How many pages is the complaint?", lang=Lang.EN, now=NOW + timedelta(seconds=1))
    assert isinstance(after, Answered)
    assert after.facts[0] == fact.id


@pytest.mark.parametrize(
    "text", ["Amodei vs Michael on surveillance", "verschil tussen Amodei en Michael over surveillance"]
)
def test_a_comparison_sets_both_side_by_side(engine: Engine, text: str) -> None:
    reply = answer(engine, text, lang=None, now=NOW)
    assert isinstance(reply, Answered)
    people = [block.people[0] for block in reply.blocks if isinstance(block, DirectPeople)]
    assert people == ["dario-amodei", "emil-michael"]


def test_which_senators_lists_more_than_one(engine: Engine) -> None:
    reply = answer(engine, "which senators spoke out", lang=None, now=NOW)
    assert isinstance(reply, Answered)
    group = engine.index.groups[stem("senators")]
    assert len({engine.snapshot.facts[fact].who[0] for fact in reply.facts} & group) > 1


def test_a_question_that_assumes_the_opposite_is_told_so(engine: Engine) -> None:
    reply = answer(engine, "so why did anthropic give in to the pentagon then", lang=None, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.blocks[0] == Say(Phrase.PREMISE_CONTRADICTED)


def test_what_an_answer_rests_on_is_what_it_shows(engine: Engine, reply_to: Callable[[str], Reply]) -> None:
    for text in engine.index.asks.texts[::40]:
        reply = reply_to(text)
        if isinstance(reply, Answered):
            shown = [block.fact for block in reply.blocks if isinstance(block, ShowFact)]
            assert list(reply.facts[: len(set(shown))]) == list(dict.fromkeys(shown))
            assert set(reply.facts) <= engine.snapshot.facts.keys()


def test_an_unrelated_fact_changes_hardly_any_answer(
    engine: Engine, reply_to: Callable[[str], Reply]
) -> None:
    """Fewer than one in a hundred answers change when a fact about something else is added; nothing is learned anew."""
    other = replace(
        engine.snapshot.facts["fhfa-stops"],
        id="a-bakery",
        text=Text("De bakkerij in het dorp verkoopt nu ook taart.", "The village bakery now sells cake too."),
        asks=Words(("verkoopt de bakker taart",), ("does the baker sell cake",)),
        relations=(),
    )
    grown = replace(engine.snapshot, facts={**engine.snapshot.facts, other.id: other})
    index = build_index(grown, engine.index)
    after = Engine(grown, engine.lexicon, engine.classifier, engine.meaning, index)
    texts = engine.index.asks.texts[::25]
    changed = sum(
        facts_of(reply_to(text)) != facts_of(answer(after, text, lang=None, now=NOW)) for text in texts
    )
    assert len(texts) > 200
    assert changed < len(texts) / 100


def test_a_question_that_an_editor_just_added_is_answered_before_anything_is_learned_anew(
    snapshot: Snapshot, engine: Engine
) -> None:
    fact = snapshot.facts["first-us-company"]
    ask = "who carried the blue umbrella to the microsoft hearing"
    taught = replace(fact, asks=Words(fact.asks.nl, (*fact.asks.en, ask)))
    edited = replace(snapshot, facts={**snapshot.facts, fact.id: taught})
    fresh = Engine(
        edited, engine.lexicon, engine.classifier, engine.meaning, build_index(edited, engine.index)
    )
    assert not fresh.is_up_to_date
    reply = answer(fresh, ask.capitalize() + "?", lang=Lang.EN, now=NOW)
    assert isinstance(reply, Answered)
    assert reply.facts[0] == fact.id
