"""The content that is live: a snapshot with its answering index, swapped by one assignment."""

from dataclasses import dataclass

from bot.answering import Engine
from bot.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot and the engine built on it; they always belong together."""

    snapshot: Snapshot
    engine: Engine

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Edition":
        return cls(snapshot, Engine(snapshot))


class Library:
    """Holds the live edition. A trip takes `edition` once and works on that to its end."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    @property
    def edition(self) -> Edition:
        return self._edition

    def swap(self, edition: Edition) -> None:
        """Makes `edition` live for every trip that begins from now on."""
        self._edition = edition
