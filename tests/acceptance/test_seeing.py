"""What an operator sees: alive, ready, why not, and figures that Prometheus reads; nothing of any reader."""

import asyncio
import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from benchmarks.harness import free_port
from bot.app import running
from bot.clock import utc_now
from bot.errors import StorageUnavailable
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.editing.reloading import ContentReloader
from bot.storage import outbox
from bot.web.server import WEBHOOK_PATH
from tests.acceptance.conftest import PARSED, House
from tests.acceptance.reader import WAIT_SECONDS
from tests.acceptance.test_starting import settings_of
from tests.conftest import CACHE, ROOT, SharedModelStore

Json = dict[str, Any]


class Seen(House):
    """A house with a web address."""

    web: str = ""

    async def get(self, path: str) -> tuple[int, Any]:
        async with self._session.get(self.web + path) as answer:
            kind = answer.content_type
            return answer.status, await (answer.json() if kind == "application/json" else answer.text())

    async def figures(self) -> dict[str, float]:
        """By name and labels."""
        _, text = await self.get("/metrics")
        return {
            sample.name
            + "".join(f"|{name}={value}" for name, value in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@asynccontextmanager
async def open_seen(
    briefings: Path, tmp_path: Path, *, world: World | None = None, **more: Any
) -> AsyncIterator[Seen]:
    world = world or World(limits=False)
    port = free_port()
    async with serve(world) as sandbox, aiohttp.ClientSession() as session:
        chosen = settings_of(world, sandbox.url, tmp_path, briefings, listen=f"127.0.0.1:{port}", **more)
        reloader = ContentReloader(briefings, utc_now, SharedModelStore(CACHE), PARSED)
        async with running(chosen, reloader=reloader) as bot:
            seen = Seen(bot, world, sandbox.url, session, tmp_path / "bot.db")
            seen.web = f"http://127.0.0.1:{port}"
            yield seen


@pytest.fixture
async def seen(briefings: Path, tmp_path: Path) -> AsyncIterator[Seen]:
    async with open_seen(briefings, tmp_path) as found:
        yield found


@pytest.fixture
def quiet() -> Iterator[None]:
    """Log lines are not drawn: with the database away there are many, each with a long traceback in colours."""
    with capture_logs():
        yield


async def until(seen: Seen, said: Callable[[int, Json], bool]) -> tuple[int, Json]:
    """The first answer of /readyz of which `said` holds."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            status, report = await seen.get("/readyz")
            if said(status, report):
                return status, report
            await asyncio.sleep(0.1)


async def until_ready(seen: Seen) -> Json:
    return (await until(seen, lambda status, _: status == 200))[1]


async def test_a_bot_that_serves_readers_is_alive_and_ready_and_says_of_each_part_that_it_holds(
    seen: Seen,
) -> None:
    report = await until_ready(seen)
    assert set(report["conditions"]) == {
        "running",
        "database",
        "telegram",
        "tick",
        "content",
        "queue",
        "answers",
        "learned",
    }
    assert report["worry"] == []
    status, report = await seen.get("/healthz")
    assert (status, report["ok"], report["ready"]) == (200, True, True)


async def test_a_locked_database_is_not_ready_and_not_dead_and_heals(seen: Seen, quiet: None) -> None:
    await until_ready(seen)
    other = sqlite3.connect(seen.database, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")  # the bot may be writing just now
    try:
        _, report = await until(seen, lambda status, _: status == 503)
        assert report["worry"] == ["database"]
        assert "locked" in report["conditions"]["database"]["detail"]
        status, report = await seen.get("/healthz")
        assert (status, report["ok"], report["ready"]) == (200, True, False)
    finally:
        other.close()
    await until_ready(seen)


async def test_messages_that_cannot_be_counted_are_a_worry_of_their_own_with_the_reason(
    seen: Seen, quiet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another session holds the table of messages alone: the database itself is well."""
    await until_ready(seen)

    async def held(*_: Any) -> Any:
        raise StorageUnavailable("the database did not answer in 3 s")

    monkeypatch.setattr(outbox, "count", held)
    monkeypatch.setattr(seen.bot.health, "_counted", (float("-inf"), None))
    status, report = await until(seen, lambda _, report: report["worry"] == ["queue"])
    assert status == 200
    assert report["conditions"]["database"]["ok"]
    assert "cannot be counted (the database did not answer in 3 s)" in report["conditions"]["queue"]["detail"]
    figures = await seen.figures()
    assert figures["briefing_bot_condition|name=queue"] == 0
    assert "briefing_bot_queue_oldest_due_seconds" not in figures


async def test_a_telegram_that_no_longer_answers_and_a_tick_that_stands_still_are_told(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    await until_ready(seen)
    monkeypatch.setattr(seen.bot.health, "_timer", lambda: time.monotonic() + 120)
    status, report = await seen.get("/readyz")
    assert status == 503
    assert report["worry"] == ["telegram", "tick"]


async def test_broken_files_are_a_worry_and_the_last_good_state_goes_on_serving(
    seen: Seen, briefings: Path
) -> None:
    await until_ready(seen)
    (briefings / "people.yaml").write_text("- id: [")
    seen.bot.reloader.note_saved()
    status, report = await until(seen, lambda _, report: "content" in report["worry"])
    assert status == 200
    assert "errors" in report["conditions"]["content"]["detail"]
    figures = await seen.figures()
    assert figures["briefing_bot_condition|name=content"] == 0
    assert figures["briefing_bot_content_problems"] >= 1
    assert figures["briefing_bot_reloads_total|outcome=refused"] >= 1


async def test_who_is_not_up_yet_says_so_and_refuses_updates(briefings: Path, tmp_path: Path) -> None:
    world = World(limits=False)
    world.faults.set({"faults": [{"kind": "hang_before", "methods": ["getMe"], "times": 1}]})
    port = free_port()
    hook: Json = {
        "webhook_url": "http://127.0.0.1:1",
        "webhook_secret": "hush",
        "listen": f"127.0.0.1:{port}",
    }
    async with serve(world) as sandbox, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        reloader = ContentReloader(briefings, utc_now, SharedModelStore(CACHE), PARSED)
        bot = running(settings_of(world, sandbox.url, tmp_path, briefings, **hook), reloader=reloader)
        starting = asyncio.create_task(bot.__aenter__())
        async with asyncio.timeout(WAIT_SECONDS):
            while world.counts["getMe"] < 1:  # noqa: ASYNC110 - the sandbox has no event for it
                await asyncio.sleep(0.02)
        for path in ("/healthz", "/readyz"):
            async with session.get(path) as answer:
                assert answer.status == 503
                assert (await answer.json())["conditions"]["running"]["detail"] == "starting or stopping"
        secret = {"X-Telegram-Bot-Api-Secret-Token": "hush"}
        async with session.post(WEBHOOK_PATH, json={"update_id": 1}, headers=secret) as answer:
            assert answer.status == 503
            assert int(answer.headers["Retry-After"]) >= 1
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)


async def test_figures_are_typed_told_and_count_what_happens(seen: Seen) -> None:
    await until_ready(seen)
    reader = await seen.reader("Xanthippe Quux", "nl")
    before = await seen.figures()
    await reader.say("Wie is Rob Regel?")
    await reader.say("/help")
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            after = await seen.figures()
            key = "briefing_bot_updates_total|kind=message|outcome=handled"
            if after.get(key, 0) == before.get(key, 0) + 2:
                break
            await asyncio.sleep(0.05)
    answered = {
        key: value - before.get(key, 0)
        for key, value in after.items()
        if key.startswith("briefing_bot_answers_total|") and value > before.get(key, 0)
    }
    ((key, count),) = answered.items()
    assert count == 1
    assert "|lang=nl|record=person|status=answered" in key
    for name in ("answer", "update"):
        assert after[f"briefing_bot_{name}_seconds_count"] > before.get(
            f"briefing_bot_{name}_seconds_count", 0
        )
    assert after["briefing_bot_ready"] == 1
    assert after["briefing_bot_last_poll_age_seconds"] < 60
    assert after["briefing_bot_queue_messages|state=queued"] == 0
    assert after["process_resident_memory_bytes"] > 1_000_000
    _, text = await seen.get("/metrics")
    families = list(text_string_to_metric_families(text))
    assert [family.name for family in families if family.type in ("untyped", "unknown")] == []
    assert [family.name for family in families if not family.documentation] == []
    for private in ("Xanthippe", "Quux", str(reader.id), "Regel", seen.world.token):
        assert not re.search(rf"(?<![\w.]){re.escape(private)}(?![\w.])", text)


async def test_prometheus_own_tool_finds_no_fault_in_the_figures(seen: Seen) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool here: `apt-get install prometheus` enables it")
    await (await seen.reader("James", "en")).say("Who is Rob Regel?")
    _, text = await seen.get("/metrics")
    ran = await asyncio.to_thread(
        partial(
            subprocess.run,
            [promtool, "check", "metrics"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
    )
    found = [line for line in ran.stderr.splitlines() if "briefing_bot" in line]
    assert found == []
    assert ran.returncode in (0, 3), ran.stderr  # 3: what it would name otherwise in Python's own families


async def test_a_real_prometheus_scrapes_the_bot_and_none_of_the_alerts_rings(
    seen: Seen, tmp_path: Path
) -> None:
    prometheus = shutil.which("prometheus")
    if prometheus is None:
        pytest.skip("no prometheus here: `apt-get install prometheus` enables it")
    await until_ready(seen)
    config = (ROOT / "docs" / "deploy" / "prometheus" / "prometheus.yml").read_text()
    for old, new in {
        "127.0.0.1:8081": seen.web.removeprefix("http://"),
        "alerts.yml": str(ROOT / "docs" / "deploy" / "prometheus" / "alerts.yml"),
        "15s": "1s",
    }.items():
        assert old in config
        config = config.replace(old, new)
    (tmp_path / "prometheus.yml").write_text(config)
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        prometheus,
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'series'}",
        f"--web.listen-address=127.0.0.1:{port}",
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def ask(query: str) -> list[Any]:
        address = f"http://127.0.0.1:{port}/api/v1/query"
        try:
            async with seen._session.get(address, params={"query": query}) as answer:
                found: list[Any] = (await answer.json())["data"]["result"]
                return found
        except (aiohttp.ClientError, KeyError):
            return []

    try:
        async with asyncio.timeout(60):
            while True:
                if await ask("briefing_bot_ready == 1"):
                    break
                await asyncio.sleep(0.2)  # the other side is a server: there is no event to wait for
        assert (await ask("up"))[0]["value"][1] == "1"
        assert len(await ask('{__name__=~"briefing_bot_.+_total"}')) > 3
        assert await ask('ALERTS{alertstate="firing"}') == []
    finally:
        process.terminate()
        await process.wait()
