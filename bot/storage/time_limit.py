"""A time limit for what the database does, whatever its driver does with it."""

import asyncio

CUT_AGAIN_SECONDS = 1.0
STEPS = 10  # in which patience is counted: while this process itself stood still, the database lost one of them, not all


class TimeLimit:
    """`asyncio.timeout` for a driver that does not always heed it: it is cut off again each second until it is out.

    asyncpg, cut off while it writes many rows to a server that takes no more, waits for that server for ever.
    """

    def __init__(self, seconds: float) -> None:
        """Its block raises `TimeoutError` after `seconds`."""
        self._step = seconds / STEPS
        self._left = STEPS
        self._cuts = 0

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._before = task.cancelling()
        self._timer = asyncio.get_running_loop().call_later(self._step, self._count_down)

    def _count_down(self) -> None:
        self._left -= 1
        if self._left:
            self._timer = asyncio.get_running_loop().call_later(self._step, self._count_down)
        else:
            self._cut_off()

    def _cut_off(self) -> None:
        self._cuts += 1
        self._task.cancel()
        self._timer = asyncio.get_running_loop().call_later(CUT_AGAIN_SECONDS, self._cut_off)

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._timer.cancel()
        left = self._before
        for _ in range(self._cuts):
            left = self._task.uncancel()
        if self._cuts and left <= self._before and isinstance(error, asyncio.CancelledError):
            raise TimeoutError from error
