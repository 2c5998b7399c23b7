"""Claims: who says so."""

from collections.abc import Sequence

RULES = ("claim-without-speaker",)


def test_a_claim_that_a_text_gives_as_ours_is_told_in_that_language(told: Sequence[str]) -> None:
    """The English of the first says who says so; an event needs nobody.

    - id: flat
      stance: claim
      text: {nl: De rook maakt buren ziek., en: "The smoke makes neighbours ill, the town says."}
    - id: said
      stance: denial
      text: {nl: Volgens de bakkerij wordt niemand ziek., en: "Nobody falls ill, according to the bakery."}
    - id: event
      stance: fact
      text: {nl: De rook trok over de straat., en: The smoke drifted over the street.}
    """
    assert told == [
        "3: text.nl: a claim that the text gives as ours: say who says so [claim-without-speaker]"
    ]
