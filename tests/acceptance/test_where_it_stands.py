"""The state of play, who made this, and groups of topics, as readers of a small dossier meet them."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import utc_now
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json
from tests.acceptance.test_pushes import has_gone_out
from tests.support.examples import write_example

TODAY = datetime(2026, 7, 2, 12, tzinfo=UTC)
STARTED = utc_now()
UPDATE = """id: 2026-07-02-fine
kind: new
level: breaking
title: {nl: Boete voor de vergunning, en: A fine over the permit}
text: {nl: De gemeente legt een boete op., en: The town imposes a fine.}
about: [permit]
facts: [permit-granted]
"""


def moving() -> datetime:
    """The clock of that day, which goes on: what waits for a moment would wait for ever."""
    return TODAY + (utc_now() - STARTED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = write_example(tmp_path / "briefings")
    (made / "questions.yaml").write_text("[]\n", "utf-8")  # what is answered is not what is tried here
    return made


@pytest.fixture
async def town(folder: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(folder, tmp_path, clock=moving) as found:
        yield found


def labels(message: Json) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_the_board_leads_to_each_measure_and_back_in_both_languages(town: House) -> None:
    english = await town.reader("James", "en")
    board = await english.say("/status")
    assert "The order to put the oven out" in board["text"]
    assert "suspended · since 10 June 2026 · the court of Oudewetering" in board["text"]
    one = await english.press(board, "The order to put")
    assert one["text"].index("No. The judge suspended") < one["text"].index("Suspended · since 10 June 2026")
    assert "As far as known on 30 June 2026." in one["text"]
    assert re.search(r"Still open on \d+ \w+ \d{4}; next to act: the council", one["text"])
    assert "16 March 2026 to 10 June 2026 · in force" in one["text"]
    assert one["text"].index("in force") < one["text"].index(
        "Around 1 March 2026 to 14 March 2026 · announced"
    )
    assert "Where it stands" in (await english.press(one, "Where the rest stands"))["text"]
    dutch = await town.reader("Sanne", "nl")
    for command in ("/stand", "/status"):
        assert "geschorst · sinds 10 juni 2026" in (await dutch.say(command))["text"]
    assert "Nee. De rechter schorste" in (await dutch.say("/stand bevel"))["text"]
    assert "Nee. De rechter schorste" in (await dutch.say("/start status_oven-order"))["text"]


async def test_as_of_an_earlier_day_the_board_shows_that_day_and_nothing_later(town: House) -> None:
    reader = await town.reader("James", "en")
    await reader.say("/asof 20 march 2026")
    board = await reader.say("/status")
    assert "in force · since 16 March 2026" in board["text"]
    one = await reader.press(board, "The order to put")
    assert "suspend" not in one["text"].lower()
    assert "10 June" not in one["text"]
    await reader.say("/asof 1 jan 2026")
    assert "Nothing about this was known" in (await reader.say("/status"))["text"]


async def test_menu_and_help_name_the_state_of_play_and_who_made_this(town: House) -> None:
    for language, status in (("nl", "/stand"), ("en", "/status")):
        reader = await town.reader("Kim", language)
        help_text = (await reader.say("/help"))["text"]
        assert f"{status} – " in help_text
        assert "/about – " in help_text


async def test_who_made_this_stands_up_front_and_in_full_behind_a_button(town: House) -> None:
    for language, short, full in (
        ("nl", "Verzonnen door de makers van de bot.", "Dit dossier is verzonnen."),
        ("en", "Invented by the makers of the bot.", "This dossier is invented."),
    ):
        reader = await town.reader("Kim", language)
        start = await reader.say("/start")
        assert start["text"].split("\n")[1] == short
        assert short in (await reader.say("/help"))["text"]
        about = await reader.say("/about")
        assert full in about["text"]
        assert about["text"] == (await reader.say("/start about"))["text"]
        label = next(each for each in labels(start) if each in ("Wie heeft dit gemaakt?", "Who made this?"))
        assert full in (await reader.press(start, label))["text"]


async def test_who_takes_a_group_gets_what_is_tagged_below_it(town: House, folder: Path) -> None:
    group, single = await town.reader("Gerda", "en"), await town.reader("Piet", "nl")
    other, everything = await town.reader("Otto", "en"), await town.reader("Eva", "en")
    assert "About: The oven" in (await group.say("/subscribe the oven"))["text"]
    assert "De vergunning" in (await single.say("/subscribe vergunning"))["text"]
    assert "Night bread" in (await other.say("/subscribe night bred"))["text"]
    assert "About: everything" in (await everything.say("/subscribe"))["text"]
    assert "I know no subject" in (await everything.say("/subscribe football"))["text"]
    (folder / "updates/2026-07-02-fine.yaml").write_text(UPDATE, "utf-8")
    for reader, words in (
        (group, "imposes a fine"),
        (single, "legt een boete op"),
        (everything, "imposes a fine"),
    ):
        await reader.until(lambda messages, words=words: any(words in each["text"] for each in messages))
    await other.until(lambda _: has_gone_out(town, "update/2026-07-02-fine"))
    assert not any("fine" in each["text"] for each in await other.messages())


async def test_topics_are_chosen_by_group_and_one_by_one(town: House) -> None:
    reader = await town.reader("James", "en")
    settings = await reader.press(await reader.say("/subscribe"), "Topics")
    assert "The permit" not in labels(settings)
    chosen = await reader.press(settings, "The oven")
    assert "About: The oven" in chosen["text"]
    singles = await reader.press(chosen, "More topics")
    assert "✓ The permit" in labels(singles)
    assert "About: everything" in (await reader.press(singles, "✓ The permit"))["text"]
