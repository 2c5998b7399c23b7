"""What is doubtful in a save: live at once all the same, told on the desk a moment later; held back where a rule is set to error."""

from collections.abc import Callable
from pathlib import Path

import aiohttp

from tests.acceptance.conftest import House
from tests.acceptance.reader import WAIT_SECONDS, Json
from tests.dossier import conftest as dossier

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

FACT = "contract-maximum-200m"
RIGHT, WRONG = "at most 200 million US dollars", "at most 300 million US dollars"


def edit(briefings: Path, name: str, old: str, new: str) -> None:
    path = briefings / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def until(house: House, holds: Callable[[Json], bool]) -> Json:
    """The desk's state as soon as `holds` for it, asked for at every event that the desk sends."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{house.url}/desk/events", timeout=aiohttp.ClientTimeout(WAIT_SECONDS)) as events,
    ):
        async for line in events.content:
            if line.startswith(b"data:"):
                async with session.get(f"{house.url}/desk/state") as response:
                    state: Json = await response.json()
                if holds(state):
                    return state
    raise AssertionError("the desk's events ended")


def says(state: Json, words: str) -> bool:
    return any(words in problem["message"] for problem in state["problems"])


async def test_a_doubtful_save_is_live_at_once_and_the_warning_comes_after_it(
    house: House, briefings: Path
) -> None:
    edit(briefings, "facts/01-contract.yaml", RIGHT, WRONG)
    state = await until(house, lambda state: says(state, "'300 million' stands in the English"))
    assert state["live"]
    assert WRONG in house.bot.library.edition.snapshot.facts[FACT].text.en
    assert not house.bot.reloader.problems
    (problem,) = [each for each in state["problems"] if "'300 million'" in each["message"]]
    assert problem["severity"] == "warning"
    assert "01-contract.yaml:" in problem["place"]
    marks = [item["marks"] for group in state["groups"] for item in group["items"] if item["id"] == FACT]
    assert any("'300 million'" in mark for mark in marks[0])
    edit(briefings, "facts/01-contract.yaml", WRONG, RIGHT)
    await until(house, lambda state: not state["problems"])


async def test_a_rule_that_is_set_to_error_holds_a_bad_edit_back(house: House, briefings: Path) -> None:
    edit(briefings, "dossier.yaml", "checks: {", "checks: {number-in-one-language: error, ")
    edit(briefings, "facts/01-contract.yaml", RIGHT, WRONG)
    state = await until(house, lambda state: not state["live"])
    assert says(state, "[number-in-one-language]")
    assert RIGHT in house.bot.library.edition.snapshot.facts[FACT].text.en
    reader = await house.reader("James", "en")
    assert "200 million" in (await reader.say("How much was the contract worth?"))["text"]
    edit(briefings, "facts/01-contract.yaml", WRONG, RIGHT)
    await until(house, lambda state: state["live"] and not state["problems"])
