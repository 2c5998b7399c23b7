"""A question to a reply: understand, find, decide, compose. Pure: the same question at the same moment gets the same reply."""

from collections.abc import Sequence
from datetime import datetime

from bot.answering.engine import Engine
from bot.answering.ranking.confidence import Decision
from bot.answering.ranking.fact_signals import Background
from bot.answering.replies import compose as composing
from bot.answering.replies import direct as plain
from bot.answering.search import assumes, background_of, parse, resolve, was_learned_later
from bot.answering.trace import explain
from bot.answering.understanding.cues import asks_for_sources, find_small_talk
from bot.domain.answer import NoAnswer, Phrase, Reply, Say
from bot.domain.text import Lang

SAY_UNKNOWN_FROM = (
    0.2  # chance of a known unknown from which an abstention says what it is that we do not know
)
TALK_TOKENS = 8  # small talk is short


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
    background = background_of(engine, context, now, as_of) if parsed.lean or after_sources else Background()
    parsed, found, leans = resolve(engine, parsed, now, as_of, background)
    background = background if leans or after_sources else Background()
    told = explain(engine.id_of, parsed, found, background)
    before = background.facts if after_sources else ()
    certain = plain.reply_to_plain(engine.index, parsed, reply_lang, now, as_of, told, before)
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
    if as_of is not None and was_learned_later(engine, parsed, now, as_of, background):
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
