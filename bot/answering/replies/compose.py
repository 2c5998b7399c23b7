"""Found records to the blocks of a reply: the direct answer first, then what supports or contradicts it."""

from collections.abc import Sequence
from datetime import date

from bot.answering.replies.comparison import compare
from bot.answering.replies.of_facts import NEAR, compose_facts
from bot.answering.replies.of_records import compose_record
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import Document
from bot.answering.understanding.cues import (
    asks_for_gist,
    asks_for_list,
    asks_since_when,
    find_asked,
    is_function_word,
)
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.answer import (
    Answered,
    Block,
    Choice,
    NoAnswer,
    Option,
    Phrase,
    Role,
    Say,
    ShowFact,
    ShowUnknown,
    Subject,
)
from bot.domain.records.fact import Fact, Kind
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot

MOST_OPTIONS = 3
MOST_NEARBY = 2
NEARBY_FROM = 0.1  # chance from which a fact is near what we do not know
FAR_FROM = 0.6  # chance that nothing we hold answers, from which nothing is near
READING_FROM = 0.3  # of the best one's chance, from which another reading counts
DAY_FROM = 0.5  # the same for a question after a day: facts of one day give one answer
BRIEFING_FROM = 0.05  # chance from which a briefing that the question names goes before a likelier one
ITS_DAY_FROM = 0.15  # of the best one's chance, from which the fact of the day itself goes first
SINCE_FROM = 0.02  # chance from which a fact may be the first of what has lasted since
ALSO_FROM = 0.1  # of the best one's chance, from which another stake of the same holder is told too
BY_ONE_FROM = 0.5  # chance of all that one person said together, from which the likeliest of it answers
RESTS_ON = 4  # facts of a record that its answer shows or is made of
FITTING_FROM = (
    0.3  # of the best one's chance, from which a fact with a day or number goes before what has none
)
# Records of which no one day or number can be the answer, and what nobody asks who wants a gist.
_WITHOUT_FIGURES = frozenset({RecordKind.STAKE, RecordKind.BRIEFING, RecordKind.TERM})
_SAID = frozenset({Kind.STATEMENT, Kind.POSITION, Kind.STAKE})  # by whom nothing began
_NO_GIST = frozenset({"when", "who", "said", "react", "amount"})


def compose(
    turn: Turn, ranked: Sequence[tuple[Document, float]], *, assumes: bool = False, unsure: bool = False
) -> Answered:
    """The answer with the best of `ranked` first: what may answer, with its chance, the likeliest first.

    `assumes`: the question takes for granted what the best of them contradicts. `unsure`: the next ones may answer it as well.
    """
    facts = [(document.fact, chance) for document, chance in ranked if document.fact is not None]
    versus = compare(turn, [fact for fact, _ in facts])
    if versus is not None:
        return versus
    best = ranked[0][0]
    likely = [each for each, chance in ranked if chance >= BRIEFING_FROM]
    if asks_for_gist(turn.question.own) and not turn.question.asked & _NO_GIST:
        best = next((each for each in likely if each.kind is RecordKind.BRIEFING), best)
    if best.kind is RecordKind.BRIEFING:
        best = _named_briefing(turn, likely) or best
    if best.fact is None:
        enough = ALSO_FROM * ranked[0][1]
        also = {document.key for document, chance in ranked if chance >= enough}
        return compose_record(turn, best, [fact for fact, _ in facts], also)
    near = (document for document, _ in ranked[:NEAR])
    differing = {document.id for document in near if document.kind is RecordKind.CONFLICT}
    return compose_facts(turn, facts, assumes=assumes, unsure=unsure, differing=differing)


def put_fitting_first(
    turn: Turn, ranked: Sequence[tuple[Document, float]]
) -> Sequence[tuple[Document, float]]:
    """For "when" and "how much" the likeliest fact first that can answer it.

    That has a day or a number, where the best has none; of something with a day of its own, the fact of that day and not the
    one that announced it; of what has lasted since, the first.
    """
    found = (
        (_fitting(turn, ranked) or _of_its_own_day(turn, ranked) or _first_of(turn, ranked))
        if ranked
        else None
    )
    return ranked if found is None else sorted(ranked, key=lambda each: each[0] is not found)


def _fitting(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    (best, chance), *others = ranked
    asked = turn.question.asked
    if best.kind not in _WITHOUT_FIGURES or turn.engine is None or turn.question.opener == "whether":
        return None
    asks_when = "when" in asked and not asked & {"future", "now"}
    index = turn.engine.index
    for document, other in others:
        if other < FITTING_FROM * chance:
            break
        is_dated = asks_when and _day_of(document) is not None
        is_number = (
            "amount" in asked
            and document.fact is not None
            and bool(index.traits.numeric[index.position[document.key]])
        )
        if is_dated or is_number:
            return document
    return None


def _of_its_own_day(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """Of a meeting, a hearing or a term the fact of that day, where the best is of another: "it became known that …"."""
    (best, chance), *others = ranked
    if best.fact is None or "when" not in turn.question.asked or turn.question.asked & {"future", "now"}:
        return None
    for deadline in turn.snapshot.visible_deadlines(turn.now):
        if best.fact.id not in deadline.facts or best.fact.when.day == deadline.due.day:
            continue
        for document, other in others:
            if other < ITS_DAY_FROM * chance:
                break
            is_of_it = document.fact is not None and document.fact.id in deadline.facts
            if is_of_it and _day_of(document) == deadline.due.day:
                return document
    return None


def _first_of(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """For "since when": the earliest of the facts that may be meant."""
    if not asks_since_when(turn.question.own) or ranked[0][0].fact is None:
        return None
    happened = [
        document
        for document, chance in ranked
        if document.fact is not None and document.fact.kind not in _SAID and chance >= SINCE_FROM
    ]
    return min(
        happened, key=lambda document: document.fact.when.sort_key if document.fact else (), default=None
    )


def _named_briefing(turn: Turn, ranked: Sequence[Document]) -> Document | None:
    """Of several briefings the one that the question names most of: a topic that it is about, or a word of its title.

    "The short version of the litigation" is that of the court cases, however much it sounds like the whole story.
    """
    question = turn.question
    said = {stem(token) for token in question.own if _tells_apart(token)}

    def named(document: Document) -> float:
        briefing = turn.snapshot.briefings[document.id, turn.lang]
        title = {stem(token) for token in tokenise(fold(briefing.title)) if _tells_apart(token)}
        share = len(set(question.topics) & set(briefing.about)) / (len(briefing.about) or 1)
        return len(said & title) + share

    briefings = [document for document in ranked if document.kind is RecordKind.BRIEFING]
    found = max(briefings, key=named, default=None)
    return found if found is not None and named(found) else None


def _tells_apart(token: str) -> bool:
    return not is_function_word(token) and "summarise" not in find_asked((token,))


def ask_back(turn: Turn, ranked: Sequence[Document]) -> Choice:
    """Two or three readings, each a record."""
    options = tuple(
        Option(tuple(fact.id for fact in turn.visible(document.facts)[:1]), document.key)
        for document in ranked[:MOST_OPTIONS]
    )
    facts = tuple(fact for option in options for fact in option.facts)
    subject = Subject(turn.question.people, turn.question.topics, facts[:1])
    return Choice(turn.lang, options, subject, turn.explain)


def is_open(question: Question) -> bool:
    """Whether it only names something, and does not say what is asked of it ("Maven letter"): any of several may be meant."""
    return question.opener is None and not question.asked and not question.text.rstrip().endswith("?")


def is_stray(turn: Turn) -> bool:
    """Whether it is one word that only happens to stand in a text ("stuk"): no name, no subject, and nothing is called so."""
    question = turn.question
    if len(question.own) != 1 or question.people or question.topics or turn.engine is None:
        return False
    word, index = frozenset({stem(question.own[0])}), turn.engine.index
    # "Stuk" is no more than a part of the Dutch for "summary judgment".
    return not any(
        word in index.name_sets(number)
        if document.kind is RecordKind.TERM
        else word <= index.name_words[number]
        for number, document in enumerate(index.documents)
    )


def is_settled(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> bool:
    """Whether there is nothing to ask back, however unsure the ranking is.

    An open question gets the story or the state of play, one after several gets the list, and readings that come to the
    same answer are one.
    """
    if not ranked:
        return False
    snapshot = turn.snapshot
    first, best = ranked[0]
    if first.kind is RecordKind.BRIEFING and "summarise" in turn.question.asked:
        return True
    if asks_for_list(turn.question.own):
        return True
    if first.kind is RecordKind.STATUS and turn.question.asked & {"now", "state"}:
        return True
    enough = DAY_FROM if "when" in turn.question.asked else READING_FROM
    likely = [document for document, chance in ranked[:MOST_OPTIONS] if chance >= enough * best]
    if "when" in turn.question.asked and len({_day_of(document) for document in likely}) == 1:
        return _day_of(first) is not None
    return all(_same_reading(snapshot, first, other) for other in likely[1:])


def _day_of(document: Document) -> date | None:
    """The day of a fact; None of any other record."""
    return document.fact.when.day if document.fact is not None else None


def is_by_one(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> bool:
    """Whether somebody's words are asked for, and what is likely are words of theirs: several, so that none is likely alone."""
    people = turn.question.people
    if len(people) != 1 or not turn.question.asked & {"said", "react"}:
        return False
    own = [chance for document, chance in ranked if document.fact and people[0] in document.fact.who]
    return len(own) > 1 and sum(own) >= BY_ONE_FROM


def lists_role(turn: Turn, facts: Sequence[Fact]) -> bool:
    """Whether all of a role are asked for ("which senators"), and the likeliest fact is of one of them."""
    if turn.engine is None or not facts or "several" not in turn.question.asked:
        return False
    return facts[0].who[0] in turn.engine.index.group_of(turn.question.own)


def _same_reading(snapshot: Snapshot, first: Document, other: Document) -> bool:
    """Two states of play that are told together, or a record and a fact that it rests on."""
    if first.kind is other.kind is RecordKind.STATUS:
        return snapshot.statuses[first.id].is_told_with(snapshot.statuses[other.id])
    if first.fact is not None and other.fact is not None:
        return False
    return not set(first.facts[:RESTS_ON]).isdisjoint(other.facts[:RESTS_ON])


def say_unknown(turn: Turn, unknown_id: str, facts: Sequence[tuple[Fact, float]]) -> NoAnswer:
    """What it is that we do not know, with what of the facts beside it is near this question."""
    beside = turn.visible(turn.snapshot.unknowns[unknown_id].facts)
    near = [fact for fact, chance in facts if fact in beside and chance >= NEARBY_FROM]
    return _say_nothing(turn, [ShowUnknown(unknown_id)], near)


def say_nearby(turn: Turn, facts: Sequence[tuple[Fact, float]], *, outside: float) -> NoAnswer:
    """We do not know; the nearest things that we do, where they are near. `outside`: how likely we hold nothing of it."""
    near = [fact for fact, chance in facts if chance >= NEARBY_FROM] if outside < FAR_FROM else []
    return _say_nothing(turn, [Say(Phrase.WE_DO_NOT_KNOW)], near)


def _say_nothing(turn: Turn, blocks: list[Block], facts: Sequence[Fact]) -> NoAnswer:
    nearby = facts[:MOST_NEARBY]
    if nearby:
        blocks += [Say(Phrase.NEARBY), *(ShowFact(fact.id, Role.NEARBY) for fact in nearby)]
    return NoAnswer(turn.lang, tuple(blocks), tuple(fact.id for fact in nearby), turn.explain)


def is_unknown(document: Document) -> bool:
    return document.kind is RecordKind.UNKNOWN
