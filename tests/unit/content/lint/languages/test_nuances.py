"""Nuances of one language alone: names, hedges, negations."""

from collections.abc import Sequence

import pytest

from bot.content.lint.reading.phrases import is_hedged, may_negate
from bot.domain.text import Lang

RULES = ("hedge-in-one-language", "negation-in-one-language", "name-in-one-language")


def test_what_one_language_hedges_denies_or_names_and_the_other_does_not_is_told(told: Sequence[str]) -> None:
    """Each differs in one thing.

    - id: hedge
      text: {nl: Naar verluidt brandde de oven., en: The oven was lit.}
    - id: may
      text: {nl: De oven brandde., en: The oven may have been lit.}
    - id: negation
      text: {nl: De oven brandde niet., en: The oven was lit.}
    - id: name
      text: {nl: De oven van Brood brandde., en: The oven was lit.}
    - id: outlet
      text: {nl: "De oven brandde, meldde The Bread Echo.", en: "The oven was lit, the media reported."}
    """
    assert [each.partition(": ")[2].partition(": ")[2] for each in told] == [
        "'Naar verluidt' stands in the Dutch, and nothing like it in the English [hedge-in-one-language]",
        "'may' stands in the English, and nothing like it in the Dutch [hedge-in-one-language]",
        "'niet' stands in the Dutch, and nothing like it in the English [negation-in-one-language]",
        "'Brood' stands in the Dutch, and nothing like it in the English [name-in-one-language]",
        "'The Bread Echo' stands in the Dutch, and nothing like it in the English [name-in-one-language]",
    ]


def test_the_same_in_other_words_is_no_difference(told: Sequence[str]) -> None:
    """What the other language says otherwise.

    - id: lexical
      text: {nl: De gemeente mocht dat niet eisen., en: The demand of the town was unlawful.}
    - id: refused
      text: {nl: De bakker weigerde., en: The baker would not do so.}
    - id: hedge
      text: {nl: "De oven zou branden, zei de bakker.", en: The oven was reportedly lit.}
    - id: permission
      text: {nl: De oven mag branden., en: The oven may be lit.}
    - id: month
      text: {nl: De oven brandde op 5 mei., en: The oven was lit on 5 May.}
    - id: described
      text: {nl: Bea Brood weigerde., en: The baker refused.}
    """
    assert told == []


@pytest.mark.parametrize(
    ("text", "lang", "hedged", "negates"),
    [
        ("volgens de bakker", Lang.NL, True, False),
        ("meldde de krant", Lang.NL, True, False),
        ("de oven brandde", Lang.NL, False, False),
        ("de oven ging niet uit", Lang.NL, False, True),
        ("the paper reported", Lang.EN, True, False),
        ("the oven was lit", Lang.EN, False, False),
        ("the oven wasn't lit", Lang.EN, False, True),
        ("case No. 26-1", Lang.EN, False, False),
    ],
)
def test_phrases_of_doubt_and_denial(text: str, lang: Lang, hedged: bool, negates: bool) -> None:
    assert (is_hedged(text, lang), may_negate(text, lang)) == (hedged, negates)
