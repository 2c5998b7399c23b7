"""What goes before the likeliest record: what has the day or number that is asked for, or was written for such a question."""

from collections.abc import Sequence
from datetime import date

from bot.answering.replies.of_states import told_with
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import Document
from bot.answering.retrieval.meaning import like
from bot.answering.understanding.cues.asked import (
    asks_for_gist,
    asks_for_one,
    asks_for_the_end,
    asks_since_when,
    asks_who_won,
    find_asked,
    says_both_sides,
    says_comparing,
)
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.records.fact import Kind
from bot.domain.records.person import PersonType, Side
from bot.domain.records.record import RecordKind
from bot.domain.records.status import Status

BRIEFING_FROM = 0.05  # chance from which a briefing that the question names goes before a likelier one
COMPARES_FROM = 0.15  # the same where two sides are to be compared
NAMED_FROM = 0.9  # of the best one's chance, from which a term and a card of what is named go before it
GIST_FROM = 0.005  # the same where it is wanted short: no fact is the gist of anything
ITS_DAY_FROM = 0.15  # of the best one's chance, from which the fact of the day itself goes first
SAID_FROM = 0.02  # chance from which somebody's own word goes before a briefing
SINCE_FROM = 0.02  # chance from which a fact may be the first of what has lasted since
STANDS_FROM = (
    0.5  # of the best one's chance, from which a state of play goes before a fact that is a part of it
)
ALSO_FROM = 0.1  # of the best one's chance, from which another stake of the same holder is told too
FITTING_FROM = (
    0.3  # of the best one's chance, from which a fact with a day or number goes before what has none
)
# Records of which no one day or number can be the answer, and what nobody asks who wants a gist.
_WITHOUT_FIGURES = frozenset({RecordKind.STAKE, RecordKind.BRIEFING, RecordKind.TERM})
_SAID = frozenset({Kind.STATEMENT, Kind.POSITION, Kind.STAKE})  # by whom nothing began
_NO_GIST = frozenset({"when", "who", "said", "react", "amount"})


def wants_gist(question: Question) -> bool:
    """Whether the whole of something is wanted in a line or two, and not what somebody said or when."""
    if not asks_for_gist(question.own):
        return False
    return not question.asked & _NO_GIST or ("summarise" in question.asked and not question.people)


def comparing_briefing(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """For "what does each side say" the briefing that compares them, where one is likely: editors wrote it, point by point."""
    question = turn.question
    if not ("compare" in question.asked or says_comparing(question.own)) or question.asked & _NO_GIST - {
        "said"
    }:
        return None
    sides = {turn.snapshot.people[person].side for person in question.people} & {
        Side.COMPANY,
        Side.GOVERNMENT,
    }
    if len(sides) == 1 and not says_both_sides(question.own):  # what one of them says is another question
        return None
    return next(
        (
            document
            for document, chance in ranked
            if document.kind is RecordKind.BRIEFING and chance >= COMPARES_FROM
        ),
        None,
    )


def outcome_of_two(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Status | None:
    """For "did they win", where the likeliest fact is one of two outcomes that are told together, and the other is likely too."""
    best, snapshot = ranked[0][0].fact, turn.snapshot
    if best is None or not asks_who_won(turn.question.own):
        return None
    likely = {
        document.id for document, chance in ranked if document.fact and chance >= ALSO_FROM * ranked[0][1]
    }
    told: list[tuple[Status, str]] = []  # with what is said of it and the other together
    is_of_one = False  # the likeliest fact is of one of two, and not of both
    for status in snapshot.statuses.values():
        then = turn.visible.status(status)
        if then is None or then.lead_when_unspecified is None:
            continue
        own = set(then.facts)
        elsewhere = {fact for other in told_with(turn, status) for fact in _facts_of(turn, other)}
        if likely & (own - elsewhere) and likely & (elsewhere - own):
            told.append((status, then.lead_when_unspecified[turn.lang]))
            is_of_one |= best.id in own - elsewhere
    return _most_like(turn, told) if is_of_one else None


def _most_like(turn: Turn, told: Sequence[tuple[Status, str]]) -> Status:
    """The one of which what is said is most like the question; without a sentence encoder the first."""
    if turn.engine is None or turn.engine.learned.sense is None:
        return told[0][0]
    likenesses = like(turn.question.text, [text for _, text in told]).tolist()
    return told[max(range(len(told)), key=likenesses.__getitem__)][0]


def _facts_of(turn: Turn, status: Status) -> tuple[str, ...]:
    then = turn.visible.status(status)
    return then.facts if then is not None else ()


def what_is_named(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """The term or card of what the question only names, where these two together are as likely as any fact."""
    best, chance = ranked[0]
    if best.fact is None or turn.question.asked - {"several", "define"}:
        return None
    cards = [
        (document, other)
        for document, other in ranked
        if document.kind is RecordKind.TERM
        or (document.kind is RecordKind.PERSON and document.id in turn.question.people)
    ]
    likely = [(document, other) for document, other in cards if ALSO_FROM * chance <= other <= chance]
    if sum(other for _, other in likely) < NAMED_FROM * chance:
        return None
    return min((document for document, _ in likely), key=lambda each: each.kind is not RecordKind.TERM)


def put_fitting_first(
    turn: Turn, ranked: Sequence[tuple[Document, float]]
) -> Sequence[tuple[Document, float]]:
    """For "when" and "how much" the likeliest fact first that can answer it.

    That has a day or a number, where the best has none; of something with a day of its own, the fact of that day and not the
    one that announced it; of what has lasted since, the first; of what was decided in the end, the last. For "now" the state
    of play that a likely fact is only a part of.
    """
    found = (
        (
            _fitting(turn, ranked)
            or _of_its_own_day(turn, ranked)
            or _first_of(turn, ranked)
            or _last_of(turn, ranked)
            or _as_it_stands(turn, ranked)
        )
        if ranked
        else None
    )
    return ranked if found is None else sorted(ranked, key=lambda each: each[0] is not found)


def _fitting(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    (best, chance), *others = ranked
    asked = turn.question.asked
    people = turn.question.people
    if best.kind is RecordKind.BRIEFING and len(people) == 1 and _is_person(turn, people[0]):
        # "What was her argument": no briefing is one person's.
        by_them = (
            each
            for each, other in others
            if each.fact and people[0] in each.fact.who[:1] and other >= SAID_FROM
        )
        return next(by_them, None)
    if best.kind is RecordKind.PERSON and asks_for_one(turn.question.own):
        # "Which president appointed X": the card says who X is.
        found = (document for document, other in others if document.fact and other >= ALSO_FROM * chance)
        return next(found, None)
    if best.kind not in _WITHOUT_FIGURES or turn.engine is None or turn.question.opener == "whether":
        return None
    asks_when = "when" in asked and not asked & {"future", "now"}
    index = turn.engine.index
    for document, other in others:
        if other < FITTING_FROM * chance:
            break
        is_dated = asks_when and day_of(document) is not None
        is_number = (
            "amount" in asked
            and document.fact is not None
            and bool(index.traits.numeric[index.position[document.key]])
        )
        if is_dated or is_number:
            return document
    return None


def _is_person(turn: Turn, person_id: str) -> bool:
    return turn.snapshot.people[person_id].type is PersonType.PERSON


def _of_its_own_day(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """Of a meeting, a hearing or a term the fact of that day, where the best is of another: "it became known that …"."""
    (best, chance), *others = ranked
    if best.fact is None or "when" not in turn.question.asked or turn.question.asked & {"future", "now"}:
        return None
    for deadline in turn.visible.deadlines:
        if best.fact.id not in deadline.facts or best.fact.when.day == deadline.due.day:
            continue
        for document, other in others:
            if other < ITS_DAY_FROM * chance:
                break
            is_of_it = document.fact is not None and document.fact.id in deadline.facts
            if is_of_it and day_of(document) == deadline.due.day:
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


def _last_of(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """For "in the end": the latest of what the same speaker or court did, of the facts that may be meant."""
    (best, most), *_ = ranked
    if best.fact is None or not asks_for_the_end(turn.question.own):
        return None
    who = best.fact.who[:1]
    theirs = [
        document
        for document, chance in ranked
        if document.fact is not None and document.fact.who[:1] == who and chance >= ALSO_FROM * most
    ]
    return max(theirs, key=lambda document: document.fact.when.sort_key if document.fact else ())


def _as_it_stands(turn: Turn, ranked: Sequence[tuple[Document, float]]) -> Document | None:
    """For "now": the state of play, about as likely, that has the likeliest fact beside what others said of it."""
    (best, most), *others = ranked
    if best.fact is None or "now" not in turn.question.asked:
        return None
    for document, chance in others:
        if chance < STANDS_FROM * most:
            return None
        if document.kind is RecordKind.STATUS and best.id in _facts_of(
            turn, turn.snapshot.statuses[document.id]
        ):
            return document
    return None


def named_briefing(turn: Turn, ranked: Sequence[Document]) -> Document | None:
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


def day_of(document: Document) -> date | None:
    """The day of a fact; None of any other record."""
    return document.fact.when.day if document.fact is not None else None
