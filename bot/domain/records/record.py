"""What an answer can rest on: any record, named as `kind:id`."""

from enum import StrEnum


class RecordKind(StrEnum):
    """The kinds of records that a reader can be shown."""

    FACT = "fact"
    PERSON = "person"
    TERM = "term"
    DEADLINE = "deadline"
    STAKE = "stake"
    CONFLICT = "conflict"
    BRIEFING = "briefing"
    STATUS = "status"
    UNKNOWN = "unknown"
    ABOUT = "about"  # `about:dossier` (who made this), `about:bot` (what it can do)
    SCREEN = "screen"  # a command's screen


def record_key(kind: RecordKind, record_id: str) -> str:
    """`fact:trump-order`"""
    return f"{kind}:{record_id}"


def split_key(key: str) -> tuple[RecordKind, str]:
    """The kind and the id of a key. Raises `ValueError` for what is none."""
    kind, _, record_id = key.partition(":")
    return RecordKind(kind), record_id
