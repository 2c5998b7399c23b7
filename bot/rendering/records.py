"""Records of other kinds than a fact, as an answer shows them, and what each is called on a button."""

import re

from bot.domain.answer import Phrase, StatusPart
from bot.domain.records.record import RecordKind, split_key
from bot.domain.records.status import Status
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.facts import source_line
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.markup.phrases import say
from bot.rendering.status import render_awaited, render_status_shortly, status_line

LABEL_CHARACTERS = 180
_END = re.compile(r"(?<=[a-z0-9)”]{2}[.!?])\s+(?=[A-Z“])")  # of a sentence; not of "U.S."


def render_status_part(status: Status, part: StatusPart, snapshot: Snapshot, *, lang: Lang) -> str:
    """How a measure stands: what was asked of it first. `status` is what may be told of it at the moment."""
    match part:
        case StatusPart.WHICH if status.lead_when_unspecified is not None:
            lines = [bold(status.lead_when_unspecified[lang]), source_of(status, snapshot, lang)]
        case StatusPart.AWAITED if status.awaited is not None:
            awaited = render_awaited(status, snapshot, lang=lang)
            lines = [
                bold(say(Phrase.NO_DATE_KNOWN, lang)),
                awaited,
                escape(status_line(status, snapshot, lang=lang)),
            ]
        case _:
            return render_status_shortly(
                status, snapshot, lang=lang, says_whether=part is not StatusPart.STATE
            )
    return "\n\n".join(line for line in lines if line)


def source_of(status: Status, snapshot: Snapshot, lang: Lang) -> str:
    """On whose word we have it."""
    return italic(capital(source_line(status.facts, snapshot, lang)) + ".")


def label_of(key: str, snapshot: Snapshot, lang: Lang) -> str:
    """A record in a few words, as an option names it."""
    kind, record_id = split_key(key)
    match kind:
        case RecordKind.PERSON:
            return snapshot.people[record_id].names[lang][0]
        case RecordKind.TERM:
            return snapshot.terms[record_id].term[lang]
        case RecordKind.DEADLINE:
            return snapshot.deadlines[record_id].title[lang]
        case RecordKind.STAKE:
            return snapshot.stakes[record_id].title[lang]
        case RecordKind.CONFLICT:
            return snapshot.conflicts[record_id].subject[lang]
        case RecordKind.STATUS:
            return snapshot.statuses[record_id].title[lang]
        case RecordKind.BRIEFING:
            return snapshot.briefings[(record_id, lang)].title
        case RecordKind.ABOUT:
            translate = Translator(lang).gettext
            return translate("Who made this") if record_id == "dossier" else translate("What this bot can do")
        case RecordKind.UNKNOWN:
            return shorten(snapshot.unknowns[record_id].text[lang])
        case RecordKind.SCREEN:
            return f"/{record_id}"
        case _:
            return shorten(snapshot.facts[record_id].text[lang])


def shorten(text: str) -> str:
    """A text's first sentence; a long one cut between words."""
    text = _END.split(text, maxsplit=1)[0]
    if len(text) <= LABEL_CHARACTERS:
        return text
    return text[:LABEL_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
