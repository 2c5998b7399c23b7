"""A small dossier about an invented quarrel over a bakery's oven: every kind of record, every field."""

import shutil
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "example"


def write_example(folder: Path) -> Path:
    """Copies the example dossier to `folder`, which must not be there yet; a test may edit it there."""
    return Path(shutil.copytree(EXAMPLE, folder))
