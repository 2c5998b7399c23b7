"""Another data key while two replicas serve: the runbook's steps under load, and what readers notice of them.

    python -m benchmarks.ops.rotate [--readers 2000] [--rate 20]

Asked for: no question unanswered, every subscription there, all of it readable with the new key alone.
"""

import argparse
import asyncio
import json
import os
import sys

from sqlalchemy import select

from benchmarks.harness import ROOT
from benchmarks.ops.many import Replicas, open_replicas, rolling, under_load
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.tables import chats, subscriptions

OLD, NEW = "the key of last year", "the key of this year"
STEPS = {
    "both read the new": {"DATA_KEY": OLD, "OTHER_DATA_KEYS": NEW},
    "both write the new": {"DATA_KEY": NEW, "OTHER_DATA_KEYS": OLD},
    "the old is gone": {"DATA_KEY": NEW, "OTHER_DATA_KEYS": ""},
}


async def reseal(replicas: Replicas) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "reseal"),
        env=os.environ | {"PYTHONPATH": str(ROOT), "DATABASE_URL": replicas.url} | replicas.more,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=replicas.folder,
    )
    told, _ = await process.communicate()
    return f"exit {process.returncode}, {told.decode().strip()}"


async def count(url: str, ids: ChatIds) -> tuple[int, int]:
    """(subscriptions, those whose chat these keys open and find)."""
    async with Database(url) as database, database.read() as connection:
        query = select(chats.c.chat_ref, chats.c.chat_key).join(
            subscriptions, subscriptions.c.chat_id == chats.c.id
        )
        rows = (await connection.execute(query)).all()
    return len(rows), sum(ids.is_newest(ref) and ids.key_of(ids.open(ref)) == key for ref, key in rows)


async def main(readers: int, rate: float) -> None:
    bad = False
    async with open_replicas(DATA_KEY=OLD) as (telegram, replicas):
        for _ in range(readers):
            telegram.ask("/subscribe")
        await telegram.settle()
        print(f"subscribed with the old key: {(await count(replicas.url, ChatIds(OLD)))[1]} of {readers}")
        for name, settings in STEPS.items():
            replicas.more = settings
            figures = await under_load(telegram, rate, 5.0, rolling(replicas), text="/subscribe")
            readers += figures["asked"]
            bad |= bool(figures["unanswered"])
            print(f"{name:<20} {json.dumps(figures)} refused {dict(telegram.refused)}", flush=True)
            if name == "both write the new":
                print(f"{'reseal':<20} {await reseal(replicas)}", flush=True)
        kept, readable = await count(replicas.url, ChatIds(NEW))
        print(f"subscriptions {kept} of {readers}, with the new key alone {readable}")
    if bad or not kept == readable == readers:
        raise SystemExit("not as promised")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=2_000)
    parser.add_argument("--rate", type=float, default=20)
    asyncio.run(main(**vars(parser.parse_args())))
