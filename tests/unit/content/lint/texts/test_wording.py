"""Wording and readability of our own sentences."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.content.lint.reading.sentences import find_sentences
from bot.content.lint.texts.readability import count_syllables, reading_ease
from bot.domain.text import Lang
from tests.unit.content.lint.conftest import warnings

RULES = ("loaded-word", "long-sentence", "hard-to-read")


def test_a_sentence_of_more_than_thirty_words_is_told_and_quoted_words_do_not_count(
    told: Sequence[str],
) -> None:
    """Thirty-one words of our own; thirty and a quotation.

    - id: long
      text:
        nl: De oven ging uit.
        en: The oven that had burned since the days of the old baker went out at last on a cold evening in a street where nobody had slept well for a year.
    - id: quoted
      text:
        nl: De oven ging uit. "De hele nacht was het eindelijk weer eens stil en donker en koel in de straat waar wij nu al jaren wonen en slapen en werken", zei de buurt.
        en: The oven went out. "All night it was quiet and dark and cool at last in the street where we have lived and slept and worked for years by now", said the neighbours.
    """
    assert told == [
        "4: text.en: the sentence 'The oven that had burned' … has 31 words; 30 is the most [long-sentence]"
    ]


def test_a_loaded_word_is_told_in_every_form_but_not_in_quotations(told: Sequence[str]) -> None:
    """The list of the example dossier has `schandalig*` and `outrageous`.

    - id: loaded
      text:
        nl: Het was een schandalige brief.
        en: It was an outrageous letter.
    - id: quoted
      text:
        nl: Zij noemde het „schandalig”.
        en: She called it "outrageous".
      quote: {lang: nl, text: Dit is schandalig, source: council-letter, rendering: This is outrageous}
    """
    assert told == [
        "3: text.nl: 'schandalige' takes sides (loaded_words); put it plainly, or quote who says it [loaded-word]",
        "4: text.en: 'outrageous' takes sides (loaded_words); put it plainly, or quote who says it [loaded-word]",
    ]


def test_a_block_of_other_peoples_words_in_a_briefing_may_be_loaded(folder: Path) -> None:
    for lang, word in (("nl", "schandalig"), ("en", "outrageous")):
        path = folder / f"briefings/court.{lang}.md"
        path.write_text(path.read_text("utf-8") + f"\n> {word}\n> {word}\n", "utf-8")
    assert not [each for each in warnings(folder) if "loaded-word" in each]


def test_a_briefing_that_is_very_hard_to_read_is_told_in_that_language(folder: Path) -> None:
    hard = "Gemeentelijke verantwoordelijkheidsverdelingen veronderstellen onafhankelijke deskundigenbeoordelingen. "
    path = folder / "briefings/court.nl.md"
    path.write_text(path.read_text("utf-8") + "\n" + hard * 20, "utf-8")
    told = [each for each in warnings(folder) if "hard-to-read" in each]
    assert len(told) == 1
    assert told[0].startswith("court.nl.md:")


@pytest.mark.parametrize(
    ("word", "lang", "syllables"),
    [
        ("oven", Lang.NL, 2), ("vergunning", Lang.NL, 3), ("bakkerij", Lang.NL, 3), ("nieuwe", Lang.NL, 2),
        ("gemeente", Lang.NL, 3), ("schorste", Lang.NL, 2), ("27", Lang.NL, 1),
        ("oven", Lang.EN, 2), ("bakery", Lang.EN, 3), ("suspended", Lang.EN, 3), ("named", Lang.EN, 1),
        ("the", Lang.EN, 1), ("table", Lang.EN, 2), ("company", Lang.EN, 3),
    ],
)  # fmt: skip
def test_syllables_are_counted_by_their_vowels(word: str, lang: Lang, syllables: int) -> None:
    assert count_syllables(word, lang) == syllables


def test_short_words_and_sentences_read_more_easily_in_both_languages() -> None:
    for lang, easy, hard in (
        (Lang.EN, "The cat sat. The dog ran.", "Institutional considerations necessitated reconsideration."),
        (Lang.NL, "De kat zat. De hond liep.", "Institutionele overwegingen noodzaakten heroverweging."),
    ):
        assert reading_ease(find_sentences(easy), lang) > 90 > 0 > reading_ease(find_sentences(hard), lang)


def test_a_sentence_does_not_end_at_initials_hours_and_short_forms() -> None:
    text = "Donald J. Trump spoke at 5:01 p.m. Eastern Time. The D.C. Circuit met Mr. Regel. 's Avonds was het stil."
    assert [each.text for each in find_sentences(text)] == [
        "Donald J. Trump spoke at 5:01 p.m. Eastern Time.",
        "The D.C. Circuit met Mr. Regel.",
        "'s Avonds was het stil.",
    ]
