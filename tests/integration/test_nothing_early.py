"""Pushes, digests and /new tell of a record in the second in which it is due: not in the one before, and never when hidden."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.chat.screens.push_buttons import dress
from bot.content.loading import load_usable
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.records.briefing import UpdateKind
from bot.domain.records.fact import Lifecycle
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_digest
from bot.rendering.view import View
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.digest_maker import DigestMaker
from bot.services.readers.subscriptions import Subscriptions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import bodies
from tests.integration.test_digests import subscribe_digest
from tests.support.channels import Marked, mark
from tests.support.examples import write_example
from tests.support.fakes import IDS, START, HandClock, subscribe

BEFORE = timedelta(seconds=3)
SECONDS = st.integers(-3, 3).map(lambda seconds: START + timedelta(seconds=seconds))
LIFECYCLES = st.builds(
    Lifecycle,
    draft=st.sampled_from([False, False, True]),
    publish_at=st.none() | SECONDS,
    expires=st.none() | SECONDS,
)


@cache
def example() -> Marked:
    with TemporaryDirectory() as folder:
        snapshot, _ = load_usable(write_example(Path(folder) / "briefings"))
    return mark(snapshot)


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """A database with the newest schema and nothing in it."""

    async def make(path: Path) -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate(database)
        await database.close()

    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        asyncio.run(make(path))
        yield path


@dataclass
class Told:
    """By second: the texts that were made in it."""

    pushed: dict[datetime, str] = field(default_factory=dict)
    new: dict[datetime, str] = field(default_factory=dict)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LIFECYCLES, min_size=9, max_size=9))
def test_nothing_is_told_before_its_second_and_an_update_is_pushed_in_it(
    empty: Path, lifecycles: list[Lifecycle]
) -> None:
    snapshot = with_lifecycles(example().snapshot, lifecycles)
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(empty, folder))
        told = asyncio.run(live_through(snapshot, path))
    for (kind, record), word in example().marks.items():
        every: Mapping[str, Mapping[str, Any]] = {"fact": snapshot.facts, "update": snapshot.updates}
        records = every.get(kind, {})
        if record not in records:
            continue
        lifecycle = records[record].lifecycle
        for now, text in (*told.pushed.items(), *told.new.items()):
            assert word not in text or lifecycle.is_visible(now), (kind, record, now)
        due = lifecycle.publish_at
        comes_within = due is not None and due > START - BEFORE and lifecycle.is_visible(due)
        if kind == "update" and comes_within and due is not None:
            assert next(now for now, text in told.pushed.items() if word in text) == due


def with_lifecycles(snapshot: Snapshot, lifecycles: list[Lifecycle]) -> Snapshot:
    """The first for the example's update, as news and not as a correction; the others for its facts."""
    update, own = next(each for each in snapshot.updates.values() if each.path), lifecycles[0]
    facts = {
        fact.id: replace(fact, lifecycle=lifecycle)
        for fact, lifecycle in zip(snapshot.facts.values(), lifecycles[1:], strict=True)
    }
    news = replace(
        update,
        kind=UpdateKind.NEW,
        corrects=(),
        would_have_been=None,
        draft=own.draft,
        publish_at=own.publish_at,
        expires=own.expires,
    )
    return replace(snapshot, facts=facts, updates={news.id: news})


async def live_through(snapshot: Snapshot, path: Path) -> Told:
    """Seven seconds of a bot with a reader who gets everything, one with a digest, and one who asks /new."""
    clock = HandClock(START - BEFORE)
    database = Database(f"sqlite+aiosqlite:///{path}")
    announcer, digest_maker = Announcer(database, dress), DigestMaker(database, dress)
    subscribing = Subscriptions(database, IDS, clock)
    told = Told()
    try:
        await announcer.begin(snapshot, clock.now)
        await subscribe(database, [1], now=clock.now)
        daily = Subscription(Lang.EN, "UTC", SubscriptionLevel.DAILY, at=time(START.hour))
        await subscribe_digest(database, 2, daily, clock.now)
        before = set[str]()
        for _ in range(7):
            await announcer.announce(snapshot, clock.now)
            while await announcer.fan_out():
                pass
            while await digest_maker.make_due(snapshot, clock.now):
                pass
            made = await _bodies(database)
            told.pushed[clock.now] = "\n".join(sorted(set(made.values()) - before))
            before |= set(made.values())
            news = (await subscribing.find_news(3, 0, snapshot)).news
            page = render_digest(
                news.updates, news.facts, news.deadlines, View(snapshot.at(clock.now), Lang.EN), head=""
            )
            told.new[clock.now] = page.html
            clock.turn(seconds=1)
    finally:
        await database.close()
    return told


async def _bodies(database: Database) -> Mapping[tuple[int, str], str]:
    async with database.read() as connection:
        rows = await connection.execute(select(bodies.c.push_id, bodies.c.lang, bodies.c.html))
        return {(row.push_id, row.lang): row.html for row in rows}
