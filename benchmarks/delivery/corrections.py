"""How long a correction takes where many digests showed the fact: `python -m benchmarks.delivery.corrections [DIGESTS]`.

On SQLite and PostgreSQL: each digest has a text and a reader of its own. Prints the seconds of the whole correction, and how
many notices and edits it made.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, text

from bot.chat.screens.push_buttons import dress
from bot.content.loading import load
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.retry_policy import State
from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.text import Text
from bot.services.delivery.announcer import Announcer
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.migrate import migrate
from bot.storage.tables import bodies, chats, outbox, pushes
from tests.support.postgres import serve_postgres

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
BATCH = 2_000


async def measure(url: str, digests: int) -> str:
    loaded = load(Path("briefings")).snapshot
    assert loaded is not None
    fact = next(iter(loaded.facts.values()))
    bare = replace(loaded, updates={}, fingerprint="bare")
    was = Text("De griffie noemt 19 zaken.", "The clerk lists 19 cases.")
    becomes = Text("De griffie noemt 20 zaken.", "The clerk lists 20 cases.")
    correction = Update(
        "correction",
        UpdateKind.CORRECTION,
        Level.NORMAL,
        was,
        becomes,
        fact.about,
        (fact.id,),
        corrects=(fact.id,),
        was=was,
    )
    raised = replace(fact, lifecycle=replace(fact.lifecycle, revision=fact.lifecycle.revision + 1))
    corrected = replace(
        bare,
        facts={**bare.facts, fact.id: raised},
        updates={"correction": correction},
        fingerprint="corrected",
    )
    async with Database(url) as database:
        await migrate(database)
        announcer = Announcer(database, dress)
        await announcer.announce(bare, NOW)
        for first in range(1, digests + 1, BATCH):
            await _fill(
                database, range(first, min(first + BATCH, digests + 1)), fact.id, fact.lifecycle.revision
            )
        if not database.is_sqlite:  # the rows have numbers of our own
            async with database.begin() as connection:
                await connection.execute(text("SELECT setval('pushes_id_seq', :last)"), {"last": digests})
        began = time.perf_counter()
        await announcer.announce(corrected, NOW + timedelta(minutes=1))
        seconds = time.perf_counter() - began
        async with database.read(patience=LONG_SECONDS) as connection:
            query = (
                select(pushes.c.kind, func.count())
                .join(outbox)
                .where(outbox.c.state == "queued")
                .group_by(pushes.c.kind)
            )
            counts: dict[str, int] = dict((await connection.execute(query)).all())
    kinds = ", ".join(
        f"{counts.get(kind.value, 0)} {kind.value}s" for kind in (PushKind.CORRECTION, PushKind.EDIT)
    )
    return f"{digests} digests: {seconds:.1f} s, {kinds}, failing {announcer.failing}"


async def _fill(database: Database, numbers: range, fact: str, revision: int) -> None:
    html = "<b>Overview {number}</b>\n\nThe clerk lists 19 cases.\n\n" + "What else there was that day. " * 60
    async with database.begin(patience=LONG_SECONDS) as connection:
        await connection.execute(insert(chats), list(_chats(numbers)))
        await connection.execute(
            insert(pushes),
            [
                {
                    "id": number, "key": f"digest/202611270700/{number}", "kind": "digest", "lane": 2,
                    "repeat": "rather-never", "state": "active", "shown": [[fact, revision]], "topics": [], "levels": [],
                    "created_at": NOW, "fanned_to": None,
                }
                for number in numbers
            ],
        )  # fmt: skip
        await connection.execute(
            insert(bodies),
            [{"push_id": each, "lang": "en", "html": html.format(number=each)} for each in numbers],
        )
        await connection.execute(
            insert(outbox),
            [
                {
                    "push_id": each, "chat_id": each, "lane": 2, "state": State.SENT.value, "not_before": NOW,
                    "message_id": 7, "settled_at": NOW,
                }
                for each in numbers
            ],
        )  # fmt: skip


def _chats(numbers: range) -> Iterator[dict[str, object]]:
    for each in numbers:
        yield {"id": each, "chat_key": str(each), "chat_ref": str(each), "created_at": NOW, "state": "open"}


def main() -> None:
    digests = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for url in (f"sqlite+aiosqlite:///{folder}/bot.db", stack.enter_context(serve_postgres())):
            print(url.split("+")[0], asyncio.run(measure(url, digests)), flush=True)


if __name__ == "__main__":
    main()
