"""Parity of the languages: numbers and dates by value, quotations by their words or their count."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.content.lint import find_values, values_only_in
from bot.domain.text import Lang
from tests.unit.content.lint.conftest import warnings

RULES = ("number-in-one-language", "date-in-one-language", "quote-in-one-language")


def test_a_number_that_is_another_one_in_the_other_language_is_told_on_both_lines(
    told: Sequence[str],
) -> None:
    """The Dutch has 300, the English 400.

    - id: loaves
      text:
        nl: De Korst bakt 300 broden.
        en: The Crust bakes 400 loaves.
    """
    assert told == [
        "3: text.nl: '300' stands in the Dutch and not in the English [number-in-one-language]",
        "4: text.en: '400' stands in the English and not in the Dutch [number-in-one-language]",
    ]


def test_a_date_in_one_language_is_told(told: Sequence[str]) -> None:
    """The English has another day.

    - id: letter
      text:
        nl: De brief kwam op 12 maart.
        en: The letter came on 13 March.
    """
    assert [each.rsplit(" ", 1)[1] for each in told] == ["[date-in-one-language]"] * 2
    assert "'12 maart'" in told[0]


def test_a_quotation_in_one_language_is_told_and_a_translated_one_is_not(told: Sequence[str]) -> None:
    """The second quotes in both languages.

    - id: plain
      text:
        nl: De bakker weigerde.
        en: The baker "will never" do so.
    - id: translated
      text:
        nl: De bakker zei „nooit van mijn leven”.
        en: The baker said "not in my life".
    """
    assert told == [
        '4: text.en: the quotation "will never" stands in the English and not in the Dutch [quote-in-one-language]'
    ]


def test_a_quote_and_its_rendering_have_the_same_numbers(told: Sequence[str]) -> None:
    """The rendering has another hour.

    - id: spoken
      quote:
        lang: nl
        text: Om 22.00 uur is het uit.
        source: council-letter
        rendering: At 9 p.m. it is out.
    """
    assert told[0].startswith("4: quote.text: '22.00 uur' stands in the Dutch")
    assert told[1].startswith("6: quote.rendering: '9 p.m.' stands in the English")


def test_in_a_briefing_the_line_of_the_text_is_told(folder: Path) -> None:
    path = folder / "briefings/overview.nl.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("De oven brandde nog.", "De oven\nbrandde nog 3 dagen."), "utf-8")
    line = path.read_text("utf-8").split("\n").index("brandde nog 3 dagen.") + 1
    assert f"overview.nl.md:{line}: the text: '3' stands in the Dutch and not in the English [number-in-one-language]" in warnings(folder)  # fmt: skip


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("hooguit 200 miljoen dollar", "at most $200 million"),
        ("tweehonderd miljoen", "200,000,000"),
        ("1,5 miljard", "1.5 billion"),
        ("10.000 brieven", "ten thousand letters"),
        ("98 procent", "98%"),
        ("om 17.01 uur", "at 5:01 p.m."),
        ("17.00 uur", "5 pm"),
        ("om 22.01 uur UTC", "at 2201 GMT"),
        ("elf uur 's avonds", "11 p.m."),
        ("vrijdag 27 februari 2026", "Friday, February 27, 2026"),
        ("op 27 februari", "on Feb. 27"),
        ("8 tot 29 maart", "8 to 29 March"),
        ("vrijdagavond", "on Friday evening"),
        ("zes maanden", "6 months"),
        ("vijfentwintig mensen", "twenty-five people"),
        ("honderdtachtig dagen", "180 days"),
        ("beide grenzen", "the two limits"),
        ("honderden miljoenen", "hundreds of millions"),
        ("tientallen", "dozens"),
        ("versie 4.6", "version 4.6"),
        ("zaak 26-1049", "case 26-1049"),
        ("één leverancier", "a supplier"),
    ],
)
def test_the_same_value_in_other_words_is_no_difference(dutch: str, english: str) -> None:
    nl, en = find_values(dutch, Lang.NL), find_values(english, Lang.EN)
    assert nl or en
    assert not values_only_in(nl, en)
    assert not values_only_in(en, nl)


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("200 miljoen", "200 billion"),
        ("om 17.01 uur", "at 5:01 a.m."),
        ("1.500 broden", "1.5 loaves"),
        ("27 februari", "27 March"),
        ("donderdag", "Friday"),
        ("zes maanden", "seven months"),
        ("in maart", "in May"),
        ("tientallen", "hundreds"),
    ],
)
def test_another_value_is_a_difference_both_ways(dutch: str, english: str) -> None:
    nl, en = find_values(dutch, Lang.NL), find_values(english, Lang.EN)
    assert values_only_in(nl, en)
    assert values_only_in(en, nl)
