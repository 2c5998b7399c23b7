"""Which words changed between two wordings, and how a reader is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import compare_wordings


@pytest.mark.parametrize(
    ("was", "becomes", "phrases"),
    [
        (
            "The hearing is on 3 June in Boston.",
            "The hearing is on 4 June in Boston.",
            [("3 June", "4 June")],
        ),
        (
            "The hearing is on June 3 in Boston.",
            "The hearing is on June 4 in Boston.",
            [("June 3", "June 4")],
        ),
        ("De zitting is op 3 juni.", "De zitting is op 4 juni.", [("3 juni", "4 juni")]),
        ("Zo'n 120 mensen kwamen.", "Zo'n 150 mensen kwamen.", [("120 mensen", "150 mensen")]),
        ("It cost €2.5 million.", "It cost €3.5 million.", [("€2.5 million", "€3.5 million")]),
        ("De rente is 4,5% dit jaar.", "De rente is 4,7% dit jaar.", [("4,5%", "4,7%")]),
        ("The judge upheld the ban.", "The judge lifted the ban.", [("upheld", "lifted")]),
        (
            "She spoke at 9:30 a.m. on Monday.",
            "She spoke at 9:45 a.m. on Monday.",
            [("9:30 a.m.", "9:45 a.m.")],
        ),
        ("He said so.", "He never said so.", [("said", "never said")]),
        (
            "On Monday 1 June it met 12 people.",
            "On Tuesday 2 June it met 13 people.",
            [("Monday 1 June", "Tuesday 2 June"), ("12 people", "13 people")],
        ),
        ("Same words.", "Same words.", []),
    ],
)
def test_a_change_is_told_with_what_makes_it_plain(
    was: str, becomes: str, phrases: list[tuple[str, str]]
) -> None:
    assert [change.phrases() for change in compare_wordings(was, becomes).changes] == phrases


def test_what_has_hardly_a_word_in_common_was_written_anew() -> None:
    assert compare_wordings("The mayor left early.", "Nobody came to the house that day.").is_anew


SOME = ["on", "19", "20", "May", "June", "the", "court", "met", ",", ".", "in", "5:14"]
WORDS = st.lists(st.sampled_from(SOME), max_size=12).map(" ".join)


@given(was=WORDS, becomes=WORDS)
def test_the_pieces_make_the_old_wording_and_the_changes_the_new_one(was: str, becomes: str) -> None:
    parts = list(compare_wordings(was, becomes).parts())
    assert "".join(kept + old for kept, old, _ in parts) == was
    made = "".join(kept + new for kept, _, new in parts)
    assert "".join(made.split()) == "".join(becomes.split())
