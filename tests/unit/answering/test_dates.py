"""Which days a question names, in both languages."""

from datetime import UTC, date, datetime

import pytest

from bot.answering.understanding.dates import Span, find_span, spell_days
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
        ("31ste juni", None),
        ("who may decide", None),
        ("waarom weigerde amodei", None),
    ],
)
def test_a_question_names_days(text: str, span: Span | None) -> None:
    assert find_span(text, now=NOW, latest=LATEST, zone="America/New_York", deadline=DEADLINE) == span


def test_without_a_deadline_after_the_deadline_names_no_day() -> None:
    assert find_span("after the deadline", now=NOW, latest=LATEST, zone="UTC") is None


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
    assert spell_days(text, lang, now=NOW, latest=LATEST, zone="UTC") == spelt


def test_a_text_without_a_day_is_left_as_it_is() -> None:
    assert spell_days("wat gebeurde er in maart", Lang.NL, now=NOW, latest=LATEST, zone="UTC") is None
