"""The small dossier, with a few moments and a second measure more: enough for every picture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.content.loading import load
from bot.domain.moment import Precision
from bot.domain.records.fact import Quote
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from tests.support.examples import EXAMPLE

_QUOTE = Quote(Lang.EN, "", "echo-0405", "Dat staat er, in onze woorden.")
LATER = datetime(2026, 7, 2, 12, tzinfo=UTC)


def load_town() -> Snapshot:
    """What is approved of it does not change with our own dossier."""
    town = load(EXAMPLE).snapshot
    assert town is not None
    (status,) = town.statuses.values()
    second = replace(
        status,
        id="oven-permit",
        title=Text(nl="De vergunning voor de oven", en="The permit for the oven"),
        question=Text(nl="Geldt de vergunning?", en="Does the permit hold?"),
        answer=Text(nl="Deels. Alleen overdag.", en="Partly. By day only."),
        law="bylaw 30",
        periods=status.periods[:1]
        + tuple(
            replace(period, begin=replace(period.begin, day=period.begin.day + timedelta(days=2)))
            for period in status.periods[1:]
        ),
    )
    due = next(each.due for each in town.deadlines.values() if each.due.at)
    assert due.at is not None
    at = due.at - timedelta(hours=1, minutes=30)
    early = replace(
        town.facts["baker-refuses"],
        id="baker-refuses-by-phone",
        when=replace(due, at=at, precision=Precision.MINUTE),
        relations=(),
        text=Text(
            nl="De bakker belde dat de oven aan blijft.", en="The baker rang to say the oven stays on."
        ),
    )
    quoted = {
        name: replace(town.facts[name], quote=replace(_QUOTE, text=words))
        for name, words in (
            ("council-says-smoke-harms", "The smoke makes people ill."),
            ("baker-denies-harm", "Nobody fell ill."),
        )
    }
    denial = quoted["baker-denies-harm"]
    denial = replace(denial, text=replace(denial.text, en="Baker Brood denies that any neighbour fell ill."))
    return replace(
        town,
        dossier=replace(town.dossier, dispute_zone="Asia/Tokyo"),
        facts={**town.facts, early.id: early, **quoted, denial.id: denial},
        statuses={status.id: status, second.id: second},
    )
