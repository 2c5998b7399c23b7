"""How fast we may send: an even grid for broadcasts, live answers before all of them, each chat at its own limit.

Limits: about one message a second to a chat with short bursts allowed, 20 a minute to a group, 30 a second in all
(1,000 with paid broadcasts), core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this. Telegram counts
in windows that slide; a grid without bursts stays under them, a bucket that refills does not.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

AHEAD_SECONDS = 0.03  # how far ahead broadcasts take their places on the grid, or
AHEAD_PLACES = 3  # this many places, whichever is more: what a claim from the outbox may take
LATE_SECONDS = (
    0.2  # places missed by less than this are made up for; after a longer pause the grid starts anew
)
SHARE = 0.982  # of the limit that broadcasts use: the rest is for clocks that differ
WINDOW_SECONDS = 1.008  # Telegram's second, and what a request may take longer than the one before it
CHAT_MOST, CHAT_WINDOW = 4, 5.0  # a chat: at most four in five seconds
GROUP_MOST, GROUP_WINDOW = 18, 60.0
FLOODED_CHATS = 2  # refusals in different chats within `FLOOD_SECONDS` mean that the whole bot is refused
FLOOD_SECONDS = 2.0
SLOWEST = 0.8  # of the rate, after a refusal of the whole bot
RECOVERY_SECONDS = 10.0  # until the full rate is back
FORGET_EVERY = 5.0


class Pacer:
    """One for the whole bot: live answers and broadcasts share Telegram's limits."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate`: messages a second for the whole bot; `clock`: monotonic seconds."""
        self._rate = rate
        self._clock = clock
        self._most = max(1, int(rate))
        self._next = 0.0  # the next free place of the grid
        self._recent: deque[float] = deque()  # everything sent in the last window
        self._chats: dict[int, deque[float]] = {}
        self._chat_closed: dict[int, float] = {}
        self._closed_until = 0.0
        self._slow_since: float | None = None
        self._floods: deque[tuple[float, int]] = deque()
        self._forgot = 0.0

    async def room(self) -> int:
        """Waits until a broadcast may take a place; returns how many places there are just ahead."""
        while True:
            now = self._clock()
            interval = self._interval(now)
            ahead = max(AHEAD_SECONDS, AHEAD_PLACES * interval)
            start = self._place(now)
            if start - now <= ahead - interval:
                return max(1, int((now + ahead - start) / interval))
            await asyncio.sleep(start - now - ahead + interval)

    async def broadcast(self, chat_id: int) -> float:
        """Waits for a broadcast's place on the grid; 0, or the seconds that the chat itself must wait, unsent."""
        now = self._clock()
        wait = self._chat_wait(chat_id, now)
        if wait > 0:
            return wait
        place = self._place(now)
        self._next = place + self._interval(now)
        self._note_chat(chat_id, place)
        while True:
            now = self._clock()
            until = max(place, self._closed_until, self._window_opens(now))
            if until <= now:
                break
            await asyncio.sleep(until - now)
        self._recent.append(now)
        return 0.0

    async def live(self, chat_id: int | None) -> None:
        """Waits for a live answer's turn: before all broadcasts, no longer than the limits ask."""
        while True:
            now = self._clock()
            wait = self._closed_until - now
            wait = max(wait, self._window_opens(now) - now)
            if chat_id is not None:
                wait = max(wait, self._chat_wait(chat_id, now))
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        self._recent.append(now)
        self._next = self._place(now) + self._interval(now)  # broadcasts give up a place
        if chat_id is not None:
            self._note_chat(chat_id, now)

    def refused(self, chat_id: int | None, seconds: float) -> None:
        """Telegram asked to wait (429): that chat does, or everyone where several chats were refused at once."""
        now = self._clock()
        if chat_id is not None:
            self._chat_closed[chat_id] = max(self._chat_closed.get(chat_id, 0.0), now + seconds)
            self._floods.append((now, chat_id))
        while self._floods and self._floods[0][0] < now - FLOOD_SECONDS:
            self._floods.popleft()
        if chat_id is None or len({chat for _, chat in self._floods}) >= FLOODED_CHATS:
            self._closed_until = max(self._closed_until, now + seconds)
            self._slow_since = self._closed_until

    def _place(self, now: float) -> float:
        """The next free place of the grid; a little in the past where the grid is behind."""
        start = self._next if now - self._next <= LATE_SECONDS else now
        return max(start, self._closed_until)

    def _interval(self, now: float) -> float:
        """Seconds between two places of the grid; longer for a while after the whole bot was refused."""
        share = SHARE
        if self._slow_since is not None:
            recovered = max(0.0, now - self._slow_since) / RECOVERY_SECONDS
            if recovered >= 1.0:
                self._slow_since = None
            else:
                share *= SLOWEST + (1.0 - SLOWEST) * recovered
        return 1.0 / (self._rate * share)

    def _window_opens(self, now: float) -> float:
        """From when one more message keeps within the limit of the whole bot."""
        while self._recent and self._recent[0] <= now - WINDOW_SECONDS:
            self._recent.popleft()
        if len(self._recent) < self._most:
            return now
        return self._recent[len(self._recent) - self._most] + WINDOW_SECONDS

    def _chat_wait(self, chat_id: int, now: float) -> float:
        closed = self._chat_closed.get(chat_id, 0.0) - now
        sent = self._chats.get(chat_id)
        if not sent:
            return closed
        most, window = _limits_of(chat_id)
        while sent and sent[0] <= now - window:
            sent.popleft()
        return max(closed, sent[0] + window - now if len(sent) >= most else 0.0)

    def _note_chat(self, chat_id: int, at: float) -> None:
        self._chats.setdefault(chat_id, deque()).append(at)
        if at - self._forgot > FORGET_EVERY:
            self._forgot = at
            quiet = [chat for chat, sent in self._chats.items() if sent[-1] < at - _limits_of(chat)[1]]
            for chat in quiet:
                del self._chats[chat]
            for chat in [chat for chat, until in self._chat_closed.items() if until < at]:
                del self._chat_closed[chat]


def _limits_of(chat_id: int) -> tuple[int, float]:
    """Groups and channels have negative ids (Bot API, Chat)."""
    return (GROUP_MOST, GROUP_WINDOW) if chat_id < 0 else (CHAT_MOST, CHAT_WINDOW)
