"""Fact ids short enough that several fit a button's 64 bytes."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from bot.domain.snapshot import Snapshot

LENGTH = 6  # 36 bits: with 10,000 facts two clash with a chance of 0.07 %; such a button then shows neither
MOST = 7  # how many fit beside a route's name


def shorten(fact_ids: Iterable[str]) -> str:
    """The first `MOST` ids, each as six characters, run together."""
    return "".join(_short(fact_id) for fact_id in tuple(fact_ids)[:MOST])


def expand(snapshot: Snapshot, shortened: str) -> tuple[str, ...]:
    """The fact ids again, leaving out those that are no longer there."""
    table = _table(snapshot.fingerprint, tuple(snapshot.facts))
    pieces = (shortened[start : start + LENGTH] for start in range(0, len(shortened), LENGTH))
    return tuple(table[piece] for piece in pieces if piece in table)


@lru_cache(maxsize=2)
def _table(_fingerprint: str, fact_ids: tuple[str, ...]) -> Mapping[str, str]:
    table: dict[str, str] = {}
    clashes: set[str] = set()
    for fact_id in fact_ids:
        short = _short(fact_id)
        if short in table:
            clashes.add(short)
        table[short] = fact_id
    return {short: fact_id for short, fact_id in table.items() if short not in clashes}


def _short(fact_id: str) -> str:
    return urlsafe_b64encode(blake2b(fact_id.encode(), digest_size=5).digest())[:LENGTH].decode()
