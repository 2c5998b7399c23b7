"""Times and lengths of a pause as people type them; what is not understood is nothing, never something else."""

from datetime import date, time

import pytest

from bot.chat.settings.typed_times import is_off, read_days, read_half, read_times, read_until

TODAY = date(2026, 11, 27)  # a Friday


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("half tien", [time(9, 30)]),
        ("om half 7 's avonds", [time(18, 30)]),
        ("kwart over zes", [time(6, 15)]),
        ("kwart voor 12", [time(11, 45)]),
        ("vijf over half 8", [time(7, 35)]),
        ("tien voor half 9", [time(8, 20)]),
        ("10 over 7", [time(7, 10)]),
        ("half past six", [time(6, 30)]),
        ("quarter to nine in the evening", [time(20, 45)]),
        ("20 past 7 pm", [time(19, 20)]),
        ("5 minutes to 8", [time(7, 55)]),
        ("'s ochtends om 7 uur", [time(7)]),
        ("6 uur 's ochtends", [time(6)]),
        ("1 uur 's middags", [time(13)]),
        ("half 1 's nachts", [time(0, 30)]),
        ("12 uur 's nachts", [time(0)]),
        ("9 at night", [time(21)]),
        ("elke dag om acht uur", [time(8)]),
        ("every evening at 9", [time(21)]),
        ("noon", [time(12)]),
        ("middernacht", [time(0)]),
        ("9 o'clock", [time(9)]),
        ("18u05", [time(18, 5)]),
        ("tussen half 11 's avonds en kwart voor 7", [time(22, 30), time(6, 45)]),
        ("from 11 pm until half past 6", [time(23), time(6, 30)]),
        ("23 to 7", [time(23), time(7)]),
        # asked, not guessed
        ("elke 3 uur", []),
        ("every 90 minutes", []),
        ("9:00 GMT", []),
        ("7:30 New York", []),
        ("half eight", []),
        ("12 in the evening", []),
        ("20 uur 's ochtends", []),
        ("morgen om 8", []),
        ("maandag 8 uur", []),
        ("24:30", []),
        ("ongeveer 8 uur", []),
        ("niet om 8 uur", []),
    ],
)
def test_a_time_is_what_people_mean_by_it_or_none(words: str, expected: list[time]) -> None:
    assert read_times(words) == expected


def test_half_eight_is_two_times_in_two_languages() -> None:
    assert read_half("half eight") == read_half("half 8") == (time(7, 30), time(8, 30))
    assert read_half("half past 8") is None
    assert read_half("half one") == (time(0, 30), time(1, 30))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("5", 5),
        ("vijf dagen", 5),
        ("3 weken", 21),
        ("een week", 7),
        ("a week", 7),
        ("for two weeks", 14),
        ("de komende 2 weken", 14),
        ("a fortnight", 14),
        ("één maand", 30),
        ("1 week en 2 dagen", 9),
        ("4w", 28),
        ("45 minuten", None),
        ("3 uur", None),
        ("6 hours", None),
        ("2 jaar", None),
        ("anderhalve week", None),
        ("1,5 week", None),
        ("12 maart", None),
        ("8 pm", None),
        ("3 nachten", None),
    ],
)
def test_a_pause_lasts_as_long_as_was_typed_or_is_asked_for(words: str, days: int | None) -> None:
    assert read_days(words) == days


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("until 10 December", date(2026, 12, 10)),
        ("tot 10-12", date(2026, 12, 10)),
        ("tot en met 10 december", date(2026, 12, 11)),
        ("until the 1st of January", date(2027, 1, 1)),
        ("tot maandag", date(2026, 11, 30)),
        ("t/m zondag", date(2026, 11, 30)),
        ("until Friday", date(2026, 12, 4)),
        ("tot overmorgen", date(2026, 11, 29)),
        ("tot 31 november", None),
        ("until 4/12/2026", None),  # 4 December or 12 April
        ("until next week", None),
        ("10 december", None),
    ],
)
def test_a_pause_may_have_a_day_as_its_end(words: str, until: date | None) -> None:
    assert read_until(words, TODAY) == until


def test_a_setting_is_ended_in_plain_words() -> None:
    assert all(is_off(words) for words in ("off", "uit", "Stop.", "geen"))
    assert not is_off("over 3 dagen")
