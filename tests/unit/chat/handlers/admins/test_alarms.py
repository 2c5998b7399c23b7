"""Word to the admins: what comes together is one notice, a storm is a few, and each says what to do."""

import re

from bot.chat.handlers.admins.alarms import CONDITIONS, EVERY_SECONDS, MOST_AT_ONCE, Alarms, Text
from bot.domain.problem import Problem
from bot.domain.text import Lang
from bot.i18n import Translator
from tests.conftest import ROOT


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def an_alarm(lang: Lang = Lang.EN) -> tuple[Alarms, list[str], Clock]:
    told: list[str] = []
    clock = Clock()

    async def send(text: Text) -> None:
        told.append(text(Translator(lang)))

    return Alarms(send, clock), told, clock


async def test_what_comes_together_is_one_notice_with_what_to_do() -> None:
    desk, told, _ = an_alarm()
    await desk.note_dead_letters(3)
    desk.note_condition("database", "database is locked")
    await desk.note_dead_letters(4)
    await desk.note_problems([Problem("facts/a.yaml", 3, 1, "error", "has no source")])
    await desk.note_waiting(2)
    await desk.tell()
    (notice,) = told
    assert "database is locked\nWhat to do: in the runbook, “Database away”." in notice
    assert "given up: 7. /admin" in notice
    assert "facts/a.yaml:3:1: error: has no source" in notice
    assert "your approval: 2. /admin" in notice


async def test_the_last_word_on_the_files_counts_and_a_condition_that_holds_again_is_over() -> None:
    desk, told, _ = an_alarm(Lang.NL)
    await desk.note_problems([Problem("facts/a.yaml", 3, 1, "error", "has no source")])
    await desk.note_problems([])
    desk.note_condition("telegram", "answered 80 s ago")
    desk.note_condition("telegram", None)
    desk.note_condition("learned", "is no alarm")
    await desk.tell()
    (notice,) = told
    assert notice == (
        "Voorbij: Telegram geeft al langer dan een minuut geen antwoord of geen updates.\n\nDe briefings zijn weer in orde en staan live."
    )


async def test_a_storm_is_a_few_notices_and_nothing_of_it_is_lost() -> None:
    desk, told, clock = an_alarm()
    for _ in range(3_600):
        clock.now += 1.0
        await desk.note_dead_letters(1)
        if desk.wait() == 0.0:
            await desk.tell()
    clock.now += EVERY_SECONDS
    if desk.wait() == 0.0:
        await desk.tell()
    counts = [int(re.search(r"up: (\d+)", each)[1]) for each in told]  # type: ignore[index]
    assert sum(counts) == 3_600
    assert len(told) <= MOST_AT_ONCE + 3_600 / EVERY_SECONDS + 2
    assert counts[:MOST_AT_ONCE] == [1] * MOST_AT_ONCE


async def test_nothing_is_told_where_there_is_nothing() -> None:
    desk, told, _ = an_alarm()
    await desk.tell()
    assert told == []


def test_every_page_that_an_alarm_names_is_in_the_runbook() -> None:
    headings = set(re.findall(r"^## (.+)$", (ROOT / "docs" / "runbook.md").read_text(), re.M))
    assert {page for _, page in CONDITIONS.values()} <= headings
