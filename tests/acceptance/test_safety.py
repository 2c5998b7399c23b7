"""What strangers send changes nothing that is not theirs, shows nothing that is not for them, and stops nobody."""

import asyncio
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from benchmarks.harness import free_port
from benchmarks.ops.mutated import mutated
from bot.app import running
from bot.clock import utc_now
from bot.content.loading import load
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.editing.reloading import ContentReloader
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.web.server import WEBHOOK_PATH
from tests.acceptance.conftest import PARSED, House, open_house
from tests.acceptance.reader import WAIT_SECONDS, Reader, words_of
from tests.acceptance.test_pushes import subscribed
from tests.acceptance.test_starting import settings_of
from tests.conftest import CACHE, SharedModelStore
from tests.support.examples import write_example

TAMPERED = (
    "push:1:delete:yes",
    "push:1:approve",
    "set:level:../../etc",
    "set:zone:Europe/../../etc/passwd",
    "set:topic:no-such-topic",
    "set:time:99:99",
    "new:0:99999999999999999:0",
    "person:../../../etc/passwd",
    "brief:../README:0",
    "time:-1",
    "who:999999",
    "lang:xx:home",
    "teach:1:yes",
    ":::::",
    "\u0000",
    "%s%s%n",
    "a" * 64,
)
PATHS = (
    "/start ../../../etc/passwd",
    "/start person_..__..__etc_passwd",
    "/start file:///etc/passwd",
    "/briefing ../README",
    "/briefing overview.nl.md",
    "/who ../../people.yaml",
    "/said /etc/passwd",
    "/draft ../../pyproject",
)
MARKUP = (
    "<b>bold</b> <a href='https://evil.example'>press</a> Regel",
    "</b></i><script>alert(1)</script>",
    "[press](https://evil.example) *bold* _it_ `code` ||spoiler||",
    "&lt;a href=https://evil.example&gt; &#60;b&#62;",
    "<tg-spoiler>x</tg-spoiler><tg-emoji emoji-id='1'>x</tg-emoji>",
    "%(name)s {0} ${HOME} {{7*7}}",
)


async def test_tampered_callback_data_is_answered_and_changes_nothing(house: House) -> None:
    async def press(data: str) -> None:  # each of a reader's own: a chat has its pace
        reader = await subscribed(house, data[:20], "en")
        before = (await reader.say("/settings"))["text"]
        kept = await reader.say("/mydata")
        await reader.press_data(await reader.say("/start"), data)
        assert (await reader.say("/settings"))["text"] == before
        assert (await reader.say("/mydata"))["document"]["file_size"] <= kept["document"]["file_size"] + 2_000
        assert "root:" not in str(await reader.messages())

    async with asyncio.TaskGroup() as presses:
        for data in TAMPERED:
            presses.create_task(press(data))
    async with asyncio.timeout(WAIT_SECONDS):
        while house.world.counts["answerCallbackQuery"] < len(TAMPERED):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("text", PATHS)
async def test_names_of_files_open_none(house: House, text: str) -> None:
    reader = await house.reader("James", "en")
    said = await reader.say(text)
    assert "root:" not in words_of(said)
    assert "requires-python" not in words_of(said)


async def test_markup_in_names_and_words_is_shown_to_nobody_as_markup(house: House) -> None:
    for text in MARKUP:
        for words in (
            text,
            f"/who {text}",
            f"/said {text}",
            f"/start {text}",
            f"/asof {text}",
            f"/zone {text}",
        ):
            reader = await house.reader(text[:60], "en")  # of one's own: a chat has its pace
            said = await reader.say(words)
            addresses = [entity.get("url", "") for entity in said.get("entities", ())]
            assert not [address for address in addresses if "evil.example" in address]
            assert "49" not in said["text"] or "{{7*7}}" not in text


def bombs() -> Iterator[tuple[str, str]]:
    laughs = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for here, there in zip("bcdefghij", "abcdefghi", strict=True):
        laughs.append(f"{here}: &{here} [{', '.join([f'*{there}'] * 9)}]")
    yield "laughs", "\n".join(laughs)
    yield "itself", "- &a\n  id: *a\n"
    yield "deep", "- id: " + "[" * 20_000
    yield "deep map", "{a: " * 5_000
    yield "python", "- id: !!python/object/apply:os.system ['touch /tmp/never']\n"
    yield "long key", f"? {'x' * 500_000}\n: 1\n"


@pytest.mark.parametrize(("name", "text"), list(bombs()), ids=[name for name, _ in bombs()])
def test_a_yaml_bomb_is_a_problem_and_nothing_of_it_runs(tmp_path: Path, name: str, text: str) -> None:
    folder = write_example(tmp_path / "briefings")
    (folder / "glossary.yaml").write_text(text)
    loaded = load(folder)
    assert loaded.snapshot is None, name
    assert any("glossary.yaml" in str(problem) for problem in loaded.problems)
    assert not Path("/tmp/never").exists()


async def test_a_password_is_in_no_programs_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ps` shows the arguments of every program to everyone on the machine."""
    fake = tmp_path / "bin" / "pg_dump"
    fake.parent.mkdir()
    fake.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\necho "$PGPASSWORD" > {tmp_path}/password\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    async with Database("postgres://bot:hush-hush@db.example/news") as database:
        await back_up(database, tmp_path / "copy.dump", utc_now())
    assert "hush-hush" not in (tmp_path / "arguments").read_text()
    assert "db.example" in (tmp_path / "arguments").read_text()
    assert (tmp_path / "password").read_text() == "hush-hush\n"


# -- mutated updates ---------------------------------------------------------------------------------------------------


async def test_mutated_updates_stop_nobody_and_are_all_taken(
    briefings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, dice, port = World(limits=False), random.Random(20261127), free_port()
    hook: dict[str, Any] = {
        "webhook_url": f"http://127.0.0.1:{port}",
        "webhook_secret": "hush",
        "listen": f"127.0.0.1:{port}",
    }
    head = {"X-Telegram-Bot-Api-Secret-Token": "hush"}
    async with (
        serve(world) as sandbox,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=head) as session,
    ):
        reloader = ContentReloader(briefings, utc_now, SharedModelStore(CACHE), PARSED)
        async with running(settings_of(world, sandbox.url, tmp_path, briefings, **hook), reloader=reloader):
            statuses: list[int] = []

            async def post(number: int) -> None:
                update = {"update_id": 5_000_000 + number, **mutated(7_000_001, dice)}
                async with session.post(WEBHOOK_PATH, json=update) as answer:
                    statuses.append(answer.status)

            for begin in range(0, 600, 20):
                await asyncio.gather(*(post(number) for number in range(begin, begin + 20)))
            assert set(statuses) <= {200, 400, 503}
            assert statuses.count(200) > 500
            reader = Reader(session, sandbox.url, world.add_user("James", "en"))
            assert "Regel" in (await reader.say("Who is Rob Regel?"))["text"]
    assert "Traceback" not in capsys.readouterr().out


async def test_a_readers_flood_leaves_another_answered(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path) as house:
        flooder, other = await house.reader("Mallory", "en"), await house.reader("James", "en")
        body = {"chat_id": flooder.id, "user_id": flooder.id, "text": "Who is Rob Regel?"}
        await asyncio.gather(*(flooder.call("/sandbox/messages", body) for _ in range(40)))
        assert "Regel" in (await other.say("Who is Rob Regel?"))["text"]
