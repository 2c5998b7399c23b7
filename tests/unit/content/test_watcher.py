"""The watcher on a real folder: each save is told once it is there, and none is lost when the folder goes and returns."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.content.watcher import watch

LIMIT = 20  # seconds, before a test gives up


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watched").mkdir()
    return tmp_path / "watched"


async def begun(folder: Path) -> AsyncIterator[frozenset[Path]]:
    """A watch that has told that it has begun, by the folder itself."""
    changes = watch(folder)
    async with asyncio.timeout(LIMIT):
        assert folder in await anext(changes)
    return changes


async def told_of(changes: AsyncIterator[frozenset[Path]], save: Callable[[], object]) -> frozenset[Path]:
    """The batch after one save."""
    save()
    async with asyncio.timeout(LIMIT):
        return await anext(changes)


async def test_a_save_is_told_with_its_path(folder: Path) -> None:
    file = folder / "topics.yaml"
    assert file in await told_of(await begun(folder), lambda: file.write_text("- id: a\n"))


async def test_what_was_saved_before_the_watch_began_is_told_by_the_folder(folder: Path) -> None:
    (folder / "topics.yaml").write_text("- id: a\n")
    await begun(folder)


async def test_a_save_by_renaming_is_told(folder: Path) -> None:
    def save() -> None:
        (folder / ".topics.yaml.tmp").write_text("- id: a\n")
        (folder / ".topics.yaml.tmp").rename(folder / "topics.yaml")

    assert await told_of(await begun(folder), save) == {folder / "topics.yaml"}


async def test_editors_leftovers_are_not_told(folder: Path) -> None:
    def save() -> None:
        for name in (".topics.yaml.swp", "topics.yaml~", "#topics.yaml#", "a.tmp", "4913.swx"):
            (folder / name).write_text("x")
        (folder / "topics.yaml").write_text("- id: a\n")

    assert await told_of(await begun(folder), save) == {folder / "topics.yaml"}


@pytest.mark.parametrize("by_moving", [True, False])
async def test_no_save_is_lost_when_the_folder_goes_and_returns(folder: Path, by_moving: bool) -> None:
    changes = await begun(folder)
    await told_of(changes, lambda: (folder / "topics.yaml").write_text("- id: a\n"))
    aside = folder.with_name("aside")
    shutil.copytree(folder, aside)
    shutil.rmtree(folder)
    if by_moving:
        aside.rename(folder)
    else:
        shutil.copytree(aside, folder)
    late = folder / "sources.yaml"
    async with asyncio.timeout(LIMIT):
        async for batch in changes:
            if late.exists() and batch & {late, folder}:
                return
            if folder in batch and folder.is_dir():
                late.write_text(
                    "- id: a\n"
                )  # the reader is still busy with the return; it must be told again


async def test_stop_ends_the_watch(folder: Path) -> None:
    stop = asyncio.Event()
    waiting = asyncio.ensure_future(anext(watch(folder, stop), None))
    stop.set()
    async with asyncio.timeout(LIMIT):
        assert await waiting is None


async def test_stop_ends_the_wait_for_a_folder_that_is_gone(tmp_path: Path) -> None:
    stop = asyncio.Event()
    waiting = asyncio.ensure_future(anext(watch(tmp_path / "nowhere", stop), None))
    stop.set()
    async with asyncio.timeout(LIMIT):
        assert await waiting is None
