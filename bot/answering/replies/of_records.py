"""Answers that begin with another record than a fact: a card, a term, a state of play, a briefing in short."""

from collections.abc import Collection, Sequence

from bot.answering.replies.of_states import compose_state
from bot.answering.replies.turn import LISTED, Turn
from bot.answering.retrieval.documents import Document
from bot.answering.retrieval.meaning import like
from bot.answering.understanding.cues.asked import asks_for_gist, says_fresh
from bot.answering.understanding.cues.words import says_newest
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import Answered
from bot.domain.blocks import (
    AboutPart,
    Block,
    Role,
    ShowAbout,
    ShowBriefing,
    ShowConflict,
    ShowDeadline,
    ShowFact,
    ShowPerson,
    ShowStake,
    ShowTerm,
)
from bot.domain.records.fact import Fact
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind, record_key
from bot.domain.text import Lang
from bot.i18n.sentences import split_sentences

TOLD_BY = 200  # facts about one person that are looked through for the most telling; of more, those found
SHOWN = 2  # facts below a record; the rest stands behind "more"
MAKER_MORE_BY = (
    0.05  # cosine: how much more like who made this a question is for how far it goes to be left out
)
KNOWLEDGE_MORE_BY = 0.05  # the same for how far it goes to come first
MOST_STAKES = 3  # of one holder


def compose_record(
    turn: Turn, document: Document, ranked: Sequence[Fact], likely: Collection[str] = ()
) -> Answered:
    """The answer with a record that is no fact; `ranked`: the facts that were found beside it, the likeliest first.

    `likely`: the keys of records that may be meant besides.
    """
    rests_on = turn.visible_facts(document.facts)
    facts = (
        *(fact for fact in ranked if fact in rests_on),
        *(fact for fact in rests_on if fact not in ranked),
    )
    match document.kind:
        case RecordKind.PERSON:
            return compose_person(turn, document.id, ranked)
        case RecordKind.STATUS:
            return compose_state(turn, turn.snapshot.statuses[document.id])
        case RecordKind.STAKE:
            return _stakes(turn, document.id, likely)
        case RecordKind.BRIEFING:
            in_gist = asks_for_gist(turn.question.own)
            return turn.answered([ShowBriefing(document.id, in_gist)], rests_on=facts)
        case RecordKind.ABOUT:
            # Who made it is told in full, whatever else is said of the bot.
            about = "dossier" if "who" in turn.question.asked else document.id
            return turn.answered([ShowAbout(about, _about(turn))])
        case RecordKind.CONFLICT:
            return turn.answered([ShowConflict(document.id)], rests_on=facts, more=facts)
        case RecordKind.DEADLINE:
            return turn.answered([ShowDeadline(document.id)], rests_on=rests_on, more=rests_on)
        case _:
            blocks: list[Block] = [ShowTerm(document.id)]
            blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in facts[:1]]
            return turn.answered(blocks, facts[1:], rests_on=facts)


def compose_person(turn: Turn, person_id: str, ranked: Sequence[Fact] = ()) -> Answered:
    """A person's card, and the facts that name them, the most telling first; of several who may be meant, all their cards."""
    people = (person_id, *_namesakes(turn, person_id))
    if len(people) > 1:
        cards: list[Block] = []
        for each in people:
            cards.append(ShowPerson(each))
            cards += [ShowFact(fact.id, Role.SUPPORT) for fact in _telling(turn, each, ())[:1]]
        return turn.answered(cards)
    facts = _telling(turn, person_id, ranked)
    blocks: list[Block] = [
        ShowPerson(person_id),
        *(ShowFact(fact.id, Role.SUPPORT) for fact in facts[:SHOWN]),
    ]
    return turn.answered(blocks, facts[SHOWN:])


def _namesakes(turn: Turn, person_id: str) -> tuple[str, ...]:
    """The others whom a bare surname may mean: "who is Rao?", where one is a judge and another keeps the books."""
    if turn.engine is None:
        return ()
    people, said = turn.snapshot.people, set(turn.question.tokens)
    *first, last = tokenise(fold(people[person_id].names[turn.lang][0]))
    if people[person_id].type is not PersonType.PERSON or said.intersection(first):
        return ()
    allowed = turn.engine.allow(turn.visible)
    return tuple(
        other.id
        for other in people.values()
        if other.id != person_id
        and other.type is PersonType.PERSON
        and tokenise(fold(other.names[turn.lang][0]))[-1] == last
        and allowed[turn.engine.index.position[f"person:{other.id}"]]
    )


def _telling(turn: Turn, person_id: str, ranked: Sequence[Fact]) -> Sequence[Fact]:
    """The facts that name someone: the one that states their role first."""
    person = turn.snapshot.people[person_id]
    naming: Sequence[Fact] = turn.snapshot.facts_by_person.get(person.id, ())
    if len(naming) > TOLD_BY and ranked:
        naming = tuple(fact for fact in ranked if person.id in fact.who)
    visible = [fact for fact in naming if turn.shows(fact)]
    role = {token for lang in Lang for token in tokenise(fold(person.role[lang])) if len(token) > 3}
    called = [frozenset(tokenise(fold(name))) for name in person.names.all()]
    if person.type is PersonType.PERSON:  # texts call them by their last name
        called += [frozenset(tokenise(fold(person.names[lang][0]))[-1:]) for lang in Lang]

    def telling(fact: Fact) -> float:
        words = {token for lang in Lang for token in tokenise(fold(fact.text[lang]))}
        is_named = any(name <= words for name in called)
        return 2.0 * is_named + len(role & words) / (len(role) or 1) + 0.2 * (fact.who[0] == person.id)

    return sorted(visible[-TOLD_BY:], key=telling, reverse=True)[:LISTED]


def _about(turn: Turn) -> AboutPart:
    """Whether a question is after who made this, or after what it was made from and how far it goes."""
    if turn.engine is None or turn.engine.learned.sense is None:
        return AboutPart.ALL
    dossier, lang = turn.snapshot.dossier, turn.lang
    maker, knowledge = (
        split_sentences(text[lang]) for text in (dossier.disclosure, dossier.state_of_knowledge)
    )
    likeness = like(turn.question.text, [*maker, *knowledge]).tolist()
    of_maker, of_knowledge = max(likeness[: len(maker)]), max(likeness[len(maker) :])
    asked, own = turn.question.asked, turn.question.own
    asks_how_far = "when" in asked or any(map(says_newest, own)) or says_fresh(own)
    if "who" in asked and not asks_how_far:
        return AboutPart.MAKER
    if (asks_how_far and "who" not in asked) or of_knowledge > of_maker + KNOWLEDGE_MORE_BY:
        return AboutPart.KNOWLEDGE
    return AboutPart.MAKER if of_maker > of_knowledge + MAKER_MORE_BY else AboutPart.ALL


def _stakes(turn: Turn, stake_id: str, likely: Collection[str]) -> Answered:
    """What is at stake for one holder: the one asked for first, then of the others those that are likely to be meant too.

    "Why should I care as a citizen?" is after all of a citizen's stakes, "is my privacy at risk?" after one.
    """
    snapshot = turn.snapshot
    first = snapshot.stakes[stake_id]
    others = [
        stake
        for stake in snapshot.stakes.values()
        if record_key(RecordKind.STAKE, stake.id) in likely
        and stake.holder == first.holder
        and stake is not first
        and turn.shows_all(stake.facts)
    ]
    shown = [first, *others][:MOST_STAKES]
    facts = turn.visible_facts(fact for stake in shown for fact in stake.facts)
    return turn.answered([ShowStake(stake.id) for stake in shown], rests_on=facts, more=facts)
