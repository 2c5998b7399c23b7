"""What delivering needs of the edge: someone who carries a message and says how it went."""

from dataclasses import dataclass
from typing import Protocol

from bot.domain.delivery.push import Body
from bot.domain.delivery.retry_policy import SendOutcome


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message to one chat. `edits`: the message whose place it takes; 0: a new one. `deletes`: it is taken away."""

    chat_id: int
    thread_id: int
    body: Body
    silent: bool = False
    edits: int = 0
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class SendResult:
    """How it went. `retry_after`: seconds that Telegram asks to wait; `moved_to`: the chat's new id."""

    outcome: SendOutcome
    message_id: int | None = None
    retry_after: float = 0.0
    moved_to: int | None = None
    detail: str = ""


class MessageSender(Protocol):
    """Carries parcels at the permitted pace."""

    async def room(self) -> int:
        """Waits until the pace allows a message; returns how many may be on their way next. At least one."""
        ...

    async def send(self, outgoing: OutgoingMessage) -> SendResult:
        """One attempt. Raises nothing: what went wrong is the outcome."""
        ...
