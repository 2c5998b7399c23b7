"""How like the question each document is, and which of them are worth a closer look."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.answering.ranking.background import Background
from bot.answering.ranking.learned import Learned
from bot.answering.retrieval.asks import best_of_class
from bot.answering.retrieval.index import Index
from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.understanding.features import content_stems, features_of, features_with_kept
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, tokenise
from bot.domain.records.record import RecordKind


@dataclass(frozen=True, slots=True)
class Scores:
    """Similarities of one question with every document, by name, and what they were made from."""

    by_name: Mapping[str, Floats]
    similar: Floats  # per example question: its cosine with this one
    weighed: dict[str, float]  # the question's words with their weights
    share_known: float
    share_unknown: float  # of that weight: on words that no record has
    vector: Floats | None  # of the encoder, in the space of the questions; None: it was not asked


def score_documents(index: Index, learned: Learned, question: Question, vector: Floats | None) -> Scores:
    """What can be said of all documents at once. `vector`: of the encoder, where it is to be asked."""
    features = (
        features_with_kept(question.own, question.kept, question.people)
        if question.kept
        else features_of(question.own, question.people)
    )
    similar = index.asks.rows.similarity(index.asks.vectoriser.vector(features))
    nearest, three = best_of_class(index.asks.classes, index.count, similar)
    weighed = index.words.weigh(question.tokens)
    stems = _stems(index, question)
    nothing = np.zeros(index.count, dtype=np.float32)
    found = {
        "text": index.text_rows.similarity(index.text_vectoriser.vector(features)),
        "bm25": index.bm25.scores(stems),
        "words_class": learned.guess(features),
        "lexicon": learned.words(stems) if learned.words else nothing,
        "nearest": nearest,
        "nearest_three": three,
        "meaning_text": nothing,
        "meaning_class": nothing,
    }
    point = None
    if vector is not None and learned.sense is not None:
        point = learned.sense.place(vector)
        found["meaning_text"] = learned.sense.like_texts(point)
        found["meaning_class"] = learned.sense.like_classes(point)
    return Scores(
        found,
        similar,
        weighed,
        index.asks.vectoriser.share_known(features),
        index.words.share_unknown(weighed),
        point,
    )


def choose_candidates(
    index: Index, question: Question, scores: Scores, allowed: Floats, background: Background
) -> Ints:
    """Documents worth a closer look: the best by each similarity, of those named, and what a follow-up leans on."""
    chosen: dict[int, None] = {}
    named = scores.by_name
    wanted = [("words_class", 10), ("nearest", 6), ("bm25", 8), ("text", 4), ("lexicon", 6)]
    if scores.vector is not None:
        wanted += [("meaning_class", 10), ("meaning_text", 6)]
    for name, count in wanted:
        masked = np.where(allowed > 0, named[name], -1e9)
        count = min(count, len(masked))
        best = np.argpartition(-masked, count - 1)[:count] if count else ()
        chosen.update(dict.fromkeys(int(number) for number in best))
    for person in (*question.people[:2], *sorted(index.group_of(question.tokens))):
        spoken = index.spoken_by.get(person)
        if spoken is not None:
            worth = named["nearest"][spoken] + named["bm25"][spoken] + named["meaning_text"][spoken]
            count = 4 if person in question.people else 2
            chosen.update(dict.fromkeys(spoken[np.argsort(-worth, kind="stable")[:count]].tolist()))
    for person in question.people[:3]:
        chosen[index.position[f"person:{person}"]] = None
    if question.people and "to_bot" not in question.asked:
        # Who names somebody and does not speak to the bot is not asking about the bot.
        for number in [each for each in chosen if index.documents[each].kind is RecordKind.ABOUT]:
            del chosen[number]
    for fact_id in background.facts[:2]:
        number = index.position[f"fact:{fact_id}"]
        chosen[number] = None
        related = [other.id for _, other in index.snapshot.related_to.get(fact_id, ())]
        related += [relation.to for relation in index.snapshot.facts[fact_id].relations]
        chosen.update(dict.fromkeys(index.position[f"fact:{other}"] for other in related))
    return np.asarray([number for number in chosen if allowed[number] > 0], dtype=np.int32)


def _stems(index: Index, question: Question) -> dict[str, float]:
    """The stems that carry meaning, misspelt ones put right, and how much each counts."""
    own = dict.fromkeys(index.words.weigh(question.own), 1.0)
    for root in index.words.weigh(question.kept):
        own.setdefault(root, 0.5)
    for person in question.people:
        # "de minister" says as much as the name that the texts have.
        for name in index.snapshot.people[person].names[question.lang][:1]:
            for root in content_stems(tokenise(fold(name))):
                own.setdefault(root, 0.6)
    return own
