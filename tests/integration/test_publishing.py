"""What goes live and what does not, where not all is learned yet."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering import Engine
from bot.clock import utc_now
from bot.content.problem import Problem
from bot.domain.snapshot import Snapshot
from bot.domain.text import Words
from bot.services import publishing as module
from bot.services.learning import Learning
from bot.services.publishing import Publishing, Reloaded
from tests.examples import write_example

QUESTION = "Why did the baker say no?"  # one of the `asks` of `baker-refuses`, which the tests add
HOLDS = f'- {{ask: "{QUESTION}", lang: en, answer_with: [baker-refuses]}}\n'
FAILS = f'- {{ask: "{QUESTION}", lang: en, answer_with: [judge-suspends-order]}}\n'
Write = Callable[[str], None]
UNLEARNED = f'- {{ask: "{QUESTION}", lang: en, ask_back: true}}\n'


class SlowLearning(Learning):
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
def publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publishing:
    learning = SlowLearning()

    def renew(before: Engine, snapshot: Snapshot) -> Engine:
        if before.snapshot.fingerprint == snapshot.fingerprint:
            return before
        return learning.open_engine(snapshot, wait=False)

    monkeypatch.setattr(module, "renew", renew)
    return Publishing(tmp_path / "briefings", utc_now, learning)


async def test_a_start_learns_before_it_calls_a_test_failed(
    publishing: Publishing, write_tests: Write
) -> None:
    write_tests(HOLDS)
    library = await publishing.open_library()
    assert library.edition.engine.is_up_to_date
    assert publishing.problems == ()


async def test_an_edit_whose_test_holds_once_all_is_learned_goes_live_then(
    publishing: Publishing, write_tests: Write
) -> None:
    library = await publishing.open_library()
    before = library.edition.snapshot.fingerprint
    write_tests(HOLDS)
    first = await publishing.reload_content(library)
    assert not first.live
    assert [problem.line for problem in first.problems] == [1]
    assert library.edition.snapshot.fingerprint == before
    second = await publishing.relearn(library)
    assert second is not None
    assert second.live
    assert publishing.problems == ()
    assert library.edition.snapshot.fingerprint != before


async def test_an_edit_whose_test_fails_whatever_is_learned_stays_out(
    publishing: Publishing, write_tests: Write
) -> None:
    library = await publishing.open_library()
    before = library.edition.snapshot.fingerprint
    write_tests(FAILS)
    assert not (await publishing.reload_content(library)).live
    second = await publishing.relearn(library)
    assert second is not None
    assert not second.live
    assert library.edition.snapshot.fingerprint == before
    assert [problem.line for problem in publishing.problems] == [1]


async def test_what_fails_after_learning_stays_beside_doubts_found_later(
    publishing: Publishing, write_tests: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tests(UNLEARNED)
    library = await publishing.open_library()
    await publishing.relearn(library)
    failed = publishing.problems
    doubt = Problem("facts/01-spring.yaml", 1, 1, "warning", "a sentence of 31 words")
    monkeypatch.setattr(module, "find_doubts", lambda *_: (doubt,))
    await publishing.look_for_doubts()
    assert publishing.look.problems == (*failed, doubt)


async def test_a_test_that_fails_only_once_all_is_learned_is_told(
    publishing: Publishing, write_tests: Write
) -> None:
    write_tests(UNLEARNED)
    library = await publishing.open_library()
    assert publishing.problems == ()
    told: Reloaded | None = await publishing.relearn(library)
    assert told is not None
    assert told.live
    assert [problem.line for problem in publishing.problems] == [1]
