"""Long work beside the event loop that no stop has to wait for."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def run_beside(work: Callable[[], T]) -> T:
    """What `work` returns, from a thread of its own that ends with the process, finished or not.

    `asyncio.to_thread` holds up the end of the process until its work is done. What `work` writes has to be whole or
    not there at all. Raises what `work` raises; when cancelled, `work` goes on and its result is dropped.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="beside", daemon=True).start()
    return await done
