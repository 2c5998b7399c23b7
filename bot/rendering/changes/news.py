"""What changed, as readers see it: a digest that fits one message, and the pages of /new, by topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.records.deadline import Deadline
from bot.domain.records.fact import Fact
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.deadlines import render_deadline
from bot.rendering.facts import render_fact_line, source_line
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape, italic
from bot.rendering.view import View

ROOM = 3_600  # characters of HTML for a message's items; the rest of it is for head and foot


@dataclass(frozen=True, slots=True)
class Page:
    """Telegram HTML that fits one message, and the ids of the facts that it tells."""

    html: str
    facts: tuple[str, ...]


def render_digest(
    updates: Sequence[Update], facts: Sequence[Fact], deadlines: Sequence[Deadline], view: View, *, head: str
) -> Page:
    """What changed, updates first; what does not fit one message is counted, and /new shows it."""
    items = [
        *(_render_update(update, view.lang) for update in updates),
        *(Page(render_deadline(deadline, view), deadline.facts) for deadline in deadlines),
        *(_render_fact(fact, view) for fact in facts),
    ]
    first = _fill(items)[0]
    parts = [bold(head), *(item.html for item in first)]
    left = len(items) - len(first)
    if left:
        message = view.ngettext(
            "And %(number)s more: /new shows it.", "And %(number)s more: /new shows them.", left
        )
        parts.append(italic(message))
    return _page([*parts, render_footer(view)], first)


def render_news(updates: Sequence[Update], facts: Sequence[Fact], view: View, *, head: str) -> list[Page]:
    """All that changed under its topics, in the editors' order of topics; pages that each fit one message."""
    items = list(_by_topic(updates, facts, view))
    pages = _fill(items)
    translate = view.translate
    found = []
    for number, page in enumerate(pages, start=1):
        place = " · " + translate("%(page)s of %(pages)s", page=number, pages=len(pages)) if pages[1:] else ""
        html = [bold(head) + place, *(item.html for item in page), render_footer(view)]
        found.append(_page(html, page))
    return found


def _by_topic(updates: Sequence[Update], facts: Sequence[Fact], view: View) -> Iterator[Page]:
    """Each record once, under the first of its topics; a topic's name stands over its first record."""
    for topic in view.snapshot.topics.values():
        items = [_render_update(update, view.lang) for update in updates if update.about[:1] == (topic.id,)]
        items += [_render_fact(fact, view) for fact in facts if fact.about[:1] == (topic.id,)]
        for number, item in enumerate(items):
            over = f"<u>{escape(topic.name[view.lang])}</u>\n\n" if number == 0 else ""
            yield Page(over + item.html, item.facts)


def _render_update(update: Update, lang: Lang) -> Page:
    title = update.title[lang]
    if update.kind is UpdateKind.CORRECTION:
        title = Translator(lang).gettext("Correction: %(title)s", title=title)
    return Page(f"{bold(title)}\n{escape(update.text[lang])}", update.facts)


def _render_fact(fact: Fact, view: View) -> Page:
    line = render_fact_line(fact, view)
    return Page(f"▪ {line}\n{italic(source_line([fact.id], view))}", (fact.id,))


def _page(parts: Sequence[str], items: Sequence[Page]) -> Page:
    facts = dict.fromkeys(fact for item in items for fact in item.facts)
    return Page("\n\n".join(parts), tuple(facts))


def _fill(items: Sequence[Page]) -> list[list[Page]]:
    """The items in their order on pages of at most `ROOM`; at least one page, and one item on each where there are any."""
    pages: list[list[Page]] = [[]]
    used = 0
    for item in items:
        used += len(item.html)
        if used > ROOM and pages[-1]:
            pages.append([])
            used = len(item.html)
        pages[-1].append(item)
    return pages
