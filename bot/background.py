"""Long work beside the event loop: no stop waits for it, and it stops the loop no longer than it must."""

import asyncio
import contextlib
import gc
import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TypeVar

LOOK_EVERY = 25  # saves

T = TypeVar("T")
_times = itertools.count(1)


async def run_beside(work: Callable[[], T]) -> T:
    """What `work` returns, from a thread of its own that ends with the process, finished or not.

    `asyncio.to_thread` holds up the end of the process until its work is done. What `work` writes has to be whole or
    not there at all. Raises what `work` raises; when cancelled, `work` goes on and its result is dropped.
    """
    done = Future[T]()
    done.set_running_or_notify_cancel()  # from here on nothing but the work settles it

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, name="beside", daemon=True).start()
    return await asyncio.wrap_future(done)


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """Nothing is looked through for cycles inside: for work that makes many things of which hardly any is in one."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """What is made inside is not looked through for cycles, except once in `LOOK_EVERY` times.

    The collector would go through hundreds of thousands of records several times while they are made, and each time
    everything waits for it: 0.1 s for our dossier, over a second for 10,000 facts. Nearly all of it is in no cycle,
    and is freed when it is let go.
    """
    with collector_at_rest():
        try:
            yield
        finally:
            if next(_times) % LOOK_EVERY == 0:
                gc.unfreeze()
                gc.collect()
            gc.freeze()
