"""The real dossier, by the names under which other tests have the example."""

from pathlib import Path

import pytest

from bot.answering import Engine
from bot.domain.snapshot import Snapshot
from tests.conftest import ROOT, copy_once, load_whole, open_once

REAL = ROOT / "briefings"


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return load_whole(REAL)


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Engine:
    return open_once(snapshot)


@pytest.fixture
def briefings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real briefings that a test may edit."""
    return copy_once(REAL, tmp_path_factory.getbasetemp() / "real" / "briefings")
