"""`bot diff`: what the files as they are now do, against what was published last or a git revision."""

import io
import json
import subprocess  # nosec B404
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.chat.screens.push_buttons import dress
from bot.clock import check_moment
from bot.commands.plurals import count
from bot.config import Settings
from bot.content.loading import load_usable
from bot.content.writing.writing import render_entry
from bot.domain.records.expectation import Expectation
from bot.domain.text import Lang
from bot.errors import BotError, StorageUnavailable
from bot.rendering import to_plain
from bot.rendering.changes.pushes import render_run_time
from bot.services.delivery.push_control import PushControl
from bot.services.editing.comparing import (
    RecordChange,
    compare_answers,
    compare_records,
    find_announced,
    propose_updates,
)
from bot.services.editing.last_good import LastGoodFiles
from bot.services.editing.model_store import ModelStore
from bot.storage.database import Database


class NothingToCompare(BotError):
    """There is nothing to compare with."""


class UnreadableQuestions(BotError):
    """The file of questions cannot be read."""


async def describe_difference(
    settings: Settings, revision: str | None, more_questions: Path | None, now: datetime
) -> Sequence[str]:
    """The lines to print. Raises `ContentUnusable`, `NothingToCompare` or `UnreadableQuestions`."""
    folder = settings.briefings_dir
    more = _read_questions(more_questions)
    after, _ = load_usable(folder)
    with _state_before(settings, revision) as (name, kept):
        before, _ = load_usable(kept)
    lines = [f"against {name}"]
    for change in compare_records(before, after):
        lines += _describe_change(change)
    model_store = ModelStore(settings.cache_dir)
    old, new = model_store.open_engine(before, wait=True), model_store.open_engine(after, wait=True)
    questions = [*after.expectations, *more]
    changed = list(compare_answers(old, new, questions, now))
    verb = "is" if len(changed) == 1 else "are"
    lines.append(f"\n{len(changed)} of {count(len(questions), 'question')} {verb} answered otherwise")
    lines += [f"? {each.question}\n    before: {each.before}\n    after:  {each.after}" for each in changed]
    announced = find_announced(before, after)
    lines.append("\n" + count(len(announced), "push", "pushes"))
    async with Database(settings.database_url) as database:
        push_control = PushControl(database, dress, lambda: now, settings.broadcast_rate)
        for update in announced:
            try:
                run = await push_control.try_out(update, after)
                lasts = render_run_time(run.lasts, Lang.EN)
                reach = f"to {count(run.chats, 'chat')}, in about {lasts}"
                bodies = run.push.bodies
                texts = [to_plain(bodies[lang].html) for lang in Lang]
            except StorageUnavailable:
                reach = "to nobody can say how many: the database does not answer, or has no tables yet"
                texts = [update.text[lang] for lang in Lang]
            lines.append(f"! {update.id}, {update.level.value}: {reach}")
            lines += [f"    {line}" for text in texts for line in text.splitlines() if line]
    for proposal in propose_updates(before, after, now.date().isoformat()):
        lines.append(f"\nno update tells of it; a proposal for updates/{proposal['id']}.yaml:")
        lines.append(render_entry(proposal, in_list=False).rstrip())
    return lines


def _describe_change(change: RecordChange) -> Iterator[str]:
    fields = f": {', '.join(change.fields)}" if change.fields else ""
    told = f" ({change.told})" if change.told else ""
    yield f"{change.sign} {change.kind} {change.id}{fields}{told}"
    for doubt in change.doubts:
        yield f"    warning: {doubt}; is that a typo, which nobody is told of?"


@contextmanager
def _state_before(settings: Settings, revision: str | None) -> Iterator[tuple[str, Path]]:
    if revision is not None:
        with tempfile.TemporaryDirectory(prefix="briefings-") as made:
            yield f"git revision {revision}", _check_out(settings.briefings_dir, revision, Path(made))
        return
    with LastGoodFiles(settings.cache_dir, settings.briefings_dir).unpacked() as kept:
        if kept is None:
            raise NothingToCompare(
                "Nothing was published from this folder on this machine yet; name a git revision: "
                "briefing-bot diff HEAD"
            )
        yield "what was published last", kept


def _check_out(folder: Path, revision: str, target: Path) -> Path:
    """The folder as it is in that revision, below `target`."""
    if revision.startswith("-"):
        raise NothingToCompare(f"git: {revision!r} is no revision")
    command = ["git", "-C", str(folder), "archive", "--format=zip", revision, "--", "."]
    done = subprocess.run(command, capture_output=True, check=False)  # nosec B603  # noqa: S603 - no shell, and no option as revision
    if done.returncode:
        raise NothingToCompare(f"git: {done.stderr.decode(errors='replace').strip()}")
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        archive.extractall(target / "briefings")  # zipfile keeps names inside the folder
    return target / "briefings"


def _read_questions(path: Path | None) -> list[Expectation]:
    """Questions in the form of `ask --jsonl`, for which nothing is expected. Raises `UnreadableQuestions`."""
    if path is None:
        return []
    found = []
    try:
        for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
            if line.strip():
                found.append(_read_question(line, f"{path}:{number}"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableQuestions(f"{path}: is no text that can be read") from error
    return found


def _read_question(line: str, place: str) -> Expectation:
    try:
        raw = json.loads(line)
        moment = check_moment(datetime.fromisoformat(raw["now"])) if raw.get("now") else None
        lang = Lang.read(raw.get("lang")) or Lang.EN
        text, context = raw["text"], tuple(raw.get("context") or ())
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableQuestions(f"{place}: is no question as ask --jsonl takes them") from error
    if not all(isinstance(each, str) for each in (text, *context)):
        raise UnreadableQuestions(f"{place}: text and context should be text")
    return Expectation(text, lang, now=moment, context=context)
