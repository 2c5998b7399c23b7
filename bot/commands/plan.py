"""What so many subscribers take: time, database, machines and Telegram's price, by figures that were measured.

`python -m benchmarks.scale` measures them again; docs/scale.md tells what to do with them.
"""

import math
from dataclasses import dataclass

from bot.storage.outbox import KEPT_FOR

FREE_RATE = 30  # messages a second; more are paid broadcasts (Bot API, allow_paid_broadcast)
MOST_RATE = 1_000  # that Telegram sells
STARS_A_MESSAGE = 0.1
PACE = 0.992  # of the rate that is used (chat/pacing)
START_SECONDS = 1.0  # until a push is made and its first page queued
# A sealed chat with its subscription, and a message kept for sixty days, with their indexes, on PostgreSQL, the larger one.
SUBSCRIBER_BYTES = 700
MESSAGE_BYTES = 300
EMPTY_BYTES = 8_000_000
PROCESS_BYTES = 600_000_000  # once it has learned; it does not grow with the readers
ANSWERS_A_SECOND = 100  # of one process on one core
ASKING = 0.1  # of the readers who write something within the hour after breaking news
SQLITE_READERS = 100_000  # above it, the night's work on one file begins to be felt
CHANNEL_SECONDS = 3_600.0  # who may wait longer than this is better served by a channel first


@dataclass(frozen=True, slots=True)
class Plan:
    """`stars` for one push, at most. `database_bytes` after sixty days. `questions`: a second, in a rush."""

    subscribers: int
    rate: float
    seconds_to_all: float
    stars: float
    database_bytes: float
    questions: float
    replicas: int
    memory_bytes: float
    needs_postgresql: bool
    channel_first: bool


def plan(subscribers: int, rate: float, pushes: int = 60) -> Plan:
    """Of so many subscribers at so many messages a second. `pushes`: to everyone, within sixty days."""
    seconds = START_SECONDS + subscribers / (rate * PACE)
    questions = ASKING * subscribers / 3_600
    # One beside those that the rush needs, so that one can be away.
    answering = math.ceil(questions / ANSWERS_A_SECOND)
    replicas = 1 if subscribers <= SQLITE_READERS else 1 + max(1, answering)
    return Plan(
        subscribers=subscribers,
        rate=rate,
        seconds_to_all=seconds,
        stars=STARS_A_MESSAGE * subscribers if rate > FREE_RATE else 0.0,
        database_bytes=EMPTY_BYTES + subscribers * (SUBSCRIBER_BYTES + pushes * MESSAGE_BYTES),
        questions=questions,
        replicas=replicas,
        memory_bytes=replicas * PROCESS_BYTES,
        needs_postgresql=replicas > 1,
        channel_first=seconds > CHANNEL_SECONDS,
    )


assert KEPT_FOR.days == 60, "the plan's sixty days are those that messages are kept"
