"""Records of other kinds than a fact, as an answer shows them, and what each is called on a button."""

from bot.domain.answer import StatusPart
from bot.domain.record import RecordKind, split_key
from bot.domain.snapshot import Snapshot
from bot.domain.status import Status
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.html import escape


def render_status(status: Status, part: StatusPart, lang: Lang) -> str:
    """How a measure stands: the answer first, then as far as that is known, and what is waited for."""
    period = status.periods[-1]
    match part:
        case StatusPart.WHICH if status.lead_when_unspecified is not None:
            lead = status.lead_when_unspecified[lang]
        case StatusPart.AWAITED if status.awaited is not None:
            lead = status.awaited.text[lang]
        case StatusPart.THEN:
            lead = period.text[lang] if period.text is not None else period.state[lang]
        case _:
            lead = (status.answer or period.text or period.state)[lang]
    lines = [escape(lead)]
    if part is StatusPart.AWAITED and status.answer is not None:
        lines.append(escape(status.answer[lang]))
    elif status.awaited is not None and part is not StatusPart.THEN:
        lines.append(escape(status.awaited.text[lang]))
    return "\n".join(lines)


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
            return snapshot.unknowns[record_id].text[lang]
        case RecordKind.SCREEN:
            return f"/{record_id}"
        case _:
            return snapshot.facts[record_id].text[lang]
