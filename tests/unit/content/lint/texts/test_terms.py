"""Terms: words that terms.yaml bans, outside quotations."""

from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import warnings

RULES = ("banned-term",)


def test_a_banned_word_is_told_with_ours_and_one_in_a_quotation_is_not(told: Sequence[str]) -> None:
    """The example's table bans `opschorten` and `put on ice`.

    - id: banned
      text:
        nl: De rechter wil het bevel Opschorten.
        en: The judge wants to put on ice the order.
    - id: quoted
      text:
        nl: De rechter zei „opschorten”.
        en: The judge said "put on ice".
    - id: longer
      text:
        nl: De opschortende werking bleef.
        en: The effect stayed.
    """
    assert told == [
        "3: text.nl: 'Opschorten' is not our word (terms.yaml); write 'schorsen', or quote who says it [banned-term]",
        "4: text.en: 'put on ice' is not our word (terms.yaml); write 'suspend', or quote who says it [banned-term]",
    ]


def test_a_table_that_bans_its_own_word_is_told(folder: Path) -> None:
    path = folder / "terms.yaml"
    path.write_text(path.read_text("utf-8").replace("nl: [opschorten]", "nl: [schorsen]"), "utf-8")
    told = [each for each in warnings(folder) if each.startswith("terms.yaml")]
    assert any("the table bans 'het bevel schorsen' itself" in each for each in told)


def test_titles_of_sources_and_what_a_correction_repeats_may_have_any_word(folder: Path) -> None:
    for name, old, new in (
        ("sources.yaml", "title: Oven moet uit", "title: Gemeente gaat opschorten"),
        (
            "facts/01-spring.yaml",
            "was: {nl: Wethouder Regel gaf",
            "was: {nl: Wethouder Regel wil opschorten en gaf",
        ),
    ):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    assert not [each for each in warnings(folder) if "banned-term" in each]
