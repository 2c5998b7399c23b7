"""One step from a question that was asked in vain to a proposal in the files: an ask, another name, or a question test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.answering import Candidate, Engine, answer, rank
from bot.clock import Clock
from bot.content.loading import Loaded, ParseCache, load_usable
from bot.content.parsing.suggestions import suggest
from bot.content.schema.kinds import ASKS
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import ShowUnknown
from bot.domain.problem import Problem
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.errors import BotError
from bot.services.editing.checking import find_failed_expectations
from bot.services.editing.comparing import describe_reply
from bot.services.editing.drafting import Drafted, add_ask, add_to_list, add_to_record, asks_file_of
from bot.services.editing.model_store import renew
from bot.services.questions.unanswered import MASK

MOST_CANDIDATES = 5
TEACHABLE = (RecordKind.FACT, RecordKind.UNKNOWN)
Wish = Literal["answer_with", "abstain", "ask_back"]


@dataclass(frozen=True, slots=True)
class AskOf:
    """The question is one that a fact answers, or a known unknown."""

    kind: Literal["fact", "unknown"]
    record: str


@dataclass(frozen=True, slots=True)
class NameOf:
    """`words` of the question name a person or a topic."""

    kind: Literal["person", "topic"]
    record: str
    words: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What becomes of the question is held on to; `fact` goes with `answer_with`."""

    wish: Wish
    fact: str = ""


TeachingStep = AskOf | NameOf | Expected


@dataclass(frozen=True, slots=True)
class Taught:
    """Where the lesson stands now, and in a few words what the question was answered with and is from now on.

    With problems nothing has changed, and `after` is what it would have come to.
    """

    drafted: Drafted
    before: str
    after: str


class NotTeachable(BotError):
    """There is no such record, or nothing to be added."""


def lesson_of(
    *,
    fact: str | None = None,
    unknown: str | None = None,
    person: str | None = None,
    topic: str | None = None,
    alias: str | None = None,
    test: str | None = None,
) -> TeachingStep:
    """The one lesson that is given. `test`: answer_with:ID, abstain or ask_back. Raises `NotTeachable` for none or several."""
    named = {"fact": fact, "unknown": unknown, "person": person, "topic": topic, "test": test}
    given = [(name, value) for name, value in named.items() if value is not None]
    match given:
        case [("fact", value)] if alias is None:
            return AskOf("fact", value)
        case [("unknown", value)] if alias is None:
            return AskOf("unknown", value)
        case [("person", value)] if alias is not None:
            return NameOf("person", value, " ".join(alias.split()))
        case [("topic", value)] if alias is not None:
            return NameOf("topic", value, " ".join(alias.split()))
        case [("test", "abstain")] if alias is None:
            return Expected("abstain")
        case [("test", "ask_back")] if alias is None:
            return Expected("ask_back")
        case [("test", value)] if alias is None and value.startswith("answer_with:"):
            return Expected("answer_with", value.removeprefix("answer_with:").strip())
        case [("test", value)] if alias is None:
            raise NotTeachable(f"a test is answer_with:ID, abstain or ask_back, not {value!r}")
        case _:
            raise NotTeachable(
                "give one of these: fact, unknown, test, or person or topic together with alias"
            )


def teach(
    folder: Path,
    question: str,
    lang: Lang | None,
    lesson: TeachingStep,
    engine: Engine,
    clock: Clock,
    cache: ParseCache | None = None,
) -> Taught:
    """Writes `lesson` into its file where it holds: the files load, no test of the editors fails, and it does what it should.

    `lang` is the question's; None: as it reads. `engine` is of these files or of earlier ones. Raises `NotTeachable`, and
    `ContentUnusable` where the files have mistakes already; then nothing has changed, as with problems.
    """
    # 1. What there is.
    question = " ".join(question.split())
    cache = cache or ParseCache()
    snapshot, loaded = load_usable(folder, cache)
    engine = renew(engine, snapshot)
    reply = answer(engine, question, lang=lang, now=clock())
    lang = reply.lang
    _refuse_what_is_there(engine, question, lang, lesson)
    after = before = describe_reply(reply)

    # 2. What it would come to.
    def find_faults(planned: Loaded) -> Iterator[Problem]:
        nonlocal after
        assert planned.snapshot is not None
        changed = renew(engine, planned.snapshot)
        after = describe_reply(answer(changed, question, lang=lang, now=clock()))
        yield from _newly_failed(engine, changed, clock)
        yield from _without_effect(changed, question, lang, lesson, planned, clock)

    # 3. Written, where nothing speaks against it.
    match lesson:
        case Expected():
            record = _test(question, lang, lesson)
            drafted = add_to_list(folder, "questions", record, find_faults=find_faults, cache=cache)
        case AskOf(kind, record_id):
            asked = record_id if kind == "fact" else f"{kind}:{record_id}"
            # Where others for it are; else in the file that goes with the record's own.
            there = loaded.places.get((ASKS.record, asked))
            own = Path(loaded.places[(kind, record_id)].path)
            path = Path(there.path) if there else asks_file_of(folder, own)
            drafted = add_ask(folder, asked, lang, question, path=path, find_faults=find_faults, cache=cache)
        case NameOf():
            place = loaded.places[(lesson.kind, lesson.record)]
            where, steps = (Path(place.path), place.line), ("aliases", lang.value)
            drafted = add_to_record(where, folder, steps, lesson.words, find_faults=find_faults, cache=cache)
    return Taught(drafted, before, after)


def find_candidates(engine: Engine, question: str, lang: Lang, now: datetime) -> tuple[Candidate, ...]:
    """What the engine holds to be nearest to a question, the likeliest first."""
    found = rank(engine, question.replace(MASK, " "), now, lang)
    return tuple(each for each in found if each.kind in TEACHABLE)[:MOST_CANDIDATES]


def _test(question: str, lang: Lang, lesson: Expected) -> Mapping[str, Any]:
    wish: Mapping[str, Any] = (
        {"answer_with": [lesson.fact]} if lesson.wish == "answer_with" else {lesson.wish: True}
    )
    return {"ask": question, "lang": lang.value, **wish}


def _refuse_what_is_there(engine: Engine, question: str, lang: Lang, lesson: TeachingStep) -> None:
    """Raises `NotTeachable` for a record that is not there, and for what stands in the files already."""
    snapshot = engine.snapshot
    match lesson:
        case AskOf(kind, record):
            _find(snapshot, kind, record)
            _is_whole(question)
            for other in engine.find_asking(question):
                if other == f"{kind}:{record}":
                    raise NotTeachable(f"{kind} {record!r} has this question already")
                raise NotTeachable(f"{other!r} has this question already; it leads to one record only")
        case NameOf(kind, record, words):
            found = _find(snapshot, kind, record)
            _is_whole(words)
            names = [
                *found.aliases[lang],
                *([*found.names[lang]] if kind == "person" else [found.name[lang]]),
            ]
            if words.casefold() in {name.casefold() for name in names}:
                raise NotTeachable(f"{kind} {record!r} has the name {words!r} already")
        case Expected():
            if lesson.wish == "answer_with":
                _find(snapshot, "fact", lesson.fact)
            _is_whole(question)
            for each in snapshot.expectations:
                is_same = (each.ask, each.lang, each.now, each.context) == (question, lang, None, ())
                if is_same:
                    raise NotTeachable(f"{each.path}:{each.line} tests this question already")


def _find(snapshot: Snapshot, kind: str, record: str) -> Any:
    of_kind = snapshot.of_kind(kind)
    if record not in of_kind:
        raise NotTeachable(f"no {kind} is called {record!r}{suggest(record, of_kind)}")
    return of_kind[record]


def _is_whole(words: str) -> None:
    if not words.strip():
        raise NotTeachable("there are no words in it")
    if MASK in words:
        raise NotTeachable(f"write out what the inbox left out ({MASK}): {words!r}")


def _newly_failed(before: Engine, after: Engine, clock: Clock) -> Iterator[Problem]:
    """The editors' tests that fail, those apart that failed before."""
    failed = list(find_failed_expectations(after.snapshot, after, clock))
    known = find_failed_expectations(before.snapshot, before, clock) if failed else ()
    places = {(each.path, each.line) for each in known}
    yield from (each for each in failed if (each.path, each.line) not in places)


def _without_effect(
    engine: Engine, question: str, lang: Lang, lesson: TeachingStep, planned: Loaded, clock: Clock
) -> Iterator[Problem]:
    """Says so where the lesson would not do what it is for; a test says so itself."""
    message = None
    match lesson:
        case AskOf(kind, record):
            now = clock()
            reply = answer(engine, question, lang=lang, now=now)
            if not _leads_to(reply, record) and _may_be_shown(engine.snapshot, kind, record, now):
                message = f"question {question!r} would not lead here: {describe_reply(reply)}"
        case NameOf(kind, record, words):
            people, topics = engine.find_names(words)
            if record not in (people if kind == "person" else topics):
                message = f"{words!r} would not be read as a name: its words carry no meaning of their own"
    if message and not isinstance(lesson, Expected):
        place = planned.places[(lesson.kind, lesson.record)]
        yield Problem(place.path, place.line, 1, "error", message)


def _leads_to(reply: Reply, record: str) -> bool:
    match reply:
        case Answered(facts=facts):
            return record in facts
        case NoAnswer(blocks=blocks):
            return ShowUnknown(record) in blocks
        case _:
            return False


def _may_be_shown(snapshot: Snapshot, kind: str, record: str, now: datetime) -> bool:
    if kind == "fact":
        return snapshot.at(now).shows(snapshot.facts[record])
    return snapshot.at(now).supports(snapshot.unknowns[record].facts)
