"""Many small writes or reads at once: who comes while one is under way is served together by the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.errors import StorageUnavailable

MOST = 200  # in one batch

T = TypeVar("T")
R = TypeVar("R")


class Batch(Generic[T, R]):
    """A line in front of `work`, which takes many items and returns their results in the same order."""

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], most: int = MOST) -> None:
        self._work = work
        self._most = most
        self._line: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """The result for `item`. Raises what the work raises for it."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._line.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name="batch")
        return await future

    async def _serve(self) -> None:
        try:
            while self._line:
                batch = [self._line.popleft() for _ in range(min(self._most, len(self._line)))]
                await self._settle([each for each in batch if not each[1].done()])
        finally:
            self._task = None

    async def _settle(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        if not batch:
            return
        try:
            results = await self._work([item for item, _ in batch])
        except StorageUnavailable as error:
            for _, future in batch:
                if not future.done():
                    again = StorageUnavailable(*error.args)
                    again.__cause__ = error.__cause__
                    future.set_exception(again)
        except Exception as error:
            if len(batch) == 1:
                if not batch[0][1].done():
                    batch[0][1].set_exception(error)
                return
            for each in batch:  # one item's fault is not the others'
                await self._settle([each])
        else:
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
