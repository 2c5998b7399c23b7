"""Links lead back to what they were made from, and a query that names a record is told from a question."""

import pytest

from bot.chat.screens.sharing import find_shared, link_to


@pytest.mark.parametrize(
    "route", ["home", "fact:oven-off", "rec:term:night-bread", "story:2", "pic:sides:0:d"]
)
def test_a_link_holds_its_route(route: str) -> None:
    word = link_to(route, "a_bot").removeprefix("https://t.me/a_bot?start=")
    assert word.replace("_", ":") == route


@pytest.mark.parametrize("route", ["pick:ab_d-e", "fact:" + "x" * 60, "brief:with space"])
def test_what_no_link_can_hold_leads_to_the_first_screen(route: str) -> None:
    assert link_to(route, "a_bot") == "https://t.me/a_bot?start=home"


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("fact:oven-off", "fact:oven-off"),
        (" person:bea-brood ", "person:bea-brood"),
        ("note:this", None),
        ("fact: what?", None),
        ("when", None),
    ],
)
def test_a_shared_record_is_told_from_a_question(query: str, key: str | None) -> None:
    assert find_shared(query) == key
