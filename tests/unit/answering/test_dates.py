"""Which days a question names, in both languages."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Engine, parse_day
from bot.answering.understanding.dates import Calendar, Span, spell_days
from bot.answering.understanding.spans import find_span, is_deadline
from bot.domain.text import Lang

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
LATEST, DEADLINE = date(2026, 6, 30), date(2026, 2, 27)


def day(month: int, number: int) -> Span:
    return Span(date(2026, month, number), date(2026, month, number))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("wat gebeurde er vrijdag", day(2, 27)),
        ("what happened yesterday", day(3, 3)),
        ("wat zei hij op 24 februari", day(2, 24)),
        ("what about march 26", day(3, 26)),
        ("eind februari", Span(date(2026, 2, 21), date(2026, 2, 28))),
        ("what came in march", Span(date(2026, 3, 1), date(2026, 3, 31))),
        ("this month", Span(date(2026, 3, 1), date(2026, 3, 4))),
        ("wat gebeurde er dit jaar", Span(date(2026, 1, 1), date(2026, 3, 4))),
        ("over de laatste tien dagen", Span(date(2026, 2, 22), date(2026, 3, 4))),
        ("i was away for two weeks", Span(date(2026, 2, 18), date(2026, 3, 4))),
        ("drie weken op vakantie geweest", Span(date(2026, 2, 11), date(2026, 3, 4))),
        ("over het laatste halfjaar", Span(date(2025, 9, 3), date(2026, 3, 4))),
        ("deze week", Span(date(2026, 3, 2), date(2026, 3, 8))),
        ("anything last week", Span(date(2026, 2, 23), date(2026, 3, 1))),
        ("what did trump do after the deadline", Span(DEADLINE, LATEST)),
        ("wat zeiden ze voor het aflopen van het ultimatum", Span(date(2026, 1, 1), DEADLINE)),
        ("sinds de deadline", Span(DEADLINE, LATEST)),
        ("the day before yesterday", day(3, 2)),
        ("wat zei hij op 24-2-2026", day(2, 24)),
        ("op 9/3/2026", day(3, 9)),
        ("de 8ste april", day(4, 8)),
        ("the 19th of may 2026", day(5, 19)),
        ("5 sept 2025", Span(date(2025, 9, 5), date(2025, 9, 5))),
        ("op 29 februari", Span(date(2024, 2, 29), date(2024, 2, 29))),
        ("what went down on that last friday in february", day(2, 27)),
        ("wat gebeurde er op de eerste maandag van maart", day(3, 2)),
        ("the 2nd tuesday of april 2025", Span(date(2025, 4, 8), date(2025, 4, 8))),
        ("de vijfde vrijdag van februari", Span(date(2026, 2, 1), date(2026, 2, 28))),
        ("31ste juni", None),
        ("who may decide", None),
        ("waarom weigerde amodei", None),
    ],
)
def test_a_question_names_days(text: str, span: Span | None) -> None:
    calendar = Calendar(NOW, LATEST, "America/New_York")
    assert find_span(text, calendar, lambda words: DEADLINE if is_deadline(words) else None) == span


AUTUMN = Calendar(datetime(2026, 11, 27, 12, tzinfo=UTC), date(2026, 10, 5), "America/New_York")
EVENTS = {"ruling": date(2026, 9, 25), "injunction": date(2026, 3, 26), "vonnis": date(2026, 8, 27)}


def event(words: str) -> date | None:
    return next((day for name, day in EVENTS.items() if name in words), None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tell me what the first ten days of march brought", (3, 1), (3, 10)),
        ("eerste week van maart", (3, 1), (3, 7)),
        ("de tweede week van april", (4, 8), (4, 14)),
        ("laatste twee weken van februari", (2, 15), (2, 28)),
        ("second half of march", (3, 16), (3, 31)),
        ("tussen 1 en 10 maart", (3, 1), (3, 10)),
        ("march 3-9", (3, 3), (3, 9)),
        ("wat speelde er rond eind augustus en begin september", (8, 21), (9, 10)),
        ("wat gebeurde er in april en mei", (4, 1), (5, 31)),
        ("from march to june", (3, 1), (6, 30)),
        ("de week van 23 februari", (2, 23), (3, 1)),
        ("events in the fortnight before the ruling", (9, 11), (9, 25)),
        ("de twee dagen na 27 februari", (2, 27), (3, 1)),
        ("the week leading up to the injunction", (3, 19), (3, 26)),
        ("kort na het vonnis", (8, 27), (9, 3)),
        ("between the injunction and the ruling", (3, 26), (9, 25)),
        ("between the ruling and now what moved", (9, 25), (11, 27)),
        ("since the ruling", (9, 25), (11, 27)),
        ("what happened after 5 september", (9, 6), (11, 27)),
        ("the past two weeks", (11, 13), (11, 27)),
        ("dit jaar", (1, 1), (11, 27)),
        ("in de zomer", (6, 1), (8, 31)),
    ],
)
def test_a_question_names_a_span(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert find_span(text, AUTUMN, event) == Span(date(2026, *first), date(2026, *last))


@given(st.text(max_size=60))
def test_whatever_is_typed_a_span_runs_forwards(text: str) -> None:
    span = find_span(text.lower(), AUTUMN, event)
    assert span is None or span.first <= span.last


def test_without_a_deadline_after_the_deadline_names_no_day() -> None:
    assert find_span("after the deadline", Calendar(NOW, LATEST, "UTC")) is None


@pytest.mark.parametrize(
    ("text", "lang", "spelt"),
    [
        ("wat was er op 26-3-2026?", Lang.NL, "wat was er op 26 maart?"),
        ("wat was er op 26 maart 2026?", Lang.NL, "wat was er op 26 maart?"),
        ("wat was er op 26 mrt 2025?", Lang.NL, "wat was er op 26 maart 2025?"),
        ("what about may 19th, 2026", Lang.EN, "what about 19 may"),
        ("the 19th of may", Lang.EN, "the 19 may"),
        ("van 9/3/2026 tot 26/3/2026", Lang.NL, "van 9 maart tot 26 maart"),
    ],
)
def test_a_day_is_the_same_words_however_it_is_written(text: str, lang: Lang, spelt: str) -> None:
    assert spell_days(text, lang, Calendar(NOW, LATEST, "UTC")) == spelt


def test_a_text_without_a_day_is_left_as_it_is() -> None:
    assert spell_days("wat gebeurde er in maart", Lang.NL, Calendar(NOW, LATEST, "UTC")) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("26 feb", (2, 26)),
        ("the summer", (8, 31)),
        ("eerste week van maart", (3, 7)),
        ("tot en met mei", (5, 31)),
    ],
)
def test_a_day_to_look_back_to_is_the_last_that_is_named(
    engine: Engine, text: str, day: tuple[int, int]
) -> None:
    dossier = engine.snapshot.dossier
    found = parse_day(text, now=AUTUMN.now, dossier=dossier)
    assert found is not None
    assert (found.month, found.day) == day
