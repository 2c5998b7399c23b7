"""Questions with the answers expected, and whether a reply is right: what the benchmarks of answers share."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.answer import Answered, Choice, Reply

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)  # the moment of asking where a question names none
QUESTIONS = Path(__file__).parents[1] / "questions"


def read(paths: Iterable[str | Path]) -> list[dict[str, Any]]:
    """The questions of JSON Lines files, each with the name of its file."""
    return [
        {**json.loads(line), "file": Path(path).stem}
        for path in paths
        for line in Path(path).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def moment_of(question: dict[str, Any]) -> datetime:
    now = datetime.fromisoformat(question["now"]) if "now" in question else NOW
    return now if now.tzinfo else now.replace(tzinfo=UTC)


def gold_of(question: dict[str, Any]) -> frozenset[str]:
    """The fair facts; none where the right thing is to abstain, or where another record is the answer."""
    expect = question["expect"]
    return frozenset(expect.get("any_of") or expect.get("all_of") or expect.get("choice_or_any_of") or ())


def keys_of(question: dict[str, Any]) -> frozenset[str]:
    """The keys of all fair records, facts among them."""
    return frozenset(
        {f"fact:{fact}" for fact in gold_of(question)} | set(question["expect"].get("any_record", ()))
    )


def shown_by(reply: Reply) -> tuple[str, list[str], list[str]]:
    """As `ask --jsonl` tells them: status, facts and records; an abstention's facts nearby do not count."""
    match reply:
        case Answered():
            return "answered", list(reply.facts), list(reply.records)
        case Choice(options=options):
            return "choice", [option.facts[0] for option in options if option.facts], list(reply.records)
    return "abstained", [], list(reply.records)


def outcome(
    question: dict[str, Any], status: str, facts: Sequence[str], records: Sequence[str]
) -> tuple[bool, bool, bool]:
    """(right, helped, wrong): helped is right, or asked back with a right one among three; wrong is answered amiss."""
    expect, gold = question["expect"], gold_of(question)
    if expect.get("abstain"):
        return status == "abstained", status == "abstained", status == "answered"
    first = bool(records) and records[0] in expect.get("any_record", ())
    if "all_of" in expect:
        right = status == "answered" and (first or gold <= set(facts[: expect.get("max_facts", 8)]))
    else:
        right = status == "answered" and (first or (bool(facts) and facts[0] in gold))
        right = right or (status == "choice" and "choice_or_any_of" in expect)
    right = right or (status == "abstained" and bool(expect.get("or_abstain")))
    among = bool(set(facts[:3]) & gold or set(records[:3]) & set(expect.get("any_record", ())))
    return right, right or (status == "choice" and among), status == "answered" and not right
