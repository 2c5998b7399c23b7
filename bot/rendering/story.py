"""The story in a few cards: the thirty-second versions of the first briefings, word for word."""

from bot.domain.records.status import Status
from bot.i18n.sentences import first_sentence
from bot.rendering.facts import render_sources_line, warning
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape
from bot.rendering.view import View

LONGEST_EXPLANATION = 200  # characters; Bot API, sendPoll


def render_story_card(slug: str, view: View, *, number: int, cards: int) -> str:
    """One card, of a briefing that may be shown and has a short version."""
    briefing = view.snapshot.briefings[(slug, view.lang)]
    place = view.translate("%(page)s of %(pages)s", page=number + 1, pages=cards)
    source = render_sources_line(briefing.facts, view) if briefing.facts else ""
    parts = [
        f"{bold(briefing.title)} · {place}",
        warning(briefing.lifecycle, view),
        escape(briefing.short),
        source,
        render_footer(view),
    ]
    return "\n\n".join(part for part in parts if part)


def render_quiz(status: Status, view: View) -> str:
    """A measure's question, its answer hidden until it is pressed: for a chat that takes no polls."""
    answer = status.answer[view.lang] if status.answer is not None else ""
    return f"{bold(status.question[view.lang])}\n\n<tg-spoiler>{escape(answer)}</tg-spoiler>"


def explanation_of(answer: str) -> str:
    """As many of an answer's first sentences as a quiz has room for."""
    kept, rest = "", answer
    while rest:
        sentence = first_sentence(rest)
        longer = f"{kept} {sentence}".strip()
        if len(longer) > LONGEST_EXPLANATION:
            break
        kept, rest = longer, rest[len(sentence) :].strip()
    return kept
