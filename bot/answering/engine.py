"""The index of one snapshot, with all that was learned from it."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from bot.answering.ranking.confidence import Weights, load_weights
from bot.answering.ranking.signals import Guess, Sense
from bot.answering.retrieval.index import Index, build_index, learn_from
from bot.answering.retrieval.sentence_classifier import Meaning
from bot.answering.retrieval.vectors import Floats
from bot.answering.retrieval.word_classifier import Learned
from bot.answering.understanding.cues import read_tokens
from bot.answering.understanding.text import fold, tokenise
from bot.domain.deadline import end_of, is_known
from bot.domain.snapshot import Snapshot

# Beyond these learning takes minutes and gigabytes; the nearest examples then do the work.
MOST_EXAMPLES = 20_000
MOST_RECORDS = 3_000


def can_learn(index: Index) -> bool:
    """Whether there are examples to learn from, and no more of them than can be learned in time."""
    return 0 < len(index.examples) <= MOST_EXAMPLES and index.class_count <= MOST_RECORDS


class Engine:
    """The index of one snapshot, and everything that answering asks of it. Never changes."""

    def __init__(
        self,
        snapshot: Snapshot,
        learned: Learned | None = None,
        meaning: Meaning | None = None,
        index: Index | None = None,
        weights: Mapping[str, Weights] | None = None,
    ) -> None:
        """`learned` is a classifier already there, perhaps of an earlier snapshot; None: learn one, in some seconds.

        `meaning` is what the encoder made of the examples, perhaps of an earlier snapshot; None: words alone decide.
        `index` is that of `snapshot`, where it is there already. `weights` by stage; None: those that come with the bot.
        """
        self.weights = weights or load_weights()
        self.snapshot = snapshot
        self.index: Index = index or build_index(snapshot)
        few = can_learn(self.index)
        self.learned = learned or (learn_from(self.index) if few else None)
        self.guess = Guess(self.index, self.learned) if self.learned else None
        self.meaning = meaning
        self.sense = Sense(self.index, meaning) if meaning else None
        # Whether all that can be learned was learned, from just these examples.
        parts = (part.digest for part in (self.learned, meaning) if part is not None)
        learnt = list(parts) == [self.index.digest] * 2 and not self.index.provisional
        self.is_up_to_date = not few or learnt
        self._always = np.ones(self.index.class_count, dtype=np.float32)
        self._dated = [
            number
            for number, fact in enumerate(self.index.facts)
            if fact.lifecycle.draft or fact.lifecycle.publish_at or fact.lifecycle.expires
        ]
        dated = {self.index.facts[number].id for number in self._dated}
        self._resting = [
            unknown for unknown in snapshot.unknowns.values() if not dated.isdisjoint(unknown.facts)
        ]
        self._all_known = max((end_of(snapshot.known_from(fact)) for fact in self.index.facts), default=None)

    def id_of(self, number: int) -> str:
        """The fact or unknown that a class stands for."""
        facts = self.index.facts
        return facts[number].id if number < len(facts) else self.index.unknown_ids[number - len(facts)]

    def is_fact(self, number: int) -> bool:
        return number < len(self.index.facts)

    def shows(self, number: int, now: datetime, as_of: datetime | None) -> bool:
        """Whether a class is a fact that may be shown at `now`, and was known by `as_of`."""
        return self.is_fact(number) and self.snapshot.is_visible(self.index.facts[number], now, as_of=as_of)

    def knows(self, word: str) -> bool:
        """Whether the dossier has this word or number, or it is one that carries no meaning of its own."""
        tokens = tokenise(fold(word))
        return bool(tokens) and all(self.index.words.knows(token) for token in tokens)

    def find_names(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids of the people and of the topics that `text` names, misspelt or not."""
        tokens = tokenise(fold(text))
        return self.index.people.find(tokens), self.index.topics.find(tokens)

    def find_asking(self, question: str) -> tuple[str, ...]:
        """The ids of the facts and unknowns that have the question, in just these words, among their examples."""
        return tuple(self.id_of(number) for number in self.index.find_asked_of(question))

    def find_taught(self, question: str) -> str | None:
        """The one fact or unknown that has the question, in just these words, among its examples."""
        number = self.index.taught.get(read_tokens(question))
        return None if number is None else self.id_of(number)

    def allow(self, now: datetime, as_of: datetime | None) -> Floats:
        """One for each class that may be found at `now` and was known by then (by `as_of`), else zero.

        Expired facts are found, so that the question which they answered is not answered by the next best thing.
        """
        known = self._all_known is None or self._all_known <= (as_of or now)
        if known and not self._dated:
            return self._always
        allowed = self._always.copy()
        which = self._dated if known else range(len(self.index.facts))
        for number in which:
            fact = self.index.facts[number]
            is_over = fact.lifecycle.is_expired(now) and is_known(
                self.snapshot.known_from(fact), as_of or now
            )
            allowed[number] = is_over or self.snapshot.is_visible(fact, now, as_of=as_of)
        for unknown in self._resting:
            allowed[self.index.position[unknown.id]] = self.snapshot.rests_visibly(unknown.facts, now)
        return allowed
