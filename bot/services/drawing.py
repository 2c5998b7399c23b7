"""Drawing pictures: each once by its content, one at a time, in a process beside this one."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import structlog

from bot.background import run_beside
from bot.errors import BotError
from bot.rendering.pictures import rasterise
from bot.rendering.pictures.fonts import font_files
from bot.services.files import write_whole

log = structlog.get_logger(__name__)

DRAW_SECONDS = 15.0  # that a picture may take; on a machine with nothing else to do it takes a tenth of one
MOST_AHEAD = 4  # pictures in line before one that somebody waits for: some half a second
MOST_LATER = 300  # promised for later
MOST_KEPT = 400  # pictures on disk; the ones written longest ago go first


class PictureUnavailable(BotError):
    """The picture cannot be drawn now."""


class PictureInLine(PictureUnavailable):
    """Others are drawn first: whoever is answered should not wait for it (`Drawing.later`)."""


class Drawing:
    """PNGs of SVGs, kept in `folder` under a digest of all that decides how they look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = asyncio.Semaphore(1)
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._later: set[asyncio.Task[None]] = set()

    async def png_of(self, svg: str) -> bytes:
        """The picture as PNG. Whoever asks for one that is being drawn waits for that.

        Raises `PictureUnavailable`, and `PictureInLine` where several are to be drawn before it.
        """
        key = key_of(svg)
        if len(self._under_way) >= MOST_AHEAD:
            kept = await run_beside(lambda: _read(self._path_of(key)))
            if kept is not None:
                return kept
            raise PictureInLine
        return await self._draw_in_turn(key, svg)

    def later(self, svg: str, show: Callable[[bytes], Awaitable[None]]) -> None:
        """Draws it when its turn has come, and shows it then; where that fails, or too much is promised already, it is not shown."""
        if len(self._later) < MOST_LATER:
            task = asyncio.create_task(self._show_later(svg, show))
            self._later.add(task)
            task.add_done_callback(self._later.discard)

    async def _show_later(self, svg: str, show: Callable[[bytes], Awaitable[None]]) -> None:
        try:
            await show(await self._draw_in_turn(key_of(svg), svg))
        except PictureUnavailable:
            pass
        except Exception as error:  # of whatever shows it: nobody waits for it any more
            log.warning("picture not shown", reason=str(error) or type(error).__name__)

    async def _draw_in_turn(self, key: str, svg: str) -> bytes:
        drawing = self._under_way.get(key)
        if drawing is None:
            drawing = asyncio.create_task(self._find_or_draw(key, svg))
            self._under_way[key] = drawing
            drawing.add_done_callback(lambda _: self._under_way.pop(key, None))
        # Others may wait for it: who gives up does not stop it.
        return await asyncio.shield(drawing)

    def _path_of(self, key: str) -> Path:
        return self._folder / f"{key}.png"

    async def close(self) -> None:
        """Stops what is being drawn."""
        tasks = (*self._later, *self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _find_or_draw(self, key: str, svg: str) -> bytes:
        path = self._path_of(key)
        kept = await run_beside(lambda: _read(path))
        if kept is not None:
            return kept
        async with self._turn:
            png = await _draw(svg)
        await run_beside(lambda: _keep(path, png))
        return png


def key_of(svg: str) -> str:
    """What a picture is kept under: another fact, font or library is another key."""
    return blake2b(f"{_drawn_by()}\n{svg}".encode(), digest_size=16).hexdigest()


@cache
def _drawn_by() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("resvg_py", "font-source-sans-pro"))


async def _draw(svg: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(rasterise.__file__)),
        *font_files(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(DRAW_SECONDS):
            png, complaint = await process.communicate(svg.encode())
    except TimeoutError as error:
        raise PictureUnavailable from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0 or not png:
        log.error("picture not drawn", complaint=complaint.decode("utf-8", "replace")[-300:])
        raise PictureUnavailable
    return png


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() or None
    except OSError:
        return None


def _keep(path: Path, png: bytes) -> None:
    """Whole or not at all; a disk that takes nothing costs time later, and no picture now."""
    try:
        write_whole(path, png)
        kept = sorted(path.parent.glob("*.png"), key=lambda each: each.stat().st_mtime)
        for old in kept[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("picture not kept", reason=error.strerror)
