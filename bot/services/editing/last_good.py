"""The files as they last went live, kept beside what was learned: a start with broken files, and `bot diff`, go by them."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import structlog

from bot.content.checks.lost_records import Places
from bot.content.loading import load
from bot.services.files import replace_file

log = structlog.get_logger(__name__)

KEPT = 8  # folders whose state is kept; the least recently published go


class LastGoodFiles:
    """One archive a folder of briefings. A cache that cannot be read or written only costs what it is for."""

    def __init__(self, cache: Path | None, folder: Path) -> None:
        """`cache`: where to keep it; None: nowhere. `folder`: the briefings."""
        self._folder = folder
        name = blake2b(str(folder.resolve()).encode(), digest_size=6).hexdigest()
        self._path = cache / f"published-{name}.zip" if cache else None

    def keep(self, files: Mapping[str, bytes]) -> None:
        """These files, by path below the folder, are live now. Whole or not at all."""
        if self._path is None:
            return

        def write(file: BinaryIO) -> None:
            with zipfile.ZipFile(file, "w") as archive:
                for name, content in sorted(files.items()):
                    archive.writestr(name, content)

        try:
            replace_file(self._path, write)
            others = sorted(self._path.parent.glob("published-*.zip"), key=lambda path: -path.stat().st_mtime)
            for path in others[KEPT:]:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the published state is not kept", why=error.strerror)

    def find_places(self) -> Places:
        """Where each record stood in the files that were live last; nothing where none are kept."""
        with self.unpacked() as kept:
            if kept is None:
                return {}
            return {
                name: replace(place, path=str(self._folder / Path(place.path).relative_to(kept)))
                for name, place in load(kept).places.items()
            }

    @contextmanager
    def unpacked(self) -> Iterator[Path | None]:
        """A folder with the files that were live last, for as long as the block lasts; None where none are kept."""
        with tempfile.TemporaryDirectory(prefix="briefings-") as made:
            folder = Path(made) / "briefings"
            try:
                if self._path is None:
                    yield None
                    return
                with zipfile.ZipFile(self._path) as archive:
                    archive.extractall(folder)  # our own archive: zipfile keeps its names inside the folder
            except (OSError, zipfile.BadZipFile):
                yield None
                return
            yield folder
