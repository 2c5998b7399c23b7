"""What is counted while the bot runs, for Prometheus: sums and counts alone, nothing that tells of a reader.

Labels have few values, all of them ours; what Telegram or a reader sends never becomes one.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
_LATENCY = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds
_KINDS = frozenset(
    {"message", "callback_query", "my_chat_member", "channel_post", "inline_query", "guest_message"}
)


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"briefing_bot_{name}", meaning, labels, registry=REGISTRY)


def _seconds(name: str, meaning: str) -> Histogram:
    return Histogram(f"briefing_bot_{name}_seconds", meaning, buckets=_LATENCY, registry=REGISTRY)


UPDATES = _counter("updates", "Updates from Telegram that were taken to their end.", "kind", "outcome")
UPDATE_SECONDS = _seconds("update", "From an update's arrival until it was done, its answer sent.")
ANSWERS = _counter(
    "answers", "Questions answered, by what the answer shows first.", "status", "lang", "record"
)
ANSWER_SECONDS = _seconds("answer", "From a question until its answer was found, its turn included.")
ANSWERS_LOST = _counter(
    "answers_lost", "Answers to readers that Telegram did not take, or of which it did not say so.", "outcome"
)
SENDS = _counter("sends", "Attempts to send one message of a push, by how they ended.", "outcome")
SETTLED = _counter("messages_settled", "Messages of pushes that are done with, by their end.", "state")
PUT_BACK = _counter(
    "messages_put_back",
    "Messages of pushes that wait again, by how the try ended or by the reader's rules.",
    "why",
)
DEAD_LETTERS = _counter("dead_letters", "Messages of pushes that could never be sent.")
FLOODED = _counter("telegram_429", "Requests that Telegram refused for the pace.", "kind")
DATABASE_ERRORS = _counter("database_errors", "Transactions that failed because the database was away.")
RELOADS = _counter("reloads", "Looks at changed briefings: live, or refused for their errors.", "outcome")
POLL_ERRORS = _counter("poll_errors", "Requests for updates that Telegram did not answer.")


def kind_of_update(raw: object) -> str:
    """Which of the kinds that we ask for; anything else is `other`."""
    names = raw.keys() if isinstance(raw, dict) else ()
    return next((name for name in names if name in _KINDS), "other")
