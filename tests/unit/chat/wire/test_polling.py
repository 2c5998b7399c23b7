"""Updates by long polling and webhook: nothing confirmed before it is safe, no more held than can be, and nobody held up by another."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError

from bot.chat.wire.dispatch import Dispatcher
from bot.chat.wire.intake import AGAIN_SECONDS, Intake
from bot.chat.wire.polling import MOST_UNDER_WAY, UNKNOWN_TOKEN_SECONDS, Poller, UpdateSource
from bot.errors import ConfigError, StorageUnavailable
from bot.services.receipts import Receipts, Written
from tests.support.updates import Queue, Raw, membership, text
from tests.support.virtual import run_virtually


class Notes:
    """Receipts that outlive the poller, as the database does."""

    def __init__(self) -> None:
        self.done: set[int] = set()
        self.written: dict[int, Written] = {}
        self.is_away = False

    def is_done(self, update_id: int) -> bool:
        return update_id in self.done

    async def find_known(self, ids: Sequence[int]) -> set[int]:
        return {each for each in ids if each in self.done or each in self.written}

    def note_done(self, update_id: int) -> None:
        self.done.add(update_id)
        self.written.pop(update_id, None)

    async def write_down(self, written: Written) -> None:
        if self.is_away:
            raise StorageUnavailable
        self.written[written.id] = written

    @property
    def unwritten(self) -> int:
        return 0

    async def wait_written(self, seconds: float) -> None:
        raise AssertionError("nothing is unwritten")


class SlowNotes(Notes):
    """Writes what is done a while after it is."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.unsaved: set[int] = set()
        self._saved = asyncio.Event()

    @property
    def unwritten(self) -> int:
        return len(self.unsaved)

    async def wait_written(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._saved.wait()

    def note_done(self, update_id: int) -> None:
        super().note_done(update_id)
        self.unsaved.add(update_id)

    async def write_down(self, written: Written) -> None:
        await asyncio.sleep(self.seconds)
        await super().write_down(written)

    async def save(self) -> None:
        while True:
            taken = set(self.unsaved)
            await asyncio.sleep(self.seconds)
            self.unsaved -= taken
            saved, self._saved = self._saved, asyncio.Event()
            saved.set()

    def kill(self) -> None:
        """What is in memory alone is gone."""
        self.done -= self.unsaved
        self.unsaved.clear()


class FakeBot(Bot):
    __slots__ = ()

    async def delete_webhook(self, *_: Any, **__: Any) -> bool:
        return True


class Life:
    """One process's: it polls, and answers each update after `seconds(update)`."""

    def __init__(self, queue: Queue, notes: Notes, seconds: Callable[[int], float] = lambda _: 0.5) -> None:
        self.answered: list[int] = []
        self.queue = queue
        self.notes = notes
        self.refuses: set[int] = set()
        self.most = 0
        self._seconds = seconds
        self.dispatcher = Dispatcher(self._handle, self._tell, notes.note_done)
        receipts = cast(Receipts, notes)
        self.bot = FakeBot("1:a")
        self.intake = Intake(self.bot, self.dispatcher, receipts, lambda _: False)
        source = cast(UpdateSource, queue)
        self.poller = Poller(self.bot, source, self.intake, self.dispatcher)

    async def _handle(self, update: Update) -> None:
        self.most = max(self.most, len(self.dispatcher.under_way - self.notes.written.keys()))
        await asyncio.sleep(self._seconds(update.update_id))
        if update.update_id in self.refuses:
            raise StorageUnavailable
        self.answered.append(update.update_id)

    async def _tell(self, update: Update, count: int) -> None:
        self.answered.append(-count)

    async def live(self, seconds: float) -> None:
        """Until it is killed."""
        polling = asyncio.create_task(self.poller.run())
        await asyncio.wait({polling}, timeout=seconds)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        self.dispatcher._on_done = lambda _: None  # the dead note nothing
        await self.dispatcher.drain(0.0)


def virtually(work: Callable[[Queue, Notes], Coroutine[Any, Any, None]]) -> None:
    class Slow(Queue):
        async def fetch(self, offset: int, *, limit: int, seconds: int) -> list[Raw]:
            await asyncio.sleep(0.01)
            found = await super().fetch(offset, limit=limit, seconds=seconds)
            if not found and seconds:
                await asyncio.sleep(0.2)
            return found

    async def run(_: Any) -> None:
        await work(Slow(), Notes())

    run_virtually(run)


def test_no_more_is_fetched_than_can_be_held_and_a_killed_process_loses_none() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        queue.add(*(text(n, chat=n) for n in range(1, 1001)))
        first = Life(queue, notes)
        await first.live(4.2)
        assert 200 < len(first.answered) < 900
        assert first.most <= MOST_UNDER_WAY
        assert {each["update_id"] for each in queue.updates} >= set(range(1, 1001)) - set(first.answered)
        second = Life(queue, notes)
        await second.live(20.0)
        assert sorted(first.answered + second.answered) == list(range(1, 1001))
        assert not queue.updates

    virtually(run)


def test_what_was_answered_and_not_confirmed_is_not_answered_again_after_a_kill() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        queue.add(text(1, chat=1), *(text(n, chat=n) for n in range(2, 16)))
        first = Life(queue, notes, lambda n: 100.0 if n == 1 else 0.1)
        await first.live(3.0)
        assert sorted(first.answered) == list(range(2, 16))
        assert len(queue.updates) == 15  # the first is not answered, so none is confirmed
        second = Life(queue, notes)
        await second.live(5.0)
        assert second.answered == [1]
        assert not queue.updates

    virtually(run)


@pytest.mark.parametrize("seconds", [0.02, 0.5, 3.0])
@pytest.mark.parametrize("killed_after", [1.0, 2.5])
def test_however_slowly_it_is_written_a_kill_repeats_no_more_than_is_held(
    seconds: float, killed_after: float
) -> None:
    async def run(queue: Queue, _: Notes) -> None:
        notes = SlowNotes(seconds)
        saving = asyncio.create_task(notes.save())
        queue.add(*(text(n, chat=n) for n in range(1, 400)))
        # One in seven takes long: what comes behind it is not confirmed, and Telegram would give all of it out again.
        first = Life(queue, notes, lambda n: 0.5 if n % 7 == 1 else 0.05)
        await first.live(killed_after)
        saving.cancel()
        notes.kill()
        assert len(first.answered) > 40
        second = Life(queue, notes, lambda _: 0.05)
        saving = asyncio.create_task(notes.save())
        await second.live(60.0)
        saving.cancel()
        twice = set(first.answered) & set(second.answered)
        assert set(first.answered) | set(second.answered) | set(notes.written) == set(range(1, 400))
        assert len(twice) <= MOST_UNDER_WAY

    virtually(run)


def test_a_chat_that_has_to_wait_holds_up_nobody() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        queue.add(*(text(n, chat=66_666) for n in range(1, 46)), *(text(n, chat=n) for n in range(46, 1046)))
        life = Life(queue, notes, lambda n: 20.0 if n < 46 else 0.1)
        await life.live(19.0)
        assert sorted(life.answered) == list(range(46, 1046))
        assert notes.written  # what is overtaken is written down, and Telegram need not keep it
        assert all(each["update_id"] in notes.done or each["update_id"] < 46 for each in queue.updates)

    virtually(run)


def test_an_update_that_cannot_be_read_is_passed_over_and_confirmed_and_the_others_are_answered() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        odd: list[Raw] = [
            {"update_id": 2, "message": {"message_id": 1}},
            {"update_id": 3, "message": "text"},
            {"update_id": 4, "message": {**text(4, 4)["message"], "date": 10**15}},
            {"update_id": 5, "callback_query": []},
            {"update_id": 6, "message": {**text(6, 6)["message"], "chat": {"id": [], "type": "private"}}},
        ]
        queue.add(text(1, chat=1), *odd, text(7, chat=7))
        life = Life(queue, notes)
        await life.live(3.0)
        assert life.answered == [1, 7]
        assert life.intake.unreadable == len(odd)
        assert not queue.updates

    virtually(run)


@pytest.mark.parametrize("lower", [5, 400_000])
def test_a_new_lower_series_of_ids_is_answered_once_and_confirmed(lower: int) -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        life = Life(queue, notes)

        async def go_on() -> None:
            queue.add(text(900_000, chat=1))
            await asyncio.sleep(2.0)
            queue.add(text(lower, chat=1), text(lower + 1, chat=2))
            await asyncio.sleep(2.0)
            queue.add(text(lower + 2, chat=1))

        going_on = asyncio.create_task(go_on())
        await life.live(8.0)
        await going_on
        assert life.answered == [900_000, lower, lower + 1, lower + 2]
        assert not queue.updates

    virtually(run)


def test_with_the_database_gone_answers_go_on_and_what_must_be_kept_is_kept_when_it_is_back() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        notes.is_away = True
        queue.add(membership(1, chat=1), *(text(n, chat=n) for n in range(2, 302)))
        life = Life(queue, notes, lambda n: 0.1)
        life.refuses = {1}

        async def come_back() -> None:
            await asyncio.sleep(20.0)
            assert sorted(life.answered) == list(range(2, 302))
            notes.is_away, life.refuses = False, set()

        coming_back = asyncio.create_task(come_back())
        await life.live(25.0)
        await coming_back
        assert life.answered[-1] == 1
        assert not queue.updates

    virtually(run)


def test_failures_of_telegram_are_waited_out_and_only_a_token_that_stays_unknown_ends_it() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        queue.add(text(1, chat=1))
        queue.failures += [
            NetworkError("Bad Gateway"),
            InvalidToken("Unauthorized"),
            InvalidToken("Not Found"),
        ]
        life = Life(queue, notes)
        await life.live(10.0)
        assert life.answered == [1]
        queue.failures += [InvalidToken("Unauthorized")] * 1000
        ending = Life(queue, notes)
        began = asyncio.get_running_loop().time()
        with pytest.raises(ConfigError):
            await ending.poller.run()
        assert asyncio.get_running_loop().time() - began > UNKNOWN_TOKEN_SECONDS

    virtually(run)


def test_what_comes_over_a_webhook_while_we_start_waits_for_that_and_is_not_put_off() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        life = Life(queue, notes)
        coming = [asyncio.create_task(life.intake.take_from_webhook(text(n, chat=n))) for n in (1, 2)]
        await asyncio.sleep(AGAIN_SECONDS / 2)
        assert not life.answered
        await life.intake.resume([Written(text(3, chat=3), 0)])
        assert await asyncio.gather(*coming) == [None, None]
        await life.dispatcher.drain(10.0)
        assert sorted(life.answered) == [1, 2, 3]

    virtually(run)


def test_who_takes_too_long_to_start_has_the_webhooks_updates_brought_again_and_who_ends_at_once() -> None:
    async def run(queue: Queue, notes: Notes) -> None:
        life = Life(queue, notes)
        assert await life.intake.take_from_webhook(text(1, chat=1)) == AGAIN_SECONDS
        life.intake.close()
        begun = asyncio.get_running_loop().time()
        assert await life.intake.take_from_webhook(text(1, chat=1)) == AGAIN_SECONDS
        assert asyncio.get_running_loop().time() == begun
        assert not life.answered

    virtually(run)


class Refusing:
    """Telegram as it refuses updates while a webhook is set."""

    words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

    def __init__(self) -> None:
        self.refuses = True

    async def call(self, url: str, fields: object, *, read_timeout: float) -> list[Raw]:
        if self.refuses:
            raise Conflict(self.words)
        return []


async def test_why_telegram_gives_no_updates_is_kept_in_its_words_until_it_does() -> None:
    telegram = Refusing()
    source = UpdateSource(cast(Any, telegram), "http://telegram.invalid", "1:token")
    with pytest.raises(Conflict):
        await source.fetch(0, limit=1, seconds=0)
    assert source.refusal == Refusing.words
    assert source.answered_at is None
    telegram.refuses = False
    await source.fetch(0, limit=1, seconds=0)
    assert source.refusal == ""
    assert source.answered_at is not None
