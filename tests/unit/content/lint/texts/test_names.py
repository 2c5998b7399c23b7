"""Names that nobody knows, or that are spelt nearly as someone's."""

from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import warnings

RULES = ("unknown-name",)


def test_a_name_that_no_record_knows_is_told_once_a_record(told: Sequence[str]) -> None:
    """Nobody is called Deegman; the calendar, countries and their people are known.

    - id: visit
      text:
        nl: In maart kwam Deegman uit Venezuela langs; de Venezolaanse bakker Deegman bleef een week.
        en: In March a baker from Venezuela came by; the Venezuelan stayed for a week.
    """
    assert told == [
        "3: text.nl: no person, source, topic or term knows the name 'Deegman' [unknown-name]",
    ]


def test_a_misspelt_name_is_told_with_the_name_meant_also_at_the_start_of_a_sentence(
    told: Sequence[str],
) -> None:
    """Rob Regel and Bea Brood are people of the dossier; other words may begin a sentence.

    - id: slips
      text:
        nl: Regal wachtte. Zo zei Bea Broood het.
        en: Rob Regel waited. Nobody came.
    """
    assert told == [
        "3: text.nl: 'Regal' is nearly 'Regel' [unknown-name]",
        "3: text.nl: no person, source, topic or term knows the name 'Broood'; did you mean 'Brood'? [unknown-name]",
    ]


def test_a_name_that_is_nearly_a_persons_is_told_although_it_is_an_alias(folder: Path) -> None:
    people = folder / "people.yaml"
    people.write_text(
        people.read_text("utf-8")
        + """
- id: hegseth
  type: person
  names: {nl: [Piet Hegsma], en: [Piet Hegsma]}
  role: {nl: schepen, en: alderman}
  side: other
  aliases: {nl: [Hegsme], en: [Hegsme]}
""",
        "utf-8",
    )
    facts = folder / "facts/01-spring.yaml"
    facts.write_text(
        facts.read_text("utf-8").replace("Bakker Brood weigerde", "Hegsme zei dat Hegsme en Piet Hegsma"),
        "utf-8",
    )
    found = [each for each in warnings(folder) if "unknown-name" in each]
    assert len(found) == 1
    assert "'Hegsme' is nearly 'Hegsma'" in found[0]


def test_names_in_quotations_and_in_quotes_are_other_peoples_matter(told: Sequence[str]) -> None:
    """Quoted names are left alone.

    - id: quoted
      text:
        nl: Op het bord stond "Bakkerij Zonneschijn".
        en: The sign said "Sunshine Bakery".
      quote: {lang: nl, text: Groeten van Zonneschijn, source: council-letter, rendering: Greetings from Sunshine}
    """
    assert told == []


def test_what_dossier_yaml_lists_as_known_names_is_known(folder: Path) -> None:
    facts = folder / "facts/01-spring.yaml"
    facts.write_text(
        facts.read_text("utf-8").replace("weigerde de oven", "weigerde in Kaag de oven"), "utf-8"
    )
    assert any("'Kaag'" in each for each in warnings(folder))
    dossier = folder / "dossier.yaml"
    dossier.write_text(dossier.read_text("utf-8").replace("known_names: [", "known_names: [Kaag, "), "utf-8")
    assert not any("'Kaag'" in each for each in warnings(folder))
