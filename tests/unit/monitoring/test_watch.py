"""A condition is told once it has lasted, again each hour, and when it holds again; a flicker is told to nobody."""

from bot.monitoring.health import Condition
from bot.monitoring.watch import AGAIN_SECONDS, FIRM_SECONDS, Lasting


def database(ok: bool) -> Condition:
    return Condition("database", ok, "takes writes" if ok else "locked", must=True)


def test_what_lasts_is_told_once_and_again_each_hour() -> None:
    lasting = Lasting()
    told = [(at, each) for at in range(0, 8_000, 15) for each in lasting.look([database(False)], float(at))]
    assert [name for _, (name, _) in told] == ["database"] * 3
    assert [at for at, _ in told] == [
        FIRM_SECONDS,
        FIRM_SECONDS + AGAIN_SECONDS,
        FIRM_SECONDS + 2 * AGAIN_SECONDS,
    ]
    assert {detail for _, (_, detail) in told} == {"locked"}


def test_a_flicker_is_told_to_nobody() -> None:
    lasting = Lasting()
    for at in range(0, 4_000, 15):
        assert lasting.look([database(at % 45 == 0)], float(at)) == []


def test_what_holds_again_is_told_once_it_has_lasted() -> None:
    lasting = Lasting()
    for at in (0.0, 60.0):
        lasting.look([database(False)], at)
    assert lasting.look([database(True)], 75.0) == []
    assert lasting.look([database(False)], 90.0) == []  # it had not healed
    assert lasting.look([database(True)], 105.0) == []
    assert lasting.look([database(True)], 165.0) == [("database", None)]
    assert lasting.look([database(True)], 300.0) == []
