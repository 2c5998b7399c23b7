"""Faults on request: what goes wrong, for whom, how often. The same seed goes wrong in the same places."""

import random
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.rules.refusal import Refusal, bad_request

# What can go wrong, before or after the request has been carried out.
KINDS = (
    "blocked",
    "chat_not_found",
    "refused",
    "unreadable",
    "server_error",
    "reset",
    "hang_before",
    "hang_after",
    "flood",
    "migrate",
)


@dataclass(slots=True)
class Fault:
    """`kind` for a share of requests, or the next `times`, to `chat_ids` (all where empty), of `methods`."""

    kind: str
    share: float = 1.0
    times: int | None = None
    chat_ids: frozenset[int] = frozenset()
    methods: frozenset[str] = frozenset({"sendMessage"})
    retry_after: int = 2


@dataclass(slots=True)
class Faults:
    """The faults that are set, and chats that have moved."""

    active: list[Fault] = field(default_factory=list)
    migrated: dict[int, int] = field(default_factory=dict)
    latency: float = 0.0  # seconds before each answer
    seed: int = 1
    _random: random.Random = field(default_factory=lambda: random.Random(1))

    def set(self, wanted: dict[str, Any]) -> None:
        """Replaces what is set. Raises `Refusal` for an unknown kind."""
        self.seed = int(wanted.get("seed", 1))
        self._random = random.Random(self.seed)
        self.latency = float(wanted.get("latency", 0.0))
        self.active = []
        for each in wanted.get("faults", []):
            if each.get("kind") not in KINDS:
                raise bad_request(f"unknown fault {each.get('kind')!r}; there are {', '.join(KINDS)}")
            self.active.append(
                Fault(
                    each["kind"],
                    float(each.get("share", 1.0)),
                    each.get("times"),
                    frozenset(each.get("chat_ids", ())),
                    frozenset(each.get("methods", ("sendMessage",))),
                    int(each.get("retry_after", 2)),
                )
            )

    def pick(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this request, if any."""
        for fault in self.active:
            if method not in fault.methods or (fault.chat_ids and chat_id not in fault.chat_ids):
                continue
            if fault.times is not None and fault.times <= 0:
                continue
            if fault.share < 1.0 and self._random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None

    def refuse_moved(self, chat_id: int) -> None:
        """Raises `Refusal` where the chat has become a supergroup."""
        new = self.migrated.get(chat_id)
        if new is not None:
            reason = "group chat was upgraded to a supergroup chat"
            raise Refusal(400, f"Bad Request: {reason}", {"migrate_to_chat_id": new})
