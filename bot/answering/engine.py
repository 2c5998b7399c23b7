"""A question to a reply: understand, find, decide, compose. Pure: the same question at the same moment gets the same reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.answering import composing, plain
from bot.answering.cues import (
    asks_for_sources,
    find_small_talk,
    is_function_word,
    is_question_word,
    says_how,
    spell_out,
)
from bot.answering.explaining import explain
from bot.answering.index import Index, build_index, learn_from
from bot.answering.learned import Learned
from bot.answering.meaning import Meaning, encode
from bot.answering.question import Lean, Question, features_with_kept, parse_question
from bot.answering.ranking import (
    CONFIDENCE_NAMES,
    Confidence,
    Decision,
    Weights,
    describe_confidence,
    load_weights,
    probabilities,
    weigh,
)
from bot.answering.signals import NAMES, Guess, Scores, Sense, choose_candidates, measure, score_classes
from bot.answering.structure import Background
from bot.answering.text import MOST_CHARACTERS, fold, tokenise
from bot.answering.vectors import Floats
from bot.domain.answer import Answered, NoAnswer, Phrase, Reply, Say
from bot.domain.deadline import end_of, is_known
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

MOST_CONTEXT = 3  # earlier questions that a follow-up may lean on
# Beyond these learning takes minutes and gigabytes; the nearest examples then do the work.
MOST_EXAMPLES = 20_000
MOST_RECORDS = 3_000
ASSUMES_FROM = 0.4  # cosine with a question of a fact's `refutes`
# How much surer the question taken alone has to be before it is not read as leaning on the one before.
LEAN_BONUS = {Lean.PERHAPS: 0.15, Lean.SURELY: 0.5}
SAY_UNKNOWN_FROM = (
    0.2  # chance of a known unknown from which an abstention says what it is that we do not know
)
TALK_TOKENS = 8  # small talk is short


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
        tokens = spell_out(tokenise(fold(question)))
        pairs = self.index.examples_by_record
        same = (record for text, record in pairs if spell_out(tokenise(fold(text))) == tokens)
        return tuple(dict.fromkeys(same))

    def find_taught(self, question: str) -> str | None:
        """The one fact or unknown that has the question, in just these words, among its examples."""
        number = self.index.taught.get(spell_out(tokenise(fold(question))))
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


def _was_learned_later(
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


def answer(
    engine: Engine,
    question: str,
    *,
    lang: Lang | None,
    now: datetime,
    context: Sequence[str] = (),
    as_of: datetime | None = None,
) -> Reply:
    """The reply to `question` as asked at `now` (aware).

    `lang` is the language of the reply; None: the question's. `context` holds the chat's earlier questions, oldest
    first. With `as_of`, only what was known by then is used.
    """
    parsed = parse(engine, question, now, lang or Lang.EN)
    reply_lang = lang or parsed.lang
    talk = find_small_talk(parsed.tokens) if len(parsed.tokens) <= TALK_TOKENS else None
    if talk is not None:
        return NoAnswer(reply_lang, (Say(talk),), explain={"decision": "small talk", "phrase": talk.value})
    if not parsed.tokens:
        return NoAnswer(reply_lang, (Say(Phrase.WE_DO_NOT_KNOW),), explain={"decision": "nothing to read"})

    after_sources = asks_for_sources(parsed.tokens)
    background = Background()
    if parsed.lean or after_sources:
        background = background_of(engine, context, now, as_of)
    parsed, found, leans = resolve(engine, parsed, now, as_of, background)
    if after_sources:
        told = explain(engine.id_of, parsed, found, background)
        sources = plain.compose_sources(
            engine.snapshot, parsed, background.facts, reply_lang, now, as_of, told
        )
        if sources is not None:
            return sources
    background = background if leans else Background()
    told = explain(engine.id_of, parsed, found, background)
    certain = plain.reply_to_plain(engine.index, parsed, reply_lang, now, as_of, told)
    if certain is not None:
        return certain

    if not found.numbers:
        return NoAnswer(
            reply_lang, (Say(Phrase.NOT_KNOWN_THEN if as_of else Phrase.WE_DO_NOT_KNOW),), explain=told
        )
    pairs = list(zip(found.numbers, found.chances, strict=True))
    ranked = [
        (engine.index.facts[number], chance) for number, chance in pairs if engine.shows(number, now, as_of)
    ]
    facts = [fact for fact, _ in ranked]
    if parsed.bare and not leans and not parsed.asked:
        about = [fact for fact in facts if fact.who[0] in parsed.people]
        if len(about) > 1:
            return composing.ask_back(parsed, about, reply_lang, told)
    decision = found.confidence.decision
    best = next((number for number in found.numbers if engine.is_fact(number)), None)
    is_over = best is not None and engine.index.facts[best].lifecycle.is_expired(now)
    if decision is Decision.ANSWER and best is not None and not is_over:
        card = plain.compose_person(engine.snapshot, parsed, facts, reply_lang, now, as_of, leans, told)
        if card is not None:
            return card
        assumed = assumes(engine.index, found.similar, best)
        return composing.compose(engine, parsed, ranked, reply_lang, now, as_of, leans, told, assumes=assumed)
    if as_of is not None and _was_learned_later(engine, parsed, now, as_of, background):
        return NoAnswer(
            reply_lang, (Say(Phrase.NOT_KNOWN_THEN),), explain={**told, "decision": "learned later"}
        )
    if decision is Decision.ASK_BACK and len(facts) > 1 and not is_over:
        return composing.ask_back(parsed, facts, reply_lang, told)
    unknown = next((chance for number, chance in pairs if not engine.is_fact(number)), 0.0)
    if unknown >= SAY_UNKNOWN_FROM or (unknown and not facts):
        return composing.say_unknown(engine, found.numbers, reply_lang, now, as_of, told)
    why = "what answered it has expired" if is_over else "not sure enough"
    return composing.say_nearby(facts, reply_lang, {**told, "decision": why})
