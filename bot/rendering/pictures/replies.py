"""Said and answered: what somebody said, and what the other side answered or denied; a pair a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.records.fact import Fact, RelationKind
from bot.domain.records.person import Side
from bot.i18n import format_moment
from bot.rendering.facts import name_of
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.pictures.canvas import MARGIN, SMALL, STRONG, TEXT, Canvas, Paragraph, Style, height_of
from bot.rendering.pictures.fonts import Weight
from bot.rendering.pictures.frame import ROOM, Picture, caption_of, cut, frame_of
from bot.rendering.pictures.themes import Theme, Tone
from bot.rendering.view import View

_INDENT = 56  # px that a bubble leaves free on the side of the other
_PAD = 26
_INNER = ROOM - _INDENT - 2 * _PAD
_GAP = 40
_SMALLER = Style(34)
_REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)
_PARTIES = {Side.COMPANY, Side.GOVERNMENT}


@dataclass(frozen=True, slots=True)
class _Bubble:
    lines: tuple[Paragraph, ...]
    words: str

    @property
    def height(self) -> float:
        return height_of(self.lines, _INNER) + 2 * _PAD


def draw_replies(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """A statement and the reply to it, of the two parties, the newest reply first; None where there is no such pair."""
    pairs = _pairs(view)
    if not pairs:
        return None
    page = min(page, len(pairs) - 1)
    pair = pairs[page]
    title = view.translate("Said and answered")
    facts = tuple(fact.id for fact in pair)
    frame = frame_of(title, facts, view, page=page, pages=len(pairs))
    bubbles = _fitting(pair, frame.bottom - frame.top, view)
    canvas = Canvas(theme)
    frame.draw(canvas)
    top = frame.top
    for bubble, indent in zip(bubbles, (0, _INDENT), strict=True):
        canvas.box(MARGIN + indent, top, ROOM - _INDENT, bubble.height, Tone.PANEL)
        canvas.write(MARGIN + indent + _PAD, top + _PAD, _INNER, bubble.lines)
        top += bubble.height + _GAP
    words = [bubble.words for bubble in bubbles]
    caption = caption_of(title, words, facts, view)
    return Picture(canvas.svg(), caption, facts, page, len(pairs))


def _pairs(view: View) -> Sequence[tuple[Fact, Fact]]:
    """What was said and the reply, each in the speaker's own words, one party to the other."""
    found = []
    for reply in view.visible.facts:
        for relation in reply.relations:
            said = view.snapshot.facts.get(relation.to)
            if said is None or relation.kind not in _REPLIES or not (said.quote and reply.quote):
                continue
            sides = {view.snapshot.people[fact.who[0]].side for fact in (said, reply) if fact.who}
            if sides == _PARTIES and view.visible.shows(said):
                found.append((said, reply))
    return found[::-1]


def has_replies(view: View) -> bool:
    """Whether `draw_replies` has anything to show."""
    return bool(_pairs(view))


def _fitting(pair: Sequence[Fact], room: float, view: View) -> list[_Bubble]:
    """Both in one form: the larger letters, and the words as spoken, where there is room for them."""
    for quoted, style in ((True, TEXT), (True, _SMALLER), (False, TEXT), (False, _SMALLER)):
        bubbles = [_bubble(fact, view, style, quoted=quoted) for fact in pair]
        if sum(bubble.height for bubble in bubbles) + _GAP <= room:
            return bubbles
    return bubbles


def _bubble(fact: Fact, view: View, style: Style, *, quoted: bool) -> _Bubble:
    """The speaker, what was said, the words as spoken, where and when.

    Never the words alone: torn from their sentence they can say the contrary.
    """
    assert fact.quote is not None
    name = capital(name_of(view, fact.who[0]))
    text = cut(fact.text[view.lang])
    is_ours = fact.quote.lang is not view.lang
    words = f"“{(fact.quote.rendering if is_ours else fact.quote.text).rstrip(',')}”"
    ours = [view.translate("our translation")] if is_ours and quoted else []
    when = format_moment(fact.when, view.lang, view.dossier.dispute_zone)
    place = [fact.channel[view.lang]] if fact.channel else []
    circumstances = capital(" · ".join([*place, when, *ours]))
    lines = [Paragraph(name, STRONG), Paragraph(text, style, 6)]
    said = [bold(name), escape(text)]
    if quoted:
        lines.append(Paragraph(words, Style(style.size, Weight.BOLD), 10))
        said.append(escape(words))
    lines.append(Paragraph(circumstances, SMALL, 10))
    return _Bubble(tuple(lines), "\n".join([*said, italic(circumstances)]))
