"""Dates in a text that are not the record's."""

from collections.abc import Sequence

RULES = ("other-date",)


def test_another_day_than_the_records_is_told_in_each_language(told: Sequence[str]) -> None:
    """The record is of 12 March.

    - id: other-day
      date: 2026-03-12
      text:
        nl: De brief kwam op 13 maart.
        en: The letter came on 13 March.
    """
    assert [each.partition(": ")[2] for each in told] == [
        "text.nl: '13 maart' is not the day of this record (2026-03-12), which the text does not name [other-date]",
        "text.en: '13 March' is not the day of this record (2026-03-12), which the text does not name [other-date]",
    ]


def test_other_days_may_stand_beside_the_records_and_far_from_it(told: Sequence[str]) -> None:
    """Each text is right about a record of 12 March.

    - id: both
      date: 2026-03-12
      text: {nl: De brief van 12 maart noemt 15 maart., en: The letter of 12 March names 15 March.}
    - id: month
      date: 2026-03-12
      text: {nl: In maart noemde de gemeente 15 maart., en: In March the town named 15 March.}
    - id: far
      date: 2026-03-12
      text: {nl: De vergunning is van 1 november 2025., en: The permit is of 1 November 2025.}
    - id: about
      date: 2026-03-12
      date_precision: approximate
      text: {nl: De brief kwam rond 14 maart., en: The letter came around 14 March.}
    - id: evening-there-night-here
      date: 2026-03-12T23:30:00+00:00
      text: {nl: De brief kwam op 13 maart., en: The letter came on 13 March.}
    - id: none
      date: 2026-03-12
      text: {nl: De brief kwam laat., en: The letter came late.}
    """
    assert told == []


def test_a_day_of_the_week_that_it_was_not_is_told(told: Sequence[str]) -> None:
    """12 March 2026 was a Thursday.

    - id: wrong
      date: 2026-03-12
      text: {nl: De brief kwam op vrijdag 12 maart., en: "The letter came on Friday, 12 March 2026."}
    - id: right
      date: 2026-03-12
      text: {nl: De brief kwam op donderdag 12 maart., en: The letter came on Thursday 12 March.}
    """
    assert {each.partition(": ")[2] for each in told} == {
        "text.en: 'Friday' 12 March of 2026 was a thursday [other-date]",
        "text.nl: 'vrijdag' 12 maart of 2026 was a donderdag [other-date]",
    }


def test_another_hour_than_the_records_is_told_and_its_hour_elsewhere_is_not(told: Sequence[str]) -> None:
    """Ten in the evening here is nine in UTC.

    - id: wrong
      date: 2026-03-15T22:00:00+01:00
      text: {nl: De termijn liep op 15 maart om 20.00 uur af., en: The time was up on 15 March at 8 p.m.}
    - id: right
      date: 2026-03-15T22:00:00+01:00
      text: {nl: De termijn liep op 15 maart om 21.00 uur UTC af., en: The time was up on 15 March at 10 p.m.}
    """
    assert len(told) == 2
    assert all("is not the hour of this record (22:00)" in each for each in told)
