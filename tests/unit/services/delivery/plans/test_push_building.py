"""Pushes by what they say: the same one has the same key, another one another."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.push import Body, Lane
from bot.domain.records.briefing import Level, UpdateKind
from bot.domain.text import Lang, Text
from bot.services.delivery.plans.push_building import (
    correction_of,
    edit_of,
    key_of,
    push_of,
    struck_of,
    text_of,
)
from tests.support.examples import load_example
from tests.support.fakes import START
from tests.support.news import an_update, undressed

VISIBLE = load_example().at(START)
WRONG = "judge-suspends-order"
CORRECTION = an_update(
    "wrong",
    kind=UpdateKind.CORRECTION,
    corrects=(WRONG, "no-such-fact"),
    was=Text("Zo was het.", "So it was."),
    reason=Text("Een tikfout.", "A typing error."),
)
OTHERS = st.frozensets(st.sampled_from(["permit-granted", "baker-refuses", "oven-stays-lit"])).map(
    lambda names: tuple(sorted(names))
)


def test_a_raised_revision_is_another_push_and_a_changed_word_is_not() -> None:
    update = an_update("one")
    assert key_of(replace(update, revision=2)) != key_of(update)
    assert key_of(replace(update, text=Text("Anders.", "Different."))) == key_of(update)


@given(OTHERS, OTHERS)
def test_answers_share_an_edit_where_they_showed_the_same(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    first, second = (edit_of(VISIBLE, CORRECTION, others, undressed) for others in (one, two))
    assert (first.key == second.key) == (one == two)
    assert [name for name, _ in first.shown] == [WRONG, *one]  # and not what has gone from the files


@given(st.text(max_size=9), st.text(max_size=9), st.none() | st.text(max_size=9))
def test_pushes_share_an_edit_where_they_come_to_the_same_text(
    one: str, two: str, markup: str | None
) -> None:
    first, second = (
        struck_of(VISIBLE.snapshot, CORRECTION, {Lang.EN: Body(html, markup)}, ()) for html in (one, two)
    )
    assert (first.key == second.key) == (one == two)


def test_each_wording_of_a_notice_is_a_push_of_its_own() -> None:
    ways = [frozenset(some) for number in range(3) for some in combinations(Lang, number)]
    notices = [correction_of(VISIBLE, CORRECTION, undressed, stands) for stands in ways]
    assert len({notice.key for notice in notices}) == len(ways) == 4
    assert len({tuple(body.html for body in notice.bodies.values()) for notice in notices}) == 4
    assert text_of(VISIBLE, CORRECTION, undressed) == notices[0]


def test_a_push_is_rendered_in_both_languages_and_goes_first_where_it_is_breaking() -> None:
    breaking = push_of(VISIBLE, an_update("one", level=Level.BREAKING), START, undressed)
    normal = push_of(VISIBLE, an_update("one"), START, undressed)
    assert (breaking.lane, normal.lane) == (Lane.BREAKING, Lane.NORMAL)
    assert "one kop" in breaking.bodies[Lang.NL].html
    assert "one headline" in breaking.bodies[Lang.EN].html
    assert breaking.digest() != normal.digest()  # an editor approves also how loud it is
