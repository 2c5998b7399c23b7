"""Who is who: a page a side, the same number of people for both parties, each with initials and a role."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.records.person import Person, PersonType, Side
from bot.domain.text import Lang
from bot.rendering.facts import role_of
from bot.rendering.markup.html import bold, capital, escape
from bot.rendering.pictures.canvas import MARGIN, SMALL, STRONG, Canvas, Paragraph, height_of
from bot.rendering.pictures.frame import ROOM, Picture, caption_of, frame_of
from bot.rendering.pictures.themes import Theme
from bot.rendering.view import View

MOST = 4  # people a page
_RADIUS = 48
_COLUMN = 2 * _RADIUS + 36
_WIDTH = ROOM - _COLUMN
_GAP = 26  # px between two people, at the least
_MOST_GAP = 70


@dataclass(frozen=True, slots=True)
class _Row:
    person: Person
    lines: tuple[Paragraph, ...]
    words: str

    @property
    def height(self) -> float:
        return max(height_of(self.lines, _WIDTH), 2 * _RADIUS)


def draw_who(view: View, *, theme: Theme, page: int = 0) -> Picture | None:
    """The people of whom most is told: of the one party, of the other, and of neither; None where there are none."""
    found = _people(view)
    sides = [side for side in Side if found[side]]
    if not sides:
        return None
    page = min(page, len(sides) - 1)
    side = sides[page]
    title = view.translate("Who is who")
    rows = [_row(person, view.lang) for person in found[side]]
    facts = tuple(
        dict.fromkeys(
            fact.id
            for person in found[side]
            for fact in view.visible.of(view.snapshot.facts_by_person[person.id])
        )
    )
    label = _label(side, view)
    frame = frame_of(f"{title}: {label}", facts, view, page=page, pages=len(sides))
    while len(rows) > 1 and _height(rows) > frame.bottom - frame.top:
        rows.pop()
    canvas = Canvas(theme)
    frame.draw(canvas)
    _draw(canvas, rows, frame.top, frame.bottom, view.lang)
    caption = caption_of(f"{title}: {label}", [row.words for row in rows], facts, view)
    return Picture(canvas.svg(), caption, facts, page, len(sides))


def _people(view: View) -> Mapping[Side, Sequence[Person]]:
    """Persons by side, the one with most facts first; as many of the one party as of the other."""
    counts = {
        person.id: len(view.visible.of(view.snapshot.facts_by_person.get(person.id, ())))
        for person in view.snapshot.people.values()
        if person.type is PersonType.PERSON
    }
    ordered = sorted((each for each in counts if counts[each]), key=lambda each: -counts[each])
    found = {
        side: [view.snapshot.people[each] for each in ordered if view.snapshot.people[each].side is side]
        for side in Side
    }
    parties = [len(found[side]) for side in (Side.COMPANY, Side.GOVERNMENT) if found[side]]
    most = min([MOST, *parties])
    return {side: people[: MOST if side is Side.OTHER else most] for side, people in found.items()}


def _label(side: Side, view: View) -> str:
    """What a side is called: by its organisation that stands under no other, the one of which most is told."""
    if side is Side.OTHER:
        return view.translate("courts and others")
    heads = [
        person
        for person in view.snapshot.people.values()
        if person.side is side and person.type is PersonType.ORGANISATION and person.affiliation is None
    ]
    heads.sort(key=lambda person: -len(view.snapshot.facts_by_person.get(person.id, ())))
    return heads[0].names[view.lang][0] if heads else view.translate("one party")


def _row(person: Person, lang: Lang) -> _Row:
    name, role = capital(person.names[lang][0]), capital(role_of(person, lang))
    lines = (Paragraph(name, STRONG), Paragraph(role, SMALL, 2))
    return _Row(person, lines, f"{bold(name)} · {escape(role)}")


def _height(rows: Sequence[_Row]) -> float:
    return sum(row.height + _GAP for row in rows) - _GAP


def _draw(canvas: Canvas, rows: Sequence[_Row], top: float, bottom: float, lang: Lang) -> None:
    free = bottom - top - _height(rows)
    more = max(0.0, min(_MOST_GAP - _GAP, free / max(1, len(rows) - 1)))
    for row in rows:
        middle = MARGIN + _RADIUS + 3
        canvas.ring(middle, top + _RADIUS, _RADIUS)
        canvas.write_centred(middle, top + _RADIUS - 22, _initials(row.person.names[lang][0]), STRONG)
        canvas.write(MARGIN + _COLUMN, top + 4, _WIDTH, row.lines)
        top += row.height + _GAP + more


def _initials(name: str) -> str:
    """The first letters of the first and the last word that is a name."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isupper()] or [name]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
