"""Updates as editors would write them, and the example with such updates in place of its own."""

from dataclasses import replace

from bot.domain.delivery.push import Body
from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text


def an_update(name: str, *, level: Level = Level.NORMAL, **more: object) -> Update:
    fields: dict[str, object] = {
        "id": name,
        "kind": UpdateKind.NEW,
        "level": level,
        "title": Text(f"{name} kop", f"{name} headline"),
        "text": Text("Er is iets besloten.", "Something was decided."),
        "about": ("oven",),
        "facts": ("judge-suspends-order",),
    }
    return Update(**{**fields, **more})  # type: ignore[arg-type]


def with_updates(snapshot: Snapshot, *updates: Update) -> Snapshot:
    mark = "+".join(f"{update.id}{update.revision}" for update in updates)
    return replace(snapshot, updates={each.id: each for each in updates}, fingerprint=mark)


def undressed(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
    """A push without buttons."""
    return Body(html)
