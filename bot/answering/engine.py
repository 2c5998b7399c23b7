"""A question to a reply: understand, find, decide, compose. Pure: the same question at the same moment gets the same reply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.answering import composing
from bot.answering.cues import find_small_talk, is_function_word, is_question_word
from bot.answering.explaining import explain
from bot.answering.index import Index, build_index, learn_from
from bot.answering.learned import Learned
from bot.answering.meaning import Meaning, encode
from bot.answering.question import Question, parse_question
from bot.answering.ranking import Weights, confidence, describe_confidence, load_weights, probabilities
from bot.answering.signals import Background, Guess, Scores, Sense, choose_candidates, measure, score_classes
from bot.answering.text import MOST_CHARACTERS, fold, tokenise
from bot.answering.vectors import Floats
from bot.domain.answer import NoAnswer, Phrase, Reply, Say
from bot.domain.deadline import is_known
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

MOST_CONTEXT = 3  # earlier questions that a follow-up may lean on
MOST_EXAMPLES = 20_000  # beyond this learning takes minutes; the nearest examples then do the work
ASSUMES_FROM = 0.4  # cosine with a question of a fact's `refutes`
TALK_TOKENS = 8  # small talk is short


@dataclass(frozen=True)
class Found:
    """Candidates, best first, with their chances; `sure` is the chance that answering with the best is right."""

    numbers: tuple[int, ...]
    chances: tuple[float, ...]
    sure: float
    unknown_share: float
    signals: Floats
    features: Floats
    similar: Floats  # per example question
    weights: Weights  # that ranked them: of words alone, or with the meaning


class Engine:
    """The index of one snapshot, and everything that answering asks of it. Never changes."""

    def __init__(
        self,
        snapshot: Snapshot,
        learned: Learned | None = None,
        meaning: Meaning | None = None,
        index: Index | None = None,
    ) -> None:
        """`learned` is a classifier already there, perhaps of an earlier snapshot; None: learn one, in some seconds.

        `meaning` is what the encoder made of the examples, perhaps of an earlier snapshot; None: words alone decide.
        `index` is that of `snapshot`, where it is there already.
        """
        self.snapshot = snapshot
        self.index: Index = index or build_index(snapshot)
        few = 0 < len(self.index.examples) <= MOST_EXAMPLES
        self.learned = learned or (learn_from(self.index) if few else None)
        self.guess = Guess(self.index, self.learned) if self.learned else None
        self.meaning = meaning
        self.sense = Sense(self.index, meaning) if meaning else None
        # Whether all that can be learned was learned, from just these examples.
        parts = (part.digest for part in (self.learned, meaning) if part is not None)
        self.is_up_to_date = not few or list(parts) == [self.index.digest] * 2
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

    def allow(self, now: datetime, as_of: datetime | None) -> Floats:
        """One for each class that may be found at `now` (and was known by `as_of`), else zero.

        Expired facts are found, so that the question which they answered is not answered by the next best thing.
        """
        if as_of is None and not self._dated:
            return self._always
        allowed = self._always.copy()
        which = range(len(self.index.facts)) if as_of is not None else self._dated
        for number in which:
            fact = self.index.facts[number]
            is_over = fact.lifecycle.is_expired(now) and (as_of is None or is_known(fact.when, as_of))
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
        default=default,
    )


def background_of(
    engine: Engine, context: Sequence[str], now: datetime, as_of: datetime | None = None
) -> Background:
    """What the last of the earlier questions was about, itself read against those before it."""
    background = Background()
    for text in context[-MOST_CONTEXT:]:
        question = complete(engine, parse(engine, text, now), background, now)
        found = find(engine, question, now, as_of, background if question.leans else Background())
        facts = tuple(
            engine.id_of(number) for number in found.numbers[:3] if engine.shows(number, now, as_of)
        )
        if facts:
            background = Background(facts, question.people or background.people, question)
    return background


def complete(engine: Engine, question: Question, background: Background, now: datetime) -> Question:
    """A question that leans on the one before it, with the words it leaves out; any other as it is.

    Names of its own take the place of those before it: "and Trump?" after "what did Hegseth say on X?".
    """
    before = background.question
    if before is None or not question.leans:
        return question
    own = set(question.tokens)
    kept = [
        token
        for token in before.tokens
        if token not in own
        and not is_function_word(token)
        and not is_question_word(token)
        and not (question.people and engine.index.people.find((token,)))
    ]
    text = " ".join((question.text, *kept))
    whole = parse(engine, text, now, question.lang)
    return replace(
        whole,
        lang=question.lang,
        people=question.people or before.people,
        asked=question.asked or before.asked,
        leans=True,
    )


def find(
    engine: Engine, question: Question, now: datetime, as_of: datetime | None, background: Background
) -> Found:
    """The candidates for a question, ranked: by its words, and where they leave doubt by its meaning too."""
    weights = load_weights()
    scores = score_classes(engine.index, engine.guess, question)
    found = _rank(engine, question, scores, weights, now, as_of, background)
    taught = engine.index.taught.get(question.tokens)
    if taught in found.numbers and not question.leans:
        return _lead(engine, found, found.numbers.index(taught))
    if engine.sense is None or found.sure >= weights.look_below or not question.tokens:
        return found
    vector = encode([question.text[:MOST_CHARACTERS]])[0]
    scores = replace(scores, meant=engine.sense(vector))
    return _rank(engine, question, scores, load_weights("meaning"), now, as_of, background)


def _rank(
    engine: Engine,
    question: Question,
    scores: Scores,
    weights: Weights,
    now: datetime,
    as_of: datetime | None,
    background: Background,
) -> Found:
    candidates = choose_candidates(engine.index, scores, engine.allow(now, as_of), background)
    if not len(candidates):
        return Found(
            (), (), 0.0, 0.0, np.zeros((0, 0), np.float32), np.zeros(0, np.float32), scores.similar, weights
        )
    signals = measure(engine.index, question, scores, candidates, background)
    chances = probabilities(signals, weights.signals)
    features = describe_confidence(
        chances,
        signals,
        share_known=scores.share_known,
        share_unknown=scores.share_unknown,
        token_count=len(question.tokens),
        leans=question.leans,
    )
    order = np.argsort(-chances, kind="stable")
    return Found(
        numbers=tuple(int(number) for number in candidates[order]),
        chances=tuple(float(chance) for chance in chances[order]),
        sure=confidence(features, weights.confidence),
        unknown_share=float(features[4]),
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
        sure=1.0,
        unknown_share=0.0 if engine.is_fact(found.numbers[place]) else 1.0,
        signals=found.signals[order],
    )


def assumes(index: Index, similar: Floats, number: int) -> bool:
    """Whether the question is most like those that take for granted what this fact contradicts."""
    own = np.flatnonzero(index.example_classes == number)
    if not len(own):
        return False
    best = int(own[np.argmax(similar[own])])
    return best in index.assuming and float(similar[best]) >= ASSUMES_FROM


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

    leans = parsed.leans and bool(context)
    background = background_of(engine, context, now, as_of) if leans else Background()
    parsed = complete(engine, parsed, background, now)
    found = find(engine, parsed, now, as_of, background)
    weights = found.weights
    told = explain(engine.id_of, parsed, found, weights, background)

    if not found.numbers:
        return NoAnswer(
            reply_lang, (Say(Phrase.NOT_KNOWN_THEN if as_of else Phrase.WE_DO_NOT_KNOW),), explain=told
        )
    best = found.numbers[0]
    if not engine.is_fact(best) or found.unknown_share >= weights.unknown_from:
        return composing.say_unknown(engine, found.numbers, reply_lang, now, as_of, told)
    ranked = [
        (engine.index.facts[number], chance)
        for number, chance in zip(found.numbers, found.chances, strict=True)
        if engine.shows(number, now, as_of)
    ]
    facts = [fact for fact, _ in ranked]
    if engine.index.facts[best].lifecycle.is_expired(now):
        return composing.say_nearby(facts, reply_lang, {**told, "decision": "what answered it has expired"})
    if found.sure >= weights.answer_from:
        return composing.compose(
            engine,
            parsed,
            ranked,
            reply_lang,
            now,
            as_of,
            bool(background.facts),
            told,
            assumes=assumes(engine.index, found.similar, best),
        )
    if found.sure >= weights.ask_from and len(facts) > 1:
        return composing.ask_back(parsed, facts, reply_lang, told)
    return composing.say_nearby(facts, reply_lang, {**told, "decision": "not sure enough"})
