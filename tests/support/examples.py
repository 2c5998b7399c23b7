"""A small dossier about an invented quarrel over a bakery's oven: every kind of record, every field."""

import shutil
from functools import cache
from pathlib import Path

from bot.content.loading import load
from bot.domain.snapshot import Snapshot

EXAMPLE = Path(__file__).parents[1] / "example"


def write_example(folder: Path) -> Path:
    """Copies the example dossier to `folder`, which must not be there yet; a test may edit it there."""
    return Path(shutil.copytree(EXAMPLE, folder))


@cache
def load_example() -> Snapshot:
    """The example as it is in the repository."""
    loaded = load(EXAMPLE)
    assert loaded.snapshot is not None
    return loaded.snapshot
