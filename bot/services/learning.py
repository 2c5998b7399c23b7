"""What answering learns from the editors' `asks`, kept on disk by its content's digest: a second start learns nothing."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.answering import Engine, Index, Learned, Meaning, build_index, encode, learn_from, learn_meaning_from
from bot.answering.engine import can_learn
from bot.answering.retrieval.vectors import Floats
from bot.domain.snapshot import Snapshot

log = structlog.get_logger(__name__)

KEPT_FILES = 4  # learned states; the least recently used go
_READING = (OSError, ValueError, KeyError, EOFError)


def renew(engine: Engine, snapshot: Snapshot) -> Engine:
    """An engine for `snapshot` at once, with what `engine` has learned; the same where the content is the same."""
    if snapshot.fingerprint == engine.snapshot.fingerprint:
        return engine
    return Engine(snapshot, engine.learned, engine.meaning, build_index(snapshot, engine.index))


class Learning:
    """Learns, or finds what was learned before. A folder that cannot be read or written only costs time."""

    def __init__(self, folder: Path | None) -> None:
        """`folder`: where to keep it, and what else can be made anew; None: nowhere."""
        self.folder = folder
        self._vectors: dict[bytes, Floats] = {}

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        """An engine for `snapshot`. Without `wait`, the meaning, which takes longest, is left out unless it is on disk."""
        return self._open(snapshot, build_index(snapshot), None, wait=wait)

    def learn(self, engine: Engine) -> Engine:
        """The engine anew, with all that can be learned from its own examples. Takes seconds; meant for a thread."""
        if engine.index.provisional:
            return self._open(engine.snapshot, build_index(engine.snapshot), None, wait=True)
        learned = engine.learned
        current = learned is not None and learned.digest == engine.index.digest
        return self._open(engine.snapshot, engine.index, learned if current else None, wait=True)

    def _open(self, snapshot: Snapshot, index: Index, learned: Learned | None, *, wait: bool) -> Engine:
        if not can_learn(index):
            return Engine(snapshot, index=index)
        found, meaning = self._find(index)
        learned = found or learned or learn_from(index)
        if meaning is None and wait:
            meaning = learn_meaning_from(index, self.encode)
            self._keep(learned, meaning)
        if meaning is not None:
            encode(["warm"])  # reads the encoder's weights, a second's work, before a reader waits for it
        return Engine(snapshot, learned, meaning, index)

    def encode(self, texts: Sequence[str]) -> Floats:
        """As `answering.encode`, asking the encoder only for texts that are new."""
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        self._read_vectors()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        if missing:
            rows = encode(list(missing.values())).astype(np.float16)
            self._vectors.update(zip(missing, rows, strict=True))
            self._vectors = {key: self._vectors[key] for key in dict.fromkeys(keys)}  # what is gone goes
            self._write_vectors()
        return np.asarray([self._vectors[key] for key in keys], dtype=np.float32)

    # -- files -------------------------------------------------------------------------------------------------

    def _find(self, index: Index) -> tuple[Learned | None, Meaning | None]:
        if self.folder is None:
            return None, None
        pairs, digest = index.examples_by_record, index.digest
        path = self.folder / f"learned-{digest}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                ids = tuple(dict.fromkeys(record_id for _, record_id in pairs))
                number = {record_id: place for place, record_id in enumerate(ids)}
                classes = np.asarray([number[record_id] for _, record_id in pairs], dtype=np.int32)
                words = kept["words"].astype(np.float32)
                if words.shape != (index.vectoriser.size, len(ids)):
                    return None, None
                learned = Learned(index.vectoriser, ids, words, digest)
                vectors = kept["vectors"].astype(np.float32)
                meaning = Meaning(ids, classes, vectors, kept["meaning"].astype(np.float32), digest)
            os.utime(path)
        except _READING:
            return None, None
        return learned, meaning

    def _keep(self, learned: Learned, meaning: Meaning) -> None:
        if self.folder is None:
            return
        try:
            self._write(
                self.folder / f"learned-{learned.digest}.npz",
                words=learned.weights.astype(np.float16),
                meaning=meaning.weights.astype(np.float16),
                vectors=meaning.vectors.astype(np.float16),
            )
            old = sorted(self.folder.glob("learned-*.npz"), key=lambda path: -path.stat().st_mtime)[
                KEPT_FILES:
            ]
            for path in old:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("what was learned is not kept", folder=str(self.folder), why=error.strerror)

    def _read_vectors(self) -> None:
        if self._vectors or self.folder is None:
            return
        try:
            with np.load(self.folder / "vectors.npz", allow_pickle=False) as kept:
                keys, rows = kept["keys"], kept["rows"]
                self._vectors = {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}
        except _READING:
            return

    def _write_vectors(self) -> None:
        if self.folder is None:
            return
        keys = np.frombuffer(b"".join(self._vectors), dtype=np.uint8).reshape(-1, 16)
        try:
            self._write(self.folder / "vectors.npz", keys=keys, rows=np.asarray(list(self._vectors.values())))
        except OSError as error:
            log.warning("vectors are not kept", folder=str(self.folder), why=error.strerror)

    def _write(self, path: Path, **arrays: NDArray[Any]) -> None:
        """Whole or not at all: another process may read or write the same."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        with half.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        half.replace(path)
