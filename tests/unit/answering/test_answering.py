"""The engine's promises: one reply to anything, only words that editors or translators wrote, renaming follows."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import Engine, answer
from bot.domain.answer import Answered, Choice, NoAnswer
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_reply
from tests.conftest import NOW


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=4096), lang=st.sampled_from([None, *Lang]))
def test_any_text_gets_one_reply_that_renders(engine: Engine, text: str, lang: Lang | None) -> None:
    reply = answer(engine, text, lang=lang, now=NOW)
    assert isinstance(reply, Answered | Choice | NoAnswer)
    rendered = render_reply(reply, engine.snapshot, lang=reply.lang, now=NOW, zone="Europe/Amsterdam")
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
    reply = answer(Engine(changed, engine.learned), "wie is Kim Zwartveld", lang=Lang.NL, now=NOW)
    assert isinstance(reply, Answered)
    rendered = render_reply(reply, changed, lang=Lang.NL, now=NOW, zone="Europe/Amsterdam")
    assert "Kim Zwartveld" in rendered.plain


def test_as_it_stood_uses_nothing_dated_later(engine: Engine) -> None:
    from bot.answering import parse_day

    then = parse_day("26 feb", now=NOW, dossier=engine.snapshot.dossier)
    assert then is not None
    for text in ("Wat zei Trump over Anthropic?", "Wat besloot rechter Lin?", "Hoe staat het ervoor?"):
        reply = answer(engine, text, lang=Lang.NL, now=NOW, as_of=then)
        facts = () if isinstance(reply, Choice) else reply.facts
        assert all(engine.snapshot.facts[fact].when.day <= then.date() for fact in facts)


def test_a_follow_up_leans_on_the_question_before(engine: Engine) -> None:
    reply = answer(
        engine, "wanneer was dat?", lang=Lang.NL, now=NOW, context=["Wat besloot rechter Lin op 26 maart?"]
    )
    assert isinstance(reply, Answered)
    assert reply.facts[0].startswith("injunction")


def test_an_embargoed_fact_is_never_answered(engine: Engine, snapshot: Snapshot) -> None:
    from datetime import timedelta

    fact = snapshot.facts["complaint-48-pages"]
    later = replace(fact, lifecycle=replace(fact.lifecycle, publish_at=NOW + timedelta(seconds=1)))
    hidden = Engine(replace(snapshot, facts={**snapshot.facts, fact.id: later}), engine.learned)
    before = answer(hidden, "How many pages is the complaint?", lang=Lang.EN, now=NOW)
    assert isinstance(before, Choice) or fact.id not in before.facts
    after = answer(hidden, "How many pages is the complaint?", lang=Lang.EN, now=NOW + timedelta(seconds=1))
    assert isinstance(after, Answered)
    assert after.facts[0] == fact.id
