"""The real dossier, by the names under which other tests have the example."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.answering import Engine, answer
from bot.domain.answer import Reply
from bot.domain.snapshot import Snapshot
from tests.conftest import NOW, ROOT, copy_once, load_whole, open_once

REAL = ROOT / "briefings"


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return load_whole(REAL)


@pytest.fixture(scope="session")
def engine(snapshot: Snapshot) -> Engine:
    return open_once(snapshot)


@pytest.fixture(scope="session")
def reply_to(engine: Engine) -> Callable[[str], Reply]:
    """The answer to a question by itself; once for all tests that go through the questions of the dossier."""
    return cache(lambda text: answer(engine, text, lang=None, now=NOW))


@pytest.fixture
def briefings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real briefings that a test may edit."""
    return copy_once(REAL, tmp_path_factory.getbasetemp() / "real" / "briefings")
