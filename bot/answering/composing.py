"""Found facts to the blocks of a reply: the direct answer first, then what supports or contradicts it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.answering.question import Question
from bot.answering.text import fold, tokenise
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
    ShowPerson,
    ShowTerm,
    ShowUnknown,
    Subject,
)
from bot.domain.deadline import DeadlineState, is_known
from bot.domain.fact import Fact, Kind, RelationKind
from bot.domain.person import PersonType, Side
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

if TYPE_CHECKING:
    from bot.answering.engine import Engine

SUPPORT_FROM = 0.12  # chance from which a further fact is worth showing beside the best
MOST_SUPPORT = 2
SEVERAL_FROM = 0.04  # the same where a list is asked for
TOLD_BY = 200  # facts about one person that are looked through for the most telling; of more, those found
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
    facts: Sequence[Fact] = [fact for fact, _ in ranked]
    main = facts[0]
    blocks: list[Block]
    card = _who_is(snapshot, question, facts, now, as_of)
    if card is not None:
        person, facts = card
        blocks = [ShowPerson(person), *(ShowFact(fact.id, _role(n)) for n, fact in enumerate(facts[:3]))]
        return _answered(blocks, facts[3:], question, lang, as_of, from_context, told)
    versus = _compare(snapshot, question, facts, now, as_of)
    if versus:
        blocks = [Say(Phrase.BOTH_SIDES)]
        for person, said in versus:
            blocks += [DirectPeople((person,)), *(ShowFact(fact.id, Role.SUPPORT) for fact in said)]
        return _answered(blocks, (), question, lang, as_of, from_context, told)
    several = _several(engine, question, ranked)
    if several:
        blocks = [ShowFact(fact.id, _role(n)) for n, fact in enumerate(several)]
        rest = [fact for fact in facts if fact not in several]
        return _answered(blocks, rest, question, lang, as_of, from_context, told)
    blocks = [Say(Phrase.PREMISE_CONTRADICTED)] if assumes else []
    blocks += [*_direct(question, main), *_term(snapshot, question, main), ShowFact(main.id)]
    shown = [main]
    for fact, chance in ranked[1:]:
        if len(shown) > MOST_SUPPORT or chance < SUPPORT_FROM:
            break
        blocks.append(ShowFact(fact.id, Role.SUPPORT))
        shown.append(fact)
    other = _other_side(snapshot, main, shown, now, as_of)
    if other is not None:
        blocks += [Say(Phrase.OTHER_SIDE), ShowFact(other.id, Role.OTHER_SIDE)]
        shown.append(other)
    outcome = _outcome(snapshot, question, main, shown, now, as_of)
    if outcome is not None:
        blocks += [Say(Phrase.WHAT_CAME_OF_IT), ShowFact(outcome.id, Role.OUTCOME)]
        shown.append(outcome)
    conflicts = snapshot.visible_conflicts(snapshot.conflicts_by_fact.get(main.id, ()), now)
    blocks += [ShowConflict(conflict.id) for conflict in conflicts[:1]]
    rest = [fact for fact in facts if fact not in shown]
    return _answered(blocks, rest[:LISTED], question, lang, as_of, from_context, told)


def ask_back(question: Question, facts: Sequence[Fact], lang: Lang, told: Mapping[str, Any]) -> Choice:
    """Two or three readings, each a fact."""
    options = tuple(Option((fact.id,)) for fact in facts[:3])
    return Choice(lang, options, _subject(question, facts[:1]), {**told, "decision": "ask back"})


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


def _answered(
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
        subject=Subject(question.people, question.topics, shown[:1]),
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
    """For "X vs Y on …": what each of them said of it, the likeliest first; empty for any other question."""
    if "compare" not in question.asked or len(question.people) < 2:
        return []
    found = []
    for person in question.people[:2]:
        said = [fact for fact in ranked if fact.who[0] == person]
        if not said:
            own = snapshot.visible(snapshot.facts_by_person.get(person, ()), now, as_of=as_of)
            about = [fact for fact in own if fact.who[0] == person and set(question.topics) & set(fact.about)]
            said = about[::-1]
        if not said:
            return []
        found.append((person, said[:2]))
    return found


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


def _subject(question: Question, facts: Sequence[Fact]) -> Subject:
    people = question.people or (facts[0].who[:1] if facts else ())
    topics = question.topics or (facts[0].about[:1] if facts else ())
    return Subject(people, topics, tuple(fact.id for fact in facts))


def _direct(question: Question, main: Fact) -> tuple[Block, ...]:
    if "when" in question.asked and "amount" not in question.asked and main.kind is not Kind.STAKE:
        return (DirectDate(main.when),)
    if "source" in question.asked and "said" not in question.asked:
        return (DirectSources(main.id),)
    return ()


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


def _who_is(
    snapshot: Snapshot, question: Question, ranked: Sequence[Fact], now: datetime, as_of: datetime | None
) -> tuple[str, Sequence[Fact]] | None:
    """For "who is X": the person, and the facts that name them, the one that states their role first."""
    if (
        "who" not in question.asked
        or len(question.people) != 1
        or question.asked & {"said", "support", "source"}
    ):
        return None
    person = snapshot.people[question.people[0]]
    names = {token for name in (*person.names.all(), *person.aliases.all()) for token in tokenise(fold(name))}
    rest = [token for token in question.tokens if token not in names and len(token) > 4]
    naming = snapshot.facts_by_person.get(person.id, ())
    if len(naming) > TOLD_BY:
        naming = tuple(fact for fact in ranked if person.id in fact.who)
    visible = snapshot.visible(naming, now, as_of=as_of)
    if rest or not visible:
        return None
    role = {token for lang in Lang for token in tokenise(fold(person.role[lang])) if len(token) > 3}

    def telling(fact: Fact) -> float:
        words = {token for lang in Lang for token in tokenise(fold(fact.text[lang]))}
        named_in_text = bool(words & names)
        return 2.0 * named_in_text + len(role & words) / (len(role) or 1) + 0.2 * (fact.who[0] == person.id)

    ordered = sorted(visible, key=telling, reverse=True)
    return person.id, ordered[:LISTED]


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
