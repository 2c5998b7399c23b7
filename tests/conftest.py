"""What several tests stand on: the real dossier, loaded once."""

import fcntl
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
from bot.services.learning import Learning

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "cache"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

# As in the bot itself. The library's own way prints every local variable of a traceback: of a dossier, for minutes.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_xdist_auto_num_workers() -> int:
    """Two a processor: many tests wait, for the pace of a chat, the end of a lease or a browser."""
    return 2 * (os.cpu_count() or 1)


class SharedLearning(Learning):
    """Opens the real dossier's engine once for all tests of a process; other content as ever."""

    _opened: ClassVar[dict[str, Engine]] = {}

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        found = self._opened.get(snapshot.fingerprint)
        if found is None:
            found = super().open_engine(snapshot, wait=wait)
            if found.is_up_to_date and not self._opened:
                self._opened[snapshot.fingerprint] = found
        return found


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    loaded = load(ROOT / "briefings")
    assert loaded.snapshot is not None, "\n".join(map(str, loaded.problems))
    return loaded.snapshot


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Engine:
    """With all that can be learned; who comes first keeps it on disk, by content, for the others."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return SharedLearning(CACHE).open_engine(snapshot, wait=True)


@pytest.fixture
def briefings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real briefings that a test may edit; in one place for all of a process, where files are parsed once."""
    folder = tmp_path_factory.getbasetemp() / "real" / "briefings"
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(ROOT / "briefings", folder))
