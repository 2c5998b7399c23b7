"""The screens that are not answers: start, help, timeline, people, what they said, stakes, privacy."""

from collections.abc import Mapping, Sequence

from bot.domain.records.fact import Fact
from bot.domain.records.person import Person
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.about import render_disclosure_line
from bot.rendering.facts import (
    name_of,
    render_by_day,
    render_conflict,
    render_item,
    render_name_and_role,
    render_sources_line,
)
from bot.rendering.markup.footer import render_as_of, render_footer
from bot.rendering.markup.html import block_quote, bold, capital, escape, italic
from bot.rendering.view import View

_NAMED = 6  # facts on a person's card


def render_start(view: View) -> str:
    """Where the dispute stands, and what a reader can do here."""
    translate = view.translate
    dossier = view.dossier
    return _join(
        f"{bold(dossier.title[view.lang])}\n{render_disclosure_line(view)}",
        block_quote(escape(dossier.summary[view.lang]), expandable=True),  # so that all fits a phone's screen
        escape(translate("Ask me anything about it in your own words, or choose:")),
        render_footer(view),
    )


def render_help(view: View, commands: Sequence[tuple[str, str]]) -> str:
    """What the bot can do, with questions that it is known to answer; `commands`: each with what it is for."""
    translate = view.translate
    return _join(
        bold(translate("Ask in your own words, for example:")),
        "\n".join(f"• {escape(example)}" for example in view.dossier.examples[view.lang]),
        "\n".join(f"{command} – {escape(meaning)}" for command, meaning in commands),
        escape(
            translate(
                "I say only what stands in the dossier with its sources. What it does not hold, I say we do not know."
            )
        ),
        render_disclosure_line(view),
        render_footer(view),
    )


def render_timeline(facts: Sequence[Fact], view: View, *, page: int, pages: int) -> str:
    """One page of dated facts, oldest first, under their days."""
    return _join(
        _head(view.translate("Timeline"), page, pages, view.lang),
        render_as_of(view),
        *render_by_day(facts, view),
        render_footer(view),
    )


def render_people_list(people: Sequence[Person], view: View, *, page: int, pages: int) -> str:
    """One page of names with their roles."""
    return _join(
        _head(view.translate("Who is who"), page, pages, view.lang),
        *(render_name_and_role(person, view.lang) for person in people),
        render_footer(view),
    )


def render_person(person: Person, view: View) -> str:
    """A card: name, role, and the latest facts that name this person."""
    translate = view.translate
    facts = view.visible.of(view.snapshot.facts_by_person.get(person.id, ()))[::-1]
    named = [conflict for conflict in view.snapshot.conflicts.values() if person.id in conflict.people]
    conflicts = view.visible.conflicts_of(named)
    differ = [
        f"{render_conflict(conflict, view)}\n{render_sources_line(conflict.facts, view)}"
        for conflict in conflicts
    ]
    return _join(
        render_name_and_role(person, view.lang),
        render_as_of(view),
        italic(translate("Newest first:")) if facts else "",
        *render_by_day(facts[:_NAMED], view),
        *differ,
        render_footer(view),
    )


def render_said_menu(view: View) -> str:
    """The question that the buttons below answer: who, or about what?"""
    translate = view.translate
    return _join(
        bold(translate("Who said what")),
        escape(translate("Choose a person or a subject, or type /said with a name.")),
        render_footer(view),
    )


def render_said(
    facts: Sequence[Fact], view: View, *, person: str | None, topic: str | None, page: int, pages: int
) -> str:
    """One page of what a person said and did, or of what was said on a topic; newest first."""
    translate = view.translate
    title = name_of(view, person) if person else view.snapshot.topics[topic or ""].name[view.lang]
    known = {person} if person else set()
    return _join(
        _head(capital(title), page, pages, view.lang),
        render_as_of(view),
        italic(translate("Newest first:")),
        *(render_item(fact, view, known=known, quoted=True) for fact in facts),
        render_footer(view),
    )


def render_more(facts: Sequence[Fact], view: View) -> str:
    """What else there is on a question, the nearest first."""
    return _join(
        bold(view.translate("More on this")),
        render_as_of(view),
        *(render_item(fact, view, quoted=True) for fact in facts),
        render_footer(view),
    )


def render_stakes(view: View, *, holder: str | None) -> str:
    """What is at stake: for one holder in full, or for all by title."""
    translate = view.translate
    stakes = view.visible.stakes
    labels = render_holder_labels(view)
    if holder is None:
        lists = []
        for each, label in labels.items():
            titles = [f"• {escape(stake.title[view.lang])}" for stake in stakes if stake.holder == each]
            lists.append("\n".join([bold(label), *titles]))
        return _join(bold(translate("What is at stake")), *lists, render_footer(view))
    entries = [
        f"{bold(stake.title[view.lang])}\n{escape(stake.text[view.lang])}"
        for stake in stakes
        if stake.holder == holder
    ]
    return _join(bold(view.dossier.holders[holder][view.lang]), *entries, render_footer(view))


def render_holder_labels(view: View) -> Mapping[str, str]:
    """Labels of the holders that have a stake, in the editors' order."""
    present = {stake.holder for stake in view.visible.stakes}
    holders = view.dossier.holders
    return {holder: label[view.lang] for holder, label in holders.items() if holder in present}


def render_privacy(*, lang: Lang) -> str:
    """What is kept about a reader."""
    translate = Translator(lang).gettext
    return _join(
        bold(translate("What I keep about you")),
        escape(
            translate(
                "Your chat's number, the language and the settings that you chose, and for sixty days what I sent you "
                "and which facts my answers showed you, so that a correction reaches you and /new repeats none of them. Nobody else gets it."
            )
        ),
        escape(
            translate(
                "Your last four questions stay in memory for half an hour, so that you can ask follow-up questions. A question that I "
                "could not answer is written down only when at least three readers asked it, for thirty days, "
                "without names, numbers or anything of who asked."
            )
        ),
        escape(translate("A message that has to wait for its answer is kept, encrypted, until it has one.")),
        escape(translate("/mydata sends you all of it as a file, /forget deletes it.")),
    )


def _head(title: str, page: int, pages: int, lang: Lang) -> str:
    if pages <= 1:
        return bold(title)
    place = Translator(lang).gettext("%(page)s of %(pages)s", page=page + 1, pages=pages)
    return f"{bold(title)} · {place}"


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
