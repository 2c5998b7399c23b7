"""Which days a question names, in both languages."""

from datetime import UTC, date, datetime

import pytest

from bot.answering.understanding.dates import Span, find_span

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
        ("deze week", Span(date(2026, 3, 2), date(2026, 3, 8))),
        ("anything last week", Span(date(2026, 2, 23), date(2026, 3, 1))),
        ("what did trump do after the deadline", Span(DEADLINE, LATEST)),
        ("wat zeiden ze voor het aflopen van het ultimatum", Span(date(2026, 1, 1), DEADLINE)),
        ("sinds de deadline", Span(DEADLINE, LATEST)),
        ("who may decide", None),
        ("waarom weigerde amodei", None),
    ],
)
def test_a_question_names_days(text: str, span: Span | None) -> None:
    assert find_span(text, now=NOW, latest=LATEST, zone="America/New_York", deadline=DEADLINE) == span


def test_without_a_deadline_after_the_deadline_names_no_day() -> None:
    assert find_span("after the deadline", now=NOW, latest=LATEST, zone="UTC") is None
