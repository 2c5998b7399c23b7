"""Pictures as readers meet them: from the words and back, page by page, light and dark, and never stale."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.bot_api.photos import size_of
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Reader
from tests.support.examples import write_example

TODAY = datetime(2026, 7, 2, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Without the editors' questions: nothing is asked here."""
    found = write_example(tmp_path / "briefings")
    (found / "questions.yaml").write_text("[]\n")
    return found


@pytest.fixture
async def town(folder: Path, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(folder, tmp_path, clock=lambda: TODAY) as found:
        yield found


async def test_the_board_is_shown_as_a_picture_in_both_languages_and_the_words_stay(town: House) -> None:
    for name, language, opens, state in (
        ("James", "en", "As a picture", "Suspended"),
        ("Sanne", "nl", "Als beeld", "Geschorst"),
    ):
        reader = await town.reader(name, language)
        board = await reader.say("/status")
        picture = await reader.press_for_new(board, opens)
        assert state in picture["caption"]
        content = town.world.files[picture["photo"][-1]["file_id"]]
        assert size_of(content) == (1080, 1350)
        assert board in await reader.messages()


async def test_the_theme_changes_in_place_and_the_words_come_below(town: House) -> None:
    reader = await town.reader("Sanne", "nl")
    light = await reader.press_for_new(await reader.say("/status"), "Als beeld")
    dark = await reader.press(light, "Donker")
    assert dark["photo"] != light["photo"]
    assert dark["caption"] == light["caption"]
    words = await reader.press_for_new(dark, "Als tekst")
    assert "Hoe het ervoor staat" in words["text"]


async def test_a_picture_that_telegram_has_is_not_sent_to_it_again(town: House) -> None:
    first = await town.reader("Sanne", "nl")
    one = await first.press_for_new(await first.say("/status"), "Als beeld")
    held = len(town.world.files)
    second = await town.reader("Daan", "nl")
    other = await second.press_for_new(await second.say("/status"), "Als beeld")
    assert other["photo"] == one["photo"]
    assert len(town.world.files) == held


async def test_a_changed_fact_is_in_the_next_picture(town: House, folder: Path) -> None:
    reader = await town.reader("Sanne", "nl")
    board = await reader.say("/status")
    before = await reader.press_for_new(board, "Als beeld")
    status = folder / "status.yaml"
    status.write_text(status.read_text().replace("nl: geschorst", "nl: ingetrokken"))
    await reader_sees(reader, "/status", "ingetrokken")
    after = await reader.press_for_new(board, "Als beeld")
    assert "Ingetrokken" in after["caption"]
    assert after["photo"] != before["photo"]


async def reader_sees(reader: Reader, command: str, words: str) -> None:
    while words not in (await reader.say(command))["text"]:
        pass


async def test_a_link_leads_to_the_picture_and_one_to_none_says_so(town: House) -> None:
    reader = await town.reader("James", "en")
    assert (await reader.say("/start pic_stand"))["photo"]
    for nowhere in ("pic", "pic_nothing", "pic_stand_x", "pic_stand_0_z", "pic_stand_99999"):
        assert "no longer there" in (await reader.say(f"/start {nowhere}"))["text"]


async def test_every_picture_is_under_a_button_and_leads_back_to_its_words(town: House) -> None:
    reader = await town.reader("James", "en")
    for command in ("/status", "/timeline", "/who", "/corrections"):
        screen = await reader.say(command)
        picture = await reader.press_for_new(screen, "As a picture")
        assert picture["photo"]
        words = await reader.press_for_new(picture, "In words")
        assert words["text"].splitlines()[0] == screen["text"].splitlines()[0]


async def test_a_look_back_has_its_own_picture(town: House) -> None:
    reader = await town.reader("James", "en")
    await reader.say("/asof 1 April")
    then = await reader.press_for_new(await reader.say("/status"), "As a picture")
    assert "As it stood on 1 April 2026" in then["caption"]
    assert "In force" in then["caption"]
    assert "Suspended" not in then["caption"]
