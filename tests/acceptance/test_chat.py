"""The whole bot, as readers meet it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json, Reader, words_of
from tests.conftest import ROOT
from tests.dossier import conftest as dossier

briefings, engine, snapshot = dossier.briefings, dossier.engine, dossier.snapshot  # the real one

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMMANDS = {
    "/start": ("Anthropic en het Pentagon", "Anthropic and the Pentagon"),
    "/help": ("Vraag in je eigen woorden", "Ask in your own words"),
    "/briefing": ("Briefings", "Briefings"),
    "/briefing overview": ("Anthropic", "Anthropic"),
    "/timeline": ("Tijdlijn", "Timeline"),
    "/who": ("Wie is wie", "Who is who"),
    "/who hegset": ("Pete Hegseth", "Pete Hegseth"),
    "/said": ("Wie zei wat", "Who said what"),
    "/said amodei": ("Dario Amodei", "Dario Amodei"),
    "/deadlines": ("verstreken", "passed"),
    "/stakes": ("Wat er op het spel staat", "What is at stake"),
    "/sources": ("Waar dit vandaan komt", "Where this comes from"),
    "/corrections": ("Correcties", "Corrections"),
    "/language": ("Welke taal", "Which language"),
    "/privacy": ("Wat ik over je bewaar", "What I keep about you"),
    "/asof 27 feb": ("27 februari 2026", "27 February 2026"),
    "/nonsense": ("ken ik niet", "do not know that command"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One bot for all that edit nothing and take nothing from it; each test has readers of its own."""
    async with open_house(ROOT / "briefings", tmp_path_factory.mktemp("house")) as found:
        yield found


async def test_each_command_answers_in_both_languages(house: House) -> None:
    dutch, english = await house.reader("Sanne", "nl"), await house.reader("James", "en-GB")
    for command, (nl, en) in COMMANDS.items():
        in_dutch, in_english = await asyncio.gather(dutch.say(command), english.say(command))
        assert nl in words_of(in_dutch), command
        assert en in words_of(in_english), command


async def test_a_question_is_answered_with_its_date_sources_and_state_of_knowledge(house: House) -> None:
    reader = await house.reader()
    await reader.say("/start")
    answer = await reader.say("Wanneer liep het ultimatum af?")
    assert "27 februari 2026" in answer["text"]
    assert "17.01" in answer["text"]
    assert "23.01" in answer["text"]
    assert "Bronnen: " in answer["text"]
    assert "5 oktober 2026" in answer["text"]
    with_sources = await reader.press(answer, "Bronnen")
    assert with_sources["text"].startswith(answer["text"][:40])
    assert any(entity["type"] == "text_link" for entity in with_sources["entities"])


async def test_what_we_do_not_hold_is_said_plainly(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    answer = await reader.say("what is the weather in London tomorrow")
    assert "not about that" in answer["text"] or "do not know" in answer["text"]


async def test_language_changes_at_once_also_on_screen(house: House) -> None:
    reader = await house.reader("Sanne", "nl")
    start = await reader.say("/start")
    changed = await reader.press(start, "English")
    assert "Anthropic and the Pentagon" in changed["text"]
    assert "Covers events up to" in changed["text"]
    assert "Timeline" in (await reader.say("/timeline"))["text"]


async def test_an_old_button_says_why_not_and_every_query_is_answered(house: House) -> None:
    reader = await house.reader("James", "en")
    start = await reader.say("/start")
    await reader.press_data(start, "brief:long-gone:0")
    messages = await reader.until(lambda found: "older version" in found[-1]["text"])
    assert messages[-1]["message_id"] == start["message_id"]
    await reader.until(lambda _: not house.world.callbacks)
    assert not house.world.callbacks


async def test_any_text_gets_exactly_one_reply(house: House) -> None:
    texts = ("\U0001f600" * 4096, "<b>bold</b> & <script>", "\u202eabc\u202c", "\u200b", "1" * 4096, "?!")
    for text in (*texts, "/start@otherbot hello?"):
        reader = await house.reader("James", "en")
        await reader.say("/start")
        before = len(await reader.messages())
        await reader.say(text)
        await reader.say("/privacy")
        # Not just the next message: that would be the second reply, were there one.
        messages = await reader.until(lambda found: "What I keep" in found[-1]["text"])
        assert len(messages) == before + 2, ascii(text[:40])


async def test_photos_and_stickers_get_a_word_and_edits_and_channels_nothing(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    assert "text only" in (await reader.say("", photo=True))["text"]
    assert "text only" in (await reader.say("", sticker=True))["text"]
    first = house.world.chats[reader.id].messages[1]
    before = len(await reader.messages())
    await reader.call(
        "/sandbox/messages",
        {"chat_id": reader.id, "user_id": reader.id, "text": "/help", "edit_message_id": first["message_id"]},
    )
    channel = house.world.add_chat("channel", "News", [reader.id], [])
    await reader.call("/sandbox/messages", {"chat_id": channel["id"], "user_id": reader.id, "text": "hello"})
    assert "What I keep" in (await reader.say("/privacy"))["text"]
    assert len(await reader.messages()) == before + 1


async def test_a_deep_link_opens_its_screen(house: House) -> None:
    reader = await house.reader("James", "en")
    assert "Dario Amodei" in (await reader.say("/start person_dario-amodei"))["text"]
    assert "5:01 p.m." in (await reader.say("/start fact_deadline-5-01-pm"))["text"]


async def test_questions_are_answered_with_the_database_gone(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path) as house:
        reader = await house.reader("James", "en")
        await reader.say("/start")
        for part in tmp_path.glob("bot.db*"):
            part.unlink()
        (tmp_path / "bot.db").write_bytes(b"this is not a database" * 100)
        assert "5:01 p.m." in (await reader.say("When did the ultimatum end?"))["text"]
        screen = await reader.say("/language")
        changed = await reader.press(screen, "Nederlands")
        assert "Welke taal" in changed["text"]


async def test_a_good_edit_goes_live_and_a_bad_one_never_does(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path, admin_ids="101") as house:
        reader = await house.reader("James", "en")
        assert reader.id == 101
        await reader.say("/start")
        path = briefings / "people.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[Sean Parnell", "[Sean Q. Parnell"), encoding="utf-8")
        library = house.bot.library
        await reader.until(
            lambda _: library.edition.snapshot.people["sean-parnell"].names.en[0] == "Sean Q. Parnell"
        )
        assert "Sean Q. Parnell" in (await reader.say("/who parnell"))["text"]

        path.write_text(text.replace("id: sean-parnell", "id: sean-parnel"), encoding="utf-8")
        told = await reader.until(lambda found: "have mistakes" in found[-1]["text"])
        assert "did you mean 'sean-parnel'" in told[-1]["text"]
        assert "Sean Q. Parnell" in (await reader.say("/who parnell"))["text"]

        path.write_text(text, encoding="utf-8")
        await reader.until(lambda found: "good again" in found[-1]["text"])
        assert "Sean Q. Parnell" not in (await reader.say("/who parnell"))["text"]


async def test_a_start_with_broken_files_answers_from_what_was_live_last(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        await (await house.reader("James", "en")).say("/start")
    people = briefings / "people.yaml"
    good = people.read_text("utf-8")
    people.write_text("- id: [", "utf-8")
    async with open_house(briefings, tmp_path) as house:
        reader = await house.reader("Ann", "en")
        assert "27 February 2026" in (await reader.say("When did the ultimatum end?"))["text"]
        assert house.bot.reloader.problems
        people.write_text(good.replace("[Sean Parnell", "[Sean Q. Parnell"), "utf-8")
        people_live = house.bot.library
        await reader.until(
            lambda _: people_live.edition.snapshot.people["sean-parnell"].names.en[0] == "Sean Q. Parnell"
        )


async def test_an_inline_query_gets_the_same_answer_in_its_own_language_for_everyone(house: House) -> None:
    reader = await house.reader("Sanne", "nl")
    await reader.say("/start")
    question = "When did the ultimatum end?"
    offered = await reader.type_inline(question)
    (article,) = offered["results"]
    assert "27 February 2026" in article["title"]
    assert "5:01" in article["input_message_content"]["message_text"]
    assert offered["cache_time"] == 30
    assert not offered["is_personal"]
    readings = (await reader.type_inline("letter"))["results"]
    assert len({each["id"] for each in readings}) == len(readings) >= 1


async def test_more_comes_below_and_the_answer_stays(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    answer = await reader.say("What did Trump say about Anthropic?")
    again = await reader.press(answer, "More")
    assert again["text"] == answer["text"]
    assert "'More'" not in str(again["reply_markup"])
    messages = await reader.until(lambda found: "More on this" in found[-1]["text"])
    assert "Source" in messages[-1]["text"]


async def test_corrections_are_told_in_the_readers_language(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path) as house:
        await _correct_and_look(house, briefings)


async def _correct_and_look(house: House, briefings: Path) -> None:
    path = briefings / "facts" / "07-memo-letters-and-talks.yaml"
    lines = (
        "  revision: 2",
        "  changes:",
        "    - {revision: 2, kind: correction, on: 2026-06-30, was: {nl: Op 6 maart., en: On 6 March.},"
        " reason: {nl: Verkeerd overgenomen., en: Copied wrongly.}}",
    )
    text = path.read_text("utf-8")
    head = "- id: amodei-apology\n"
    path.write_text(text.replace(head, head + "\n".join(lines) + "\n"), "utf-8")
    dutch, english = await house.reader("Sanne", "nl"), await house.reader("James", "en")
    library = house.bot.library
    await dutch.until(lambda _: library.edition.snapshot.facts["amodei-apology"].lifecycle.revision == 2)
    in_dutch = await _turn_to(dutch, await dutch.say("/corrections"), "Op 6 maart.")
    in_english = await _turn_to(english, await english.say("/corrections"), "On 6 March.")
    for words in ("Correctie: ", "Je zag:", "Dat had moeten zijn:", "Waarom:"):
        assert words in in_dutch["text"]
    for words in ("Correction: ", "We showed you:", "It should have been:", "Why:"):
        assert words in in_english["text"]


async def _turn_to(reader: Reader, page: Json, words: str) -> Json:
    """The page of a list that has these words."""
    while words not in page["text"]:
        page = await reader.press(page, "›")
    return page


async def test_asof_alone_says_what_it_is_for_and_ends_a_day_that_was_set(house: House) -> None:
    reader = await house.reader("James", "en")
    assert "Send /asof with a day" in (await reader.say("/asof"))["text"]
    await reader.say("/asof 27 feb")
    assert "As it stood on 27 February 2026" in (await reader.say("/timeline"))["text"]
    assert "everything we know" in (await reader.say("/asof"))["text"]


async def test_a_group_that_calls_the_bot_and_asks_nothing_is_told_what_it_can_ask(house: House) -> None:
    reader = await house.reader("James", "en")
    group = house.world.add_chat("supergroup", "Newsroom", [reader.id], [])
    name = house.world.bot["username"]
    assert "Ask in your own words" in (await reader.at(group["id"]).say(f"@{name.upper()}"))["text"]


async def test_a_link_that_leads_nowhere_is_called_one(house: House) -> None:
    reader = await house.reader("Sanne", "nl")
    assert "Deze knop of link" in (await reader.say("/start nowhere"))["text"]
