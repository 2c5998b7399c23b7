"""What this Telegram's server can do of what not every server can: found out by trying, and remembered.

Drafts came with Bot API 9.3 (9.5 for all bots), rich messages with 10.1, ephemeral messages with 10.2. A server of one's
own may be older, and a method that there is not is 404 (tdlib/telegram-bot-api, Client.cpp: "method not found").
"""

from enum import StrEnum

import structlog
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

log = structlog.get_logger(__name__)

_NO_SUCH_METHOD = "not found"  # 404; a token that is refused is 401, "Unauthorized"


class Ability(StrEnum):
    """What may be tried."""

    DRAFTS = "drafts"
    RICH = "rich messages"
    EPHEMERAL = "ephemeral messages"


class Abilities:
    """Those that were not refused, for the life of the process."""

    def __init__(self) -> None:
        self._lacking: set[Ability] = set()

    def has(self, ability: Ability) -> bool:
        """Whether it is worth trying."""
        return ability not in self._lacking

    def note_lack(self, ability: Ability, why: str) -> None:
        """The server does not know it: it is not tried again."""
        if ability not in self._lacking:
            log.info("this server of Telegram's does without", ability=ability.value, why=why)
        self._lacking.add(ability)


def is_unknown_method(error: TelegramError) -> bool:
    """Whether the server has no such method, in python-telegram-bot's two forms of that."""
    cause = error.__cause__ if isinstance(error, EndPointNotFound) else error
    return isinstance(cause, InvalidToken) and _NO_SUCH_METHOD in cause.message.lower()
