"""`bot export`: what readers may see of the files at one moment, for other programs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.config import Settings
from bot.content.loading import load_usable
from bot.services.editing import exporting


def export(settings: Settings, now: datetime, out: Path) -> Sequence[Path]:
    """The files that were written into `out`. Raises `ContentUnusable`."""
    snapshot, _ = load_usable(settings.briefings_dir)
    return exporting.export(snapshot, now, out)
