"""What a question is after: read by itself or against the one before it, its candidates ranked, each with its chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.answering.engine import Engine
from bot.answering.ranking.confidence import (
    CONFIDENCE_NAMES,
    Confidence,
    Decision,
    Weights,
    describe_confidence,
    probabilities,
    weigh,
)
from bot.answering.ranking.fact_signals import Background
from bot.answering.ranking.signals import NAMES, Scores, choose_candidates, measure, score_classes
from bot.answering.replies import direct as plain
from bot.answering.retrieval.index import Index
from bot.answering.retrieval.sentence_classifier import encode
from bot.answering.retrieval.vectors import Floats
from bot.answering.understanding.cues import is_function_word, is_question_word, says_how
from bot.answering.understanding.question import Lean, Question, features_with_kept, parse_question
from bot.answering.understanding.text import MOST_CHARACTERS
from bot.domain.answer import Answered
from bot.domain.text import Lang

MOST_CONTEXT = 3  # earlier questions that a follow-up may lean on
ASSUMES_FROM = 0.4  # cosine with a question of a fact's `refutes`
# How much surer the question taken alone has to be before it is not read as leaning on the one before.
LEAN_BONUS = {Lean.PERHAPS: 0.15, Lean.SURELY: 0.5}

_NO_FEATURES = np.zeros(len(CONFIDENCE_NAMES), dtype=np.float32)
# Where nothing has to be weighed: an editor has said what a question means, or there is nothing to be found.
_CERTAIN = {
    decision: Confidence(
        first=float(decision is Decision.ANSWER),
        among=float(decision is Decision.ANSWER),
        outside=float(decision is Decision.ABSTAIN),
        worth={each: float(each is decision) for each in Decision},
    )
    for decision in (Decision.ANSWER, Decision.ABSTAIN)
}


@dataclass(frozen=True)
class Found:
    """Candidates, best first, with their chances, and how sure we are of them."""

    numbers: tuple[int, ...]
    chances: tuple[float, ...]
    confidence: Confidence
    signals: Floats
    features: Floats
    similar: Floats  # per example question
    weights: Weights  # that ranked them: of words alone, or with the meaning


def parse(engine: Engine, text: str, now: datetime, default: Lang = Lang.EN) -> Question:
    """What the question says."""
    return parse_question(
        text,
        people=engine.index.people,
        topics=engine.index.topics,
        now=now,
        dossier=engine.snapshot.dossier,
        deadline=engine.index.deadline,
        default=default,
    )


def background_of(
    engine: Engine, context: Sequence[str], now: datetime, as_of: datetime | None = None
) -> Background:
    """What the last of the earlier questions was about, itself read against those before it."""
    background = Background()
    for text in context[-MOST_CONTEXT:]:
        question, found, _ = resolve(engine, parse(engine, text, now), now, as_of, background)
        certain = plain.reply_to_plain(engine.index, question, question.lang, now, as_of, {})
        facts = (
            certain.facts[:3]
            if isinstance(certain, Answered)
            else tuple(
                engine.id_of(number) for number in found.numbers[:3] if engine.shows(number, now, as_of)
            )
        )
        if facts:
            background = Background(facts, question.people or background.people, question)
    return background


def resolve(
    engine: Engine, question: Question, now: datetime, as_of: datetime | None, background: Background
) -> tuple[Question, Found, bool]:
    """The question as it is meant, what is found for it, and whether it leans on the question before it.

    One that leans is completed; where it might as well stand on its own, the reading that is surer of its answer counts.
    """
    if background.question is None or question.lean is Lean.NOT:
        return question, find(engine, question, now, as_of, Background()), False
    whole = complete(engine, question, background)
    leaning = find(engine, whole, now, as_of, background)
    alone = find(engine, question, now, as_of, Background())
    if leaning.confidence.first + LEAN_BONUS[question.lean] < alone.confidence.first:
        return question, alone, False
    return whole, leaning, True


def complete(engine: Engine, question: Question, background: Background) -> Question:
    """A question that leans on the one before it, with the words that it leaves out.

    Names and topics of its own take the place of those before it: "and Trump?" after "what did Hegseth say on X?".
    """
    before = background.question
    if before is None:
        return question
    own = set(question.tokens)
    index = engine.index
    kept = tuple(
        token
        for token in before.tokens
        if token not in own
        and not is_function_word(token)
        and not is_question_word(token)
        and not (question.people and index.people.find((token,)))
        and not (question.topics and index.topics.find((token,)))
    )
    people = question.people or before.people
    return replace(
        question,
        text=" ".join((question.text, *kept)),
        tokens=(*question.tokens, *kept),
        rest=(*question.rest, *(token for token in index.people.split(kept)[1] if not says_how(token))),
        people=people,
        topics=question.topics or before.topics,
        asked=question.asked or before.asked,
        features=features_with_kept(question.tokens, kept, people),
    )


def find(
    engine: Engine, question: Question, now: datetime, as_of: datetime | None, background: Background
) -> Found:
    """The candidates for a question, ranked: by its words, and where they leave doubt by its meaning too."""
    weights = engine.weights["words"]
    scores = score_classes(engine.index, engine.guess, question)
    found = _rank(engine, question, scores, weights, now, as_of, background)
    taught = engine.index.taught.get(question.tokens)
    if taught in found.numbers and not background.facts:
        return _lead(engine, found, found.numbers.index(taught))
    if engine.sense is None or found.confidence.first >= weights.look_below or not question.tokens:
        return found
    vector = encode([question.text[:MOST_CHARACTERS]])[0]
    scores = replace(scores, meant=engine.sense(vector))
    return _rank(engine, question, scores, engine.weights["meaning"], now, as_of, background)


def _rank(
    engine: Engine,
    question: Question,
    scores: Scores,
    weights: Weights,
    now: datetime,
    as_of: datetime | None,
    background: Background,
) -> Found:
    candidates = choose_candidates(engine.index, question, scores, engine.allow(now, as_of), background)
    if not len(candidates):
        nothing = np.zeros((0, len(NAMES)), np.float32)
        return Found((), (), _CERTAIN[Decision.ABSTAIN], nothing, _NO_FEATURES, scores.similar, weights)
    signals = measure(engine.index, question, scores, candidates, background, as_of or now)
    chances = probabilities(signals, weights.signals)
    features = describe_confidence(
        chances,
        signals,
        share_known=scores.share_known,
        share_unknown=scores.share_unknown,
        token_count=len(question.tokens),
        leans=bool(background.facts),
    )
    order = np.argsort(-chances, kind="stable")
    return Found(
        numbers=tuple(int(number) for number in candidates[order]),
        chances=tuple(float(chance) for chance in chances[order]),
        confidence=weigh(features, weights),
        signals=signals[order],
        features=features,
        similar=scores.similar,
        weights=weights,
    )


def _lead(engine: Engine, found: Found, place: int) -> Found:
    """An editor has said that the question means the candidate at `place`: no learning, old or new, outweighs that.

    It takes the best one's chance, and those before it each the next one's.
    """
    order = [place, *(number for number in range(len(found.numbers)) if number != place)]
    return replace(
        found,
        numbers=tuple(found.numbers[number] for number in order),
        confidence=_CERTAIN[Decision.ANSWER if engine.is_fact(found.numbers[place]) else Decision.ABSTAIN],
        signals=found.signals[order],
    )


def assumes(index: Index, similar: Floats, number: int) -> bool:
    """Whether the question is most like those that take for granted what this fact contradicts."""
    own = np.flatnonzero(index.example_classes == number)
    if not len(own):
        return False
    best = int(own[np.argmax(similar[own])])
    return best in index.assuming and float(similar[best]) >= ASSUMES_FROM


def was_learned_later(
    engine: Engine, question: Question, now: datetime, as_of: datetime, background: Background
) -> bool:
    """Whether what answers the question now was not known by `as_of`."""
    found = find(engine, question, now, None, background)
    best = found.numbers[0] if found.numbers else None
    return (
        best is not None
        and found.confidence.decision is Decision.ANSWER
        and engine.shows(best, now, None)
        and not engine.shows(best, now, as_of)
    )
