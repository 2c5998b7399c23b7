"""What was perhaps meant by a name that is not known, in the words of messages for editors."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def suggest(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` where something known is near, else nothing."""
    found = process.extractOne(wrong, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean {found[0]!r}?" if found else ""
