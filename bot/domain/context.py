"""What stands around some facts: what rests on them, and what came before them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.records.fact import Fact
from bot.domain.records.stake import Stake
from bot.domain.records.status import Status
from bot.domain.snapshot import Visible

MOST_BEFORE = 5  # facts


@dataclass(frozen=True, slots=True)
class Bearing:
    """What some facts bear on: measures whose state rests on them, as they stand, and what is at stake by them."""

    statuses: tuple[Status, ...]
    stakes: tuple[Stake, ...]

    def __bool__(self) -> bool:
        return bool(self.statuses or self.stakes)

    @property
    def facts(self) -> tuple[str, ...]:
        """All that they rest on, each once."""
        found = [*(each.facts for each in self.statuses), *(each.facts for each in self.stakes)]
        return tuple(dict.fromkeys(fact for facts in found for fact in facts))


def bearing_of(facts: Iterable[str], visible: Visible) -> Bearing:
    """The measures and stakes that may be told of and rest on one of these facts."""
    named = set(facts)
    statuses = [each for each in visible.statuses if named & set(each.facts)]
    stakes = [each for each in visible.stakes if named & set(each.facts)]
    return Bearing(tuple(statuses), tuple(stakes))


def came_before(facts: Sequence[str], visible: Visible) -> tuple[Fact, ...]:
    """What these facts answer or come of, and then the last on their first topic before them; oldest first."""
    snapshot = visible.snapshot
    shown = [snapshot.facts[each] for each in facts if each in snapshot.facts]
    if not shown:
        return ()
    first = min(shown, key=lambda fact: fact.when.sort_key)
    related = [snapshot.facts[relation.to] for fact in shown for relation in fact.relations]
    measures = [
        snapshot.facts[each]
        for status in visible.statuses
        for period, after in zip(status.periods, status.periods[1:], strict=False)
        if set(after.facts) & set(facts)
        for each in period.facts[:1]
    ]
    topic = [
        fact
        for fact in snapshot.facts_by_topic.get(first.about[0], ())
        if fact.when.sort_key < first.when.sort_key
    ]
    wanted = dict.fromkeys(fact.id for fact in (*measures, *related, *reversed(topic)))
    earlier = [
        snapshot.facts[each]
        for each in wanted
        if each not in facts and snapshot.facts[each].when.sort_key < first.when.sort_key
    ]
    found = visible.of(earlier)[:MOST_BEFORE]
    return tuple(sorted(found, key=lambda fact: fact.when.sort_key))
