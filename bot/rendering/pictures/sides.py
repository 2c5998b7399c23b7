"""Both sides of one subject in two equal columns: what each party said of it, in about as many words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.records.fact import Fact, Kind, RelationKind
from bot.domain.records.person import Side
from bot.domain.text import Lang
from bot.i18n import format_moment
from bot.rendering.facts import name_of
from bot.rendering.markup.html import bold, capital, escape, italic
from bot.rendering.pictures.canvas import MARGIN, SMALL, STRONG, Canvas, Paragraph, Style, height_of
from bot.rendering.pictures.fonts import Weight
from bot.rendering.pictures.frame import ROOM, Picture, caption_of, cut, frame_of
from bot.rendering.pictures.themes import Theme, Tone
from bot.rendering.view import View

EQUAL = 0.15  # of the longer text's words: how many more one side may have, in either language
_PARTIES = (Side.COMPANY, Side.GOVERNMENT)
_REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)
_SPOKEN = (Kind.STATEMENT, Kind.POSITION)
_GUTTER = 44  # px between the columns
_COLUMN = (ROOM - _GUTTER) / 2
_PAD = 22
_INNER = _COLUMN - 2 * _PAD
_SIZES = (44, 40, 36, 34)


@dataclass(frozen=True, slots=True)
class Sides:
    """What both parties said on a topic: a fact of each, in the order of `Side`."""

    topic: str
    facts: tuple[Fact, Fact]


def draw_sides(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """A subject a page; None where no two texts are of about one length."""
    found = find_sides(view)
    if not found:
        return None
    page = min(page, len(found) - 1)
    sides = found[page]
    title = capital(view.snapshot.topics[sides.topic].name[view.lang])
    facts = tuple(fact.id for fact in sides.facts)
    frame = frame_of(title, facts, view, page=page, pages=len(found))
    room = frame.bottom - frame.top - 2 * _PAD
    columns = _fitting(sides.facts, room, view)
    high = max(height_of(lines, _INNER) for lines, _ in columns) + 2 * _PAD
    canvas = Canvas(theme)
    frame.draw(canvas)
    for number, (lines, _) in enumerate(columns):
        left = MARGIN + number * (_COLUMN + _GUTTER)
        canvas.box(left, frame.top, _COLUMN, high, Tone.PANEL)
        canvas.write(left + _PAD, frame.top + _PAD, _INNER, lines)
    words = [said for _, said in columns]
    caption = caption_of(title, words, facts, view)
    return Picture(canvas.svg(), caption, facts, page, len(found))


def find_sides(view: View) -> Sequence[Sides]:
    """A pair a topic, of facts one of which answers or denies the other; no fact stands in two of them.

    First the topics on which the parties answered one another most.
    """
    differing = sorted(((_difference(pair), pair) for pair in _pairs(view)), key=lambda each: each[0])
    pairs = [pair for _, pair in differing]
    equal = [pair for difference, pair in differing if difference <= EQUAL]
    taken: set[str] = set()
    found = []
    answered = Counter(topic for pair in pairs for topic in set(pair[0].about) & set(pair[1].about))
    for topic in sorted(view.snapshot.topics, key=lambda topic: -answered[topic]):
        for pair in equal:
            both = {fact.id for fact in pair}
            if not both & taken and all(topic in fact.about for fact in pair):
                taken |= both
                found.append(Sides(topic, pair))
                break
    return found


def _pairs(view: View) -> Iterator[tuple[Fact, Fact]]:
    """What one party said and the other answered, the company's first."""
    for reply in view.visible.facts:
        for relation in reply.relations:
            said = view.snapshot.facts.get(relation.to)
            if said is None or relation.kind not in _REPLIES or not view.visible.shows(said):
                continue
            of_side = {view.snapshot.people[fact.who[0]].side: fact for fact in (said, reply) if fact.who}
            if set(of_side) == set(_PARTIES) and all(fact.kind in _SPOKEN for fact in of_side.values()):
                yield of_side[Side.COMPANY], of_side[Side.GOVERNMENT]


def _difference(pair: tuple[Fact, Fact]) -> float:
    """How many more words the longer text has, as a share of them, in the language in which that is most."""
    counts = [sorted(len(fact.text[lang].split()) for fact in pair) for lang in Lang]
    return max((most - fewest) / most for fewest, most in counts)


def _fitting(pair: tuple[Fact, Fact], room: float, view: View) -> list[tuple[tuple[Paragraph, ...], str]]:
    """Both in one form: with the words as spoken where both have some and there is room, in letters as large as fit."""
    both_quoted = all(fact.quote is not None for fact in pair)
    for quoted in (True, False) if both_quoted else (False,):
        for size in _SIZES:
            columns = [_column(fact, view, size, quoted=quoted) for fact in pair]
            if max(height_of(lines, _INNER) for lines, _ in columns) <= room:
                return columns
    return columns


def _column(fact: Fact, view: View, size: int, *, quoted: bool) -> tuple[tuple[Paragraph, ...], str]:
    """The speaker, what was said, perhaps the words as spoken, where and when; the same as HTML."""
    name = capital(name_of(view, fact.who[0]))
    text = cut(fact.text[view.lang])
    when = format_moment(fact.when, view.lang, view.dossier.dispute_zone)
    place = [fact.channel[view.lang]] if fact.channel else []
    ours = []
    lines = [Paragraph(name, STRONG), Paragraph(text, Style(size), 8)]
    said = [bold(name), escape(text)]
    if quoted and fact.quote is not None:
        is_ours = fact.quote.lang is not view.lang
        words = f"“{(fact.quote.rendering if is_ours else fact.quote.text).rstrip(',')}”"
        ours = [view.translate("our translation")] if is_ours else []
        lines.append(Paragraph(words, Style(size, Weight.BOLD), 12))
        said.append(escape(words))
    circumstances = capital(" · ".join([*place, when, *ours]))
    lines.append(Paragraph(circumstances, SMALL, 12))
    return tuple(lines), "\n".join([*said, italic(circumstances)])
