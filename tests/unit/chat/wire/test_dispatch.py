"""Updates at work: order within a chat, nobody behind another's chat, and a bound on what one chat can ask for at once."""

import asyncio
from collections.abc import Callable
from typing import Any

from telegram import Bot, Update

from bot.chat.wire.dispatch import MOST_OF_CHAT, Dispatcher, Held
from bot.errors import StorageUnavailable
from tests.support.updates import Raw, inline, membership, text
from tests.support.virtual import run_virtually

BOT = Bot("1:a")


class Work:
    """A handler that takes its time, and notes what it did."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self.handled: list[int] = []
        self.told: list[tuple[int, int]] = []
        self.done: list[int] = []
        self.refuses: set[int] = set()  # what the database does not take
        self.fails: set[int] = set()
        self.dispatcher = Dispatcher(self.handle, self.tell, self.done.append)

    async def handle(self, update: Update) -> None:
        await asyncio.sleep(self.seconds)
        if update.update_id in self.refuses:
            raise StorageUnavailable
        if update.update_id in self.fails:
            raise ValueError
        self.handled.append(update.update_id)

    async def tell(self, update: Update, count: int) -> None:
        assert update.effective_chat is not None
        self.told.append((update.effective_chat.id, count))

    def submit(self, *raws: Raw, **more: Any) -> list[Held]:
        return [self.dispatcher.submit(Update.de_json(raw, BOT), raw, **more) for raw in raws]

    async def idle(self) -> None:
        while self.dispatcher.under_way:
            await self.dispatcher.wait_for_one(60.0)


def virtually(work: Callable[[Work], Any], seconds: float = 1.0) -> None:
    async def run(_: Any) -> None:
        await work(Work(seconds))

    run_virtually(run)


def test_a_chats_updates_are_done_in_order_and_no_chat_waits_for_another() -> None:
    async def run(work: Work) -> None:
        began = asyncio.get_running_loop().time()
        work.submit(*(text(n, chat=5) for n in range(1, 7)), text(7, chat=6), text(8, chat=7))
        await work.dispatcher.wait_for_one(5.0)
        await asyncio.sleep(0.1)
        assert set(work.done) == {1, 7, 8}
        await work.idle()
        assert [each for each in work.handled if each < 7] == [1, 2, 3, 4, 5, 6]
        assert asyncio.get_running_loop().time() - began < 6.5

    virtually(run)


def test_what_a_chat_sends_beyond_its_bound_is_skipped_and_it_hears_so_once() -> None:
    async def run(work: Work) -> None:
        work.submit(*(text(n, chat=5) for n in range(1, 46)), text(46, chat=6))
        await work.idle()
        assert work.handled == [1, 46, *range(2, MOST_OF_CHAT + 1)]
        assert work.told == [(5, 45 - MOST_OF_CHAT)]
        assert sorted(work.done) == list(range(1, 47))
        assert work.dispatcher.skipped == 45 - MOST_OF_CHAT
        work.submit(text(47, chat=5))
        await work.idle()
        assert work.handled[-1] == 47

    virtually(run)


def test_that_we_were_put_out_of_a_chat_is_never_skipped() -> None:
    async def run(work: Work) -> None:
        work.submit(*(text(n, chat=5) for n in range(1, 46)), membership(46, chat=5))
        await work.idle()
        assert work.handled[-1] == 46

    virtually(run)


def test_what_the_database_did_not_take_is_tried_until_it_does_in_order_and_its_chat_goes_on() -> None:
    async def run(work: Work) -> None:
        work.refuses = {1}
        work.submit(membership(1, chat=5), text(2, chat=5))
        await asyncio.sleep(2.5)
        assert work.handled == [2]
        work.submit(membership(3, chat=5, status="member"), text(4, chat=5))
        await asyncio.sleep(10.0)
        assert work.handled == [2, 4]
        assert work.dispatcher.under_way == {1, 3}
        work.refuses = set()
        await work.idle()
        assert work.handled == [2, 4, 1, 3]

    virtually(run)


def test_of_what_somebody_types_only_the_newest_counts() -> None:
    async def run(work: Work) -> None:
        work.submit(*(inline(n, 5, "when did"[:n]) for n in range(1, 9)))
        await work.idle()
        assert work.handled == [1, 8]
        assert sorted(work.done) == list(range(1, 9))

    virtually(run)


def test_a_fault_stops_nobody_and_an_update_under_way_is_not_begun_again() -> None:
    async def run(work: Work) -> None:
        work.fails = {1}
        first = work.submit(text(1, chat=5), text(2, chat=5))
        again = work.submit(text(1, chat=5), text(2, chat=5))
        assert first == again
        await work.idle()
        assert work.handled == [2]
        assert work.done == [1, 2]

    virtually(run)


def test_what_is_cut_off_is_not_done() -> None:
    async def run(work: Work) -> None:
        work.submit(text(1, chat=5), text(2, chat=5), text(3, chat=6))
        work.refuses = {4}
        work.submit(membership(4, chat=7))
        assert await work.dispatcher.drain(1.5) == (2, 0)
        assert sorted(work.done) == [1, 3]

    virtually(run)


class Pages:
    """Every press is one that turns a page."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []

    def is_turn(self, update: Update) -> bool:
        return update.callback_query is not None

    async def acknowledge(self, update: Update) -> None:
        self.acknowledged.append(update.update_id)


def press_alone(number: int, user: int, message: int) -> Raw:
    """A press under an ephemeral message, which has no number among the others."""
    raw = press(number, 0)
    query = raw["callback_query"]
    query["from"] = {**query["from"], "id": user}
    query["message"] = {**query["message"], "ephemeral_message_id": message}
    return raw


def press(number: int, message: int) -> Raw:
    where = {"message_id": message, "date": 1, "chat": {"id": 5, "type": "private"}}
    sender = {"id": 5, "is_bot": False, "first_name": "Ann"}
    query = {
        "id": str(number),
        "from": sender,
        "message": where,
        "chat_instance": "1",
        "data": f"time:{number}",
    }
    return {"update_id": number, "callback_query": query}


def test_of_pages_wanted_in_one_place_only_the_last_is_shown_and_each_press_is_heard_at_once() -> None:
    async def run(work: Work) -> None:
        pages = Pages()
        work.dispatcher = Dispatcher(work.handle, work.tell, work.done.append, pages)
        work.submit(
            *(press(number, message=1) for number in range(1, 8)), press(8, message=2), text(9, chat=5)
        )
        await asyncio.sleep(0)
        assert pages.acknowledged == [2, 3, 4, 5, 6, 7, 8], (
            "the first is being worked on, which answers itself"
        )
        await work.idle()
        assert work.handled == [1, 7, 8, 9]
        assert sorted(work.done) == list(range(1, 10))
        assert work.dispatcher.skipped == 0

    virtually(run)


def test_pages_of_messages_that_are_for_one_person_each_take_no_place_of_each_other() -> None:
    async def run(work: Work) -> None:
        work.dispatcher = Dispatcher(work.handle, work.tell, work.done.append, Pages())
        work.submit(
            text(1, chat=5),
            press_alone(2, user=7, message=1),
            press_alone(3, user=8, message=2),
            press_alone(4, user=7, message=3),
            press_alone(5, user=7, message=3),
        )
        await work.idle()
        assert work.handled == [1, 2, 3, 5]

    virtually(run)
