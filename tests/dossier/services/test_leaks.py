"""An update under embargo and the facts that it rests on open together, or `bot check` says so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.records.fact import Lifecycle
from bot.domain.snapshot import Snapshot
from bot.services.editing.checking import find_leaks

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOON, LATER = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("update_at", "fact", "words"),
    [
        (None, Lifecycle(), None),
        (NOW - timedelta(days=1), Lifecycle(), None),
        (SOON, Lifecycle(publish_at=SOON), None),
        (SOON, Lifecycle(), "already answers questions"),
        (SOON, Lifecycle(publish_at=LATER), "goes out before the fact"),
        (None, Lifecycle(publish_at=SOON), "goes out before the fact"),
        (None, Lifecycle(draft=True), "goes out before the fact"),
    ],
)
def test_an_embargo_that_does_not_bind_answers_is_warned_of(
    snapshot: Snapshot, update_at: datetime | None, fact: Lifecycle, words: str | None
) -> None:
    update = next(iter(snapshot.updates.values()))
    (fact_id, *_) = update.facts
    update = replace(update, publish_at=update_at, facts=(fact_id,))
    facts = {**snapshot.facts, fact_id: replace(snapshot.facts[fact_id], lifecycle=fact)}
    changed = replace(snapshot, updates={update.id: update}, facts=facts)
    found = [problem.message for problem in find_leaks(changed, NOW)]
    assert len(found) == (words is not None)
    assert all(words and words in message for message in found)
    assert all(problem.severity == "warning" for problem in find_leaks(changed, NOW))
