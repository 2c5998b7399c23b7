"""What goes live and what does not: saves at once, slow loads, and where not all is learned yet."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering import Engine
from bot.clock import utc_now
from bot.domain.problem import Problem
from bot.domain.snapshot import Snapshot
from bot.domain.text import Words
from bot.services.editing import checking, warnings
from bot.services.editing import reloading as module
from bot.services.editing.model_store import ModelStore
from bot.services.editing.reloading import ContentReloader
from bot.services.editing.training import Trained
from bot.services.editing.warnings import Warned
from tests.support.examples import write_example
from tests.support.fakes import until

# One of the `asks` of `baker-refuses`, which the tests add; no word of it leads there, so that only learning can.
QUESTION = "Zxqv wplk?"
HOLDS = f'- {{ask: "{QUESTION}", lang: en, answer_with: [baker-refuses]}}\n'
FAILS = f'- {{ask: "{QUESTION}", lang: en, answer_with: [judge-suspends-order]}}\n'
UNLEARNED = f'- {{ask: "{QUESTION}", lang: en, abstain: true}}\n'
Write = Callable[[str], None]


class SlowLearning(ModelStore):
    """Knows nothing of any `asks` before it has learned."""

    def __init__(self) -> None:
        super().__init__(None)
        self._whole: dict[str, Snapshot] = {}

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        self._whole[snapshot.fingerprint] = snapshot
        facts = {fact.id: replace(fact, asks=Words()) for fact in snapshot.facts.values()}
        engine = Engine(replace(snapshot, facts=facts, unknowns={}, deadlines={}, stakes={}, terms={}))
        engine.is_up_to_date = False
        return engine

    def learn(self, engine: Engine) -> Engine:
        return super().open_engine(self._whole[engine.snapshot.fingerprint], wait=True)


@pytest.fixture
def write_tests(tmp_path: Path) -> Write:
    folder = write_example(tmp_path / "briefings")
    path = folder / "facts" / "01-spring.yaml"
    refuses = "  text: {nl: Bakker Brood weigerde"
    text = path.read_text(encoding="utf-8")
    assert refuses in text
    path.write_text(text.replace(refuses, f'  asks: {{en: ["{QUESTION}"]}}\n{refuses}'), encoding="utf-8")

    def write(content: str) -> None:
        (folder / "questions.yaml").write_text(content, encoding="utf-8")

    write("[]\n")
    return write


@pytest.fixture
def reloader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ContentReloader:
    learning = SlowLearning()

    def renew(before: Engine, snapshot: Snapshot) -> Engine:
        if before.snapshot.fingerprint == snapshot.fingerprint:
            return before
        return learning.open_engine(snapshot, wait=False)

    monkeypatch.setattr(module, "renew", renew)
    return ContentReloader(tmp_path / "briefings", utc_now, learning)


async def look(reloader: ContentReloader) -> None:
    """One look at the files, without what it would teach."""
    reloader.note_saved()
    await reloader.handle(module._Saved())


class Told:
    """What the editors are told, in order."""

    def __init__(self) -> None:
        self.problems: list[Sequence[Problem]] = []

    async def __call__(self, problems: Sequence[Problem]) -> None:
        self.problems.append(problems)


async def test_of_two_saves_the_second_is_live_however_long_the_first_takes_to_load(
    tmp_path: Path, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, loads = tmp_path / "briefings", list[str]()
    dossier = folder / "dossier.yaml"
    good = dossier.read_text("utf-8")
    reloader = ContentReloader(folder, utc_now, ModelStore(None))
    library = await reloader.open_library()
    began, goes_on = threading.Event(), threading.Event()
    real = checking.check

    def slow_at_first(*arguments: object, **more: object) -> object:
        loaded = real(*arguments, **more)  # type: ignore[arg-type]
        assert loaded[0].snapshot is not None
        loads.append(loaded[0].snapshot.dossier.title.en)
        if len(loads) == 1:  # it has read the first save, and is held up before it can go live
            began.set()
            assert goes_on.wait(20)
        return loaded

    monkeypatch.setattr(module, "check", slow_at_first)
    work = asyncio.create_task(reloader.work(Told(), lambda: None))
    title = library.edition.snapshot.dossier.title.en
    dossier.write_text(good.replace(title, "First save"), "utf-8")
    reloader.note_saved()
    await asyncio.to_thread(began.wait, 20)
    dossier.write_text(good.replace(title, "Second save"), "utf-8")
    for _ in range(5):
        reloader.note_saved()
    goes_on.set()
    await until(lambda: reloader.status.generation == 3)
    assert library.edition.snapshot.dossier.title.en == "Second save"
    assert loads == ["First save", "Second save"]  # the five that waited were one look
    work.cancel()


async def test_what_was_learned_of_an_older_text_does_not_put_it_back(
    reloader: ContentReloader, write_tests: Write, tmp_path: Path
) -> None:
    library = await reloader.open_library()
    old = library.edition
    dossier = tmp_path / "briefings" / "dossier.yaml"
    text = dossier.read_text("utf-8")
    dossier.write_text(text.replace(old.snapshot.dossier.title.en, "Newer text"), "utf-8")
    await look(reloader)
    newer = library.edition
    assert newer.snapshot.dossier.title.en == "Newer text"
    await reloader.handle(Trained(old.engine, old.engine))
    assert library.edition is newer
    await reloader.handle(Warned(1, (Problem("dossier.yaml", 1, 1, "warning", "of the older text"),)))
    assert reloader.status.warnings == ()


async def test_a_fault_of_ours_in_a_reload_leaves_what_is_live_and_the_next_save_is_looked_at(
    tmp_path: Path, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloader = ContentReloader(tmp_path / "briefings", utc_now, ModelStore(None))
    await reloader.open_library()
    real, calls = checking.check, list[int]()

    def fails_once(*arguments: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("a fault of ours")
        return real(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "check", fails_once)
    work = asyncio.create_task(reloader.work(Told(), lambda: None))
    reloader.note_saved()
    await until(lambda: len(calls) == 1)
    reloader.note_saved()
    await until(lambda: reloader.status.generation == 2)
    assert reloader.status.live
    work.cancel()


async def test_a_file_that_is_empty_while_it_is_written_is_told_to_nobody(
    tmp_path: Path, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloader = ContentReloader(tmp_path / "briefings", utc_now, ModelStore(None))
    await reloader.open_library()
    loop, people = asyncio.get_running_loop(), tmp_path / "briefings" / "people.yaml"
    real, whole, told = checking.check, people.read_text("utf-8"), Told()

    def sees_half(*arguments: object, **more: object) -> object:
        found = real(*arguments, **more)  # type: ignore[arg-type]
        if not people.read_text("utf-8"):
            people.write_text(whole.replace("side: company", "side: compny", 1), "utf-8")
            loop.call_soon_threadsafe(reloader.note_saved)
        return found

    monkeypatch.setattr(module, "check", sees_half)
    work = asyncio.create_task(reloader.work(told, lambda: None))
    people.write_text("", "utf-8")
    reloader.note_saved()
    await until(lambda: bool(told.problems))
    work.cancel()
    assert reloader.status.generation == 2  # the half was none
    (problems,) = told.problems
    assert any("compny" in problem.message for problem in problems), problems


async def test_a_start_learns_before_it_calls_a_test_failed(
    reloader: ContentReloader, write_tests: Write
) -> None:
    write_tests(HOLDS)
    library = await reloader.open_library()
    assert library.edition.engine.is_up_to_date
    assert reloader.problems == ()


async def test_an_edit_whose_test_holds_once_all_is_learned_goes_live_then(
    reloader: ContentReloader, write_tests: Write
) -> None:
    library = await reloader.open_library()
    before = library.edition.snapshot.fingerprint
    write_tests(HOLDS)
    await look(reloader)
    assert not reloader.status.live
    assert [problem.line for problem in reloader.problems] == [1]
    assert library.edition.snapshot.fingerprint == before
    await reloader.settle()
    assert reloader.status.live
    assert reloader.problems == ()
    assert library.edition.snapshot.fingerprint != before


async def test_an_edit_whose_test_fails_whatever_is_learned_stays_out(
    reloader: ContentReloader, write_tests: Write
) -> None:
    library = await reloader.open_library()
    before = library.edition.snapshot.fingerprint
    write_tests(FAILS)
    await look(reloader)
    assert not reloader.status.live
    await reloader.settle()
    assert not reloader.status.live
    assert library.edition.snapshot.fingerprint == before
    assert [problem.line for problem in reloader.problems] == [1]


async def test_what_fails_after_learning_stays_beside_warnings_found_later(
    reloader: ContentReloader, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tests(UNLEARNED)
    await reloader.open_library()
    await reloader.settle()
    failed = reloader.problems
    assert failed
    warning = Problem("facts/01-spring.yaml", 1, 1, "warning", "a sentence of 31 words")
    await reloader.handle(Warned(reloader.status.generation, (warning,)))
    assert reloader.status.problems == (*failed, warning)
    assert reloader.problems == failed


async def test_a_test_that_fails_only_once_all_is_learned_is_told(
    reloader: ContentReloader, write_tests: Write
) -> None:
    write_tests(UNLEARNED)
    await reloader.open_library()
    assert reloader.problems == ()
    told = Told()
    work = asyncio.create_task(reloader.work(told, lambda: None))
    await reloader._training.train()
    await until(lambda: bool(told.problems))
    assert reloader.status.live
    assert [problem.line for problem in told.problems[-1]] == [1]
    work.cancel()


async def test_warnings_of_files_that_were_saved_again_meanwhile_are_not_told(
    tmp_path: Path, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warnings, "QUIET_SECONDS", 0.0)
    reloader = ContentReloader(tmp_path / "briefings", utc_now, ModelStore(None))
    seen: list[int] = []
    reloader.on_change(lambda: seen.append(reloader.status.generation))
    await reloader.open_library()

    def find(*_: object) -> tuple[Problem, ...]:
        reloader.note_saved()  # while it looks
        return (Problem("dossier.yaml", 1, 1, "warning", "doubtful"),)

    monkeypatch.setattr(warnings, "find_doubts", find)
    await reloader._warnings.look()
    assert reloader.status.warnings == ()
