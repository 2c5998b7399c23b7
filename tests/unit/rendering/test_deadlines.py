"""Deadlines on their screen: as they stand at the moment of which is told."""

from datetime import datetime, timedelta

import pytest

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import format_ago
from bot.rendering import render_deadlines
from bot.rendering.view import View


@pytest.mark.parametrize("lang", list(Lang))
def test_a_look_back_counts_from_the_day_that_is_looked_back_to(snapshot: Snapshot, lang: Lang) -> None:
    deadline = next(each for each in snapshot.deadlines.values() if each.due.at is not None)
    due = deadline.due.at
    assert isinstance(due, datetime)
    then = due - timedelta(hours=20)
    now = due + timedelta(days=90)
    assert format_ago(deadline.due, now, lang) in render_deadlines(View(snapshot.at(now), lang))
    back = render_deadlines(View(snapshot.at(now, then), lang))
    assert format_ago(deadline.due, then, lang) in back
    assert format_ago(deadline.due, now, lang) not in back
