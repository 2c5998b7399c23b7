"""Balance: a party's claim that nobody answers, and a briefing in which one party has most of the words."""

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import briefing_pairs, pairs_of_briefing, prose_of
from bot.content.lint.reading.speakers import attribute, gather_voices
from bot.content.parsing.parsing import Record
from bot.domain.text import Lang

MOST = 0.60  # of the words that a briefing attributes to the parties
FEWEST_WORDS = 80  # attributed to the parties; below that a share says nothing
PARTIES = {"company": "the company", "government": "the government"}
_CONTESTED = ("claim", "denial", "threat")
_SPOKEN = ("statement", "position")


def find(content: Content) -> Iterator[Finding]:
    """Claims without an answer, and briefings with one side's voice."""
    yield from _unanswered(content)
    yield from _one_sided(content)


def _unanswered(content: Content) -> Iterator[Finding]:
    """What one party states about the dispute, and nothing of anyone else answers, denies, settles or contradicts.

    What came of a threat answers it, whoever did that.
    """
    facts = {record.model.id: record for record in content.of("facts")}
    sides = {record.model.id: record.model.side for record in content.of("people")}
    near = _neighbours(content, facts)
    settled = {relation.outcome_of for record in facts.values() for relation in record.model.relations}
    for record in facts.values():
        fact = record.model
        side = sides.get(fact.who[0], "")
        contested = fact.stance in _CONTESTED or fact.kind == "position"
        if side not in PARTIES or not contested or fact.kind not in _SPOKEN or fact.draft:
            continue
        if fact.stance == "threat" and fact.id in settled:
            continue
        others = (facts[name].model for name in near.get(fact.id, ()) if name in facts)
        if not any(sides.get(who, "") != side for other in others for who in other.who):
            other = next(name for party, name in PARTIES.items() if party != side)
            message = f"a {fact.stance} of {PARTIES[side]} that no fact of {other} or of a court answers"
            yield Finding("claim-without-answer", record, record.problem(message, "stance", severity="warning"))  # fmt: skip


def _neighbours(content: Content, facts: Mapping[str, Record]) -> Mapping[str, set[str]]:
    """The facts that stand to a fact in a relation or in a conflict of sources, either way."""
    near: dict[str, set[str]] = {}

    def join(one: str, other: str) -> None:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)

    for name, record in facts.items():
        for relation in record.model.relations:
            join(name, next(iter(relation.model_dump(exclude_unset=True).values())))
    for record in content.of("conflicts"):
        named = [*record.model.facts, *(fact for version in record.model.versions for fact in version.facts)]
        for number, one in enumerate(named):
            for other in named[number + 1 :]:
                join(one, other)
    return near


def _one_sided(content: Content) -> Iterator[Finding]:
    voices = {lang: gather_voices(content, lang) for lang in Lang}
    for versions in briefing_pairs(content.records):
        *_, body = pairs_of_briefing(versions[Lang.NL], versions[Lang.EN])
        for passage in body:
            words: Counter[str] = Counter()
            for sentence, side in attribute(prose_of(passage), voices[passage.lang]):
                words[side] += len(sentence.words)
            counted = {side: words[side] for side in PARTIES}
            total = sum(counted.values())
            side = max(counted, key=lambda party: counted[party])
            if total >= FEWEST_WORDS and counted[side] > MOST * total:
                message = (
                    f"{PARTIES[side]} has {counted[side]} of the {total} words that are attributed to the parties, "
                    f"{counted[side] / total:.0%}; more than {MOST:.0%} is one side's story"
                )
                yield Finding("one-sided-briefing", passage.record, passage.problem(message))
