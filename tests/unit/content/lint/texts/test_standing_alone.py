"""Texts that are shown alone: no leaning on neighbours, nobody without a role."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.content.lint.conftest import complete, warnings

RULES = ("leaning-text", "person-without-role")


@pytest.mark.parametrize(
    ("nl", "en"),
    [
        ("Ook de buren klaagden.", "The neighbours also complained."),
        ("Hij noemde de rook gevaarlijk.", "He called the smoke dangerous."),
        ("Dit was de eerste brief.", "This was the first letter."),
        ("Daarmee was de termijn voorbij.", "The neighbours complained too."),
        ("De bakkerij werd openlijk zo genoemd.", "The town fought this designation."),
        (
            "De gemeente voegde eraan toe dat de rook schaadt.",
            "The town thought the step was wise. It was cold.",
        ),
        ("Los daarvan schreven de buren een brief.", "Separately, neighbours wrote a letter."),
    ],
)
def test_a_text_that_leans_on_what_stood_before_is_told_in_both_languages(
    folder: Path, nl: str, en: str
) -> None:
    facts = f"- id: leaning\n  text:\n    nl: {nl}\n    en: {en}\n"
    (folder / "facts/09-told.yaml").write_text(complete(facts), "utf-8")
    told = [each for each in warnings(folder) if each.endswith("[leaning-text]")]
    assert [each.split(": ")[1] for each in told] == ["text.nl", "text.en"]


def test_a_word_that_leans_on_its_own_sentence_or_stands_later_is_none(told: Sequence[str]) -> None:
    """Each text can be read alone.

    - id: later
      text: {nl: De buren klaagden. Ook zij schreven., en: The neighbours complained. They also wrote.}
    - id: not-only
      text: {nl: Niet alleen de buren maar ook de school klaagde., en: Not only the neighbours but also the school complained.}
    - id: about-so-many
      text: {nl: Zo'n honderd buren klaagden., en: Some hundred neighbours complained.}
    - id: that-clause
      text: {nl: "Dat de rook schaadt, staat in een brief.", en: That the smoke harms is in a letter.}
    - id: quoted
      text: {nl: „Ook wij klagen” schreven buren., en: "“We also complain”, neighbours wrote."}
    """
    assert told == []


def test_a_person_without_a_role_is_told_where_first_named(told: Sequence[str]) -> None:
    """Rob Regel is an alderman, Bea Brood a baker and the owner of The Crust.

    - id: strangers
      text:
        nl: Rob Regel schreef aan Brood.
        en: Rob Regel wrote to Brood. Regel is the alderman.
    - id: introduced
      text:
        nl: Wethouder Rob Regel schreef aan Bea Brood van De Korst. Brood las de brief van Regel.
        en: Alderman Regel wrote to the bakery's owner, Bea Brood. Brood read the letter from Regel.
    """
    assert [
        each.split(": ", 1)[1].removesuffix(" without a word of who that is [person-without-role]")
        for each in told
    ] == [
        "text.nl: Bea Brood is named for the first time here",
        "text.nl: Rob Regel is named for the first time here",
        "text.en: Bea Brood is named for the first time here",
        "text.en: Rob Regel is named for the first time here",
    ]


def test_a_briefing_introduces_a_person_once(folder: Path) -> None:
    for lang, text in (
        ("nl", "Wethouder Regel schreef. Regel wachtte. Brood las."),
        ("en", "Alderman Regel wrote. Regel waited. Brood read."),
    ):
        path = folder / f"briefings/court.{lang}.md"
        path.write_text(path.read_text("utf-8") + f"\n{text}\n", "utf-8")
    told = [each for each in warnings(folder) if "person-without-role" in each]
    assert [each.split(": ")[2].split(" is ")[0] for each in told] == ["Bea Brood", "Bea Brood"]
