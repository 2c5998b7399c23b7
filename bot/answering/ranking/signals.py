"""What speaks for each candidate: one row a candidate, one column a signal."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bot.answering.ranking.fact_signals import STRUCTURE, Background, Setting, measure_structure
from bot.answering.retrieval.index import Index
from bot.answering.retrieval.sentence_classifier import Meaning
from bot.answering.retrieval.vectors import Floats, Ints, Vector
from bot.answering.retrieval.word_classifier import Learned
from bot.answering.understanding.question import Question

NAMES = (
    "learned",  # the linear classifier's score
    "nearest",  # cosine with the most alike example question
    "nearest_three",  # mean of the three most alike
    "text",  # cosine with the fact's own text
    "covered",  # the part of the question's words, by weight, that the record has
    "meaning",  # the classifier over the sentence encoder's vectors
    "meaning_nearest",
    "meaning_three",
    "rest_covered",  # … of those words beside names that say what it is about
    "unknown",  # the candidate is a known unknown
    "unknown_bare",  # … and the question is nothing but a name
    "unknown_rest",  # … and has the words beside names
    *STRUCTURE,
)
CANDIDATES = 14  # the right one is among them for 98 % of the development questions


@dataclass(frozen=True, slots=True)
class Scores:
    """Per class: the classifier's score, the best example's cosine, the mean of the best three, the text's cosine."""

    learned: Floats
    nearest: Floats
    nearest_three: Floats
    text: Floats
    share_known: float
    similar: Floats  # per example: its cosine with the question
    weighed: dict[str, float]  # the question's words with their weights
    share_unknown: float  # of that weight: on words that no record has
    meant: "Meant | None" = None  # where the encoder was asked


class Guess:
    """A classifier's scores by the classes of an index; both stay the same, so they meet once."""

    def __init__(self, index: Index, learned: Learned) -> None:
        self._count = index.class_count
        self._learned = learned
        self._here, self._there = learned.meet(index.position)
        self._shares_vectors = learned.vectoriser.same_as(index.vectoriser)

    def __call__(self, question: Question, vector: Vector) -> Floats:
        """A score a class; a record that was not learned yet gets the lowest. `vector` is the index's of the question."""
        own = vector if self._shares_vectors else self._learned.vectoriser.vector(question.features)
        scores = self._learned.scores(own)
        guessed = np.full(self._count, scores.min() if len(scores) else 0.0, dtype=np.float32)
        guessed[self._here] = scores[self._there]
        return guessed


class Sense:
    """Meaning's scores by the classes of an index."""

    def __init__(self, index: Index, meaning: Meaning) -> None:
        self._count = index.class_count
        self._meaning = meaning
        self._here, self._there = meaning.meet(index.position)
        self._number = dict(zip(self._here.tolist(), self._there.tolist(), strict=True))

    def __call__(self, vector: Floats) -> "Meant":
        """A score a class; a record that was not learned yet gets the lowest."""
        scores = self._meaning.scores(vector)
        spread = np.full(self._count, scores.min() if len(scores) else 0.0, dtype=np.float32)
        spread[self._here] = scores[self._there]
        return Meant(spread, self, vector)

    def alike(self, vector: Floats, number: int) -> tuple[float, float]:
        """As `Meaning.alike`, by the index's class number."""
        there = self._number.get(number)
        return (0.0, 0.0) if there is None else self._meaning.alike(vector, there)


@dataclass(frozen=True, slots=True)
class Meant:
    """What the encoder makes of one question: a classifier's score a class, and how to compare it with a class."""

    scores: Floats
    sense: Sense
    vector: Floats


def score_classes(index: Index, guess: Guess | None, question: Question) -> Scores:
    """Similarities to every class."""
    vector = index.vectoriser.vector(question.features)
    similar = index.example_rows.similarity(vector)
    nearest, three = _best_of_class(index, similar)
    guessed = guess(question, vector) if guess else nearest
    text = np.zeros(index.class_count, dtype=np.float32)
    text[: len(index.facts)] = index.text_rows.similarity(index.text_vectoriser.vector(question.features))
    weighed = index.words.weigh(question.tokens)
    return Scores(
        guessed,
        nearest,
        three,
        text,
        index.vectoriser.share_known(question.features),
        similar,
        weighed,
        index.words.share_unknown(weighed),
    )


def choose_candidates(
    index: Index, question: Question, scores: Scores, allowed: Floats, background: Background
) -> Ints:
    """Class numbers worth a closer look: the best by each similarity, of those named, and what a follow-up leans on."""
    chosen: dict[int, None] = {}
    wanted = [(scores.learned, CANDIDATES - 4), (scores.nearest, 4), (scores.text, 4)]
    if scores.meant is not None:
        wanted.append((scores.meant.scores, 5))
    for values, count in wanted:
        masked = np.where(allowed > 0, values, -1e9)
        count = min(count, len(masked))
        best = np.argpartition(-masked, count - 1)[:count] if count else ()
        chosen.update(dict.fromkeys(int(number) for number in best))
    for person in (*question.people[:2], *sorted(index.group_of(question.tokens))):
        spoken = index.spoken_by.get(person)
        if spoken is not None:
            count = 4 if person in question.people else 2
            worth = scores.learned[spoken] + scores.text[spoken]
            chosen.update(dict.fromkeys(spoken[np.argsort(-worth, kind="stable")[:count]].tolist()))
    for fact_id in background.facts[:2]:
        number = index.position[fact_id]
        chosen[number] = None
        related = [other.id for _, other in index.snapshot.related_to.get(fact_id, ())]
        related += [relation.to for relation in index.snapshot.facts[fact_id].relations]
        chosen.update(dict.fromkeys(index.position[other] for other in related))
    return np.asarray([number for number in chosen if allowed[number] > 0], dtype=np.int32)


def measure(
    index: Index,
    question: Question,
    scores: Scores,
    candidates: Ints,
    background: Background,
    now: datetime,
) -> Floats:
    """The signals of each candidate, a row each, in the order of `NAMES`."""
    rows = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
    setting = Setting.of(index, question, background, now)
    rest = index.words.weigh(question.rest)
    for row, number in zip(rows, candidates.tolist(), strict=True):
        row[0] = scores.learned[number]
        row[1] = scores.nearest[number]
        row[2] = scores.nearest_three[number]
        row[3] = scores.text[number]
        row[4] = index.words.share_covered(scores.weighed, number)
        if scores.meant is not None:
            row[5] = scores.meant.scores[number]
            row[6:8] = scores.meant.sense.alike(scores.meant.vector, number)
        row[8] = index.words.share_covered(rest, number)
        if number >= len(index.facts):
            row[9:12] = 1.0, float(not rest), row[8]
        else:
            measure_structure(row[len(NAMES) - len(STRUCTURE) :], index, number, setting)
    return rows


def _best_of_class(index: Index, similar: Floats) -> tuple[Floats, Floats]:
    """For each class, the best cosine of its examples and the mean of its best three."""
    classes = index.example_classes
    nearest = np.zeros(index.class_count, dtype=np.float32)
    total = np.zeros(index.class_count, dtype=np.float32)
    taken = np.zeros(index.class_count, dtype=np.int32)
    if not len(similar):
        return nearest, total
    count = min(120, len(similar))
    best = np.argpartition(-similar, count - 1)[:count]
    for number in best[np.argsort(-similar[best])].tolist():
        group = classes[number]
        if taken[group] == 0:
            nearest[group] = similar[number]
        if taken[group] < 3:
            total[group] += similar[number]
            taken[group] += 1
    return nearest, np.asarray(total / 3, dtype=np.float32)
