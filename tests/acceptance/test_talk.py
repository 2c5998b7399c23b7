"""A conversation, over HTTP: words press and open, a change is asked first, what a message is put under counts."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json, Reader
from tests.support.examples import write_example

UPDATE = """id: {id}
kind: new
level: breaking
title: {{nl: De rechter schorst het besluit, en: The judge suspends the order}}
text: {{nl: De rechter schorst het besluit., en: The judge suspends the order.}}
about: [{topic}]
facts: [{fact}]
"""


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[House]:
    briefings = write_example(tmp_path / "briefings")
    (briefings / "questions.yaml").write_text("[]\n", "utf-8")  # what is answered is not what is tried here
    async with open_house(briefings, tmp_path) as found:
        yield found


def _labels(message: Json) -> list[str]:
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in keyboard for button in row]


def _count(house: House, query: str) -> int:
    """The outside's own look at the file."""
    with contextlib.closing(sqlite3.connect(house.database)) as database:
        return int(database.execute(query).fetchone()[0])


def _subscriptions(house: House) -> int:
    return _count(house, "select count(*) from subscriptions")


async def test_words_open_screens_in_both_languages(small: House) -> None:
    for lang, words in {
        "nl": {"laat de tijdlijn eens zien": "Tijdlijn", "hulp": "Vraag in je eigen woorden", "instellingen": "abonne", "wie is wie": "Wie is wie"},
        "en": {"show me the timeline": "Timeline", "help": "Ask in your own words", "settings": "ubscri", "Who's who?": "Who is who"},
    }.items():  # fmt: skip
        reader = await small.reader("R", lang)
        await reader.say("/start")
        for typed, wanted in words.items():
            assert wanted in (await reader.say(typed))["text"], typed


async def test_a_change_is_asked_first_and_done_when_confirmed(small: House) -> None:
    reader = await small.reader("R", "en")
    await reader.say("/start")
    asked = await reader.say("keep me posted")
    assert _subscriptions(small) == 0
    before = len(await reader.messages())
    await reader.press_data(asked, "do:subscribe")
    done = (await reader.until(lambda messages: len(messages) > before))[-1]
    assert "ubscribe" in done["text"]
    assert _subscriptions(small) == 1
    asked = await reader.say("please stop sending me messages")
    kept = await reader.press(asked, "No")
    assert _labels(kept) == []
    assert _subscriptions(small) == 1
    before = len(await reader.messages())
    asked = await reader.say("stop the notifications")
    await reader.press_data(asked, "do:stop")
    await reader.until(lambda messages: len(messages) > before + 1)
    assert _subscriptions(small) == 0


async def test_a_button_is_pressed_by_its_words(small: House) -> None:
    reader = await small.reader("R", "nl")
    await reader.say("/start")
    settings = await reader.say("/language")
    assert "Welke taal" in settings["text"]
    english = await reader.say("English")
    assert "English" in english["text"]
    assert "Timeline" in (await reader.say("Timeline"))["text"]


async def test_a_question_that_its_writer_mends_is_answered_in_place(small: House) -> None:
    reader = await small.reader("R", "en")
    await reader.say("/start")
    sent = await reader.call(
        "/sandbox/messages", {"chat_id": reader.chat, "user_id": reader.id, "text": "xqzt?"}
    )
    first = (await reader.until(lambda messages: len(messages) > 1))[-1]
    count = len(await reader.messages())
    await reader.call(
        "/sandbox/messages",
        {
            "chat_id": reader.chat,
            "user_id": reader.id,
            "text": "timeline",
            "edit_message_id": sent["message_id"],
        },
    )
    changed = await reader.until(
        lambda messages: any(
            each["message_id"] == first["message_id"] and "Timeline" in each["text"] for each in messages
        )
    )
    assert len(changed) == count


async def _pushed(small: House, reader: Reader, fact: str, topic: str) -> Json:
    before = len(await reader.messages())
    updates = small.bot.library.edition.snapshot
    assert fact in updates.facts
    path = Path(small.database).parent / "briefings" / "updates" / "2026-06-20-new.yaml"
    path.write_text(UPDATE.format(id="2026-06-20-new", fact=fact, topic=topic), "utf-8")
    push = (await reader.until(lambda messages: len(messages) > before))[-1]
    await reader.until(lambda _: _count(small, "select count(*) from outbox where state = 'sent'") == 1)
    return push


async def test_a_question_after_a_push_is_about_the_push(small: House) -> None:
    reader = await small.reader("R", "en")
    await reader.say("/subscribe")
    fact = small.bot.library.edition.snapshot.facts["judge-suspends-order"]
    push = await _pushed(small, reader, fact.id, fact.about[0])
    replied = await reader.say("what does that mean?", reply_to_message_id=push["message_id"])
    after = await reader.say("why?")
    for answer in (replied, after):
        assert "suspen" in answer["text"].casefold(), answer["text"]


async def test_no_help_is_marked_and_keeps_all_buttons_and_can_be_taken_back(small: House) -> None:
    reader = await small.reader("R", "en")
    await reader.say("/start")
    answer = await reader.say("When was the permit granted?")
    labels = _labels(answer)
    assert "Not helpful" in labels
    changed = await reader.press(answer, "Not helpful")
    marked = ["✓ Not helpful" if label == "Not helpful" else label for label in labels]
    assert _labels(changed) == marked
    praised = await reader.press(changed, "Helpful")
    assert "✓ Helpful" in _labels(praised)
    assert "Not helpful" in _labels(praised)
    assert _labels(await reader.press(praised, "✓ Helpful")) == labels


async def test_pages_turned_briskly_are_all_heard_and_only_the_last_that_waits_is_shown(
    small: House,
) -> None:
    reader = await small.reader("R", "en")
    screen = await reader.say("/who")
    edits = small.world.counts["editMessageText"]
    heard = small.world.counts["answerCallbackQuery"]
    routes = ["time:0", "said", "dead", "stakes", "src:0", "fixed:0", "brief", "help", "privacy", "about"]
    for route in routes:
        await reader.press_data(screen, route)
    shown = await reader.until(lambda messages: "Who made this?" in messages[-1]["text"])
    assert shown[-1]["message_id"] == screen["message_id"]
    await reader.until(lambda _: small.world.counts["answerCallbackQuery"] - heard == len(routes))
    assert small.world.counts["editMessageText"] - edits < len(routes)


async def test_what_a_reader_was_shown_since_they_last_looked_is_not_new_to_them(small: House) -> None:
    reader = await small.reader("R", "en")
    await reader.say("/new")
    court = Path(small.database).parent / "briefings" / "facts" / "02-court.yaml"
    changed = court.read_text("utf-8")
    changes = "  revision: 2\n  changes:\n    - {revision: 2, kind: update, on: 2026-06-20}\n"
    for relation in (
        "    - denies: council-says-smoke-harms\n",
        "    - {outcome-of: council-orders-oven-off}\n",
    ):
        changed = changed.replace(relation, relation + changes)
    court.write_text(changed, "utf-8")
    noted = "select count(*) from changes where revision = 2 and record in ('fact:baker-denies-harm', 'fact:oven-stays-lit')"
    await reader.until(lambda _: _count(small, noted) == 2)
    await reader.say("/start fact_oven-stays-lit")
    seen = "select count(*) from shown where fact = 'oven-stays-lit' and revision = 2"
    await reader.until(lambda _: _count(small, seen) > 0)
    news = (await reader.say("/new"))["text"]
    assert "denies that anyone fell ill" in news
    assert "still lit" not in news
