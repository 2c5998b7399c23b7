"""Pushes, as subscribers get them: an update file appears, and reaches each of them once."""

import asyncio
import contextlib
import re
import sqlite3
from pathlib import Path

import aiohttp
import pytest
from ruamel.yaml import YAML

from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import WAIT_SECONDS, Json, Reader, words_of

UPDATE = """id: {id}
kind: new
level: {level}
title: {{nl: "{id} kop", en: "{id} headline"}}
text:
  nl: Een rechter besliste vandaag iets.
  en: A judge decided something today.
about: [{about}]
facts: [{fact}]
"""

CORRECTION = """id: 2026-11-23-correction
kind: correction
level: normal
title: {nl: De uitspraak, en: The ruling}
text: {nl: Het was een andere dag., en: It was another day.}
was: {nl: Het was die dag., en: It was that day.}
reason: {nl: Een tikfout van ons., en: A typing error of ours.}
about: [oven]
facts: [judge-suspends-order]
corrects: [judge-suspends-order]
"""


def publish(briefings: Path, name: str, *, level: str = "breaking", about: str | None = None) -> None:
    """An update in any dossier: about what its oldest one is about, where no topic is named, and on the same fact."""
    oldest = YAML(typ="safe").load(min((briefings / "updates").glob("20*.yaml")))
    (briefings / "updates" / f"{name}.yaml").write_text(
        UPDATE.format(id=name, level=level, about=about or oldest["about"][0], fact=oldest["facts"][0]),
        "utf-8",
    )


def is_notice(message: Json) -> bool:
    return words_of(message).startswith(("Correctie: ", "Correction: "))


def has_notice(messages: list[Json]) -> bool:
    return any(map(is_notice, messages))


def pushed(messages: list[Json], name: str) -> list[Json]:
    return [message for message in messages if f"{name} " in message["text"]]


def has_gone_out(house: House, key: str) -> bool:
    """Whether what a push of such a key sends has gone to all whom it is for: who has nothing by then gets nothing."""
    query = """
        select count(*), count(*) filter (where fanned_to is not null or exists (
            select * from outbox where push_id = pushes.id and state in ('queued', 'claimed')
        )) from pushes where key like ?
    """
    with contextlib.closing(sqlite3.connect(house.database)) as database:
        made, waiting = database.execute(query, (f"{key}/%",)).fetchone()
    return made > 0 and not waiting


async def subscribed(house: House, name: str, language: str) -> Reader:
    reader = await house.reader(name, language)
    await reader.say("/subscribe")
    return reader


async def test_a_breaking_update_reaches_each_subscriber_once_in_their_language(
    house: House, briefings: Path
) -> None:
    dutch, english = await subscribed(house, "Sanne", "nl"), await subscribed(house, "James", "en")
    bystander = await house.reader("Ann", "en")
    await bystander.say("/start")
    publish(briefings, "2026-11-23-one")
    (in_dutch,) = pushed(await dutch.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    (in_english,) = pushed(await english.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    assert "2026-11-23-one kop" in in_dutch["text"]
    assert "Bron" in in_dutch["text"]
    assert "2026-11-23-one headline" in in_english["text"]
    # A second save of the same file, and of another, sends nothing again.
    publish(briefings, "2026-11-23-one")
    publish(briefings, "2026-11-23-two")
    await dutch.until(lambda all_: pushed(all_, "2026-11-23-two"))
    await dutch.until(lambda _: has_gone_out(house, "update/2026-11-23-two"))
    assert len(pushed(await dutch.messages(), "2026-11-23-one")) == 1
    assert not pushed(await bystander.messages(), "2026-11-23")


@pytest.mark.parametrize(
    ("language", "label", "done"),
    [("nl", "Houd me op de hoogte", "geabonneerd"), ("en", "Keep me informed", "You are subscribed")],
)
async def test_the_start_offers_updates_and_one_press_brings_them(
    house: House, language: str, label: str, done: str
) -> None:
    reader = await house.reader("Sanne", language)
    start = await reader.say("/start")
    said = await reader.press_for_new(start, label)
    assert done in said["text"]
    assert said["message_id"] != start["message_id"]


async def test_subscribe_says_so_and_its_buttons_refine(house: House, briefings: Path) -> None:
    reader = await house.reader("James", "en")
    said = await reader.say("/subscribe")
    assert "You are subscribed" in said["text"]
    assert "Everything, as it is published" in said["text"]
    page = await reader.press(said, "Topics")
    page = await reader.press(page, "Everything") if "✓ Everything" not in str(page) else page
    page = await reader.press(page, "The oven")
    assert "About: " in page["text"]
    back = await reader.press(page, "Back")
    levels = await reader.press(back, "How often")
    daily = await reader.press(levels, "A digest a day")
    assert "daily digest at 8:00" in daily["text"]
    publish(briefings, "2026-11-23-elsewhere", about="night-bread")
    publish(briefings, "2026-11-23-quiet", level="normal")
    publish(briefings, "2026-11-23-here")
    await reader.until(lambda all_: pushed(all_, "2026-11-23-here"))
    for other in ("elsewhere", "quiet"):
        await reader.until(lambda _, key=f"update/2026-11-23-{other}": has_gone_out(house, key))
    assert not pushed(await reader.messages(), "2026-11-23-elsewhere")
    assert not pushed(await reader.messages(), "2026-11-23-quiet")


async def test_who_stops_gets_no_more_and_is_told_so(house: House, briefings: Path) -> None:
    leaver, stayer = await subscribed(house, "James", "en"), await subscribed(house, "Ann", "en")
    assert "no more updates" in (await leaver.say("Stop"))["text"]
    assert "not subscribed" in (await leaver.say("/settings"))["text"]
    publish(briefings, "2026-11-23-one")
    await stayer.until(lambda all_: pushed(all_, "2026-11-23-one"))
    await stayer.until(lambda _: has_gone_out(house, "update/2026-11-23-one"))
    assert not pushed(await leaver.messages(), "2026-11-23-one")


@pytest.mark.parametrize("word", ["Stop", "afmelden", "/stop"])
async def test_a_word_ends_the_subscription(house: House, word: str) -> None:
    reader = await subscribed(house, "Sanne", "nl")
    assert "Je krijgt geen updates meer" in (await reader.say(word))["text"]


async def test_every_push_has_a_button_that_stops_them(house: House, briefings: Path) -> None:
    reader = await subscribed(house, "Sanne", "nl")
    publish(briefings, "2026-11-23-one")
    (push,) = pushed(await reader.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    before = len(await reader.messages())
    await reader.press_data(push, push["reply_markup"]["inline_keyboard"][-1][-1]["callback_data"])
    said = (await reader.until(lambda all_: len(all_) > before))[-1]
    assert "Je krijgt geen updates meer" in said["text"]
    assert pushed(await reader.messages(), "2026-11-23-one") == [push]


async def test_time_quiet_hours_pause_and_zone_of_ones_own_are_typed(house: House) -> None:
    reader = await house.reader("James", "en")
    asked = await reader.say("/subscribe")
    assert "Which time zone are you in?" in asked["text"]
    assert "New York" in (await reader.press(asked, "New York"))["text"]
    (daily,) = [
        await reader.press(await reader.press(await reader.say("/settings"), "How often"), "A digest a day")
    ]
    assert "8:00" in daily["text"]
    assert "7:13" in (await reader.say("/time 7.13"))["text"]
    assert "Quiet from 10:30 p.m. to 6:45 a.m." in (await reader.say("/quiet 22:30 - 6:45"))["text"]
    assert "Paused until" in (await reader.say("/pause 10"))["text"]
    assert "Try /time" in (await reader.say("/time 99"))["text"]
    found = await reader.say("/zone san francisco")
    assert "Time zone: Los Angeles" in (await reader.press(found, "San Francisco"))["text"]


async def test_new_shows_what_changed_by_topic_a_page_at_a_time(house: House, briefings: Path) -> None:
    reader = await subscribed(house, "James", "en")
    await reader.say("/new")
    text = "A judge decided something today. " * 25
    for number in range(6):
        about = "oven" if number % 2 else "night-bread"
        path = briefings / "updates" / f"2026-11-23-n{number}.yaml"
        whole = UPDATE.format(
            id=f"2026-11-23-n{number}", level="normal", about=about, fact="judge-suspends-order"
        )
        path.write_text(whole.replace("A judge decided something today.", text), "utf-8")
    for number in range(6):
        await reader.until(lambda all_, name=f"2026-11-23-n{number}": pushed(all_, name))
    page = await reader.say("/new")
    topics = house.bot.library.edition.snapshot.topics
    assert "1 of 2" in page["text"]
    other = await reader.press(page, "›")
    both = page["text"] + other["text"]
    assert [both.count(f"2026-11-23-n{number} headline") for number in range(6)] == [1] * 6
    assert both.count(topics["oven"].name.en) == 1
    odd, even = both.index("n1 headline"), both.index("n0 headline")
    order = list(topics)
    assert (odd < even) == (order.index("oven") < order.index("night-bread"))
    assert "Nothing new" in (await reader.say("/new"))["text"]


async def test_forget_deletes_everything_with_a_receipt_and_mydata_shows_it_first(house: House) -> None:
    reader = await subscribed(house, "Sanne", "nl")
    await reader.say("Wie is Regel?")
    kept = await reader.say("/mydata")
    assert kept["document"]["file_name"] == "mydata.json"
    assert kept["document"]["file_size"] > 300
    receipt = await reader.say("/forget")
    assert "gewist" in receipt["text"]
    assert "Abonnementen: 1" in receipt["text"]
    again = await reader.say("/forget")
    assert "Abonnementen: 0" in again["text"]


async def test_a_reader_who_blocked_us_is_kept_and_told_what_they_missed(
    house: House, briefings: Path
) -> None:
    leaver, stayer = await subscribed(house, "James", "en"), await subscribed(house, "Ann", "en")
    await leaver.call("/sandbox/members", {"chat_id": leaver.id, "blocked": True})
    # The bot knows: missed is what comes from now on.
    await leaver.until(lambda _: not house.world.queue.updates)
    publish(briefings, "2026-11-23-one")
    await stayer.until(lambda all_: pushed(all_, "2026-11-23-one"))
    await leaver.call("/sandbox/members", {"chat_id": leaver.id, "blocked": False})
    back = (await leaver.until(lambda all_: "missed" in all_[-1]["text"]))[-1]
    assert "1 update" in back["text"]
    news = await leaver.press(back, "What is new")
    assert "2026-11-23-one headline" in news["text"]


async def test_a_correction_goes_to_exactly_those_who_saw_what_was_wrong(
    house: House, briefings: Path
) -> None:
    by_push, by_answer = await subscribed(house, "Sanne", "nl"), await house.reader("James", "en")
    elsewhere = await house.reader("Ann", "en")
    await elsewhere.say("who is rob regel?")
    publish(briefings, "2026-11-23-one")
    first = pushed(await by_push.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")[0]
    answer = await by_answer.say("Did the judge suspend the order?")
    file = next(
        path
        for path in (briefings / "facts").glob("*.yaml")
        if "id: judge-suspends-order\n" in path.read_text("utf-8")
    )
    text = in_next_revision(file.read_text("utf-8"), "judge-suspends-order", "  revision: {revision}\n")
    (briefings / "updates" / "2026-11-23-correction.yaml").write_text(CORRECTION, "utf-8")
    file.write_text(text, "utf-8")
    for reader, stands in ((by_push, "dat blijft zoals het was"), (by_answer, "")):
        notices = [each for each in await reader.until(has_notice) if is_notice(each)]
        assert len(notices) == 1
        assert "<s>" not in notices[0]["text"]
        assert stands in notices[0]["text"]
    edited = await by_answer.until(
        lambda all_: any(
            each["message_id"] == answer["message_id"] and each.get("edit_date") for each in all_
        )
    )
    assert not any("stays as it was" in each["text"] for each in edited)
    (push,) = [each for each in await by_push.messages() if each["message_id"] == first["message_id"]]
    assert push["text"] == first["text"]  # it shows none of the wrong words
    assert not push.get("edit_date")
    await elsewhere.until(lambda _: has_gone_out(house, "correction"))
    assert not [each for each in await elsewhere.messages() if is_notice(each)]
    assert "A typing error of ours." in await listed_with(elsewhere, "It was another day.")


async def listed_with(reader: Reader, words: str) -> str:
    """The page of /corrections that says this; the dossier has corrections of its own before it."""
    page = await reader.say("/corrections")
    while words not in page["text"]:
        page = await reader.press(page, "›")
    return str(page["text"])


OWN = """  revision: {revision}
  changes:
    - revision: {revision}
      kind: correction
      on: 2026-11-23
      was: {{nl: Het was die dag., en: It was that day.}}
      reason: {{nl: Een tikfout van ons., en: A typing error of ours.}}
"""


def in_next_revision(text: str, record: str, block: str) -> str:
    """A file of facts with that record one revision further, as `block` says, whatever it was before."""
    start = text.index(f"- id: {record}\n")
    end = text.find("\n- id:", start)
    own, rest = (text[start:end], text[end:]) if end > 0 else (text[start:], "")
    found = re.search(r"^  revision: (\d+)$", own, re.MULTILINE)
    own = re.sub(r"^  (?:revision|changes):.*(?:\n    .*|\n  - .*)*\n?", "", own, flags=re.MULTILINE)
    head, body = own.split("\n", 1)
    revised = block.format(revision=int(found[1]) + 1 if found else 2)
    return f"{text[:start]}{head}\n{revised}{body}{rest}"


async def test_a_correction_that_a_fact_declares_itself_goes_to_exactly_those_who_saw_it(
    house: House, briefings: Path
) -> None:
    by_answer, elsewhere = await house.reader("James", "en"), await house.reader("Ann", "en")
    await elsewhere.say("who is rob regel?")
    answer = await by_answer.say("Did the judge suspend the order?")
    file = next(
        path
        for path in (briefings / "facts").glob("*.yaml")
        if "id: judge-suspends-order\n" in path.read_text("utf-8")
    )
    text = file.read_text("utf-8")
    file.write_text(in_next_revision(text, "judge-suspends-order", OWN), "utf-8")
    (notice,) = [each for each in await by_answer.until(has_notice) if is_notice(each)]
    assert "It was that day." in notice["text"]
    assert "A typing error of ours." in notice["text"]
    await by_answer.until(
        lambda all_: any(
            each["message_id"] == answer["message_id"] and each.get("edit_date") for each in all_
        )
    )
    await elsewhere.until(lambda _: has_gone_out(house, "correction"))
    assert not [each for each in await elsewhere.messages() if is_notice(each)]
    assert "A typing error of ours." in await listed_with(elsewhere, "It was that day.")


async def test_a_briefings_correction_goes_to_those_who_read_it(house: House, briefings: Path) -> None:
    reader, elsewhere = await house.reader("James", "en"), await house.reader("Ann", "en")
    shown = await reader.say("/briefing")
    await reader.press(shown, "The case in brief")
    await elsewhere.press(await elsewhere.say("/briefing"), "In court")
    for lang in ("nl", "en"):
        path = briefings / f"briefings/overview.{lang}.md"
        front = (
            OWN.format(revision=4).replace("\n  ", "\n").lstrip()
            + "    becomes: {nl: Een andere., en: Another one.}\n"
        )
        text = re.sub(
            r"^(?:revision|changes):.*\n(?:  .*\n)*", "", path.read_text("utf-8"), flags=re.MULTILINE
        )
        path.write_text(text.replace("order: 1\n", f"order: 1\n{front}"), "utf-8")
    (notice,) = [each for each in await reader.until(has_notice) if is_notice(each)]
    assert "The case in brief" in notice["text"]
    assert "Another one." in notice["text"]
    await elsewhere.until(lambda _: has_gone_out(house, "correction"))
    assert not [each for each in await elsewhere.messages() if is_notice(each)]
    assert await listed_with(elsewhere, "Another one.")


async def test_nothing_is_lost_or_repeated_over_a_restart_in_the_middle_of_a_push(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path, broadcast_rate=20) as house:
        readers = [await subscribed(house, f"R{number}", "en") for number in range(30)]
        publish(briefings, "2026-11-23-one")
        await readers[0].until(lambda all_: pushed(all_, "2026-11-23-one"))
        world = house.world
    async with open_house(briefings, tmp_path, world=world) as house, aiohttp.ClientSession() as session:
        again = [Reader(session, house.url, {"id": reader.id}) for reader in readers]
        async with asyncio.timeout(WAIT_SECONDS):
            for reader in again:
                await reader.until(lambda all_: pushed(all_, "2026-11-23-one"))
        counts = [len(pushed(await reader.messages(), "2026-11-23-one")) for reader in again]
        assert counts == [1] * 30


async def test_admin_shows_how_things_stand_to_admins_alone(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path, admin_ids="101") as house:
        admin, other = await subscribed(house, "Sanne", "nl"), await house.reader("James", "en")
        publish(briefings, "2026-11-23-one")
        await admin.until(lambda all_: pushed(all_, "2026-11-23-one"))
        stand = await admin.say("/admin")
        assert "Zo staat het ervoor" in stand["text"]
        assert "Verstuurd: 1" in stand["text"] or "Onderweg: 1" in stand["text"]
        assert "do not know that command" in (await other.say("/admin"))["text"]


async def test_with_the_database_held_a_subscriber_hears_try_again_and_never_a_false_success(
    house: House,
) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    other = sqlite3.connect(house.database, isolation_level=None, timeout=15, check_same_thread=False)
    # In a thread: the bot, on this loop, may be about to commit what holds the lock.
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    try:
        said = await reader.say("/subscribe")
        assert "try again" in said["text"]
        assert "15 March" in (await reader.say("When must the oven be off?"))["text"]
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert "You are subscribed" in (await reader.say("/subscribe"))["text"]


async def test_under_a_push_stand_what_it_means_what_came_before_and_where_it_stands(
    house: House, briefings: Path
) -> None:
    reader = await subscribed(house, "James", "en")
    publish(briefings, "2026-11-23-one")
    (push,) = pushed(await reader.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    rows = push["reply_markup"]["inline_keyboard"]
    labels = [[button["text"] for button in row] for row in rows]
    assert labels == [
        ["What does it mean?", "What came before"],
        ["Where it stands", "Sources", "Share"],
        ["Settings", "Stop updates"],
    ]
    for label, head in (
        ("What does it mean?", "What it means"),
        ("What came before", "What came before"),
        ("Where it stands", "Where it stands"),
    ):
        before = len(await reader.messages())
        data = next(each["callback_data"] for row in rows for each in row if each["text"] == label)
        await reader.press_data(push, data)
        opened = (await reader.until(lambda all_, count=before: len(all_) > count))[-1]
        assert opened["text"].startswith(head)
        assert "2026" in opened["text"]
    assert pushed(await reader.messages(), "2026-11-23-one") == [push], "the news stays as it was"


async def test_in_a_channel_who_asks_on_is_led_to_a_chat_of_their_own(house: House, briefings: Path) -> None:
    admin, member = await house.reader("Ann", "en"), await house.reader("Bob", "en")
    chat = house.world.add_chat("channel", "A newsroom", [admin.id, member.id], [admin.id])["id"]
    posted = admin.at(chat)
    await posted.say("/subscribe")
    publish(briefings, "2026-11-23-one")
    (push,) = pushed(await posted.until(lambda all_: pushed(all_, "2026-11-23-one")), "2026-11-23-one")
    events: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
    house.world.watchers.add(events)
    await member.at(chat).press_data(push, push["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    async with asyncio.timeout(WAIT_SECONDS):
        while (event := await events.get())[0] != "callback_answer":
            pass
    word = event[1]["url"].partition("?start=")[2]
    assert (await member.say(f"/start {word}"))["text"].startswith("What it means")
    assert pushed(await posted.messages(), "2026-11-23-one") == [push]
