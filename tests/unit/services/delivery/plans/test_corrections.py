"""Who hears of a correction, and what becomes of each message, by values alone."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.push import Body, PushKind
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.text import Lang, Text
from bot.services.delivery.plans.corrections import (
    places_by_push,
    plan_answers,
    plan_notices,
    plan_pushes,
)
from bot.services.delivery.plans.push_building import edit_of
from bot.storage.pushes import PushText
from bot.storage.shown_facts import MessageWithFact
from tests.support.examples import load_example
from tests.support.fakes import START
from tests.support.news import an_update, undressed

WRONG = "judge-suspends-order"
OTHERS = ["permit-granted", "baker-refuses", "oven-stays-lit"]
CORRECTION = an_update(
    "wrong",
    kind=UpdateKind.CORRECTION,
    corrects=(WRONG,),
    was=Text("Het hof hoort de partijen op 19 mei.", "The court hears the parties on 19 May."),
    text=Text("Het hof hoort de partijen op 20 mei.", "The court hears the parties on 20 May."),
    reason=Text("Een tikfout.", "A typing error."),
)
VISIBLE = load_example().at(START)
LANGS = st.frozensets(st.sampled_from(Lang))
# By place, as the database has it: a message shows one text.
SEEN = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(0, 1), st.integers(0, 3)),
    st.tuples(st.integers(0, 3), st.frozensets(st.sampled_from(OTHERS))),
).map(
    lambda found: [
        MessageWithFact(*place, push=push, facts=() if push else (WRONG, *sorted(others)))
        for place, (push, others) in sorted(found.items())
    ]
)


@given(SEEN, st.dictionaries(st.integers(1, 3), LANGS))
def test_each_chat_that_was_shown_it_has_one_notice_that_says_rightly_what_becomes_of_its_messages(
    seen: list[MessageWithFact], struck: dict[int, frozenset[Lang]]
) -> None:
    notices = plan_notices(seen, struck, CORRECTION, VISIBLE, undressed)
    places = [place for notice in notices for place in notice.places]
    assert sorted(places) == sorted({(each.chat, each.thread_id, 0) for each in seen})
    for notice in notices:
        assert notice.push.kind is PushKind.CORRECTION
        for chat, thread, _ in notice.places:
            own = [each for each in seen if (each.chat, each.thread_id) == (chat, thread)]
            for lang in Lang:
                # Only where each of their messages is a push without the wrong words in that language.
                stands = all(
                    each.message_id and each.push and lang not in struck.get(each.push, frozenset())
                    for each in own
                )
                says_so = {Lang.EN: "stays as it was", Lang.NL: "blijft"}[lang]
                assert (says_so in notice.push.bodies[lang].html) == stands


@given(SEEN, st.integers(0, 4))
def test_each_answer_that_can_be_edited_is_put_right_once_in_few_enough_texts(
    seen: list[MessageWithFact], most: int
) -> None:
    edits = plan_answers(seen, CORRECTION, VISIBLE, undressed, most_texts=most)
    answers = {
        (each.chat, each.thread_id, each.message_id): each
        for each in seen
        if each.message_id and not each.push
    }
    assert sorted(place for edit in edits for place in edit.places) == sorted(answers)
    assert len(edits) <= most + 1
    for edit in edits:
        shown = {name for name, _ in edit.push.shown}
        assert edit.push.kind is PushKind.EDIT
        assert edit.push == edit_of(VISIBLE, CORRECTION, tuple(sorted(shown - {WRONG})), undressed)
        for place in edit.places:
            assert shown == {WRONG} or shown == set(answers[place].facts)
    if most >= len({each.facts for each in answers.values()}):
        for edit in edits:
            assert all({name for name, _ in edit.push.shown} == set(answers[at].facts) for at in edit.places)


def test_what_an_answer_showed_and_may_not_be_shown_any_more_goes_from_it() -> None:
    snapshot = load_example()
    fact = snapshot.facts[OTHERS[0]]
    hidden = replace(fact, lifecycle=replace(fact.lifecycle, draft=True))
    visible = replace(snapshot, facts={**snapshot.facts, fact.id: hidden}).at(START)
    seen = [MessageWithFact(1, 0, 7, facts=(WRONG, fact.id))]
    (edit,) = plan_answers(seen, CORRECTION, visible, undressed, most_texts=9)
    assert fact.text.en not in edit.push.bodies[Lang.EN].html


def a_text(number: int, html: str) -> PushText:
    return PushText(number, {WRONG: 1}, {Lang.EN: Body(html, "buttons")})


def put_right(*texts: PushText, update: Update = CORRECTION) -> Sequence[tuple[str, tuple[object, ...]]]:
    places = {text.id: [(text.id, 0, 7)] for text in texts}
    planned = plan_pushes(texts, places, update, VISIBLE.snapshot)
    return [(each.push.bodies[Lang.EN].html, each.places) for each in planned]


def test_a_push_keeps_its_text_and_buttons_with_the_wrong_words_struck() -> None:
    said = "A clerk wrote: The court hears the parties on 19 May."
    ((html, places),) = put_right(a_text(1, said), a_text(2, "Something else was decided."))
    assert "on <s>19</s> 20 May." in html
    assert places == ((1, 0, 7),)
    planned = plan_pushes([a_text(1, said)], {1: [(1, 0, 7)]}, CORRECTION, VISIBLE.snapshot)
    assert planned[0].push.bodies[Lang.EN].markup == "buttons"


def test_pushes_that_come_to_the_same_text_are_one_and_without_the_old_words_nothing_is_struck() -> None:
    said = "The court hears the parties on 19 May."
    ((_, places),) = put_right(a_text(1, said), a_text(2, said))
    assert places == ((1, 0, 7), (2, 0, 7))
    assert not put_right(a_text(1, said), update=replace(CORRECTION, was=None))


@given(SEEN)
def test_only_messages_that_show_a_pushs_text_are_edited_by_it(seen: list[MessageWithFact]) -> None:
    found = places_by_push(seen)
    assert sorted((number, place) for number, places in found.items() for place in places) == sorted(
        (each.push, (each.chat, each.thread_id, each.message_id))
        for each in seen
        if each.push and each.message_id
    )
