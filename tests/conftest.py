"""What several tests stand on: the real dossier, loaded once."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering import Engine
from bot.content.loading import load
from bot.domain.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    loaded = load(ROOT / "briefings")
    assert loaded.snapshot is not None, "\n".join(map(str, loaded.problems))
    return loaded.snapshot


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Engine:
    return Engine(snapshot)


@pytest.fixture
def briefings(tmp_path: Path) -> Path:
    """A copy of the real briefings that a test may edit."""
    return Path(shutil.copytree(ROOT / "briefings", tmp_path / "briefings"))
