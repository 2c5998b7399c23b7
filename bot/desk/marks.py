"""What an editor should know of a record at a glance, and the records to look at because of it, first in the list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.records.fact import Lifecycle
from bot.domain.text import Lang, Words

Json = dict[str, Any]

DRAFT = "Drafts"
EMBARGO = "Under embargo"
REVIEW = "Due for review"
EXPIRED = "Expired"
ONE_LANGUAGE = "Missing in one language"
WARNING = "With a mistake or warning"
_GROUPS = (DRAFT, EMBARGO, REVIEW, EXPIRED, ONE_LANGUAGE, WARNING)
_NAMES: Mapping[Lang, str] = {Lang.NL: "Dutch", Lang.EN: "English"}


@dataclass(frozen=True, slots=True)
class Badge:
    """`text` stands with the record, which is also listed under `group`."""

    group: str
    text: str


def marks_of(lifecycle: Lifecycle, now: datetime) -> Iterator[Badge]:
    """What keeps a record from readers at `now`, or will, or should."""
    if lifecycle.draft:
        yield Badge(DRAFT, "draft")
    if lifecycle.publish_at is not None and now < lifecycle.publish_at:
        yield Badge(EMBARGO, f"embargo until {lifecycle.publish_at:%Y-%m-%d %H:%M %Z}".rstrip())
    if lifecycle.expires is not None and now >= lifecycle.expires:
        yield Badge(EXPIRED, "expired")
    if lifecycle.is_overdue(now):
        yield Badge(REVIEW, "due for review")


def marks_of_versions(lifecycles: Mapping[Lang, Lifecycle], now: datetime) -> Iterator[Badge]:
    """The same of a record with a file a language; what holds for one of them says for which."""
    by_lang = {lang: list(marks_of(lifecycle, now)) for lang, lifecycle in lifecycles.items()}
    for mark in dict.fromkeys(mark for marks in by_lang.values() for mark in marks):
        langs = [lang for lang, marks in by_lang.items() if mark in marks]
        only = f" ({_NAMES[langs[0]]})" if len(langs) < len(lifecycles) else ""
        yield Badge(mark.group, mark.text + only)


def marks_of_words(name: str, words: Words) -> Iterator[Badge]:
    """For words that stand in one language only; in neither is no fault."""
    missing = [lang for lang in Lang if not words[lang]]
    if len(missing) == 1:
        yield Badge(ONE_LANGUAGE, f"no {name} in {_NAMES[missing[0]]}")


def groups_to_look_at(items: Sequence[Json]) -> list[Json]:
    """The records with a mark, by what it is; each record once in a group."""
    groups: dict[str, dict[tuple[str, str], Json]] = {}
    for item in items:
        for name in item["flags"]:
            shown = {key: item[key] for key in item if key != "group"}
            groups.setdefault(name, {}).setdefault((item["kind"], item["id"]), shown)
    return [
        {"name": name, "look": True, "items": list(groups[name].values())}
        for name in _GROUPS
        if name in groups
    ]
