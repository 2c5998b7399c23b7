"""Numbers of things: one of something is one."""

import pytest

from bot.commands.plurals import count


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors"), (1200, "1,200 errors")]
)
def test_one_is_one_and_all_else_are_many(number: int, said: str) -> None:
    assert count(number, "error") == said


def test_a_word_may_have_a_plural_of_its_own() -> None:
    assert (count(1, "push", "pushes"), count(2, "push", "pushes")) == ("1 push", "2 pushes")
