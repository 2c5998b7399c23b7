"""Found records to the blocks of a reply: the direct answer first, then what supports or contradicts it."""

from collections.abc import Sequence

from bot.answering.replies.comparison import compare
from bot.answering.replies.of_facts import NEAR, compose_facts
from bot.answering.replies.of_records import compose_record
from bot.answering.replies.of_states import compose_both
from bot.answering.replies.preferred import (
    ALSO_FROM,
    BRIEFING_FROM,
    GIST_FROM,
    comparing_briefing,
    day_of,
    named_briefing,
    outcome_of_two,
    wants_gist,
    what_is_named,
)
from bot.answering.replies.turn import RESTS_ON, Turn
from bot.answering.retrieval.documents import Document
from bot.answering.understanding.cues.asked import asks_for_gist, asks_for_list
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import stem
from bot.domain.answer import Answered, Choice, NoAnswer, Option, Subject
from bot.domain.blocks import Block, Phrase, Role, Say, ShowFact, ShowUnknown
from bot.domain.records.fact import Fact
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot

MOST_OPTIONS = 3
MOST_NEARBY = 2
NEARBY_FROM = 0.1  # chance from which a fact is near what we do not know
FAR_FROM = 0.6  # chance that nothing we hold answers, from which nothing is near
READING_FROM = 0.3  # of the best one's chance, from which another reading counts
DAY_FROM = 0.5  # the same for a question after a day: facts of one day give one answer
BY_ONE_FROM = 0.5  # chance of all that one person said together, from which the likeliest of it answers
DIFFERING_FROM = 0.01  # chance from which a point on which sources differ is what is asked about


def compose(
    turn: Turn,
    ranked: Sequence[tuple[Document, float]],
    *,
    assumes: bool = False,
    unsure: bool = False,
    sure: bool = False,
) -> Answered:
    """The answer with the best of `ranked` first: what may answer, with its chance, the likeliest first.

    `assumes`: the question takes for granted what the best of them contradicts. `unsure`: the next ones may answer it as well;
    `sure`: the best one answers it alone.
    """
    facts = [(document.fact, chance) for document, chance in ranked if document.fact is not None]
    outcome = outcome_of_two(turn, ranked)
    if outcome is not None:
        return compose_both(turn, outcome)
    told = comparing_briefing(turn, ranked) or what_is_named(turn, ranked)
    if told is not None:
        return compose_record(turn, told, [fact for fact, _ in facts])
    best = ranked[0][0]
    # Where the point on which two differ is a record, its editors say how.
    is_said = best.kind is RecordKind.CONFLICT and "compare" not in turn.question.asked
    versus = None if is_said else compare(turn, [fact for fact, _ in facts])
    if versus is not None:
        return versus
    in_gist = wants_gist(turn.question)
    likely = [each for each, chance in ranked if chance >= (GIST_FROM if in_gist else BRIEFING_FROM)]
    if in_gist:
        best = next((each for each in likely if each.kind is RecordKind.BRIEFING), best)
    if best.kind is RecordKind.BRIEFING:
        best = named_briefing(turn, likely) or best
    if best.fact is None:
        enough = ALSO_FROM * ranked[0][1]
        also = {document.key for document, chance in ranked if chance >= enough}
        return compose_record(turn, best, [fact for fact, _ in facts], also)
    differing = {
        document.id
        for document, chance in ranked[:NEAR]
        if document.kind is RecordKind.CONFLICT and chance >= DIFFERING_FROM
    }
    return compose_facts(turn, facts, assumes=assumes, unsure=unsure, sure=sure, differing=differing)


def ask_back(turn: Turn, ranked: Sequence[Document]) -> Choice:
    """Two or three readings, each a record."""
    options = tuple(
        Option(tuple(fact.id for fact in turn.visible_facts(document.facts)[:1]), document.key)
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
    wants_story = "summarise" in turn.question.asked or asks_for_gist(turn.question.own)
    if first.kind is RecordKind.BRIEFING and wants_story:
        return True
    if asks_for_list(turn.question.own):
        return True
    if first.kind is RecordKind.STATUS and turn.question.asked & {"now", "state"}:
        return True
    enough = DAY_FROM if "when" in turn.question.asked else READING_FROM
    likely = [document for document, chance in ranked[:MOST_OPTIONS] if chance >= enough * best]
    if "when" in turn.question.asked and len({day_of(document) for document in likely}) == 1:
        return day_of(first) is not None
    return all(_same_reading(snapshot, first, other) for other in likely[1:])


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
    beside = turn.visible_facts(turn.snapshot.unknowns[unknown_id].facts)
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
