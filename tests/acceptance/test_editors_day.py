"""An editor's day on a copy of the dossier, from a broken file in the morning to a correction in the evening."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json, Reader
from tests.acceptance.test_pushes import has_notice, is_notice, subscribed
from tests.dossier import conftest as dossier
from tests.support.fakes import HandClock

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

EMBARGO = "2026-11-23T18:00:00Z"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 18, tzinfo=UTC)

WRONG = "The letter names exactly 40 suppliers."
RIGHT = "The letter names exactly 14 suppliers."


class Editor:
    """Edits files, runs commands, and looks at the desk."""

    def __init__(self, briefings: Path, house: House, session: aiohttp.ClientSession) -> None:
        self.briefings = briefings
        self._house = house
        self._session = session

    def new(self, *arguments: str) -> Path:
        done = CliRunner().invoke(app, ["new", *arguments])
        assert done.exit_code == 0, done.output
        return Path(done.stdout.strip().rsplit(":", 1)[0])

    async def look(self, path: str) -> Any:
        async with self._session.get(self._house.url + path) as response:
            return await response.json() if response.status == 200 else None

    def knows(self, fact: str) -> bool:
        return fact in self._house.bot.library.edition.snapshot.facts


def both(name: str, dutch: str, english: str) -> list[str]:
    return [f"--{name}-nl", dutch, f"--{name}-en", english]


@pytest.fixture(autouse=True)
def _at_the_copy(briefings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFINGS_DIR", str(briefings))


async def test_an_editors_day(briefings: Path, tmp_path: Path) -> None:
    clock = HandClock(MORNING)
    async with open_house(briefings, tmp_path, clock=clock) as house, aiohttp.ClientSession() as session:
        editor = Editor(briefings, house, session)
        by_push = [await subscribed(house, f"Push{number}", "en") for number in range(2)]
        by_answer = [await house.reader(f"Answer{number}", "en") for number in range(3)]
        elsewhere = await house.reader("Elsewhere", "en")
        for reader in (*by_answer, elsewhere):
            await reader.say("/start")

        await _breaks_a_file_and_mends_it(editor, house, by_answer[0])
        fact = await _adds_a_statement_that_is_asked_for_at_once(editor, by_answer)
        answers = [(await reader.messages())[-1] for reader in by_answer]
        pushes = await _holds_an_update_until_its_embargo_ends(editor, house, clock, by_push, fact)
        await elsewhere.say("When did the ultimatum end?")

        _corrects(editor, fact)
        shown = list(zip((*by_answer, *by_push), (*answers, *pushes), strict=True))
        for reader, message in shown:
            (notice,) = [each for each in await reader.until(has_notice) if is_notice(each)]
            assert WRONG in notice["text"]
            assert RIGHT in notice["text"]
            await reader.until(lambda all_, wanted=message: RIGHT in _text_of(all_, wanted))
        assert not [each for each in await elsewhere.messages() if is_notice(each)]
        for reader, _ in shown:
            assert len([each for each in await reader.messages() if is_notice(each)]) == 1


async def _breaks_a_file_and_mends_it(editor: Editor, house: House, reader: Reader) -> None:
    people = editor.briefings / "people.yaml"
    good = people.read_text("utf-8")
    people.write_text(good.replace("side: company", "side: compny", 1), "utf-8")
    await reader.until(lambda _: bool(house.bot.reloader.problems))
    (problem,) = (await editor.look("/desk/state"))["problems"]
    assert re.search(r"people\.yaml:10$", problem["place"])
    assert problem["source"] == "  side: compny"
    assert "27 February 2026" in (await reader.say("When did the ultimatum end?"))["text"]
    people.write_text(good, "utf-8")
    await reader.until(lambda _: not house.bot.reloader.problems)


async def _adds_a_statement_that_is_asked_for_at_once(editor: Editor, readers: list[Reader]) -> str:
    fact = "microsoft-forty-suppliers"
    editor.new(
        "statement", "--id", fact, "--stance", "claim", "--date", "2026-06-29", "--who", "microsoft",
        "--about", "lawsuit", "--source", "npr-kpbs-0227", "--locator", "third paragraph",
        *both("text", "De brief noemt precies 40 opdrachtnemers.", WRONG),
        *both("asks", "hoeveel opdrachtnemers noemt de brief van microsoft", "how many suppliers does the microsoft letter name"),
    )  # fmt: skip
    await readers[0].until(lambda _: editor.knows(fact))
    cards = await editor.look(f"/desk/card?kind=fact&id={fact}")
    assert "precies 40 opdrachtnemers" in cards["nl"][0]["text"]
    assert WRONG in cards["en"][0]["text"]
    for reader in readers:
        assert WRONG in (await reader.say("How many suppliers does the Microsoft letter name?"))["text"]
    return fact


async def _holds_an_update_until_its_embargo_ends(
    editor: Editor, house: House, clock: HandClock, readers: list[Reader], fact: str
) -> list[Json]:
    file = editor.new(
        "update", "--id", "2026-11-23-letter", "--level", "breaking", "--about", "lawsuit", "--facts", fact,
        "--publish-at", EMBARGO,
        *both("title", "Brief van Microsoft", "Microsoft's letter"),
        *both("text", "De brief noemt precies 40 opdrachtnemers.", WRONG),
    )  # fmt: skip
    assert file.name == "2026-11-23-letter.yaml"
    updates = house.bot.library
    await readers[0].until(lambda _: "2026-11-23-letter" in updates.edition.snapshot.updates)
    state = await editor.look("/desk/state")
    marks = {
        group["name"]: item["marks"]
        for group in state["groups"]
        for item in group["items"]
        if item["id"] == "2026-11-23-letter"
    }
    until = "embargo until 2026-11-23 18:00 UTC"
    for group in ("Under embargo", "Updates"):
        embargo, warning = marks[group]
        assert embargo == until
        assert "already answers questions" in warning  # of the fact, which was published before
    await house.bot.scheduler.tick()
    for reader in readers:
        assert "Microsoft's letter" not in (await reader.say("/new"))["text"]
    clock.now = EVENING
    house.bot.scheduler.soon()
    found = []
    for reader in readers:
        messages = await reader.until(lambda all_: any("Microsoft's letter" in each["text"] for each in all_))
        (push,) = [each for each in messages if "Microsoft's letter" in each["text"]]
        found.append(push)
    return found


def _corrects(editor: Editor, fact: str) -> None:
    editor.new(
        "update", "--id", "2026-11-23-letter-correction", "--kind", "correction", "--about", "lawsuit",
        "--facts", fact, "--corrects", fact,
        *both("title", "De brief van Microsoft", "Microsoft's letter"),
        *both("text", "De brief noemt precies 14 opdrachtnemers.", RIGHT),
        *both("was", "De brief noemt precies 40 opdrachtnemers.", WRONG),
        *both("reason", "Wij verwisselden twee getallen.", "We mixed up two numbers."),
    )  # fmt: skip
    for file in (editor.briefings / "facts").glob("*.yaml"):
        text = file.read_text("utf-8")
        if f"id: {fact}\n" in text:
            text = text.replace(f"id: {fact}\n", f"id: {fact}\n  revision: 2\n")
            file.write_text(text.replace("precies 40", "precies 14").replace(WRONG, RIGHT), "utf-8")


def _text_of(messages: list[Json], wanted: Json) -> str:
    """What the message says now, without what is struck out."""
    message = next(each for each in messages if each["message_id"] == wanted["message_id"])
    units = message["text"].encode("utf-16-le")  # entities count in UTF-16
    struck = [each for each in message.get("entities", ()) if each["type"] == "strikethrough"]
    for entity in sorted(struck, key=lambda each: -each["offset"]):
        start = 2 * entity["offset"]
        units = units[:start] + units[start + 2 * entity["length"] :]
    return " ".join(units.decode("utf-16-le").split())
