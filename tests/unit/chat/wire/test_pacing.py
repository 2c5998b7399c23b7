"""The pace, under a virtual clock, against a Telegram that counts as the real one does."""

import asyncio
import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.wire.chat_limits import CHAT_MOST, CHAT_WINDOW, GROUP_MOST, GROUP_WINDOW
from bot.chat.wire.pacing import Pacer, Turn
from tests.support.virtual import run_virtually

Clock = Callable[[], float]


class Telegram:
    """Handles each message after the way there, answers after the way back, and notes when it handled which."""

    def __init__(self, clock: Clock, way: Callable[[], float] = lambda: 0.02) -> None:
        self.clock = clock
        self.way = way
        self.stalled_until = 0.0  # what arrives before is handled then, all at once
        self.handled: list[tuple[float, int]] = []

    async def take(self, chat: int) -> None:
        await asyncio.sleep(self.way())
        await asyncio.sleep(max(0.0, self.stalled_until - self.clock()))
        self.handled.append((self.clock(), chat))
        await asyncio.sleep(self.way())

    def most_within(self, seconds: float, chat: int | None = None) -> int:
        """The most messages in any span of that length; of one chat, or of all."""
        times = [at for at, each in self.handled if chat in (None, each)]
        most, first = 0, 0
        for last, at in enumerate(times):
            while times[first] <= at - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


async def push(pacer: Pacer, telegram: Telegram, chats: Sequence[int]) -> list[Turn]:
    """As the courier does: claims what there is room for, and sends it at its turns; the turns that were none."""
    refused: list[Turn] = []

    async def send(chat: int) -> None:
        turn = await pacer.broadcast(chat)
        if turn.wait:
            refused.append(turn)
            return
        await telegram.take(chat)
        pacer.answered(turn)

    tasks = []
    waiting = iter(chats)
    while claimed := list(itertools.islice(waiting, await pacer.room())):
        tasks += [asyncio.create_task(send(chat)) for chat in claimed]
        await asyncio.sleep(0)  # they take their places
    await asyncio.gather(*tasks)
    return refused


@pytest.mark.parametrize(("rate", "seconds"), [(30, 60), (1000, 10)])
def test_a_push_uses_the_limit_from_its_first_second_on_and_never_passes_it(rate: int, seconds: int) -> None:
    async def work(clock: Clock) -> None:
        telegram = Telegram(clock)
        began = clock()
        await push(Pacer(rate, clock), telegram, range(1, rate * seconds + 1))
        assert telegram.most_within(1.0) <= rate
        assert len(telegram.handled) / (clock() - began) >= 0.98 * rate
        first = sum(at < began + 0.1 for at, _ in telegram.handled)
        assert first <= rate * 0.15 + 4  # no burst at the start

    run_virtually(work)


@settings(deadline=None, max_examples=30)
@given(
    seed=st.integers(0, 10_000),
    rate=st.sampled_from([10, 30, 200]),
    slowest=st.sampled_from([0.01, 0.1, 0.7]),
)
def test_whatever_stalls_no_second_has_more_than_its_limit(seed: int, rate: int, slowest: float) -> None:
    rng = random.Random(seed)

    def way() -> float:
        return 0.02 + (rng.uniform(0.0, slowest) if rng.random() < 0.2 else 0.0)

    async def work(clock: Clock) -> None:
        telegram = Telegram(clock, way)
        pacer = Pacer(rate, clock)

        async def stall() -> None:
            while True:
                await asyncio.sleep(rng.uniform(0.2, 2.0))
                telegram.stalled_until = clock() + rng.uniform(0.0, 1.0)

        async def ask() -> None:
            for chat in itertools.count(1_000_000):
                await asyncio.sleep(rng.uniform(0.0, 4.0 / rate))
                turn = await pacer.live(chat)
                await telegram.take(chat)
                pacer.answered(turn)

        others = [asyncio.create_task(stall()), asyncio.create_task(ask())]
        await push(pacer, telegram, range(1, rate * 8))
        for task in others:
            task.cancel()
        assert telegram.most_within(1.0) <= rate

    run_virtually(work)


def test_what_a_stall_held_up_is_made_up_for() -> None:
    async def work(clock: Clock) -> None:
        telegram = Telegram(clock)

        async def stall() -> None:
            while True:
                await asyncio.sleep(3.0)
                telegram.stalled_until = clock() + 0.3

        stalling = asyncio.create_task(stall())
        began = clock()
        await push(Pacer(100, clock), telegram, range(1, 3001))
        stalling.cancel()
        assert telegram.most_within(1.0) <= 100
        assert len(telegram.handled) / (clock() - began) >= 95

    run_virtually(work)


def test_what_is_not_answered_holds_the_rest_back() -> None:
    async def work(clock: Clock) -> None:
        pacer = Pacer(10, clock)
        turns = [await pacer.broadcast(chat) for chat in range(1, 11)]
        eleventh = asyncio.create_task(pacer.broadcast(11))
        await asyncio.sleep(5.0)
        assert not eleventh.done()
        for turn in turns:
            pacer.answered(turn)
            pacer.answered(turn)  # once is enough
        await asyncio.sleep(2.0)
        assert eleventh.done()

    run_virtually(work)


@pytest.mark.parametrize(
    ("chat", "most", "window", "burst"), [(5, 5, 5.0, 3), (-5, 20, 60.0, 10)], ids=["private", "group"]
)
def test_a_chat_has_a_small_burst_and_then_its_own_limit(
    chat: int, most: int, window: float, burst: int
) -> None:
    async def work(clock: Clock) -> None:
        pacer, telegram = Pacer(30, clock), Telegram(clock)
        began = clock()
        for _ in range(2 * (GROUP_MOST if chat < 0 else CHAT_MOST)):
            turn = await pacer.live(chat)
            await telegram.take(chat)
            pacer.answered(turn)
        assert telegram.most_within(window) <= most
        assert telegram.handled[burst - 1][0] - began < 1.0
        turn = await pacer.broadcast(chat)
        assert turn.wait > 0  # a broadcast does not wait for its chat: it gives up its place

    run_virtually(work)


def test_a_live_answer_goes_before_all_broadcasts() -> None:
    async def work(clock: Clock) -> None:
        pacer, telegram = Pacer(30, clock), Telegram(clock)
        pushing = asyncio.create_task(push(pacer, telegram, range(1, 3000)))
        waits = []
        for reader in range(5000, 5030):
            await asyncio.sleep(1.0)
            asked = clock()
            turn = await pacer.live(reader)
            waits.append(clock() - asked)
            await telegram.take(reader)
            pacer.answered(turn)
        pushing.cancel()
        assert max(waits) <= 0.1
        assert telegram.most_within(1.0) <= 30

    run_virtually(work)


def test_a_refusal_halts_its_chat_alone_and_several_halt_all_who_come_back_slowly() -> None:
    async def work(clock: Clock) -> None:
        pacer, telegram = Pacer(100, clock), Telegram(clock)
        pacer.refused(7, 20.0)
        assert (await pacer.broadcast(7)).wait == pytest.approx(20.0)
        assert (await pacer.broadcast(8)).wait == 0.0
        pacer.refused(9, 5.0)
        began = clock()
        await push(pacer, telegram, range(1000, 4000))
        times = [at - began for at, _ in telegram.handled]
        assert min(times) >= 5.0
        in_second = [sum(start <= at < start + 1 for at in times) for start in range(5, 25)]
        assert in_second[0] <= 85
        assert in_second[3] < in_second[7] <= 100
        assert in_second[12] >= 98

    run_virtually(work)


def test_a_chat_that_fell_silent_is_forgotten_and_harms_nobody() -> None:
    async def work(clock: Clock) -> None:
        pacer = Pacer(30, clock)
        for chat in (1, -1, "@channel"):
            pacer.answered(await pacer.live(chat))
        await asyncio.sleep(120.0)
        for chat in (1, 2, -1, -2, "@channel", "@other"):
            assert (await pacer.broadcast(chat)).wait == 0.0  # looks at the old ones, and forgets them
            pacer.answered(await pacer.live(chat))

    run_virtually(work)


def test_live_answers_are_first_come_first_served() -> None:
    async def work(clock: Clock) -> None:
        pacer, telegram = Pacer(30, clock), Telegram(clock)
        left: list[int] = []

        async def answer(chat: int) -> None:
            turn = await pacer.live(chat)
            left.append(chat)
            await telegram.take(chat)
            pacer.answered(turn)

        async with asyncio.TaskGroup() as answers:
            for chat in range(1, 301):
                answers.create_task(answer(chat))
        assert left == list(range(1, 301))

    run_virtually(work)


def test_who_waits_for_their_own_chat_holds_up_nobody_and_keeps_their_place() -> None:
    async def work(clock: Clock) -> None:
        pacer = Pacer(1000, clock)
        left: list[tuple[int, float]] = []
        began = clock()

        async def answer(chat: int) -> None:
            turn = await pacer.live(chat)
            left.append((chat, clock() - began))
            pacer.answered(turn)

        async with asyncio.TaskGroup() as answers:
            for _ in range(3 * CHAT_MOST):
                answers.create_task(answer(7))
            for chat in range(100, 400):
                answers.create_task(answer(chat))
        assert max(at for chat, at in left if chat != 7) < 1.0
        assert [chat for chat, _ in left if chat != 7] == list(range(100, 400))
        assert max(at for chat, at in left if chat == 7) == pytest.approx(10.0, abs=0.1)

    run_virtually(work)


def test_who_gives_up_waiting_leaves_no_hole_in_the_line() -> None:
    async def work(clock: Clock) -> None:
        pacer = Pacer(10, clock)
        began = clock()
        waiting = [asyncio.create_task(pacer.live(chat)) for chat in range(1, 31)]
        await asyncio.sleep(0.1)
        for task in waiting[10:20]:  # the ten before them have their turn
            task.cancel()
        for task in waiting[:10]:
            pacer.answered(await task)
        turns = await asyncio.gather(*waiting[20:])
        assert clock() - began < 2.5
        for turn in turns:
            pacer.answered(turn)
        pacer.answered(await pacer.live(99))

    run_virtually(work)


_CHATS = st.sampled_from([1, 2, 3, -1, -2, "@channel", None])
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["live", "live", "live", "broadcast", "refused", "way"]),
        _CHATS,
        st.floats(0.0, 8.0) | st.just(0.0) | st.floats(60.0, 70.0),  # seconds until the next step
        st.floats(0.0, 3.0),  # on the way, or of a refusal
        st.booleans(),  # whoever waits gives up
    ),
    max_size=80,
)


@settings(deadline=None, max_examples=150)
@given(steps=_STEPS, rate=st.sampled_from([1, 5, 30]))
def test_whatever_comes_when_nothing_fails_all_are_served_in_order_and_no_limit_is_passed(
    steps: list[tuple[str, Any, float, float, bool]], rate: int
) -> None:
    async def work(clock: Clock) -> None:
        pacer = Pacer(rate, clock)
        sent: list[tuple[float, Any]] = []
        served: dict[Any, list[int]] = {}

        async def live(number: int, chat: Any, way: float) -> None:
            turn = await pacer.live(chat)
            sent.append((clock(), chat))
            served.setdefault(chat, []).append(number)
            try:
                await asyncio.sleep(way)
            finally:
                pacer.answered(turn)

        async def broadcast(chat: Any, way: float) -> None:
            turn = await pacer.broadcast(chat)
            if turn.wait:
                return
            sent.append((clock(), chat))
            try:
                await asyncio.sleep(way)
            finally:
                pacer.answered(turn)

        tasks: list[asyncio.Task[None]] = []
        for number, (kind, chat, pause, seconds, gives_up) in enumerate(steps):
            match kind:
                case "live":
                    tasks.append(asyncio.create_task(live(number, chat, seconds)))
                case "broadcast" if chat is not None:
                    tasks.append(asyncio.create_task(broadcast(chat, seconds)))
                case "refused":
                    pacer.refused(chat, seconds)
                case _:
                    pacer.note_way(seconds)
            await asyncio.sleep(pause)
            if gives_up and tasks:
                tasks[-1].cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 3600.0)
        failed = [task.exception() for task in tasks if not task.cancelled()]
        assert failed == [None] * len(failed)
        for chat, numbers in served.items():
            assert numbers == sorted(numbers), chat
        for chat in {chat for _, chat in sent} - {None}:
            is_private = isinstance(chat, int) and chat > 0
            most, window = (CHAT_MOST, CHAT_WINDOW) if is_private else (GROUP_MOST, GROUP_WINDOW)
            times = sorted(at for at, each in sent if each == chat)
            assert all(late - early > window - 0.01 for early, late in zip(times, times[most:], strict=False))
        times = sorted(at for at, _ in sent)
        assert all(late - early > 0.99 for early, late in zip(times, times[rate:], strict=False))

    run_virtually(work)


def test_pages_turned_briskly_come_evenly_and_never_stand_still() -> None:
    """Three presses a second: from the third page on one every second and a half, and not four at once and then none for five."""

    async def work(clock: Clock) -> list[float]:
        pacer = Pacer(30, clock)
        shown = []
        for _ in range(12):
            turn = await pacer.live(5, is_page=True)
            shown.append(clock())
            pacer.answered(turn)
            await asyncio.sleep(0.33)
        return shown

    shown: list[float] = run_virtually(work)
    gaps = [later - earlier for earlier, later in itertools.pairwise(shown)]
    assert max(gaps) < 1.7
    assert all(len([at for at in shown if since <= at < since + CHAT_WINDOW]) <= CHAT_MOST for since in shown)
