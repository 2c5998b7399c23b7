"""Found facts to the blocks of a reply: the direct answer first, then what supports or contradicts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.answering.understanding.cues import find_asked, says_how
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import (
    Answered,
    Block,
    Choice,
    DirectDate,
    DirectPeople,
    DirectSources,
    NoAnswer,
    Option,
    Phrase,
    Role,
    Say,
    ShowConflict,
    ShowFact,
    ShowTerm,
    ShowUnknown,
    Subject,
)
from bot.domain.deadline import DeadlineState, is_known
from bot.domain.fact import Fact, Kind, RelationKind
from bot.domain.moment import Precision
from bot.domain.person import PersonType, Side
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

if TYPE_CHECKING:
    from bot.answering.engine import Engine

SUPPORT_FROM = 0.12  # chance from which a further fact is worth showing beside the best
MOST_SUPPORT = 2
SEVERAL_FROM = 0.04  # the same where a list is asked for
_WHO_REPORTED = frozenset({"source", "who", "several"})  # all that a question after the sources asks
LISTED = 8  # facts in a list, or behind "more"


def compose(
    engine: "Engine",
    question: Question,
    ranked: Sequence[tuple[Fact, float]],
    lang: Lang,
    now: datetime,
    as_of: datetime | None,
    from_context: bool,
    told: Mapping[str, Any],
    *,
    assumes: bool = False,
) -> Answered:
    """The answer with the best of `ranked` first: facts with their chances, the likeliest first.

    `assumes`: the question takes for granted what the best of them contradicts.
    """
    snapshot = engine.snapshot
    ranked = _with_definition(snapshot, question, ranked, now, as_of)
    facts: Sequence[Fact] = [fact for fact, _ in ranked]
    main = facts[0]
    blocks: list[Block]
    versus = _compare(snapshot, question, facts, now, as_of)
    if versus:
        blocks = [Say(Phrase.BOTH_SIDES)]
        for person, said in versus:
            blocks.append(DirectPeople((person,)))
            if not said:
                blocks.append(Say(Phrase.NOTHING_OF_THEM))
                said = _said_for(snapshot, person, question.topics, facts, now, as_of)[:1]
                blocks += [Say(Phrase.SAME_SIDE)] if said else []
            blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in said]
        return answered(snapshot, blocks, (), question, lang, as_of, from_context, told)
    several = _several(engine, question, ranked)
    if several:
        blocks = [ShowFact(fact.id, _role(n)) for n, fact in enumerate(several)]
        rest = [fact for fact in facts if fact not in several]
        return answered(snapshot, blocks, rest, question, lang, as_of, from_context, told)
    # A follow-up does not assume what the question before it did.
    blocks = [Say(Phrase.PREMISE_CONTRADICTED)] if assumes and not from_context else []
    blocks += [*_direct(question, main), *_term(snapshot, question, main), ShowFact(main.id)]
    shown = [main]
    for fact, chance in ranked[1:]:
        if len(shown) > MOST_SUPPORT or chance < SUPPORT_FROM:
            break
        blocks.append(ShowFact(fact.id, Role.SUPPORT))
        shown.append(fact)
    blocks += _against(snapshot, main, shown, now, as_of)
    outcome = _outcome(snapshot, question, main, shown, now, as_of)
    if outcome is not None:
        blocks += [Say(Phrase.WHAT_CAME_OF_IT), ShowFact(outcome.id, Role.OUTCOME)]
        shown.append(outcome)
    blocks += _conflict(snapshot, main, now)
    rest = [fact for fact in facts if fact not in shown]
    return answered(snapshot, blocks, rest[:LISTED], question, lang, as_of, from_context, told)


def compose_chosen(
    snapshot: Snapshot, facts: Sequence[Fact], lang: Lang, now: datetime, as_of: datetime | None = None
) -> Answered:
    """The answer with a fact that a reader chose, or followed a link to, and further ones beside it."""
    main, *others = facts
    shown = [main, *others[:MOST_SUPPORT]]
    blocks: list[Block] = [ShowFact(main.id), *(ShowFact(fact.id, Role.SUPPORT) for fact in shown[1:])]
    blocks += _against(snapshot, main, shown, now, as_of)
    blocks += _conflict(snapshot, main, now)
    ids = tuple(fact.id for fact in shown)
    return Answered(lang, tuple(blocks), ids, Subject(facts=ids[:1]), as_of=as_of)


def ask_back(question: Question, facts: Sequence[Fact], lang: Lang, told: Mapping[str, Any]) -> Choice:
    """Two or three readings, each a fact."""
    options = tuple(Option((fact.id,)) for fact in facts[:3])
    subject = Subject(question.people, question.topics, tuple(fact.id for fact in facts[:1]))
    return Choice(lang, options, subject, {**told, "decision": "ask back"})


def say_unknown(
    engine: "Engine",
    numbers: Sequence[int],
    lang: Lang,
    now: datetime,
    as_of: datetime | None,
    told: Mapping[str, Any],
) -> NoAnswer:
    """The best known unknown, with what we do hold nearby."""
    unknown_id = next(engine.id_of(number) for number in numbers if not engine.is_fact(number))
    unknown = engine.snapshot.unknowns[unknown_id]
    held = [engine.snapshot.facts[fact_id] for fact_id in unknown.facts]
    nearby = [fact.id for fact in engine.snapshot.visible(held, now, as_of=as_of)][:2]
    blocks: list[Block] = [ShowUnknown(unknown_id)]
    if nearby:
        blocks += [Say(Phrase.NEARBY), *(ShowFact(fact_id, Role.NEARBY) for fact_id in nearby)]
    return NoAnswer(lang, tuple(blocks), tuple(nearby), {**told, "decision": f"known unknown {unknown_id}"})


def say_nearby(facts: Sequence[Fact], lang: Lang, told: Mapping[str, Any]) -> NoAnswer:
    """We do not know; the nearest things that we do."""
    nearby = facts[:2]
    blocks: list[Block] = [Say(Phrase.WE_DO_NOT_KNOW)]
    if nearby:
        blocks += [Say(Phrase.NEARBY), *(ShowFact(fact.id, Role.NEARBY) for fact in nearby)]
    return NoAnswer(lang, tuple(blocks), tuple(fact.id for fact in nearby), told)


def answered(
    snapshot: Snapshot,
    blocks: Sequence[Block],
    more: Sequence[Fact],
    question: Question,
    lang: Lang,
    as_of: datetime | None,
    from_context: bool,
    told: Mapping[str, Any],
) -> Answered:
    shown = tuple(dict.fromkeys(block.fact for block in blocks if isinstance(block, ShowFact)))
    return Answered(
        lang=lang,
        blocks=tuple(blocks),
        facts=shown,
        subject=_subject(question, [snapshot.facts[fact] for fact in shown]),
        from_context=from_context,
        more=tuple(fact.id for fact in more),
        as_of=as_of,
        explain={**told, "decision": "answer"},
    )


def _role(place: int) -> Role:
    return Role.SUPPORT if place else Role.MAIN


def _compare(
    snapshot: Snapshot, question: Question, ranked: Sequence[Fact], now: datetime, as_of: datetime | None
) -> list[tuple[str, list[Fact]]]:
    """For "X vs Y on …": what each of them said of it; empty for any other question, and where neither said anything."""
    if "compare" not in question.asked or len(question.people) < 2:
        return []
    found = [
        (person, _said_by(snapshot, person, question.topics, ranked, now, as_of)[:2])
        for person in question.people[:2]
    ]
    return found if any(said for _, said in found) else []


def _said_by(
    snapshot: Snapshot,
    person: str,
    topics: Sequence[str],
    ranked: Sequence[Fact],
    now: datetime,
    as_of: datetime | None,
) -> list[Fact]:
    """What a person, or someone for that organisation, said or did about `topics`: statements first, the likeliest first."""

    def speaks(fact: Fact) -> bool:
        return person in (fact.who[0], snapshot.people[fact.who[0]].affiliation)

    own = snapshot.visible(snapshot.facts_by_person.get(person, ()), now, as_of=as_of)[::-1]
    likely = [fact for fact in ranked if speaks(fact)]
    known = [*likely, *(fact for fact in own if fact not in likely and speaks(fact))] if topics else likely
    about = [fact for fact in known if set(topics) & set(fact.about)] if topics else known
    return sorted(about, key=lambda fact: fact.kind not in (Kind.STATEMENT, Kind.POSITION))


def _said_for(
    snapshot: Snapshot,
    person: str,
    topics: Sequence[str],
    ranked: Sequence[Fact],
    now: datetime,
    as_of: datetime | None,
) -> list[Fact]:
    """What others of the same party said about `topics`, where they said nothing themselves; of no party: nothing."""
    side = snapshot.people[person].side
    if side is Side.OTHER:
        return []
    facts = [fact for topic in topics for fact in snapshot.facts_by_topic.get(topic, ())]
    party = [
        fact
        for fact in snapshot.visible(facts, now, as_of=as_of)
        if fact.kind is Kind.STATEMENT and _side(snapshot, fact) is side
    ]
    return sorted(party, key=lambda fact: ranked.index(fact) if fact in ranked else len(ranked))


def _several(engine: "Engine", question: Question, ranked: Sequence[tuple[Fact, float]]) -> list[Fact]:
    """For a question after several ("which senators", "who supports"): the likely ones, or all of that role."""
    if "several" not in question.asked or any(
        engine.snapshot.people[person].type is PersonType.PERSON for person in question.people
    ):
        return []
    group = engine.index.group_of(question.tokens)
    if ranked[0][0].who[0] in group:
        found = [fact for fact, _ in ranked if fact.who[0] in group]
        return found[:LISTED] if len(found) > 1 else []
    if "support" not in question.asked:
        return []
    return [fact for fact, chance in ranked if chance >= SEVERAL_FROM][:LISTED]


def _subject(question: Question, shown: Sequence[Fact]) -> Subject:
    """What the answer is about: of what the question names that which the answer has too, else what the best fact names.

    A follow-up takes names from the question before it, and not all of them may matter to what was found.
    """
    told = shown[:1] if len(question.people) < 2 else shown
    people = tuple(person for person in question.people if any(person in fact.who for fact in told))
    topics = tuple(topic for topic in question.topics if any(topic in fact.about for fact in told))
    if shown and not people and not topics:
        people, topics = shown[0].who[:1], shown[0].about[:1]
    return Subject(people, topics, tuple(fact.id for fact in shown[:1]))


def _direct(question: Question, main: Fact) -> tuple[Block, ...]:
    # How things stood around a day happened on no day.
    lasts = main.kind is Kind.STAKE or (
        main.kind is Kind.BACKGROUND and main.when.precision is Precision.APPROXIMATE
    )
    if "when" in question.asked and "amount" not in question.asked and not lasts:
        return (DirectDate(main.when),)
    # In Dutch "staat" asks where it says so, but also how things stand, what is at stake and what a text says.
    if {"source"} <= question.asked <= _WHO_REPORTED and question.opener != "what":
        return (DirectSources(main.id),)
    return ()


def _with_definition(
    snapshot: Snapshot,
    question: Question,
    ranked: Sequence[tuple[Fact, float]],
    now: datetime,
    as_of: datetime | None,
) -> Sequence[tuple[Fact, float]]:
    """For "what is a …" of the glossary: the facts that its entry rests on before all others."""
    if question.people or not question.asked <= {"consequence"}:
        return ranked
    for term in snapshot.terms.values():
        for name in (term.term[question.lang], *term.aliases.all()):
            words = set(tokenise(fold(name)))
            rest = [token for token in question.tokens if token not in words and not _asks_meaning(token)]
            if words <= set(question.tokens) and not rest:
                held = snapshot.visible([snapshot.facts[fact] for fact in term.facts], now, as_of=as_of)
                if ranked[0][0] in held:
                    return ranked
                others = [pair for pair in ranked if pair[0] not in held]
                return [*((fact, 1.0) for fact in held), *others]
    return ranked


def _asks_meaning(token: str) -> bool:
    """A word of "what is …" and "wat betekent …"."""
    return says_how(token) or "consequence" in find_asked((token,))


def _term(snapshot: Snapshot, question: Question, main: Fact) -> tuple[Block, ...]:
    """The glossary's entry, where nothing but a term is asked for."""
    said = set(question.tokens)
    for term in snapshot.terms.values():
        if main.id not in term.facts:
            continue
        for name in (term.term[question.lang], *term.aliases.all()):
            words = set(tokenise(fold(name)))
            rest = [token for token in said - words if len(token) > 4]
            if words and words <= said and not rest and not question.people:
                return (ShowTerm(term.id),)
    return ()


def _against(
    snapshot: Snapshot, main: Fact, shown: list[Fact], now: datetime, as_of: datetime | None
) -> list[Block]:
    """The other side's word on a contested claim; it is added to `shown`."""
    other = _other_side(snapshot, main, shown, now, as_of)
    if other is None:
        return []
    shown.append(other)
    return [Say(Phrase.OTHER_SIDE), ShowFact(other.id, Role.OTHER_SIDE)]


def _conflict(snapshot: Snapshot, main: Fact, now: datetime) -> list[Block]:
    """Where sources differ on it, their versions."""
    conflicts = snapshot.visible_conflicts(snapshot.conflicts_by_fact.get(main.id, ()), now)
    return [ShowConflict(conflict.id) for conflict in conflicts[:1]]


def _other_side(
    snapshot: Snapshot, main: Fact, shown: Sequence[Fact], now: datetime, as_of: datetime | None
) -> Fact | None:
    """The other party's answer to a contested claim, or the claim that it answers."""
    if not main.is_contested and main.kind is not Kind.STATEMENT:
        return None
    side = _side(snapshot, main)
    related = [fact for kind, fact in snapshot.related_to.get(main.id, ()) if kind in _REPLIES]
    related += [snapshot.facts[relation.to] for relation in main.relations if relation.kind in _REPLIES]
    for fact in related:
        opposed = {side, _side(snapshot, fact)} == {Side.COMPANY, Side.GOVERNMENT}
        if opposed and fact not in shown and snapshot.is_visible(fact, now, as_of=as_of):
            return fact
    return None


def _outcome(
    snapshot: Snapshot,
    question: Question,
    main: Fact,
    shown: Sequence[Fact],
    now: datetime,
    as_of: datetime | None,
) -> Fact | None:
    for deadline in snapshot.visible_deadlines(now):
        # Only the deadline itself: what was said about it has answers of its own.
        if deadline.outcome and main.id in deadline.facts and main.kind in (Kind.DEADLINE, Kind.NUMBER):
            found = snapshot.facts[deadline.outcome.facts[0]]
            known = is_known(deadline.outcome.known_from, as_of or now)
            if found not in shown and known and snapshot.is_visible(found, now, as_of=as_of):
                return found
    if any(
        main.id in deadline.facts and deadline.state_at(as_of or now) is DeadlineState.PENDING
        for deadline in snapshot.deadlines.values()
    ):
        return None
    if main.kind is not Kind.DEADLINE and not question.asked & {"outcome", "consequence"}:
        return None
    for kind, fact in snapshot.related_to.get(main.id, ()):
        if (
            kind is RelationKind.OUTCOME_OF
            and fact not in shown
            and snapshot.is_visible(fact, now, as_of=as_of or now)
        ):
            return fact
    return None


def _side(snapshot: Snapshot, fact: Fact) -> Side:
    return snapshot.people[fact.who[0]].side


_REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)
