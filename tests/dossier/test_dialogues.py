"""The editors' dialogues, played by readers of their own against the whole bot: what must be seen is seen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answering import Engine
from bot.commands.rehearse import Stage, open_stage
from bot.config import load_settings
from bot.content.parsing.dialogues import Dialogue, load_dialogues
from bot.domain.text import Lang
from bot.services.editing.reloading import ContentReloader
from tests.acceptance.conftest import PARSED
from tests.conftest import CACHE, ROOT, SharedModelStore

TODAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
DIALOGUES, PROBLEMS = load_dialogues(ROOT / "tests" / "dialogues")
FEWEST = 60

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(engine: Engine) -> AsyncIterator[Stage]:
    briefings = ROOT / "briefings"
    reloader = ContentReloader(briefings, lambda: TODAY, SharedModelStore(CACHE), PARSED)
    settings = load_settings(_env_file=None, briefings_dir=briefings, cache_dir=CACHE)
    async with open_stage(settings, lambda: TODAY, reloader) as found:
        yield found


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda each: Path(each.path).stem)
async def test_the_dialogue_goes_as_it_is_written(dialogue: Dialogue, stage: Stage) -> None:
    problem = await stage.play(dialogue)
    assert problem is None, str(problem)


async def test_they_are_many_in_both_languages_and_none_has_a_slip() -> None:
    assert PROBLEMS == ()
    assert len(DIALOGUES) >= FEWEST
    assert {dialogue.lang for dialogue in DIALOGUES} == set(Lang)
