"""How fast we may send: an even grid for broadcasts, live answers before all of them, each chat at its own limit.

Limits: about one message a second to a chat with short bursts allowed, 20 a minute to a group, 30 a second in all
(1,000 with paid broadcasts), core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.

Telegram counts a message when it handles it: at some instant between our sending it and its answer. So a message that is
not answered counts as sent just now, and an answered one as sent when its answer came, less the shortest way to an answer
and back (on which all are alike). Whatever stalls, the network, Telegram or we, no second then has more than its limit:
take the message that was sent last of those handled in some second; all the others counted when it was sent.
"""

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.wire.chat_limits import ChatId, ChatLimits

AHEAD_SECONDS = 0.03  # how far ahead broadcasts take their places on the grid, or
AHEAD_PLACES = 3  # this many places, whichever is more: what a claim from the outbox may take
LATE_SECONDS = (
    0.5  # places missed by less than this are made up for; after a longer pause the grid starts anew
)
SHARE = 0.992  # of the limit that broadcasts use: the rest is for clocks that differ
WINDOW_SECONDS = 1.003  # Telegram's second
SHORTEST_WAY_OF = 60.0  # seconds over which the shortest way to an answer is taken
FEWEST_WAYS = 20  # answers before that is trusted
LONG_WAY_SECONDS = 0.5  # where even that is longer, what is not answered counts from when it was sent
FLOODED_CHATS = 2  # refusals in different chats within `FLOOD_SECONDS` mean that the whole bot is refused
FLOOD_SECONDS = 2.0
SLOWEST = 0.8  # of the rate, after a refusal of the whole bot
RECOVERY_SECONDS = 10.0  # until the full rate is back
SOONEST_SECONDS = 0.001  # until who waits is looked at again


@dataclass(slots=True, eq=False)
class Turn:
    """Leave to send one message. `wait`: seconds that its chat must wait instead; 0: send it, and say when it is answered."""

    at: float  # monotonic seconds
    wait: float = 0.0


@dataclass(slots=True, eq=False)
class _Waiting:
    """A live answer in the line."""

    chat_id: ChatId | None
    leave: asyncio.Future[Turn]
    is_page: bool = False


class Pacer:
    """One for the whole bot: live answers and broadcasts share Telegram's limits.

    Live answers are served in the order in which they came; one that waits for its own chat steps aside until that chat
    may be written to, and then has its old place in the line.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`rate`: messages a second for the whole bot; `clock`: monotonic seconds."""
        self._rate = rate
        self._clock = clock
        self._most = max(1, int(rate))
        self._next = 0.0  # the next free place of the grid
        self._numbers = itertools.count()
        self._line: list[tuple[int, _Waiting]] = []  # a heap: live answers, the first to come on top
        self._aside: list[tuple[float, int, _Waiting]] = []  # a heap: those whose chat must wait, until when
        self._timer: asyncio.TimerHandle | None = None
        self._looks_at = 0.0
        self._unanswered: dict[Turn, None] = {}  # in the order of sending
        self._answered: deque[float] = deque()  # in the last window, as they count
        self._ways = (float("inf"), float("inf"))  # the shortest of this span, and of the one before
        self._ways_since = clock()
        self._answers = 0
        self._chats = ChatLimits()
        self._closed_until = 0.0
        self._slow_since: float | None = None
        self._floods: deque[tuple[float, ChatId]] = deque()

    async def room(self) -> int:
        """Waits until half of the places just ahead are free; returns how many these are."""
        while True:
            now = self._clock()
            interval = self._interval(now)
            ahead = max(AHEAD_SECONDS, AHEAD_PLACES * interval)
            start = self._place(now)
            if (
                start - now <= ahead / 2
            ):  # a grid that is behind catches up by and by: what is claimed should go soon
                return max(1, int(min(now + ahead - start, 2 * ahead) / interval))
            await asyncio.sleep(start - now - ahead / 2)

    async def broadcast(self, chat_id: ChatId) -> Turn:
        """Waits for a broadcast's place on the grid; a chat that must wait itself gets no place."""
        now = self._clock()
        wait = self._chats.wait(chat_id, now)
        if wait > 0:
            return Turn(now, wait)
        place = self._place(now)
        self._next = place + self._interval(now)
        noted = place
        self._chats.note(chat_id, noted, now)
        is_sent = False
        try:
            while True:
                now = self._clock()
                if now > noted:  # held up: it counts for its chat from when it goes
                    self._chats.unnote(chat_id, noted)
                    noted = now
                    self._chats.note(chat_id, noted, now)
                until = max(place, self._closed_until, self._window_opens(now))
                if until <= now and not self._line:
                    is_sent = True
                    return self._send(now)
                await asyncio.sleep(max(until - now, SOONEST_SECONDS))
        finally:
            if not is_sent:
                self._chats.unnote(chat_id, noted)

    async def live(self, chat_id: ChatId | None, *, is_page: bool = False) -> Turn:
        """Waits for a live answer's turn: before all broadcasts, after the live answers that came before it.

        `is_page`: it is another page in a message's place. Edits share the chat's limit with messages
        (tdlib/telegram-bot-api, issue 648), and pages are turned briskly.
        """
        waiting = _Waiting(chat_id, asyncio.get_running_loop().create_future(), is_page)
        heapq.heappush(self._line, (next(self._numbers), waiting))
        self._serve()
        try:
            return await waiting.leave
        except asyncio.CancelledError:
            if not waiting.leave.cancel():  # its turn had just come
                self.answered(waiting.leave.result())
            raise

    def answered(self, turn: Turn) -> None:
        """The message of this turn has its answer, or has none to come."""
        if turn not in self._unanswered:
            return
        del self._unanswered[turn]
        now = self._clock()
        self.note_way(now - turn.at)
        counts_from = now - self._shortest_way()
        self._answered.append(max(counts_from, self._answered[-1] if self._answered else 0.0))

    def must_wait(self, chat_id: ChatId) -> bool:
        """Whether the chat may not be written to yet."""
        return self._chats.wait(chat_id, self._clock()) > 0

    def note_way(self, seconds: float) -> None:
        """How long an answer took, also of what is no message."""
        now = self._clock()
        if now - self._ways_since > SHORTEST_WAY_OF:
            self._ways, self._ways_since = (float("inf"), self._ways[0]), now
        self._ways = (min(self._ways[0], seconds), self._ways[1])
        self._answers += 1

    def refused(self, chat_id: ChatId | None, seconds: float) -> None:
        """Telegram asked to wait (429): that chat does, or everyone where several chats were refused at once."""
        now = self._clock()
        if chat_id is not None:
            self._chats.close(chat_id, now + seconds)
            self._floods.append((now, chat_id))
        while self._floods and self._floods[0][0] < now - FLOOD_SECONDS:
            self._floods.popleft()
        if chat_id is None or len({chat for _, chat in self._floods}) >= FLOODED_CHATS:
            self._closed_until = max(self._closed_until, now + seconds)
            self._slow_since = self._closed_until

    def _serve(self) -> None:
        """Gives out the turns that can be given now, and sees to it that the next are."""
        now = self._clock()
        while self._aside and self._aside[0][0] <= now:
            _, number, waiting = heapq.heappop(self._aside)
            heapq.heappush(self._line, (number, waiting))
        opens = now
        while self._line:
            number, waiting = self._line[0]
            if waiting.leave.done():  # whoever waited is gone
                heapq.heappop(self._line)
                continue
            chat_id = waiting.chat_id
            wait = 0.0 if chat_id is None else self._chats.wait(chat_id, now, is_page=waiting.is_page)
            if wait > 0:  # one who waits for their own chat does not hold up the others
                heapq.heappop(self._line)
                heapq.heappush(self._aside, (now + wait, number, waiting))
                continue
            opens = max(self._closed_until, self._window_opens(now))
            if opens > now:
                break
            heapq.heappop(self._line)
            self._next = self._place(now) + self._interval(now)  # broadcasts give up a place
            if chat_id is not None:
                self._chats.note(chat_id, now, now)
            waiting.leave.set_result(self._send(now))
        looks = [opens] if self._line else []
        if self._aside:
            looks.append(self._aside[0][0])
        if looks:
            self._look_at(min(looks), now)

    def _look_at(self, moment: float, now: float) -> None:
        """Serves again then, unless that happens earlier anyway."""
        if self._timer is not None:
            if self._looks_at <= moment:
                return
            self._timer.cancel()
        self._looks_at = moment
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(moment - now, SOONEST_SECONDS), self._look)

    def _look(self) -> None:
        self._timer = None
        self._serve()

    def _send(self, now: float) -> Turn:
        turn = Turn(now)
        self._unanswered[turn] = None
        return turn

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
        """From when one more message keeps within the limit of the whole bot, as far as that can be told now."""
        since = now - WINDOW_SECONDS
        while self._answered and self._answered[0] <= since:
            self._answered.popleft()
        unanswered = len(self._unanswered)
        if self._shortest_way() > LONG_WAY_SECONDS:
            unanswered = sum(turn.at > since for turn in self._unanswered)
        over = unanswered + len(self._answered) - self._most
        if over < 0:
            return now
        # Answers make room too: where these are missing, look again soon.
        return self._answered[over] + WINDOW_SECONDS if over < len(self._answered) else now + AHEAD_SECONDS

    def _shortest_way(self) -> float:
        """Seconds; 0 until it is known well."""
        return min(self._ways) if self._answers >= FEWEST_WAYS else 0.0
