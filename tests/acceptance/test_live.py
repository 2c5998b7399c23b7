"""Questions that come all at once, twice, broken, or around a restart: each is answered once."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
import structlog

from benchmarks.harness import BotProcess, Sandbox, call, free_port, wait_for, write_dossier
from benchmarks.sandbox_process import FIRST
from bot.chat.wire.dispatch import MOST_OF_CHAT
from bot.sandbox.world import World
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import WAIT_SECONDS, Reader

SECRET = "s3cret"
POISON: dict[str, dict[str, Any]] = {
    "nothing in it": {"message": {}},
    "a text for a message": {"message": "a private text"},
    "a reply of a new shape": {"message": {"text": "a private text", "reply_to_message": {"message_id": 3}}},
    "a press of nobody": {"callback_query": {"id": "1", "data": "home"}},
    "a member of a new kind": {"my_chat_member": {"chat": 5}},
}


async def say_at_once(reader: Reader, texts: list[str]) -> None:
    for text in texts:
        await reader.call("/sandbox/messages", {"chat_id": reader.chat, "user_id": reader.id, "text": text})


def private(reader: Reader, house: House, text: str) -> dict[str, Any]:
    """A message as Telegram would send it."""
    message: dict[str, Any] = {
        "message_id": 900,
        "date": int(house.world.clock()),
        "chat": house.world.chats[reader.id].info,
        "from": house.world.users[reader.id],
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    return message


async def test_one_who_sends_too_much_hears_so_once_and_holds_up_nobody(house: House) -> None:
    flooder, other = await house.reader("Flooder", "en"), await house.reader("Sanne", "nl")
    await flooder.say("/start")
    await other.say("/start")
    await say_at_once(flooder, ["/help"] * 45)
    assert await other.say("/help")
    answers = await flooder.until(lambda messages: "skipped" in messages[-1]["text"])
    skipped = int(re.search(r"skipped (\d+) messages", answers[-1]["text"])[1])  # type: ignore[index]
    answered = len(answers) - 2  # without /start, and the word
    assert answered + skipped == 45
    assert answered >= MOST_OF_CHAT
    assert skipped > 20
    await flooder.say("/help")
    assert sum("skipped" in message["text"] for message in await flooder.messages()) == 1


@pytest.mark.parametrize("odd", POISON.values(), ids=POISON)
async def test_an_update_that_cannot_be_read_ends_nothing_and_nothing_of_it_is_logged(
    odd: dict[str, Any], house: House
) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    with structlog.testing.capture_logs() as logs:
        ((kind, content),) = odd.items()
        house.world.queue.updates.append({"update_id": house.world.queue.next_id, kind: content})
        house.world.queue.next_id += 1
        assert await reader.say("/help")
    assert "a private text" not in str(logs)
    assert not house.bot.failed.done()
    assert not any("exc_info" in line for line in logs)
    await reader.say("/who")
    # Confirmed: it does not come again. The last question may be, until the poll after it.
    await reader.until(lambda _: not any(each.get(kind) == content for each in house.world.queue.updates))


Bring = Callable[[House, Reader, dict[str, Any]], Coroutine[Any, Any, None]]


@contextlib.asynccontextmanager
async def a_life(briefings: Path, folder: Path, world: World, by: str) -> AsyncIterator[tuple[House, Bring]]:
    """One process after another, over one database."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    hook: dict[str, Any] = {"webhook_url": url, "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}

    async def bring(house: House, reader: Reader, update: dict[str, Any]) -> None:
        if by == "polling":
            # Into a poll that waits: the next one would confirm what lies below its offset, which Telegram only gives
            # out to a bot that has heard nothing for a week.
            async with asyncio.timeout(WAIT_SECONDS):
                while not house.world.queue.poll_waits:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            house.world.queue.updates.append(update)
            house.world.queue.wake()
            return
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(f"{url}/telegram", data=orjson.dumps(update)) as response,
        ):
            assert response.status == 200

    async with open_house(briefings, folder, world=world, **(hook if by == "webhook" else {})) as house:
        yield house, bring


@pytest.mark.parametrize("by", ["webhook", "polling"])
async def test_the_same_update_again_is_not_answered_again_not_even_after_a_restart(
    by: str, briefings: Path, tmp_path: Path
) -> None:
    world = World(limits=False)
    async with a_life(briefings, tmp_path, world, by) as (house, bring):
        reader = await house.reader("James", "en")
        await reader.say("/start")
        updates = [
            {"update_id": 500_000 + number, "message": private(reader, house, text)}
            for number, text in enumerate(("/subscribe", "When must the oven be off?"))
        ]
        for update in updates:
            before = len(await reader.messages())
            for _ in range(3):
                await bring(house, reader, update)
            await reader.until(lambda messages, before=before: len(messages) > before)
    async with a_life(briefings, tmp_path, world, by) as (house, bring):
        again = Reader(house._session, house.url, house.world.users[reader.id])
        for update in updates:
            await bring(house, again, update)
        await bring(house, again, {"update_id": 600_000, "message": private(again, house, "/help")})
        # Not just the next message: that would be one of the two, were they answered again.
        answers = await again.until(lambda messages: "Ask in your own words" in messages[-1]["text"])
        assert len(answers) == 4  # /start, the two, and /help


async def test_a_busy_webhook_is_acknowledged_when_its_update_is_written_down_and_goes_on_after_a_restart(
    briefings: Path, tmp_path: Path
) -> None:
    world = World(limits=False)
    async with a_life(briefings, tmp_path, world, "webhook") as (house, bring):
        reader, other = await house.reader("James", "en"), await house.reader("Sanne", "nl")
        await reader.say("/start")
        await other.say("/start")
        many = [
            {"update_id": 700_000 + number, "message": private(reader, house, "/help")} for number in range(7)
        ]
        async with asyncio.TaskGroup() as bringing:  # the chat's own limit lets four through in five seconds
            for update in many:
                bringing.create_task(bring(house, reader, update))
        assert await other.say("/help")
        at_once = len(await reader.messages())
        assert at_once < 8
        house.bot.dispatcher._tell_skipped = house.bot.dispatcher._handle = lambda *_: asyncio.Event().wait()  # type: ignore[assignment]
    async with a_life(briefings, tmp_path, world, "webhook") as (house, _):
        again = Reader(house._session, house.url, house.world.users[reader.id])
        answers = await again.until(lambda messages: len(messages) >= 8)
        assert len(answers) == 8


def fails(kind: str, times: int) -> dict[str, Any]:
    return {"faults": [{"kind": kind, "times": times, "methods": ["sendMessage"], "retry_after": 1}]}


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("kind", ["server_error", "reset", "flood"])
async def test_an_answer_that_telegram_did_not_take_is_sent_again_and_comes_once(
    kind: str, house: House
) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    house.world.faults.set(fails(kind, 2))
    await reader.say("/help")
    await reader.say("/who")
    assert len(await reader.messages()) == 3


async def ask_while_it_hangs(house: House, kind: str, times: int) -> Reader:
    """A reader who has pressed START, and then asked for help while Telegram answers nothing, so many times."""
    reader = await house.reader("James", "en")
    await reader.say("/start")
    house.world.faults.set(fails(kind, times))
    await reader.call("/sandbox/messages", {"chat_id": reader.chat, "user_id": reader.id, "text": "/help"})
    return reader


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.wire.live.ANSWER_SECONDS", 1.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("kind", "answers"), [("hang_before", 1), ("hang_after", 2)])
async def test_where_telegram_says_nothing_an_answer_is_sent_once_more(
    kind: str, answers: int, briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        reader = await ask_while_it_hangs(house, kind, 1)
        await reader.until(lambda messages: len(messages) == 1 + answers)
        said = await reader.say("/who")
        assert "did not tell me" not in said["text"]
        assert len(await reader.messages()) == 1 + answers + 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("kind", "answers"), [("hang_before", 0), ("hang_after", 2)])
async def test_where_nobody_knows_whether_it_arrived_it_is_not_repeated_and_the_reader_hears_so(
    kind: str, answers: int, briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path) as house:
        reader = await ask_while_it_hangs(house, kind, 2)
        said = await reader.until(lambda messages: "did not tell me" in messages[-1]["text"])
        assert len(said) == 1 + answers + 1


# -- processes that are killed -----------------------------------------------------------------------------------------

READERS = 240
MOST_IN_FLIGHT = 50


@pytest.mark.slow
@pytest.mark.timeout(300)  # processes of their own
@pytest.mark.usefixtures("forked")
@pytest.mark.xdist_group("processes")
@pytest.mark.parametrize("how", ["killed", "asked to stop"])
def test_a_bot_that_ends_with_questions_waiting_loses_none_of_them(how: str, tmp_path: Path) -> None:
    write_dossier(tmp_path)
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    with Sandbox(READERS) as sandbox:
        readers = range(FIRST, FIRST + READERS)

        def answered() -> list[int]:
            return [len(sandbox.ask("answers", chat_id=chat, after=0)["answers"]) for chat in readers]

        with BotProcess(tmp_path, sandbox, url, rate=60).wait_until_up() as bot:
            for chat in readers:
                body = {"chat_id": chat, "user_id": chat, "text": "Why did the baker refuse?"}
                call(f"{sandbox.url}/sandbox/messages", body)
            wait_for(lambda: sum(answered()) > READERS // 4)
            if how == "killed":
                bot.kill()
            else:
                assert bot.terminate() == 0
        assert sum(answered()) < READERS
        with BotProcess(tmp_path, sandbox, url, rate=60).wait_until_up():
            wait_for(lambda: all(answered()))
            wait_for(lambda: call(f"{sandbox.url}/sandbox/stats")["updates_waiting"] == 0)
            counts = answered()
    assert sum(counts) - READERS <= (MOST_IN_FLIGHT if how == "killed" else 0)
    assert "Traceback" not in (tmp_path / "bot.log").read_text("utf-8")
