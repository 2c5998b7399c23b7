"""One question as it is being answered: what composing asks of the edition at that moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answering.engine import Engine
from bot.answering.understanding.question import Question
from bot.domain.answer import Answered, Subject
from bot.domain.blocks import Block, ShowFact
from bot.domain.records.fact import Fact
from bot.domain.records.person import Side
from bot.domain.snapshot import Snapshot, Visible
from bot.domain.text import Lang

LISTED = 8  # facts in a list, or behind "more"
RESTS_ON = 4  # facts of a record that its answer shows or is made of


@dataclass(frozen=True, slots=True)
class Turn:
    """`explain` is the trace of how it came to be answered so; `from_context`: it was read against what came before."""

    visible: Visible
    question: Question
    lang: Lang
    from_context: bool
    explain: Mapping[str, Any]
    engine: Engine | None = None  # that found it; None where a reader chose it

    @property
    def snapshot(self) -> Snapshot:
        return self.visible.snapshot

    @property
    def now(self) -> datetime:
        return self.visible.now

    @property
    def moment(self) -> datetime:
        """The moment of which is told."""
        return self.visible.moment

    def shows(self, fact: Fact) -> bool:
        """Whether it may be shown."""
        return self.visible.shows(fact)

    def visible_facts(self, fact_ids: Iterable[str]) -> tuple[Fact, ...]:
        """Those that may be shown, in their order, each once."""
        return self.visible.named(dict.fromkeys(fact_ids))

    def shows_all(self, fact_ids: Sequence[str]) -> bool:
        """Whether each of them may be shown."""
        return len(self.visible_facts(fact_ids)) == len(fact_ids)

    def side(self, fact: Fact) -> Side:
        """That of the speaker or actor."""
        return self.snapshot.people[fact.who[0]].side

    def answered(
        self, blocks: Sequence[Block], more: Sequence[Fact] = (), rests_on: Sequence[Fact] = ()
    ) -> Answered:
        """The reply with these blocks; `rests_on`: facts that other blocks than facts rest on, the best first."""
        shown = [block.fact for block in blocks if isinstance(block, ShowFact)]
        facts = tuple(dict.fromkeys((*shown, *(fact.id for fact in rests_on))))
        return Answered(
            lang=self.lang,
            blocks=tuple(blocks),
            facts=facts,
            subject=_subject(self.question, [self.snapshot.facts[fact] for fact in facts]),
            from_context=self.from_context,
            more=tuple(fact.id for fact in more if fact.id not in shown)[:LISTED],
            as_of=self.visible.as_of,
            explain=self.explain,
        )


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
