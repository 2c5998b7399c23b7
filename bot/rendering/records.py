"""Records of other kinds than a fact, as an answer shows them, and what each is called on a button."""

from bot.domain.blocks import Phrase, StatusPart
from bot.domain.records.record import RecordKind, split_key
from bot.domain.records.status import Status
from bot.i18n.sentences import first_sentence
from bot.rendering.facts import render_sources_line
from bot.rendering.markup.html import bold, escape
from bot.rendering.markup.phrases import say
from bot.rendering.status import render_awaited, render_status_shortly, standing_line, status_line
from bot.rendering.view import View

LABEL_CHARACTERS = 180


def render_status_part(status: Status, part: StatusPart, view: View) -> str:
    """How a measure stands: what was asked of it first. `status` is what may be told of it at the moment."""
    match part:
        case StatusPart.WHICH if status.lead_when_unspecified is not None:
            lines = [bold(status.lead_when_unspecified[view.lang]), render_sources_line(status.facts, view)]
        case StatusPart.AWAITED if status.awaited is not None:
            lines = [
                bold(say(Phrase.NO_DATE_KNOWN, view.lang)),
                render_awaited(status, view),
                escape(status_line(status, view)),
                render_sources_line((*status.awaited.facts, *status.facts), view),
            ]
        case StatusPart.NEXT if status.awaited is not None:
            lines = [
                render_awaited(status, view),
                escape(standing_line(status, view)),
                render_sources_line((*status.awaited.facts, *status.facts), view),
            ]
        case _:
            return render_status_shortly(status, view, says_whether=part is not StatusPart.STATE)
    return "\n\n".join(line for line in lines if line)


def label_of(key: str, view: View) -> str:
    """A record in a few words, as an option names it."""
    kind, record_id = split_key(key)
    match kind:
        case RecordKind.PERSON:
            return view.snapshot.people[record_id].names[view.lang][0]
        case RecordKind.TERM:
            return view.snapshot.terms[record_id].term[view.lang]
        case RecordKind.DEADLINE:
            return view.snapshot.deadlines[record_id].title[view.lang]
        case RecordKind.STAKE:
            return view.snapshot.stakes[record_id].title[view.lang]
        case RecordKind.CONFLICT:
            return view.snapshot.conflicts[record_id].subject[view.lang]
        case RecordKind.STATUS:
            return view.snapshot.statuses[record_id].title[view.lang]
        case RecordKind.BRIEFING:
            return view.snapshot.briefings[(record_id, view.lang)].title
        case RecordKind.ABOUT:
            translate = view.translate
            return translate("Who made this") if record_id == "dossier" else translate("What this bot can do")
        case RecordKind.UNKNOWN:
            return shorten(view.snapshot.unknowns[record_id].text[view.lang])
        case RecordKind.SCREEN:
            return f"/{record_id}"
        case _:
            return shorten(view.snapshot.facts[record_id].text[view.lang])


def shorten(text: str) -> str:
    """A text's first sentence; a long one cut between words."""
    text = first_sentence(text)
    if len(text) <= LABEL_CHARACTERS:
        return text
    return text[:LABEL_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
