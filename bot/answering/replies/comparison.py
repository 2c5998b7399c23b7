"""Two beside each other: what each of them said, on the same point."""

from collections.abc import Sequence

from bot.answering.replies.turn import Turn
from bot.answering.understanding.cues.asked import says_alike
from bot.domain.answer import Answered
from bot.domain.blocks import Block, DirectPeople, Phrase, Role, Say, ShowConflict, ShowFact
from bot.domain.records.fact import Fact, Kind
from bot.domain.records.person import PersonType, Side


def compare(turn: Turn, ranked: Sequence[Fact]) -> Answered | None:
    """For "X vs Y on …": what each of them said of it; None for any other question, and where neither said anything.

    Where the dossier holds the two as versions of one point on which sources differ, that comes first.
    """
    question = turn.question
    # "When did they sit opposite each other?" compares nothing.
    people = turn.snapshot.people
    are_persons = all(people[person].type is PersonType.PERSON for person in question.people)
    compares = "compare" in question.asked or (are_persons and says_alike(question.own))
    if not compares or question.asked & {"when", "amount"} or len(question.people) < 2:
        return None
    pair = question.people[:2]
    found = [(person, _said_by(turn, person, ranked)[:2]) for person in pair]
    # Without a subject of its own the question may be on anything: that one said nothing of it cannot be told.
    if not any(said for _, said in found) or (not question.topics and not all(said for _, said in found)):
        return None
    blocks: list[Block] = [Say(Phrase.BOTH_SIDES)]
    for person, said in found:
        blocks.append(DirectPeople((person,)))
        if not said:
            blocks.append(Say(Phrase.NOTHING_OF_THEM))
            said = _said_for(turn, person, ranked)[:1]
            blocks += [Say(Phrase.SAME_SIDE)] if said else []
        blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in said]
    shown = {block.fact for block in blocks if isinstance(block, ShowFact)}
    conflicts = turn.visible.conflicts
    shared = [conflict for conflict in conflicts if len(shown.intersection(conflict.facts)) > 1]
    blocks += [ShowConflict(conflict.id) for conflict in shared[:1]]
    return turn.answered(blocks)


def _said_by(turn: Turn, person: str, ranked: Sequence[Fact]) -> list[Fact]:
    """What a person, or someone for that organisation, said or did about the topics: statements first, the likeliest first."""
    snapshot, topics = turn.snapshot, turn.question.topics

    def speaks(fact: Fact) -> bool:
        return person in (fact.who[0], snapshot.people[fact.who[0]].affiliation)

    own = [fact for fact in snapshot.facts_by_person.get(person, ()) if turn.shows(fact)][::-1]
    likely = [fact for fact in ranked if speaks(fact)]
    known = [*likely, *(fact for fact in own if fact not in likely and speaks(fact))] if topics else likely
    about = [fact for fact in known if set(topics) & set(fact.about)] if topics else known
    return sorted(about, key=lambda fact: fact.kind not in (Kind.STATEMENT, Kind.POSITION))


def _said_for(turn: Turn, person: str, ranked: Sequence[Fact]) -> list[Fact]:
    """What others of the same party said about the topics, where they said nothing themselves; of no party: nothing."""
    snapshot = turn.snapshot
    side = snapshot.people[person].side
    if side is Side.OTHER:
        return []
    facts = [fact for topic in turn.question.topics for fact in snapshot.facts_by_topic.get(topic, ())]
    party = [
        fact
        for fact in dict.fromkeys(facts)
        if turn.shows(fact) and fact.kind is Kind.STATEMENT and turn.side(fact) is side
    ]
    return sorted(party, key=lambda fact: ranked.index(fact) if fact in ranked else len(ranked))
