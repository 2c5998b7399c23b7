"""What so many subscribers take: time, database, machines and Telegram's price, by figures that were measured.

`python -m benchmarks.scale` measures them again; docs/scale.md tells what to do with them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta

from bot.storage import retention

FREE_RATE = 30.0  # messages a second; more are paid broadcasts (Bot API, sendMessage, allow_paid_broadcast)
STARS_A_MESSAGE = 0.1  # the same
PACE = 0.992  # of the rate that is used (chat/wire/pacing)
START_SECONDS = 1.0  # until a push is made and its first page queued
# A sealed chat with its subscription, and a message that is kept, with their indexes: PostgreSQL, the larger of the two.
SUBSCRIBER_BYTES = 470
MESSAGE_BYTES = 400
EMPTY_BYTES = 8_000_000
PROCESS_BYTES = 600_000_000  # once it has learned; it does not grow with the readers
ANSWERS_A_SECOND = 100.0  # of one process on one core
RUSH_SECONDS = 3_600.0
ASKING = 0.1  # of the readers who write something within the hour after breaking news
MOST_ON_SQLITE = 100_000  # above it one machine and one file are too little to rest on
CHANNEL_SECONDS = 3_600.0  # who would wait longer than this is better served by a channel first


@dataclass(frozen=True, slots=True)
class Plan:
    """`seconds_to_all` when nobody asks, `seconds_in_rush` when many do within the first hour.

    `stars`: for one push, at most. `questions`: a second, in a rush. `database_bytes`: once as much is kept as ever is.
    """

    subscribers: int
    rate: float
    pushes: int
    seconds_to_all: float
    seconds_in_rush: float
    stars: float
    database_bytes: float
    questions: float
    replicas: int
    channel_first: bool


def plan(subscribers: int, rate: float, pushes: int = retention.SENT.days) -> Plan:
    """Of so many subscribers at so many messages a second. `pushes`: to everyone, within the time that they are kept."""
    sent = rate * PACE
    seconds = START_SECONDS + subscribers / sent
    questions = ASKING * subscribers / RUSH_SECONDS
    in_the_hour = RUSH_SECONDS * max(
        0.0, sent - questions
    )  # answers go first, and count against the same limit
    answering = max(1, math.ceil(min(questions, rate) / ANSWERS_A_SECOND))
    return Plan(
        subscribers=subscribers,
        rate=rate,
        pushes=pushes,
        seconds_to_all=seconds,
        seconds_in_rush=START_SECONDS
        + (
            RUSH_SECONDS * subscribers / in_the_hour
            if subscribers <= in_the_hour
            else RUSH_SECONDS + (subscribers - in_the_hour) / sent
        ),
        stars=STARS_A_MESSAGE * subscribers if rate > FREE_RATE else 0.0,
        database_bytes=EMPTY_BYTES + subscribers * (SUBSCRIBER_BYTES + pushes * MESSAGE_BYTES),
        questions=questions,
        # One beside those that the rush needs, so that one can be away.
        replicas=1 if subscribers <= MOST_ON_SQLITE else answering + 1,
        channel_first=seconds > CHANNEL_SECONDS,
    )


def describe(found: Plan) -> Iterator[str]:
    """The plan, a line a matter."""
    yield f"{found.subscribers:,} subscribers, {found.rate:,.0f} messages a second"
    yield _line("everyone reached", _time(found.seconds_to_all))
    yield _line(
        "in a rush",
        f"{_time(found.seconds_in_rush)} ({found.questions:,.1f} questions a second: one in ten asks within the hour)",
    )
    price = (
        f"at most {found.stars:,.0f} a push, {STARS_A_MESSAGE} each"
        if found.stars
        else "none: 30 a second are free"
    )
    yield _line("Stars", price)
    yield _line(
        "database",
        f"{_size(found.database_bytes)} with {found.pushes} pushes to everyone in {retention.SENT.days} days",
    )
    if found.replicas == 1:
        yield _line("processes", f"1 of {_size(PROCESS_BYTES)}, on SQLite; polling will do")
    else:
        yield _line(
            "processes",
            f"{found.replicas} of {_size(PROCESS_BYTES)} behind a webhook, one of them to spare, on PostgreSQL",
        )
    if found.channel_first:
        yield _line(
            "channel first",
            "publish in a channel too: one message there reaches all its readers at once (docs/scale.md)",
        )


def _line(name: str, text: str) -> str:
    return f"{name:<18}{text}"


def _time(seconds: float) -> str:
    return format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale="en")


def _size(number: float) -> str:
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.0f} MB"
