"""What failed is tried again later and later, and forgotten once it holds or is not wanted any more."""

from bot.services.delivery.setbacks import LONGEST_SECONDS, Setbacks


def test_each_failure_in_a_row_doubles_the_wait_up_to_the_longest() -> None:
    now = 0.0
    setbacks = Setbacks(lambda: now)
    waits = []
    for _ in range(12):
        setbacks.note_failure("one")
        began = now
        while not setbacks.may_try("one"):
            now += 1.0
        waits.append(now - began)
    assert waits[:5] == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert max(waits) == waits[-1] == LONGEST_SECONDS


def test_a_failure_holds_up_nothing_else_and_is_forgotten_once_it_holds() -> None:
    setbacks = Setbacks(lambda: 0.0)
    setbacks.note_failure("one")
    assert not setbacks.may_try("one")
    assert setbacks.may_try("two")
    setbacks.note_success("one")
    assert setbacks.may_try("one")
    assert not len(setbacks)


def test_what_is_not_wanted_any_more_is_forgotten() -> None:
    setbacks = Setbacks(lambda: 0.0)
    setbacks.note_failure("one")
    setbacks.note_failure("two")
    setbacks.keep_only({"two", "three"})
    assert setbacks.may_try("one")
    assert not setbacks.may_try("two")
