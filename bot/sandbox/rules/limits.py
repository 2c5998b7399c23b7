"""Telegram's published sending limits (core.telegram.org/bots/faq): per chat, per group, for the whole bot."""

import math
from collections import deque
from collections.abc import Callable

from bot.sandbox.rules.refusal import Refusal, too_many

PER_BOT = 30  # messages in any second
PER_BOT_PAID = 1000  # the same with paid broadcasts
PER_GROUP = 20  # messages in any minute
PER_CHAT_BURST = 5  # "avoid sending more than one message a second … short bursts that go over are allowed"
PER_CHAT_WINDOW = 5.0  # seconds over which one message a second is averaged


class Limits:
    """Counts what is sent; refuses with `retry_after` what goes over, and punishes sending on while refused."""

    def __init__(self, clock: Callable[[], float], *, per_bot: int = PER_BOT) -> None:
        """`clock`: monotonic seconds."""
        self._clock = clock
        self.per_bot = per_bot
        self._bot: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._closed_until: dict[int | None, float] = {}
        self.refused = 0

    def check(self, chat_id: int, *, is_group: bool) -> None:
        """Counts one message to `chat_id`. Raises `Refusal` (429) when it goes over a limit."""
        now = self._clock()
        for key in (None, chat_id):
            until = self._closed_until.get(key, 0.0)
            if until > now:
                raise self._refuse(until - now)
        _drop_before(self._bot, now - 1.0)
        if len(self._bot) >= self.per_bot:
            self._closed_until[None] = now + 1.0
            raise self._refuse(1.0)
        sent = self._chats.setdefault(chat_id, deque())
        window, most = (60.0, PER_GROUP) if is_group else (PER_CHAT_WINDOW, PER_CHAT_BURST)
        _drop_before(sent, now - window)
        if len(sent) >= most:
            wait = sent[0] + window - now
            self._closed_until[chat_id] = now + wait
            raise self._refuse(wait)
        sent.append(now)
        self._bot.append(now)

    def _refuse(self, seconds: float) -> Refusal:
        self.refused += 1
        return too_many(max(1, math.ceil(seconds)))


def _drop_before(times: deque[float], moment: float) -> None:
    while times and times[0] <= moment:
        times.popleft()
