"""A pooler in transaction mode is refused in a sentence; one in session mode serves like the database itself."""

import asyncio
import os
import shutil

import pytest
from sqlalchemy import text

from benchmarks.ops.proxy import pgbouncer
from bot.errors import ConfigError
from bot.storage import pooler
from bot.storage.database import Database
from bot.storage.migrate import migrate, require_newest
from bot.storage.pooler import refuse_pooler
from bot.storage.sender_lock import SenderLock

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgresql")]
needs_pgbouncer = pytest.mark.skipif(
    shutil.which("pgbouncer", path=f"{os.environ.get('PATH')}:/usr/sbin:{os.environ.get('OPS_PATH', '')}")
    is None,
    reason="no pgbouncer here: `apt-get install pgbouncer` enables it",
)


async def test_connections_that_share_one_of_the_servers_are_refused(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Database(postgres_url) as database:
        await refuse_pooler(database)
        monkeypatch.setattr(pooler, "WHOSE", text("SELECT 7"))
        for asked in (migrate, require_newest):
            with pytest.raises(ConfigError, match="transaction mode"):
                await asked(database)


@needs_pgbouncer
async def test_pgbouncer_in_transaction_mode_is_refused_in_a_sentence(postgres_url: str) -> None:
    with pgbouncer(postgres_url, "transaction") as url:
        async with Database(url) as database:
            for _ in range(5):
                with pytest.raises(ConfigError, match=r"give the database's own address") as caught:
                    await migrate(database)
                assert "\n" not in str(caught.value)


@needs_pgbouncer
async def test_pgbouncer_in_session_mode_holds_the_lock_of_one_sender(postgres_url: str) -> None:
    with pgbouncer(postgres_url, "session") as url:
        async with Database(url) as one, Database(url) as other:
            await migrate(one)
            await asyncio.gather(*(require_newest(other) for _ in range(5)))
            first, second = SenderLock(one), SenderLock(other)
            assert [await first.take(), await second.take()] == [True, False]
            await first.release()
            assert await second.take()
            await second.release()
