"""Strength of sentences beside that of their sources; relays that are not marked."""

from pathlib import Path

import pytest

from tests.unit.content.lint.conftest import complete, warnings

WEAK = """
- id: bakes-again
  confidence: medium
  sources: [{id: %s, locator: page 1}]
  basis: null
  text: {nl: De bakkerij bakt weer driehonderd donkere broden per nacht., en: The bakery bakes three hundred dark loaves a night again.}
"""


def write(
    folder: Path, dutch: str, english: str, source: str = "council-letter", confidence: str = "medium"
) -> list[str]:
    """The findings in two texts that rest on one fact."""
    fact = WEAK.replace("  basis: null\n", "").replace("medium", confidence) % source
    (folder / "facts/09-told.yaml").write_text(complete(fact).replace("  basis: [publisher]\n", ""), "utf-8")
    for lang, text in (("nl", dutch), ("en", english)):
        path = folder / f"briefings/court.{lang}.md"
        head = path.read_text("utf-8").replace("facts: [", "facts: [bakes-again, ", 1)
        path.write_text(f"{head}\n## More\n\n{text}\n", "utf-8")
    return [
        each.split(": ", 1)[1]
        for each in warnings(folder)
        if each.endswith(("[stronger-than-source]", "[unmarked-relay]"))
    ]


def test_a_flat_sentence_on_a_fact_of_medium_confidence_is_told(folder: Path) -> None:
    told = write(
        folder,
        "De bakkerij bakt weer driehonderd donkere broden per nacht.",
        "The bakery bakes three hundred dark loaves a night again.",
    )
    assert (
        told
        == [
            "the text: stated flatly, and it rests on bakes-again, of medium confidence: say who says so, or name a firmer fact [stronger-than-source]"
        ]
        * 2
    )


@pytest.mark.parametrize(
    ("dutch", "english", "confidence"),
    [
        (
            "Volgens de krant bakt de bakkerij weer driehonderd donkere broden per nacht.",
            "The bakery bakes three hundred dark loaves a night again, the paper reported.",
            "medium",
        ),
        (
            "De bakkerij bakt weer driehonderd donkere broden per nacht. Dat meldde de krant.",
            "The bakery bakes three hundred dark loaves a night again. That was in the media.",
            "medium",
        ),
        (
            "Of de bakkerij weer driehonderd donkere broden per nacht bakt.",
            "Whether the bakery bakes three hundred dark loaves a night again.",
            "medium",
        ),
        (
            "De bakkerij bakt weer driehonderd donkere broden per nacht.",
            "The bakery bakes three hundred dark loaves a night again.",
            "high",
        ),
        ("De bakkerij is open.", "The bakery is open.", "medium"),
    ],
)
def test_what_says_who_says_so_leaves_open_or_rests_on_more_is_not_told(
    folder: Path, dutch: str, english: str, confidence: str
) -> None:
    assert write(folder, dutch, english, confidence=confidence) == []


def test_a_relay_without_its_mark_is_told_and_with_its_outlet_or_the_mark_of_its_section_not(
    folder: Path,
) -> None:
    dutch = "De bakker zei dat de bakkerij weer driehonderd donkere broden per nacht bakt."
    english = "The baker said that the bakery bakes three hundred dark loaves a night again."
    assert (
        write(folder, dutch, english, "echo-0405")
        == [
            "the text: rests on bakes-again, seen only as others relay or reproduce it, and does not say so [unmarked-relay]"
        ]
        * 2
    )


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        (
            "De bakkerij bakt weer driehonderd donkere broden per nacht, meldde The Bread Echo.",
            "The bakery bakes three hundred dark loaves a night again, The Bread Echo reported.",
        ),
        (
            "De bakker zei dat de bakkerij weer driehonderd donkere broden per nacht bakt.\n\nDat bericht zagen we alleen zoals anderen het weergeven.",
            "The baker said that the bakery bakes three hundred dark loaves a night again.\n\nIt is a report we saw only as relayed by others.",
        ),
    ],
)
def test_a_relay_that_names_its_outlet_or_is_marked_in_its_section_is_not_told(
    folder: Path, dutch: str, english: str
) -> None:
    assert write(folder, dutch, english, "echo-0405") == []
