"""A fact tells nothing of what came of it: asked about at its own moment, it would give away what nobody knew yet."""

from bot.domain.records.fact import Kind, RelationKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import format_day

SETS_A_DAY = (Kind.DEADLINE, Kind.RULING)  # these may name a day to come


def test_no_event_names_the_day_of_what_came_of_it(snapshot: Snapshot) -> None:
    checked = 0
    for fact in snapshot.facts.values():
        if fact.kind in SETS_A_DAY:
            continue
        for kind, later in snapshot.related_to.get(fact.id, ()):
            if kind is not RelationKind.OUTCOME_OF or later.when.day <= fact.when.day:
                continue
            checked += 1
            for lang in Lang:
                day = format_day(later.when.day, lang).removesuffix(f" {later.when.day.year}")
                assert day not in fact.text[lang], (fact.id, later.id)
    assert checked > 10
