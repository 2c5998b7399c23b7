"""What tests stand on: the example dossier, loaded once; those in `tests/dossier` on the real one."""

import fcntl
import gc
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
import structlog

from bot.answering import Engine
from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.services.editing.model_store import ModelStore
from tests.support.examples import write_example

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "cache"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ON_THE_REAL_DOSSIER = (  # which group a file belongs to, by how its path begins; the first that fits
    ("asked", "dossier/answering/"),
    ("edited", "dossier/"),
    ("edited", "acceptance/test_chat.py"),
    ("edited", "acceptance/test_doubts.py"),
    ("edited", "acceptance/test_editors_day.py"),
)

# As in the bot itself. The library's own way prints every local variable of a traceback: of a dossier, for minutes.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
# A process holds whole dossiers and their indexes for all of its tests: the collector's default pace is to go through
# all of that for every few thousand things that a test makes.
gc.set_threshold(100_000, 20, 20)


def pytest_xdist_auto_num_workers() -> int:
    """Three a processor: many tests wait, for the pace of a chat, the end of a lease or a browser."""
    return 3 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on the real dossier runs in two processes, about as long in each: loading it, opening its engine and
    filling that one's caches takes a process ten seconds. Those in the browser are a third."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            place = item.path.relative_to(ROOT / "tests").as_posix()
            group = next((name for name, begin in ON_THE_REAL_DOSSIER if place.startswith(begin)), None)
            if group is not None:
                item.add_marker(pytest.mark.xdist_group(group))


class SharedModelStore(ModelStore):
    """Opens the engine of the example, and of the real dossier, once for all tests of a process; of other content as ever."""

    shared: ClassVar[set[str]] = set()  # fingerprints
    _opened: ClassVar[dict[str, Engine]] = {}

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        found = self._opened.get(snapshot.fingerprint)
        if found is None:
            found = super().open_engine(snapshot, wait=wait)
            if found.is_up_to_date and snapshot.fingerprint in self.shared:
                self._opened[snapshot.fingerprint] = found
        return found


def load_whole(folder: Path) -> Snapshot:
    loaded = load(folder)
    assert loaded.snapshot is not None, "\n".join(map(str, loaded.problems))
    return loaded.snapshot


def open_once(snapshot: Snapshot) -> Engine:
    """With all that can be learned; who comes first keeps it on disk, by content, for the others."""
    SharedModelStore.shared.add(snapshot.fingerprint)
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return SharedModelStore(CACHE).open_engine(snapshot, wait=True)


def copy_once(folder: Path, made: Path) -> Path:
    """A copy that a test may edit; in one place for all of a process, where files are parsed once."""
    shutil.rmtree(made, ignore_errors=True)
    return Path(shutil.copytree(folder, made))


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, without its questions: what the engine makes of them is not what most tests are about."""
    folder = write_example(tmp_path_factory.getbasetemp() / "example" / "kept")
    (folder / "questions.yaml").write_text("[]\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def snapshot(example: Path) -> Snapshot:
    """The example. `tests/dossier` has the real dossier by the same name."""
    return load_whole(example)


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Engine:
    return open_once(snapshot)


@pytest.fixture
def briefings(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example that a test may edit."""
    return copy_once(example, tmp_path_factory.getbasetemp() / "example" / "briefings")
