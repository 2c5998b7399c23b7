"""Days as people write them, in both languages: which day, which year, and whether there is such a day."""

from datetime import date

import pytest

from bot.i18n.number_words import read_numbers, read_ordinals
from bot.i18n.written_days import find_written_days, with_ordinals


@pytest.mark.parametrize(
    ("text", "day", "month", "year"),
    [
        ("2026-03-09", 9, 3, 2026),
        ("wat was er op 9-3-2026?", 9, 3, 2026),
        ("09/03/2026", 9, 3, 2026),
        ("9.3.2026", 9, 3, 2026),
        ("03/26/2026", 26, 3, 2026),
        ("op 26/3", 26, 3, None),
        ("26 mrt. 2026", 26, 3, 2026),
        ("26mrt2026", 26, 3, 2026),
        ("26-mar-2026", 26, 3, 2026),
        ("5 sept 2025", 5, 9, 2025),
        ("de 3de april", 3, 4, None),
        ("de 8ste april 2026", 8, 4, 2026),
        ("22nd of may", 22, 5, None),
        ("june the 3rd, 2026", 3, 6, 2026),
        ("de zesentwintigste maart", 26, 3, None),
        ("the twenty-second of may", 22, 5, None),
    ],
)
def test_a_day_is_found_however_it_is_written(text: str, day: int, month: int, year: int | None) -> None:
    (found,) = find_written_days(with_ordinals(text))
    assert (found.day, found.month, found.year) == (day, month, year)


@pytest.mark.parametrize(
    "text",
    [
        "24/7 open",
        "1.5 miljoen",
        "192.168.1.1",
        "maart 2026",
        "the second march hearing",
        "case 26-1049",
        "9:30",
    ],
)
def test_what_is_no_day_is_found_as_none(text: str) -> None:
    assert find_written_days(with_ordinals(text)) == []


@pytest.mark.parametrize("text", ["31 juni", "30ste februari", "31-09-2026", "2026-02-29", "0 mei"])
def test_a_day_that_there_is_not_is_known_as_such(text: str) -> None:
    (found,) = find_written_days(with_ordinals(text))
    assert not found.exists


def test_a_day_of_leap_years_is_one() -> None:
    (found,) = find_written_days("29 februari")
    assert found.exists
    assert (found.in_year(2026), found.in_year(2028)) == (None, date(2028, 2, 29))


def test_slashes_that_americans_read_otherwise_are_known_to_be_two_days() -> None:
    assert find_written_days("5/6/2026")[0].other == (6, 5)
    assert find_written_days("5-6-2026")[0].other is None  # only Europeans write hyphens
    assert find_written_days("6/6/2026")[0].other is None
    assert find_written_days("15/6/2026")[0].other is None


def test_numbers_in_words_are_figures_in_both_languages() -> None:
    assert read_numbers("vijf voor half twaalf") == "5 voor half 12"
    assert read_numbers("twenty-five to nine") == "25 to 9"
    assert read_numbers("negenenvijftig") == "59"
    assert read_ordinals("eenendertigste") == "31e"
    assert read_ordinals("the thirty-first of may") == "the 31e of may"
