"""Words of a quotation that a paraphrase keeps."""

from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import complete, warnings

RULES = ("lost-word",)


def test_a_text_that_tells_the_quotation_without_its_word_is_told(told: Sequence[str]) -> None:
    """What was asked is not what was wanted.

    - id: lost
      text: {nl: De bakker wilde nooit dat de rook wegging., en: The baker never wanted the smoke to go.}
      quote: {lang: en, text: We never asked for smoke, source: council-letter, rendering: We hebben nooit om rook gevraagd}
      keep: {nl: [gevraagd / vroeg], en: [asked]}
    - id: kept
      text: {nl: De bakker vroeg nooit om rook., en: The baker never asked for smoke.}
      quote: {lang: en, text: We never asked for smoke, source: council-letter, rendering: We hebben nooit om rook gevraagd}
      keep: {nl: [gevraagd / vroeg], en: [asked]}
    - id: of-something-else
      text: {nl: De bakker was tevreden., en: The baker was content.}
      quote: {lang: en, text: We never asked for smoke, source: council-letter, rendering: We hebben nooit om rook gevraagd}
      keep: {nl: [gevraagd / vroeg], en: [asked]}
    """
    assert [each.partition(": ")[2] for each in told] == [
        "text.nl: 'gevraagd / vroeg' is lost here, a word of 'lost' that a paraphrase keeps (keep) [lost-word]",
        "text.en: 'asked' is lost here, a word of 'lost' that a paraphrase keeps (keep) [lost-word]",
    ]


def test_a_briefing_that_rests_on_the_fact_keeps_its_words_in_the_paragraph(folder: Path) -> None:
    fact = """
- id: never-asked
  text: {nl: De bakker vroeg de buren nooit om rook of stank., en: The baker never asked the neighbours for smoke or stench.}
  keep: {nl: [vroeg], en: [asked]}
"""
    (folder / "facts/09-told.yaml").write_text(complete(fact), "utf-8")
    for lang, text in (
        ("nl", "De bakker wilde de buren nooit rook of stank geven."),
        (
            "en",
            "The baker never asked the neighbours. It was for smoke or stench that the baker never asked neighbours.",
        ),
    ):
        path = folder / f"briefings/court.{lang}.md"
        head = path.read_text("utf-8").replace("facts: [", "facts: [never-asked, ", 1)
        path.write_text(f"{head}\n{text}\n", "utf-8")
    told = [each for each in warnings(folder) if each.endswith("[lost-word]")]
    assert [each.split(":")[0] for each in told] == ["court.nl.md"]
