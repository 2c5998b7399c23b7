"""Work that no stop waits for."""

import gc
import subprocess
import sys
import threading
import weakref

import pytest

from bot.background import LOOK_EVERY, run_beside, uncollected

# The work waits for what never comes: were it waited for, the process would not end.
ENDLESS = """
import asyncio, threading
from bot.background import LOOK_EVERY, run_beside, uncollected

async def main():
    begun = threading.Event()

    def work():
        begun.set()
        threading.Event().wait()

    task = asyncio.create_task(run_beside(work))
    await asyncio.to_thread(begun.wait)
    task.cancel()

asyncio.run(main())
"""


async def test_what_the_work_returns_or_raises_comes_back() -> None:
    assert await run_beside(lambda: 6 * 7) == 42
    assert await run_beside(threading.current_thread) is not threading.main_thread()
    with pytest.raises(ZeroDivisionError):
        await run_beside(lambda: 1 // 0)


def test_a_process_ends_without_its_unfinished_work() -> None:
    assert subprocess.run([sys.executable, "-c", ENDLESS], timeout=60, check=False).returncode == 0


def test_a_cycle_made_without_the_collector_is_found_in_the_end() -> None:
    class Knot:
        def __init__(self) -> None:
            self.itself = self

    with uncollected():
        assert not gc.isenabled()
        knot = weakref.ref(Knot())
    assert gc.isenabled()
    for _ in range(LOOK_EVERY):
        with uncollected():
            pass
    assert knot() is None
