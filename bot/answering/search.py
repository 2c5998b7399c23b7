"""What a question is after: read by itself or against the one before it, its candidates ranked, each with its chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from bot.answering.engine import Engine
from bot.answering.ranking.background import Background
from bot.answering.ranking.candidates import Scores, choose_candidates, score_documents
from bot.answering.ranking.confidence import (
    CONFIDENCE_NAMES,
    Confidence,
    Decision,
    Weights,
    describe_confidence,
    describe_question,
    probabilities,
    score,
    weigh,
)
from bot.answering.ranking.signal_names import NAMES
from bot.answering.ranking.signals import measure
from bot.answering.retrieval.documents import SORTS
from bot.answering.retrieval.index import Index
from bot.answering.retrieval.meaning import encode_question
from bot.answering.retrieval.vectors import Floats
from bot.answering.understanding.cues.asked import asks_month_after, says_how
from bot.answering.understanding.cues.words import (
    is_function_word,
    is_of_one_person,
    is_pronoun,
    is_question_word,
)
from bot.answering.understanding.dates import Span
from bot.answering.understanding.question import Lean, Question, parse_question
from bot.answering.understanding.text import MOST_CHARACTERS
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Visible
from bot.domain.text import Lang

ASSUMES_FROM = 0.4  # cosine with a question of a record's `refutes`
# How much surer the question taken alone has to be before it is not read as leaning on the one before.
LEAN_BONUS = {Lean.PERHAPS: 0.08, Lean.SURELY: 0.5}

_UNKNOWN = SORTS.index("unknown")
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be what a question asks for, and how likely it is that."""

    kind: RecordKind
    id: str
    chance: float


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


def rank(engine: Engine, text: str, now: datetime, lang: Lang = Lang.EN) -> tuple[Candidate, ...]:
    """The records that are nearest to a question, the likeliest first."""
    question = parse(engine, text, now, lang)
    if not question.tokens:
        return ()
    found = find(engine, question, engine.snapshot.at(now), Background())
    return tuple(
        Candidate(engine.index.documents[number].kind, engine.index.documents[number].id, chance)
        for number, chance in zip(found.numbers, found.chances, strict=True)
    )


def find_answer(engine: Engine, text: str, now: datetime) -> Candidate | None:
    """What would answer a question were there no known unknowns, with the chance that it is right; None: nothing would."""
    question = parse(engine, text, now)
    if not question.tokens:
        return None
    found = find(engine, question, engine.snapshot.at(now), Background(), with_unknowns=False)
    if not found.numbers or found.confidence.decision is not Decision.ANSWER:
        return None
    best = engine.index.documents[found.numbers[0]]
    return Candidate(best.kind, best.id, found.confidence.first)


def resolve(
    engine: Engine, question: Question, visible: Visible, background: Background
) -> tuple[Question, Found, bool]:
    """The question as it is meant, what is found for it, and whether it leans on the question before it.

    One that leans is completed; where it might as well stand on its own, the reading that is surer of its answer counts.
    """
    if not background.facts or question.lean is Lean.NOT:
        return question, find(engine, question, visible, Background()), False
    whole = complete(engine, question, background)
    leaning = find(engine, whole, visible, background)
    if not question.people and _is_of_one(engine, background) and any(map(is_of_one_person, question.own)):
        return whole, leaning, True  # "his reply" says nothing without whose
    alone = find(engine, question, visible, Background())
    if leaning.confidence.first + LEAN_BONUS[question.lean] < alone.confidence.first:
        return question, alone, False
    return whole, leaning, True


def _is_of_one(engine: Engine, background: Background) -> bool:
    """Whether the question before names one person and nobody else."""
    named = background.question.people if background.question is not None else background.people
    types = [engine.snapshot.people[person].type for person in named]
    return types.count(PersonType.PERSON) == 1


def complete(engine: Engine, question: Question, background: Background) -> Question:
    """A question that leans on the one before it, with the words that it leaves out.

    Names and topics of its own take the place of those before it: "and Trump?" after "what did Hegseth say on X?".
    """
    before = background.question
    if before is None:
        return replace(question, people=question.people or background.people)
    own = set(question.tokens)
    index = engine.index
    # "What did he say about Amodei?" names one, and means another besides.
    means_both = bool(question.people) and any(is_pronoun(token) for token in question.own)
    people = question.people or before.people
    if means_both:
        people = tuple(dict.fromkeys((*before.people[:1], *question.people)))
    kept = tuple(
        token
        for token in before.tokens
        if token not in own
        and not is_function_word(token)
        and not is_question_word(token)
        and not (question.people and not means_both and index.people.find((token,)))
        and not (question.topics and index.topics.find((token,)))
    )
    return replace(
        question,
        text=" ".join((question.text, *kept)),
        tokens=(*question.tokens, *kept),
        kept=kept,
        rest=(*question.rest, *(token for token in index.people.split(kept)[1] if not says_how(token))),
        people=people,
        topics=question.topics or before.topics,
        asked=question.asked or before.asked,
        span=_month_after(question, before) or question.span,
    )


def _month_after(question: Question, before: Question) -> Span | None:
    """For "and the month after that?" the month after the one that the question before was about."""
    if before.span is None or not asks_month_after(question.own):
        return None
    first = (before.span.last + timedelta(days=1)).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Span(first, following - timedelta(days=1))


def find(
    engine: Engine,
    question: Question,
    visible: Visible,
    background: Background,
    *,
    with_unknowns: bool = True,
) -> Found:
    """The candidates for a question, ranked: by its words, and where something was learned of it by its meaning too."""
    asks_encoder = engine.learned.sense is not None and bool(question.tokens)
    vector = encode_question(question.text[:MOST_CHARACTERS]) if asks_encoder else None
    scores = score_documents(engine.index, engine.learned, question, vector)
    weights = engine.weights["words" if vector is None else "meaning"]
    allowed = engine.allow(visible)
    if not with_unknowns:
        allowed = allowed * (1 - engine.index.traits.sorts[:, _UNKNOWN])
    found = _rank(engine, question, scores, weights, allowed, visible.moment, background)
    taught = engine.index.asks.taught.get(question.tokens)
    if taught in found.numbers and not background.facts:
        return _lead(engine, found, found.numbers.index(taught))
    return found


def _rank(
    engine: Engine,
    question: Question,
    scores: Scores,
    weights: Weights,
    allowed: Floats,
    moment: datetime,
    background: Background,
) -> Found:
    candidates = choose_candidates(engine.index, question, scores, allowed, background)
    if not len(candidates):
        nothing = np.zeros((0, len(NAMES)), np.float32)
        return Found((), (), _CERTAIN[Decision.ABSTAIN], nothing, _NO_FEATURES, scores.similar, weights)
    signals = measure(engine.index, engine.learned, question, scores, candidates, background, moment)
    weighed = score(signals, weights)
    chances = probabilities(weighed)
    features = describe_confidence(weighed, signals, describe(question, scores, background))
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


def describe(question: Question, scores: Scores, background: Background) -> dict[str, float]:
    """What of the question itself bears on how sure we can be."""
    return describe_question(
        scores.share_known,
        scores.share_unknown,
        len(question.own),
        bool(background.facts),
        question.asked,
    )


def _lead(engine: Engine, found: Found, place: int) -> Found:
    """An editor has said that the question means the candidate at `place`: no learning, old or new, outweighs that.

    It takes the best one's chance, and those before it each the next one's.
    """
    order = [place, *(number for number in range(len(found.numbers)) if number != place)]
    is_unknown = engine.index.documents[found.numbers[place]].kind is RecordKind.UNKNOWN
    return replace(
        found,
        numbers=tuple(found.numbers[number] for number in order),
        confidence=_CERTAIN[Decision.ABSTAIN if is_unknown else Decision.ANSWER],
        signals=found.signals[order],
    )


def assumes(index: Index, similar: Floats, number: int) -> bool:
    """Whether the question is most like those that take for granted what this fact contradicts."""
    own = np.flatnonzero(index.asks.classes == number)
    if not len(own):
        return False
    best = int(own[np.argmax(similar[own])])
    return best in index.asks.assuming and float(similar[best]) >= ASSUMES_FROM


def was_learned_later(engine: Engine, question: Question, visible: Visible, background: Background) -> bool:
    """Whether it is looked back, and what answers the question today was not known then."""
    if visible.as_of is None:
        return False
    found = find(engine, question, visible.today, background)
    best = found.numbers[0] if found.numbers else None
    return (
        best is not None
        and found.confidence.decision is not Decision.ABSTAIN
        and engine.shows(best, visible.today)
        and not engine.shows(best, visible)
    )


def known_facts(engine: Engine, keys: Sequence[str]) -> tuple[str, ...]:
    """The facts that records of the edition rest on, best first; a key that is not known is passed over."""
    numbers = [engine.index.position[key] for key in keys if key in engine.index.position]
    return tuple(dict.fromkeys(fact for number in numbers for fact in engine.index.documents[number].facts))
