"""A reply to a question: blocks to Telegram HTML, in the order in which they stand."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answer import (
    Answered,
    Block,
    Choice,
    DirectDate,
    DirectPeople,
    DirectSources,
    NoAnswer,
    Option,
    Reply,
    Role,
    Say,
    ShowConflict,
    ShowDeadline,
    ShowFact,
    ShowPerson,
    ShowStake,
    ShowTerm,
    ShowUnknown,
    Subject,
)
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator, format_ago, format_day, format_list, format_moment
from bot.rendering.deadlines import render_deadline
from bot.rendering.facts import name_of, provenance, publishers_of, render_conflict, render_fact, warning
from bot.rendering.footer import render_footer
from bot.rendering.html import bold, capital, escape, italic, to_plain
from bot.rendering.phrases import say

LABEL = 60  # characters of a button


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as Telegram HTML, and the same without tags."""

    html: str

    @property
    def plain(self) -> str:
        return to_plain(self.html)


def render_reply(reply: Reply, snapshot: Snapshot, *, lang: Lang, now: datetime, zone: str) -> Rendered:
    """The message for a reply; `zone` is the reader's, beside the event's own."""
    translate = Translator(lang).gettext
    parts: list[str] = []
    match reply:
        case Choice():
            parts.append(bold(translate("Which do you mean?")))
            readings = enumerate((_reading(option, snapshot, lang) for option in reply.options), start=1)
            parts.append("\n\n".join(f"{number}. {escape(reading)}" for number, reading in readings))
        case Answered():
            if reply.as_of is not None:
                day = format_day(reply.as_of.date(), lang)
                parts.append(italic(translate("As it stood on %(day)s:", day=day)))
            if reply.from_context:
                about = _about(reply.subject, snapshot, lang)
                if about:
                    parts.append(italic(translate("About: %(subject)s", subject=about)))
            parts.extend(_block(block, snapshot, lang, now, zone) for block in reply.blocks)
        case NoAnswer():
            parts.extend(_block(block, snapshot, lang, now, zone) for block in reply.blocks)
    parts.append(render_footer(snapshot, lang=lang))
    return Rendered("\n\n".join(part for part in parts if part))


def render_option_labels(choice: Choice, snapshot: Snapshot, *, lang: Lang) -> tuple[str, ...]:
    """A label of at most sixty characters for each option, numbered as in the message, from the records' own words."""
    labels = []
    for number, option in enumerate(choice.options, start=1):
        label = f"{number}. {_reading(option, snapshot, lang)}"
        labels.append(label if len(label) <= LABEL else label[: LABEL - 1].rsplit(" ", 1)[0] + "…")
    return tuple(labels)


def _reading(option: Option, snapshot: Snapshot, lang: Lang) -> str:
    if option.person:
        return name_of(snapshot, option.person, lang)
    if option.topic:
        return snapshot.topics[option.topic].name[lang]
    return snapshot.facts[option.facts[0]].text[lang]


def _about(subject: Subject, snapshot: Snapshot, lang: Lang) -> str:
    people = [name_of(snapshot, person, lang) for person in subject.people]
    topics = [snapshot.topics[topic].name[lang] for topic in subject.topics]
    return ", ".join([*people, *topics][:3])


def _block(block: Block, snapshot: Snapshot, lang: Lang, now: datetime, zone: str) -> str:
    translate = Translator(lang).gettext
    match block:
        case Say(phrase):
            return escape(say(phrase, lang))
        case DirectDate(when):
            return bold(f"{capital(format_moment(when, lang, zone))} ({format_ago(when, now, lang)})")
        case DirectPeople(people):
            return bold(format_list([name_of(snapshot, person, lang) for person in people], lang))
        case DirectSources(fact_id):
            fact = snapshot.facts[fact_id]
            publishers = publishers_of(fact, snapshot, lang)
            return bold(translate("Reported by %(publishers)s", publishers=format_list(publishers, lang)))
        case ShowFact(fact_id, Role.MAIN):
            return render_fact(snapshot.facts[fact_id], snapshot, lang=lang, zone=zone, now=now)
        case ShowFact(fact_id):
            fact = snapshot.facts[fact_id]
            line = provenance(fact, snapshot, lang=lang, zone=zone).split("\n")[0]
            parts = (f"▪ {escape(fact.text[lang])}", italic(line), warning(fact.lifecycle, lang, now))
            return "\n".join(filter(None, parts))
        case ShowPerson(person_id):
            person = snapshot.people[person_id]
            return f"{bold(person.names[lang][0])}\n{escape(capital(person.role[lang]))}"
        case ShowTerm(term_id):
            term = snapshot.terms[term_id]
            return f"{bold(capital(term.term[lang]))}\n{escape(term.text[lang])}"
        case ShowDeadline(deadline_id):
            return render_deadline(snapshot.deadlines[deadline_id], snapshot, lang=lang, now=now, zone=zone)
        case ShowStake(stake_id):
            stake = snapshot.stakes[stake_id]
            return f"{bold(stake.title[lang])}\n{escape(stake.text[lang])}"
        case ShowConflict(conflict_id):
            return render_conflict(snapshot.conflicts[conflict_id], lang=lang)
        case ShowUnknown(unknown_id):
            return escape(snapshot.unknowns[unknown_id].text[lang])
