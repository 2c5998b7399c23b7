"""What editors do in Telegram (`ADMIN_IDS`): approve a push, watch it, take it back."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.clock import utc_now
from bot.services.questions.unanswered import list_clusters
from bot.storage.database import Database
from bot.storage.unanswered import Cluster
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import WAIT_SECONDS, Reader
from tests.acceptance.test_pushes import publish, pushed, subscribed

ADMIN = "101"  # the sandbox's first person


def ask_for_approval(briefings: Path) -> None:
    dossier = briefings / "dossier.yaml"
    text = dossier.read_text("utf-8")
    assert "push_approval: false" in text
    dossier.write_text(text.replace("push_approval: false", "push_approval: true"), "utf-8")


async def has_no_push(reader: Reader, name: str) -> bool:
    return not pushed(await reader.messages(), name)


async def written(house: House, reader: Reader) -> None:
    """Returns when it is written down what became of each message on its way: Telegram has it a moment before that."""
    await reader.until(lambda _: house.bot.outbox_worker.under_way == 0)


async def test_a_push_waits_for_an_editor_who_sees_what_will_be_sent(briefings: Path, tmp_path: Path) -> None:
    ask_for_approval(briefings)
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin, reader = await house.reader("Ann", "en"), await subscribed(house, "Sanne", "nl")
        await admin.say("/start")
        publish(briefings, "2026-11-23-one")
        await admin.until(lambda all_: "wait for your approval: 1" in all_[-1]["text"])
        stand = await admin.say("/admin")
        shown = await admin.press(stand, "To approve: 2026-11-23-one headline")
        assert "To 1 chat; takes about 1 second" in shown["text"]
        assert "2026-11-23-one kop" in shown["text"]
        assert "2026-11-23-one headline" in shown["text"]
        assert await has_no_push(reader, "2026-11-23-one")
        assert "2026-11-23-one" not in (await reader.say("/new"))["text"]
        approved = await admin.press(shown, "Approve")
        assert "Approved" in approved["text"]
        await reader.until(lambda all_: pushed(all_, "2026-11-23-one"))
        assert len(pushed(await reader.messages(), "2026-11-23-one")) == 1


async def test_a_push_is_deleted_everywhere_with_a_report(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin = await subscribed(house, "Ann", "en")
        readers = [await subscribed(house, f"R{number}", "nl") for number in range(3)]
        publish(briefings, "2026-11-23-one")
        for reader in (admin, *readers):
            await reader.until(lambda all_: pushed(all_, "2026-11-23-one"))
        await written(house, admin)
        stand = await admin.say("/admin")
        push = await admin.press(stand, "update/2026-11-23-one/1")
        assert "Sent: 4" in push["text"]
        assert "Where a message may have arrived: rather twice" in push["text"]
        assert "Sent again, may have arrived twice: 0" in push["text"]
        asked = await admin.press(push, "Delete everywhere")
        assert "48 hours" in asked["text"]
        await admin.press(asked, "Yes, do it")
        for reader in (admin, *readers):
            await reader.until(lambda all_: not pushed(all_, "2026-11-23-one"))
        await admin.until(lambda all_: "Taken back" in all_[-1]["text"])
        await written(house, admin)
        report = await admin.press((await admin.messages())[-1], "Refresh")
        assert "Taken back\nDone: 4" in report["text"]


async def test_a_message_that_cannot_be_sent_is_given_up_the_rest_go_on_and_an_admin_is_told(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin = await subscribed(house, "Ann", "en")
        readers = [await subscribed(house, f"R{number}", "nl") for number in range(3)]
        house.world.faults.set({"faults": [{"kind": "refused", "chat_ids": [readers[1].id]}]})
        publish(briefings, "2026-11-23-one")
        for reader in (admin, readers[0], readers[2]):
            await reader.until(lambda all_: pushed(all_, "2026-11-23-one"))
        told = (await admin.until(lambda all_: "given up" in all_[-1]["text"]))[-1]
        assert "given up: 1." in told["text"]
        await written(house, admin)
        push = await admin.press(await admin.say("/admin"), "update/2026-11-23-one/1")
        assert "Sent: 3" in push["text"]
        assert "Given up: 1" in push["text"]
        assert await has_no_push(readers[1], "2026-11-23-one")


async def test_the_buttons_of_admin_lead_nowhere_for_others(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin, other = await house.reader("Ann", "en"), await subscribed(house, "Sanne", "en")
        await admin.say("/start")
        publish(briefings, "2026-11-23-one")
        await other.until(lambda all_: pushed(all_, "2026-11-23-one"))
        start = await other.say("/start")
        before = len(await other.messages())
        await other.press_data(start, "push:1:delete:yes")
        await other.until(lambda all_: "older version" in all_[before - 1]["text"])
        assert pushed(await other.messages(), "2026-11-23-one")


async def inbox_of(house: House) -> Sequence[Cluster]:
    """As soon as something is in it."""
    async with Database(f"sqlite+aiosqlite:///{house.database}") as database, asyncio.timeout(WAIT_SECONDS):
        while not (found := await list_clusters(database, utc_now())):  # noqa: ASYNC110 - another connection writes
            await asyncio.sleep(0.02)
        return found


async def test_what_three_readers_asked_in_vain_reaches_the_inbox_and_not_who_asked(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        readers = [await house.reader(f"R{number}", "en") for number in range(3)]
        for reader in readers:
            answer = await reader.say("When must the oven be off?")
            await reader.press(answer, "Not helpful")
        found = await inbox_of(house)
    assert [(each.question, each.disliked) for each in found] == [("When must the oven be off?", 3)]


async def test_what_we_say_we_do_not_know_can_be_no_help_too(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path) as house:
        for number in range(3):
            reader = await house.reader(f"R{number}", "en")
            answer = await reader.say("Will the town appeal?")
            assert "whether there will be an appeal" in answer["text"]
            await reader.press(answer, "Not helpful")
        (found,) = await inbox_of(house)
    assert (found.question, found.disliked) == ("Will the town appeal?", 3)


async def test_a_question_asked_back_counts_where_the_reading_that_was_chosen_is_no_help(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        for number in range(3):
            reader = await house.reader(f"R{number}", "en")
            choice = await reader.say("Emil Michael")
            reading = choice["reply_markup"]["inline_keyboard"][0][0]["text"]
            await reader.press(await reader.press(choice, reading), "Not helpful")
        (found,) = await inbox_of(house)
    assert (found.asked, found.disliked) == (0, 3)


async def test_what_is_asked_in_vain_in_three_groups_reaches_the_inbox(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        reader = await house.reader("R", "en")
        question = f"@{house.world.bot['username']} How tall is the tower of Pisa?"
        for number in range(3):
            group = house.world.add_chat("supergroup", f"Group {number}", [reader.id], [])
            house.world.say(group["id"], reader.id, {"text": question})
        (found,) = await inbox_of(house)
    assert (found.asked, found.disliked) == (3, 0)


async def test_draft_shows_an_admin_the_real_message_in_both_languages_and_others_nothing(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin, other = await house.reader("Ann", "en"), await subscribed(house, "Sanne", "en")
        await admin.say("/start")
        publish(briefings, "2026-11-23-secret")
        path = briefings / "updates" / "2026-11-23-secret.yaml"
        path.write_text(path.read_text("utf-8") + "draft: true\n", "utf-8")
        updates = house.bot.library
        await admin.until(lambda _: "2026-11-23-secret" in updates.edition.snapshot.updates)
        before = len(await admin.messages())
        await admin.say("/draft 2026-11-23-secret")
        dutch, english, run = (await admin.until(lambda all_: len(all_) >= before + 3))[before:]
        assert "2026-11-23-secret kop" in dutch["text"]
        assert "2026-11-23-secret headline" in english["text"]
        assert run["text"].startswith("If it were sent now\nTo 1 chat; takes about 1 second.\n· en, ")
        assert "do not know that command" in (await other.say("/draft 2026-11-23-secret"))["text"]
        assert "Which one?" in (await admin.say("/draft nothing"))["text"]
