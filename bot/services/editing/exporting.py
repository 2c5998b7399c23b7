"""`bot export`: what may be shown at one moment as two files, the dossier as JSON and its claims as JSON-LD."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import orjson

from bot.domain.snapshot import KINDS, Snapshot
from bot.domain.visibility import visible_part
from bot.rendering.linked_data import render_linked_data
from bot.services.files import write_whole

DOSSIER_FILE = "dossier.json"
CLAIMS_FILE = "claims.jsonld"
# Where a record stands, and what editors note for one another, is not for readers.
_OURS = frozenset({"path", "line", "notes", "locator", "reliability"})


def export(snapshot: Snapshot, now: datetime, folder: Path) -> tuple[Path, ...]:
    """Writes both files into `folder`, which is made where it is missing; the same state gives the same bytes."""
    shown = visible_part(snapshot, now)
    documents = {DOSSIER_FILE: plain_dossier(shown), CLAIMS_FILE: render_linked_data(shown)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        write_whole(folder / name, orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
    return tuple(folder / name for name in documents)


def plain_dossier(shown: Snapshot) -> dict[str, Any]:
    """Every record of `shown`, by kind, in the order of their ids."""
    records = {name: _list(shown.of_kind(kind)) for kind, name in KINDS.items()}
    return {"dossier": _plain(shown.dossier), **records}


def _list(records: Mapping[Any, Any]) -> list[Any]:
    return [_plain(records[key]) for key in sorted(records)]


def _plain(value: Any) -> Any:
    """As JSON has it."""
    match value:
        case Enum():
            return value.value
        case None | str() | int():
            return value
        case datetime() | date():
            return value.isoformat()
        case _ if dataclasses.is_dataclass(value):
            names = (field.name for field in dataclasses.fields(value) if field.name not in _OURS)
            return {name: _plain(getattr(value, name)) for name in names}
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case Sequence():
            return [_plain(each) for each in value]
        case _:
            raise TypeError(f"no JSON for {type(value).__name__}")
