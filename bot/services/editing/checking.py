"""`bot check`: do the files load, do the editors' own tests hold, and what is doubtful?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.answering import Context, Engine, answer, find_answer
from bot.clock import Clock
from bot.content.checks.lost_records import Places
from bot.content.lint import find_errors, find_warnings
from bot.content.loading import Loaded, ParseCache, load
from bot.domain.answer import Answered, Choice, NoAnswer, Option, Reply
from bot.domain.problem import Problem
from bot.domain.records.expectation import Expectation
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View

ASKED_OF_UNKNOWN = 5  # of its questions in each language
FEWEST_ANSWERED = 3
ANSWERED_FROM = 0.85  # chance that something else answers them
MakeEngine = Callable[[Snapshot], Engine]


def check(
    folder: Path,
    clock: Clock,
    make_engine: MakeEngine,
    cache: ParseCache | None = None,
    before: Callable[[], Places] = dict,
) -> tuple[Loaded, Engine | None]:
    """Loads `folder`, runs its tests and the rules that it sets to `error`; all problems, and the engine where it loaded.

    Nothing here waits for warnings: `find_doubts` finds those. `before`: as for `load`.
    """
    loaded = load(folder, cache, before=before)
    if loaded.snapshot is None:
        return loaded, None
    engine = make_engine(loaded.snapshot)
    held = find_errors(loaded.records, clock())
    failed = tuple(find_failed_expectations(loaded.snapshot, engine, clock))
    leaks = tuple(find_leaks(loaded.snapshot, clock()))
    return replace(loaded, problems=(*loaded.problems, *held, *leaks, *failed)), engine


def find_doubts(
    loaded: Loaded, now: datetime, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[Problem, ...]:
    """Warnings for editors, of the rules in `dossier.yaml`; none while the files have errors.

    Ends early, with nothing, once it `is_wanted` no more.
    """
    return find_warnings(loaded.records, now, is_wanted) if loaded.snapshot is not None else ()


def find_leaks(snapshot: Snapshot, now: datetime) -> Iterator[Problem]:
    """A warning where an update and a fact that it rests on do not open together: an embargo binds answers by the facts'."""
    for update in snapshot.updates.values():
        goes_out = max(update.publish_at or now, now)
        for fact_id in update.facts:
            lifecycle = snapshot.facts[fact_id].lifecycle
            if update.draft:
                continue
            if lifecycle.draft or (lifecycle.publish_at is not None and lifecycle.publish_at > goes_out):
                message = f"goes out before the fact {fact_id!r}, on which it rests, may be shown"
                yield Problem(update.path, 1, 1, "warning", message)
            elif goes_out > now and lifecycle.is_visible(now):
                message = (
                    f"is under embargo, but the fact {fact_id!r}, on which it rests, already answers questions; "
                    "where that is the news, give the fact the same publish_at"
                )
                yield Problem(update.path, 1, 1, "warning", message)


def find_answered_unknowns(engine: Engine, now: datetime) -> Iterator[Problem]:
    """A warning for each known unknown whose own questions are answered now, were it not there: it denies what we hold."""
    for unknown in engine.snapshot.unknowns.values():
        asked = [ask for lang in Lang for ask in unknown.asks[lang][:ASKED_OF_UNKNOWN]]
        by_record: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for ask in asked:
            best = find_answer(engine, ask, now)
            if best is not None and best.chance >= ANSWERED_FROM and best.kind is RecordKind.FACT:
                by_record.setdefault((best.kind, best.id), []).append((best.chance, ask))
        (kind, record), sure = max(by_record.items(), key=lambda each: len(each[1]), default=(("", ""), []))
        # One fact that most of its questions lead to denies it; several, each near to one of them, are its neighbours.
        if len(sure) >= FEWEST_ANSWERED and len(sure) * 2 > len(asked) and record not in unknown.facts:
            ask = max(sure)[1]
            message = (
                f"unknown {unknown.id!r} says that this is not known, but {kind} {record!r} may answer it now "
                f"({ask!r}): reword it, or give its questions to what answers them"
            )
            yield Problem(unknown.path, 1, 1, "warning", message)


def find_failed_expectations(snapshot: Snapshot, engine: Engine, clock: Clock) -> Iterator[Problem]:
    """A problem for each entry of `questions.yaml` that the engine does not meet."""
    for expectation in snapshot.expectations:
        now = expectation.now or clock()
        context = Context(expectation.context)
        reply = answer(engine, expectation.ask, lang=expectation.lang, now=now, context=context)
        plain = render_reply(reply, View(snapshot.at(now), reply.lang)).plain
        message = _fault(expectation, reply, plain)
        if message:
            yield Problem(
                expectation.path, expectation.line, 1, "error", f"question {expectation.ask!r}: {message}"
            )


def _fault(expectation: Expectation, reply: Reply, plain: str) -> str | None:
    for words in expectation.must_not_say:
        if words.casefold() in plain.casefold():
            return f"the answer says {words!r}"
    match reply:
        case Answered(facts=facts) if expectation.answer_with:
            if facts[:1] and facts[0] in expectation.answer_with:
                return None
            return f"answered with {facts[0] if facts else 'nothing'!s}, not with {' or '.join(expectation.answer_with)}"
        case Choice() if expectation.ask_back:
            return None
        case NoAnswer() if expectation.abstain:
            return None
        case Answered(facts=facts):
            return f"answered with {facts[0] if facts else 'nothing'!s}, should {_wish(expectation)}"
        case Choice(options=options):
            return f"asked back ({', '.join(map(_name, options))}), should {_wish(expectation)}"
        case NoAnswer():
            return f"not answered, should {_wish(expectation)}"


def _name(option: Option) -> str:
    """The fact's id, or the key of another record."""
    return option.facts[0] if option.is_fact else option.key


def _wish(expectation: Expectation) -> str:
    if expectation.abstain:
        return "abstain"
    if expectation.ask_back:
        return "ask back"
    return f"answer with {' or '.join(expectation.answer_with)}"
