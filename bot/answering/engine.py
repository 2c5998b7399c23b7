"""The index of one snapshot, with all that was learned from it."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import datetime

import numpy as np

from bot.answering.ranking.confidence import Weights, load_weights
from bot.answering.ranking.learned import Learned
from bot.answering.retrieval.index import Index, build_index
from bot.answering.retrieval.learning import encode_texts, learn_lexicon_from, learn_words_from
from bot.answering.retrieval.lexicon import Lexicon
from bot.answering.retrieval.meaning import Meaning
from bot.answering.retrieval.vectors import Floats
from bot.answering.retrieval.visibility import may_be_found
from bot.answering.retrieval.word_classifier import WordClassifier
from bot.answering.understanding.cues.abbreviations import read_tokens
from bot.answering.understanding.text import fold, tokenise
from bot.domain.records.deadline import known_since
from bot.domain.snapshot import Snapshot, Visible

# Beyond these learning takes minutes and gigabytes; words and names alone then do the work.
MOST_EXAMPLES = 40_000
MOST_RECORDS = 4_000
MOST_MOMENTS = 64  # spans of time of which it is kept what may be found in them


def can_learn(index: Index) -> bool:
    """Whether there are no more records and questions than can be learned from in time."""
    return len(index.asks.texts) <= MOST_EXAMPLES and index.count <= MOST_RECORDS


class Engine:
    """The index of one snapshot, and everything that answering asks of it. Never changes."""

    def __init__(
        self,
        snapshot: Snapshot,
        lexicon: Lexicon | None = None,
        classifier: WordClassifier | None = None,
        meaning: Meaning | None = None,
        index: Index | None = None,
        weights: Mapping[str, Weights] | None = None,
        before: "Engine | None" = None,
    ) -> None:
        """`lexicon`, `classifier`: perhaps of an earlier snapshot; None: learn them, in some seconds. `meaning`: None: words
        alone decide.

        `index` is that of `snapshot`, where it is there already. `weights` by stage; None: those that come with the bot.
        `before`: of the snapshot before this one, of which is kept what an edit left as it was.
        """
        self.weights = weights or load_weights()
        self.snapshot = snapshot
        self.index: Index = index or build_index(snapshot)
        few = can_learn(self.index)
        self.lexicon = lexicon or (learn_lexicon_from(self.index) if few else None)
        self.classifier = classifier or (learn_words_from(self.index) if few else None)
        self.meaning = meaning
        texts = encode_texts(self.index) if meaning is not None and few else None
        self.learned: Learned = Learned(
            self.index, self.lexicon, self.classifier, meaning, texts, before.learned if before else None
        )
        # Whether all that can be learned was learned, from just these questions.
        is_new = meaning is not None and meaning.digest == self.index.asks.digest
        self.is_up_to_date = not few or (is_new and not self.index.asks.provisional)
        self._turns = sorted(set(_turns(snapshot)))
        self._allowed: dict[tuple[int, int], Floats] = {}

    def key_of(self, number: int) -> str:
        """The key of a document."""
        return self.index.documents[number].key

    def shows(self, number: int, visible: Visible) -> bool:
        """Whether a document may be shown, and was known by then."""
        fact = self.index.fact(number)
        return visible.shows(fact) if fact is not None else bool(self.allow(visible)[number])

    def knows(self, word: str) -> bool:
        """Whether the dossier has this word or number, or it is one that carries no meaning of its own."""
        tokens = tokenise(fold(word))
        return bool(tokens) and all(self.index.words.knows(token) for token in tokens)

    def find_names(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids of the people and of the topics that `text` names, misspelt or not."""
        tokens = tokenise(fold(text))
        return self.index.people.find(tokens), self.index.topics.find(tokens)

    def find_asking(self, question: str) -> tuple[str, ...]:
        """The keys of the records that have the question, in just these words, among their own."""
        return tuple(self.key_of(number) for number in self.index.asks.find(question))

    def find_taught(self, question: str) -> str | None:
        """The key of the one record that has the question, in just these words, among its own."""
        number = self.index.asks.taught.get(read_tokens(question))
        return None if number is None else self.key_of(number)

    def allow(self, visible: Visible) -> Floats:
        """One for each document that may be found, and was known by then, else zero."""
        # Between two turns nothing changes.
        span = (bisect_right(self._turns, visible.now), bisect_right(self._turns, visible.moment))
        found = self._allowed.get(span)
        if found is None:
            if len(self._allowed) >= MOST_MOMENTS:
                self._allowed.clear()
            found = self._allowed[span] = np.asarray(
                [may_be_found(each, visible) for each in self.index.documents],
                dtype=np.float32,
            )
        return found


def _turns(snapshot: Snapshot) -> Iterator[datetime]:
    """The moments at which time alone makes a record known, shows it or hides it."""
    for fact in snapshot.facts.values():
        yield from fact.lifecycle.turns()
        yield known_since(snapshot.known_from(fact))
    for briefing in snapshot.briefings.values():
        yield from briefing.lifecycle.turns()
    for deadline in snapshot.deadlines.values():
        yield known_since(deadline.known_from)
    for status in snapshot.statuses.values():
        for period in status.periods:
            yield known_since(period.begin)
