"""Balance: claims that nobody answers, and briefings in one side's voice."""

from collections.abc import Sequence
from pathlib import Path

from tests.unit.content.lint.conftest import warnings

RULES = ("claim-without-answer", "one-sided-briefing")


def test_a_partys_claim_that_nobody_of_the_other_side_answers_is_told(told: Sequence[str]) -> None:
    """The second is answered by the town, the third only by the baker's own side, the fourth is no party's.

    - id: alone
      kind: statement
      stance: claim
      who: [bea-brood]
    - id: answered
      kind: statement
      stance: claim
      who: [bea-brood]
    - id: the-answer
      kind: statement
      stance: denial
      who: [rob-regel]
      relations: [{answers: answered}]
    - id: by-a-friend
      kind: statement
      stance: denial
      who: [the-crust]
      relations: [{answers: alone}]
    - id: a-report
      kind: event
      stance: claim
      who: [bea-brood]
    """
    assert [each.partition(": ")[2] for each in told] == [
        "a claim of the company that no fact of the government or of a court answers [claim-without-answer]",
        "a denial of the company that no fact of the government or of a court answers [claim-without-answer]",
    ]
    assert told[0].startswith("3: ")


def test_a_conflict_with_the_other_sides_version_is_an_answer(folder: Path) -> None:
    facts = folder / "facts/02-court.yaml"
    text = facts.read_text("utf-8").replace("  relations:\n    - denies: council-says-smoke-harms\n", "")
    facts.write_text(text, "utf-8")
    assert not [each for each in warnings(folder) if "claim-without-answer" in each]
    conflicts = folder / "conflicts.yaml"
    conflicts.write_text("[]\n", "utf-8")
    assert len([each for each in warnings(folder) if "claim-without-answer" in each]) == 2


def test_what_came_of_a_threat_answers_it(told: Sequence[str]) -> None:
    """The town carries its threat out.

    - id: fine
      kind: statement
      stance: threat
      who: [rob-regel]
    - id: fined
      who: [town-council]
      relations: [{outcome-of: fine}]
    """
    assert told == []


ENGLISH = """---
title: The quarrel
order: 9
facts: [baker-refuses]
---
Alderman Regel said that the smoke had made the neighbours ill for many weeks and that nobody had listened to them.
He wrote that the bakery had been asked three times to put the oven out at night and had never once replied.

According to the town, the permit never allowed an oven that burns through the whole night in a narrow street.
"We waited long enough," said Regel. The council denies that it ever wanted to close the bakery. Regel also
said that neighbours have a right to a night without smoke in the house.

{last}
"""
DUTCH = """---
title: De ruzie
order: 9
facts: [baker-refuses]
---
Wethouder Regel zei dat de rook de buren al weken ziek had gemaakt en dat niemand naar hen had geluisterd.
Hij schreef dat de bakkerij drie keer was gevraagd de oven 's nachts te doven en nooit had geantwoord.

Volgens de gemeente stond de vergunning nooit een oven toe die de hele nacht brandt in een smalle straat.
"Wij hebben lang genoeg gewacht", zei Regel. Het college ontkent dat het de bakkerij ooit wilde sluiten. Regel zei
verder dat buren recht hebben op een nacht zonder rook in huis.

{last}
"""
BAKER_ENGLISH = """Baker Bea Brood said that the permit says nothing of the night and that the oven has burned since her
grandfather's days. She denied that anyone fell ill and wrote that no doctor was ever named. According to The Crust, half of
the town eats its bread. Brood called the order a surprise, and she said that she would have talked if anyone had asked."""
BAKER_DUTCH = """Bakker Bea Brood zei dat de vergunning niets over de nacht zegt en dat de oven al sinds haar grootvader
brandt. Zij ontkende dat iemand ziek werd en schreef dat nooit een arts is genoemd. Volgens De Korst eet de helft van de
gemeente haar brood. Brood noemde het bevel een verrassing, en zij zei dat ze had willen praten als iemand iets vroeg."""


def write_briefings(folder: Path, dutch: str, english: str) -> list[str]:
    (folder / "briefings/quarrel.nl.md").write_text(DUTCH.format(last=dutch), "utf-8")
    (folder / "briefings/quarrel.en.md").write_text(ENGLISH.format(last=english), "utf-8")
    return [each for each in warnings(folder) if "one-sided-briefing" in each]


def test_a_briefing_in_which_one_side_has_most_of_the_attributed_words_is_told(folder: Path) -> None:
    told = write_briefings(folder, "De oven brandde nog.", "The oven was still lit.")
    assert [each.split(":")[0] for each in told] == ["quarrel.en.md", "quarrel.nl.md"]
    assert all("the government has" in each and "100%" in each for each in told)


def test_a_briefing_in_which_both_sides_speak_is_not(folder: Path) -> None:
    assert write_briefings(folder, BAKER_DUTCH, BAKER_ENGLISH) == []
