"""A reply to a question: blocks to Telegram HTML, in the order in which they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.answer import Answered, Choice, NoAnswer, Option, Reply, Subject
from bot.domain.blocks import (
    AboutPart,
    Block,
    DirectDate,
    DirectPeople,
    DirectSources,
    DirectSpan,
    Phrase,
    Role,
    Say,
    ShowAbout,
    ShowBriefing,
    ShowConflict,
    ShowDeadline,
    ShowFact,
    ShowPerson,
    ShowScreen,
    ShowStake,
    ShowStatus,
    ShowTerm,
    ShowUnknown,
    StatusPart,
)
from bot.domain.moment import Moment
from bot.i18n import format_ago, format_day, format_list, format_moment, format_number, format_span
from bot.rendering.deadlines import render_deadline
from bot.rendering.facts import (
    is_said,
    name_of,
    publishers_of,
    render_conflict,
    render_fact,
    render_item,
    render_name_and_role,
    source_line,
    warning,
)
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import bold, capital, escape, italic, time_tag, to_plain
from bot.rendering.markup.phrases import say
from bot.rendering.records import label_of, render_status_part
from bot.rendering.view import View

# Lines above what follows them, and of these the ones that part an answer.
_LEADS = frozenset(
    {Phrase.OTHER_SIDE, Phrase.SAME_SIDE, Phrase.WHAT_CAME_OF_IT, Phrase.NEARBY, Phrase.NEWEST}
)
_HEADINGS = _LEADS - {Phrase.SAME_SIDE}
_COURTESIES = frozenset(
    Say(phrase)
    for phrase in Phrase
    if phrase in (Phrase.GREETING, Phrase.THANKS, Phrase.GOODBYE) or phrase.startswith("only-two-languages")
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as Telegram HTML, and the same without tags."""

    html: str

    @property
    def plain(self) -> str:
        return to_plain(self.html)


def render_reply(reply: Reply, view: View) -> Rendered:
    """The message for a reply, of the day that the reply is about."""
    translate = view.translate
    view = view.looking_back(reply.as_of if isinstance(reply, Answered) else None)
    writer = _Writer(view)
    parts: list[str] = []
    match reply:
        case Choice():
            parts.append(bold(say(Phrase.WHICH_DO_YOU_MEAN, view.lang)))
            readings = enumerate((_reading(option, view) for option in reply.options), start=1)
            parts.append("\n\n".join(f"{number}. {escape(reading)}" for number, reading in readings))
        case Answered():
            parts.append(render_as_of(view))
            told = writer.write_all(reply.blocks)
            about = _about(reply.subject, view) if reply.from_context else []
            # What a question took over from the one before it is said where the answer does not name it.
            if about and not any(name.casefold() in to_plain(told).casefold() for name in about):
                parts.append(italic(translate("About: %(subject)s", subject=about[0])))
            parts.append(told)
        case NoAnswer():
            parts.append(writer.write_all(reply.blocks))
    if _hangs_on_time(reply):
        parts.append(render_footer(view))
    return Rendered("\n\n".join(part for part in parts if part))


def _hangs_on_time(reply: Reply) -> bool:
    """Whether how far the knowledge goes is part of the answer: of how things stand, and of what we do not know."""
    match reply:
        case Choice():
            return False
        case NoAnswer():
            return not _COURTESIES.issuperset(reply.blocks)
        case Answered():
            return any(
                isinstance(block, ShowStatus | ShowBriefing | ShowDeadline | DirectSpan)
                for block in reply.blocks
            )


def _reading(option: Option, view: View) -> str:
    return label_of(option.key, view)


def _about(subject: Subject, view: View) -> list[str]:
    people = [name_of(view, person) for person in subject.people]
    topics = [view.snapshot.topics[topic].name[view.lang] for topic in subject.topics]
    return [*people, *topics]


def _is_lead(block: Block) -> bool:
    return isinstance(block, DirectPeople | DirectSpan) or (isinstance(block, Say) and block.phrase in _LEADS)


@dataclass(slots=True)
class _Writer:
    """Writes the blocks of one message; who was introduced and which day was told is not said twice."""

    view: View
    introduced: set[str] = field(default_factory=set)
    told: Moment | None = None
    several_states: bool = False  # then each says which it is

    def write_all(self, blocks: Sequence[Block]) -> str:
        """Blocks with an empty line between, but none below a heading."""
        text = ""
        self.several_states = sum(isinstance(block, ShowStatus) for block in blocks) > 1
        for block in blocks:
            text += self.write(block) + ("\n" if _is_lead(block) else "\n\n")
        return text.strip()

    def write(self, block: Block) -> str:
        view, snapshot, lang = self.view, self.view.snapshot, self.view.lang
        match block:
            case Say(phrase):
                return bold(say(phrase, lang)) if phrase in _HEADINGS else escape(say(phrase, lang))
            case DirectDate(when):
                self.told = when
                day = bold(capital(format_moment(when, lang, view.zone)))
                ago = capital(format_ago(when, view.now, lang))
                return f"{day}\n{time_tag(when.at, ago, is_relative=True) if when.at else escape(ago)}"
            case DirectSpan():
                return self._write_span(block)
            case DirectPeople(people):
                return bold(format_list([name_of(view, person) for person in people], lang))
            case DirectSources(fact_id):
                listed = format_list(publishers_of(snapshot.facts[fact_id], view), lang)
                return bold(view.translate("Reported by %(publishers)s", publishers=listed))
            case ShowFact():
                return self._write_fact(block)
            case ShowPerson(person_id):
                person = snapshot.people[person_id]
                self.introduced.add(person_id)
                return render_name_and_role(person, lang)
            case ShowTerm(term_id):
                term = snapshot.terms[term_id]
                return self._with_sources(
                    f"{bold(capital(term.term[lang]))}\n{escape(term.text[lang])}", term.facts
                )
            case ShowDeadline(deadline_id):
                deadline = view.visible.without_hidden_outcome(snapshot.deadlines[deadline_id])
                return self._with_sources(render_deadline(deadline, view), deadline.facts)
            case ShowStake(stake_id):
                stake = snapshot.stakes[stake_id]
                return self._with_sources(
                    f"{bold(stake.title[lang])}\n{escape(stake.text[lang])}", stake.facts
                )
            case ShowConflict(conflict_id, in_full, told):
                conflict = snapshot.conflicts[conflict_id]
                text = render_conflict(conflict, self.view, in_full=in_full, told=told)
                untold = [fact for fact in conflict.facts if fact not in told]
                return self._with_sources(text, untold) if in_full else text
            case ShowStatus(status_id, part):
                status = view.visible.status(snapshot.statuses[status_id])
                if status is None:
                    return ""
                # Without an answer of the editors' the state alone would not say of what.
                needs_title = self.several_states or part is StatusPart.THEN
                title = f"{bold(status.title[lang])}\n\n" if needs_title else ""
                return title + render_status_part(status, part, view)
            case ShowBriefing(slug, in_gist):
                briefing = snapshot.briefings[(slug, lang)]
                gist = briefing.gist if in_gist else ""
                brief = gist or briefing.short or snapshot.dossier.summary[lang]
                text = f"{bold(briefing.title)}\n{escape(brief)}"
                return self._with_sources(text, briefing.facts)
            case ShowAbout(about, part):
                if about == "dossier":
                    dossier = snapshot.dossier
                    # How far it goes is told to who asks once it goes so far.
                    is_now = self.view.moment.date() >= dossier.known_until
                    texts = [dossier.disclosure, dossier.state_of_knowledge][: 1 + is_now]
                    if part is AboutPart.MAKER:
                        texts = texts[:1]
                    elif part is AboutPart.KNOWLEDGE:
                        texts.reverse()
                    return "\n\n".join(escape(text[lang]) for text in texts)
                return escape(self._about_bot())
            case ShowScreen(screen):
                return f"/{screen}"
            case ShowUnknown(unknown_id):
                return escape(snapshot.unknowns[unknown_id].text[lang])

    def _about_bot(self) -> str:
        """What may be asked: about what, up to when, and the first two of the questions on /start."""
        dossier, lang = self.view.snapshot.dossier, self.view.lang
        return say(
            Phrase.ABOUT_BOT,
            lang,
            parties=dossier.title[lang],
            day=format_day(min(dossier.known_until, self.view.moment.date()), lang),
            examples=", ".join(f"“{question}”" for question in dossier.examples[lang][:2]),
        )

    def _with_sources(self, text: str, fact_ids: Sequence[str]) -> str:
        """With on whose word we have it, and the warning that belongs to what it rests on."""
        shown = [fact.id for fact in self.view.visible.named(fact_ids)]
        sources = italic(source_line(shown, self.view)) if shown else ""
        return self._with_warning("\n".join(filter(None, [text, sources])), fact_ids)

    def _with_warning(self, text: str, fact_ids: Sequence[str]) -> str:
        """With a line where the editors should have looked again at what it rests on."""
        found = (warning(self.view.snapshot.facts[fact].lifecycle, self.view) for fact in fact_ids)
        return "\n".join(filter(None, [text, next(filter(None, found), "")]))

    def _write_span(self, span: DirectSpan) -> str:
        lang = self.view.lang
        head = bold(capital(format_span(span.first, span.last, lang)))
        if span.shown == span.held:
            return head
        shown, held = format_number(span.shown, lang), format_number(span.held, lang)
        translate = self.view.translate
        if span.first == span.last:  # of most of what happened on a day no hour is known
            line = translate("The main %(shown)s of %(held)s facts:", shown=shown, held=held)
        else:
            line = translate(
                "The main %(shown)s of %(held)s facts, in order of time:", shown=shown, held=held
            )
        return f"{head}\n{escape(line)}"

    def _write_fact(self, block: ShowFact) -> str:
        fact = self.view.snapshot.facts[block.fact]
        known = frozenset(self.introduced)
        if is_said(fact):
            self.introduced.add(fact.who[0])
        if block.role is not Role.MAIN:
            return render_item(fact, self.view, known=known)
        dated = fact.when != self.told
        return render_fact(fact, self.view, known=known, dated=dated, quoted=block.quoted)
