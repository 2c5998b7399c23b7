"""What answering learns from the editors' `asks`, kept on disk by its content's digest: a second start learns nothing."""

import hashlib
import os
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from bot.answering import (
    Engine,
    Index,
    Lexicon,
    Meaning,
    WordClassifier,
    build_index,
    encode,
    learn_lexicon_from,
    learn_meaning_from,
    learn_words_from,
)
from bot.answering.engine import can_learn
from bot.answering.retrieval.learning import encode_texts
from bot.answering.retrieval.meaning import Space
from bot.answering.retrieval.vectors import Floats, Vectoriser
from bot.domain.snapshot import Snapshot

log = structlog.get_logger(__name__)

MOST_VECTORS = 60_000  # a kilobyte each, on disk
MOST_BYTES = 200_000_000  # of learned states on disk, five of a large dossier; the least recently used go
_READING = (OSError, ValueError, KeyError, EOFError)


def renew(engine: Engine, snapshot: Snapshot) -> Engine:
    """An engine for `snapshot` at once, with what `engine` has learned; the same where the content is the same."""
    if snapshot.fingerprint == engine.snapshot.fingerprint:
        return engine
    index = build_index(snapshot, engine.index)
    return Engine(snapshot, engine.lexicon, engine.classifier, engine.meaning, index, before=engine)


class ModelStore:
    """Learns, or finds what was learned before. A folder that cannot be read or written only costs time."""

    def __init__(self, folder: Path | None) -> None:
        """`folder`: where to keep it, and what else can be made anew; None: nowhere."""
        self.folder = folder
        self._vectors: dict[bytes, Floats] = {}

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        """An engine for `snapshot`. Without `wait`, the meaning, which takes longest, is left out unless it is on disk."""
        return self._open(snapshot, build_index(snapshot), wait=wait)

    def learn(self, engine: Engine) -> Engine:
        """The engine anew, with all that can be learned from its own questions. Takes seconds; meant for a thread."""
        index = build_index(engine.snapshot) if engine.index.asks.provisional else engine.index
        return self._open(engine.snapshot, index, wait=True)

    def _open(self, snapshot: Snapshot, index: Index, *, wait: bool) -> Engine:
        if not can_learn(index):
            return Engine(snapshot, index=index)
        lexicon, classifier, meaning = self._find(index)
        lexicon = lexicon or learn_lexicon_from(index)
        classifier = classifier or learn_words_from(index)
        if meaning is None and wait:
            meaning = learn_meaning_from(index, self.encode)
            self._keep(lexicon, classifier, meaning)
        if meaning is not None:
            encode_texts(index, self.encode)  # so that the engine finds them read
            encode(["warm"])  # reads the encoder's weights, a second's work, before a reader waits for it
        if self.folder is not None:
            self._vectors = {}  # they are on disk
        return Engine(snapshot, lexicon, classifier, meaning, index)

    def encode(self, texts: Sequence[str]) -> Floats:
        """As `answering.encode`, asking the encoder only for texts that are new."""
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        self._read_vectors()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        if missing:
            rows = encode(list(missing.values())).astype(np.float16)
            self._vectors.update(zip(missing, rows, strict=True))
            self._vectors = dict(list(self._vectors.items())[-MOST_VECTORS:])  # the oldest go
            self._write_vectors()
        return np.asarray([self._vectors[key] for key in keys], dtype=np.float32)

    # -- files -------------------------------------------------------------------------------------------------

    def _find(self, index: Index) -> tuple[Lexicon | None, WordClassifier | None, Meaning | None]:
        if self.folder is None:
            return None, None, None
        path = self.folder / f"learned-{index.asks.digest}.npz"
        try:
            with np.load(path, allow_pickle=False) as kept:
                lexicon = Lexicon(
                    tuple(str(kept["sources"]).split()),
                    tuple(str(kept["targets_known"]).split()),
                    *(kept[name] for name in ("lexicon_starts", "targets", "chances", "background")),
                )
                classifier = WordClassifier(
                    Vectoriser.of_record(str(kept["features"]).split("\n"), kept["feature_weights"].tolist()),
                    tuple(str(kept["ids"]).split()),
                    kept["word_weights"],
                )
                meaning = Meaning(
                    Space(kept["mean_of_questions"], kept["mean_of_texts"], kept["map"]),
                    tuple(str(kept["ids"]).split()),
                    kept["starts"],
                    kept["asks"],
                    kept["weights"].astype(np.float32),
                    index.asks.digest,
                )
            os.utime(path)
        except _READING:
            return None, None, None
        return lexicon, classifier, meaning

    def _keep(self, lexicon: Lexicon, classifier: WordClassifier, meaning: Meaning) -> None:
        if self.folder is None:
            return
        features, feature_weights = classifier.vectoriser.record
        try:
            self._write(
                self.folder / f"learned-{meaning.digest}.npz",
                sources=np.asarray(" ".join(lexicon.sources)),
                targets_known=np.asarray(" ".join(lexicon.targets_known)),
                lexicon_starts=lexicon.starts,
                targets=lexicon.targets,
                chances=lexicon.chances,
                background=lexicon.background,
                features=np.asarray("\n".join(features)),
                feature_weights=np.asarray(feature_weights, dtype=np.float64),
                word_weights=classifier.weights,
                mean_of_questions=meaning.space.mean_of_questions,
                mean_of_texts=meaning.space.mean_of_texts,
                map=meaning.space.map,
                ids=np.asarray(" ".join(meaning.ids)),
                starts=meaning.starts,
                asks=meaning.asks,
                weights=meaning.weights.astype(np.float16),
            )
            self._drop_oldest(self.folder)
        except OSError as error:
            log.warning("what was learned is not kept", folder=str(self.folder), why=error.strerror)

    def _drop_oldest(self, folder: Path) -> None:
        """The newest stays, however large."""
        found = sorted(
            ((path, path.stat()) for path in folder.glob("learned-*.npz")), key=lambda each: -each[1].st_mtime
        )
        sizes = accumulate(state.st_size for _, state in found)
        for (path, _), size in list(zip(found, sizes, strict=True))[1:]:
            if size > MOST_BYTES:
                path.unlink(missing_ok=True)

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
