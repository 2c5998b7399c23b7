"""Answers that begin with a fact: what supports it, the other side's word, what came of it, where sources differ."""

from collections.abc import Collection, Sequence

from bot.answering.replies.turn import LISTED, Turn
from bot.answering.understanding.cues.asked import asks_for_all, asks_for_list, asks_for_one, asks_since_when
from bot.answering.understanding.cues.words import says_due
from bot.answering.understanding.text import fold
from bot.domain.answer import Answered, Subject
from bot.domain.blocks import Block, DirectDate, DirectSources, Phrase, Role, Say, ShowConflict, ShowFact
from bot.domain.moment import Precision
from bot.domain.records.deadline import DeadlineState, is_known
from bot.domain.records.fact import Fact, Kind, RelationKind
from bot.domain.records.person import PersonType, Side
from bot.i18n.written_days import find_written_days

SURE_FROM = 0.8  # chance that the first is right from which nothing need be shown to support it: of 68 it was right for 63
SUPPORT_FROM = 0.15  # chance from which a further fact is worth showing beside the best
POINTED_FROM = 0.3  # the same where one thing is asked for: a day, a number, a name, a source
WHY_FROM = 0.08  # the same where a reason is asked for: it often stands in another fact than what was done
LIKELY_FROM, MOST_LIKELY = 0.3, 2  # of the best one's chance, and how many, where none is likely enough alone
MOST_SUPPORT = 1  # beside what answers; of a question after two things, one more
MOST_CHOSEN = 2  # beside a fact that a reader chose
MOST_VERSIONS_TOLD = 2  # facts of a conflict that are shown, from which its versions are not told in full
NEAR = 8  # places among the candidates up to which a point on which sources differ is what is asked about
_POINTED = frozenset({"when", "amount", "who", "source"})
SEVERAL_FROM = 0.04  # the same where a list is asked for
_WHO_REPORTED = frozenset(
    {"source", "who", "several", "to_bot", "sure"}
)  # all that a question after the sources asks
_REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)


def compose_facts(
    turn: Turn,
    ranked: Sequence[tuple[Fact, float]],
    *,
    assumes: bool = False,
    unsure: bool = False,
    sure: bool = False,
    differing: Collection[str] = (),
) -> Answered:
    """The answer with the best of `ranked` first: facts with their chances, the likeliest first.

    `unsure`: others may be what is asked for as well; `sure`: no other need be shown. `differing`: the conflicts that the
    question may be about, which are told in full.
    """
    facts = [fact for fact, _ in ranked]
    several = _several(turn, ranked)
    if several:
        blocks: list[Block] = [
            ShowFact(fact.id, Role.SUPPORT if place else Role.MAIN) for place, fact in enumerate(several)
        ]
        return turn.answered(blocks, [fact for fact in facts if fact not in several])
    main = facts[0]
    # A follow-up does not assume what the question before it did.
    blocks = [Say(Phrase.PREMISE_CONTRADICTED)] if assumes and not turn.from_context else []
    blocks += [*_direct(turn, main), ShowFact(main.id, quoted=_is_quoted(turn))]
    shown = [main]
    asks_why, asks_for_two = "why" in turn.question.asked, _asks_for_two(turn)
    enough = WHY_FROM if asks_why else POINTED_FROM if turn.question.asked & _POINTED else SUPPORT_FROM
    is_enough = (sure and not asks_for_two and not asks_why) or asks_since_when(turn.question.own)
    most = 0 if is_enough else MOST_SUPPORT + (asks_for_two or asks_why)
    if unsure:
        enough, most = LIKELY_FROM * ranked[0][1], MOST_LIKELY
    for fact, chance in ranked[1:]:
        if len(shown) > most or chance < enough:
            break
        blocks.append(ShowFact(fact.id, Role.SUPPORT))
        shown.append(fact)
    blocks += _against(turn, main, shown)
    outcome = _outcome(turn, main, shown)
    if outcome is not None:
        blocks += [Say(Phrase.WHAT_CAME_OF_IT), ShowFact(outcome.id, Role.OUTCOME)]
        shown.append(outcome)
    blocks += _conflict(turn, main, differing, shown)
    return turn.answered(blocks, [fact for fact in facts if fact not in shown])


def compose_chosen_facts(turn: Turn, facts: Sequence[Fact]) -> Answered:
    """The answer with a fact that a reader chose, or followed a link to, and further ones beside it."""
    main, *others = facts
    shown = [main, *others[:MOST_CHOSEN]]
    blocks: list[Block] = [ShowFact(main.id), *(ShowFact(fact.id, Role.SUPPORT) for fact in shown[1:])]
    blocks += [*_against(turn, main, shown), *_conflict(turn, main, turn.snapshot.conflicts, shown)]
    ids = tuple(fact.id for fact in shown)
    return Answered(turn.lang, tuple(blocks), ids, Subject(facts=ids[:1]), as_of=turn.visible.as_of)


def _several(turn: Turn, ranked: Sequence[tuple[Fact, float]]) -> list[Fact]:
    """For a question after several ("which senators", "who supports"): the likely ones, or all of that role."""
    question = turn.question
    people = turn.snapshot.people
    if any(people[person].type is PersonType.PERSON for person in question.people):
        return []
    # "Until which day" is after one.
    if "several" not in question.asked or ("when" in question.asked and not asks_for_all(question.own)):
        return []
    group = turn.engine.index.group_of(question.tokens) if turn.engine else frozenset[str]()
    if ranked[0][0].who[0] in group:
        # Of each of them what is likeliest.
        by_speaker = {fact.who[0]: fact for fact, _ in reversed(ranked) if fact.who[0] in group}
        found = [fact for fact, _ in ranked if fact in by_speaker.values()]
        return found[:LISTED] if len(found) > 1 else []
    if "support" not in question.asked and not asks_for_list(question.own):
        return []
    found = [fact for fact, chance in ranked if chance >= SEVERAL_FROM][:LISTED]
    return found if len(found) > 1 else []


def _is_quoted(turn: Turn) -> bool:
    """Whether the speaker's own words belong to the answer: not to one that is a day or a number."""
    asked = turn.question.asked
    return not asked & {"when", "amount"} or bool(asked & {"said", "why", "react"})


def _direct(turn: Turn, main: Fact) -> tuple[Block, ...]:
    question = turn.question
    # How things stood around a day happened on no day.
    lasts = main.kind is Kind.STAKE or (
        main.kind is Kind.BACKGROUND and main.when.precision is Precision.APPROXIMATE
    )
    # Nor is the day of what is past an answer to when something will be.
    is_past = "future" in question.asked and main.when.day < turn.moment.date()
    if "when" in question.asked and "amount" not in question.asked and not lasts and not is_past:
        return () if _sets_a_day(turn, main) else (DirectDate(main.when),)
    # In Dutch "staat" asks where it says so, but also how things stand, what is at stake and what a text says.
    if {"source"} <= question.asked <= _WHO_REPORTED and question.opener != "what":
        return (DirectSources(main.id),)
    return ()


def _sets_a_day(turn: Turn, fact: Fact) -> bool:
    """Whether it sets a later day, as an order of 9 July does that something be done by 1 September.

    Which of the two is asked for, only the reader can tell: neither stands above it as the answer.
    """
    if fact.kind is Kind.EVENT and not any(map(says_due, turn.question.own)):
        return False
    own = (fact.when.day.month, fact.when.day.day)
    written = find_written_days(fold(fact.text[turn.lang]))
    return any((day.month, day.day) > own for day in written)


def _against(turn: Turn, main: Fact, shown: list[Fact]) -> list[Block]:
    """The other side's word on a contested claim; it is added to `shown`."""
    other = _other_side(turn, main, shown)
    if other is None:
        return []
    shown.append(other)
    return [Say(Phrase.OTHER_SIDE), ShowFact(other.id, Role.OTHER_SIDE)]


def _asks_for_two(turn: Turn) -> bool:
    """Whether a question is after two things: it names two, or is about several."""
    several = "several" in turn.question.asked and not asks_for_one(turn.question.own)
    return len(turn.question.people) > 1 or several or bool(turn.question.asked & {"compare", "react"})


def _conflict(turn: Turn, main: Fact, differing: Collection[str], shown: Sequence[Fact]) -> list[Block]:
    """Where sources differ on it: their versions where the question is about that, else only that they do.

    Nothing where the facts that are shown have each of the versions already.
    """
    asks_now = "now" in turn.question.asked  # what one side says of today is half an answer
    told = {fact.id for fact in shown}
    conflicts = turn.visible.conflicts_of(turn.snapshot.conflicts_by_fact.get(main.id, ()))
    ordered = sorted(conflicts, key=lambda conflict: conflict.id not in differing)
    untold = [
        conflict
        for conflict in ordered
        if not all(told.intersection(version.facts) for version in conflict.versions)
    ]
    # Not below one of its versions that the other side's word stands beside.
    return [
        ShowConflict(
            conflict.id,
            (conflict.id in differing or asks_now)
            and len(told.intersection(conflict.facts)) < MOST_VERSIONS_TOLD,
            told=tuple(fact.id for fact in shown),
        )
        for conflict in untold[:1]
    ]


def _other_side(turn: Turn, main: Fact, shown: Sequence[Fact]) -> Fact | None:
    """The other party's answer to a contested claim, or the claim that it answers."""
    if not main.is_contested and main.kind is not Kind.STATEMENT:
        return None
    snapshot = turn.snapshot
    related = [fact for kind, fact in snapshot.related_to.get(main.id, ()) if kind in _REPLIES]
    related += [snapshot.facts[relation.to] for relation in main.relations if relation.kind in _REPLIES]
    opposed = [
        fact
        for fact in related
        if {turn.side(main), turn.side(fact)} == {Side.COMPANY, Side.GOVERNMENT}
        and fact not in shown
        and turn.shows(fact)
    ]
    # On the same point: what shares no subject with it is no answer to it.
    shared = {fact.id: len(set(fact.about) & set(main.about)) for fact in opposed}
    return max((fact for fact in opposed if shared[fact.id]), key=lambda fact: shared[fact.id], default=None)


def _outcome(turn: Turn, main: Fact, shown: Sequence[Fact]) -> Fact | None:
    snapshot = turn.snapshot
    for deadline in turn.visible.deadlines:
        # Only the deadline itself: what was said about it has answers of its own.
        if deadline.outcome and main.id in deadline.facts and main.kind in (Kind.DEADLINE, Kind.NUMBER):
            later = (snapshot.facts[fact] for fact in deadline.outcome.facts)
            found = next((fact for fact in later if fact.when.day >= deadline.due.day), None)
            if (
                found is not None
                and found not in shown
                and is_known(deadline.outcome.known_from, turn.moment)
                and turn.shows(found)
            ):
                return found
    if any(
        main.id in deadline.facts and deadline.state_at(turn.moment) is DeadlineState.PENDING
        for deadline in snapshot.deadlines.values()
    ):
        return None
    if main.kind is not Kind.DEADLINE and not turn.question.asked & {"outcome", "consequence"}:
        return None
    for kind, fact in snapshot.related_to.get(main.id, ()):
        if kind is RelationKind.OUTCOME_OF and fact not in shown and turn.shows(fact):
            return fact
    return None
