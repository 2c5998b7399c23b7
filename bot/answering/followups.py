"""What a question leans on: the questions before it, or the records that it is put under."""

from dataclasses import dataclass
from datetime import datetime

from bot.answering.engine import Engine
from bot.answering.ranking.background import Background
from bot.answering.replies.direct import reply_to_plain
from bot.answering.replies.turn import Turn
from bot.answering.search import known_facts, parse, resolve
from bot.domain.answer import Answered

MOST_CONTEXT = 3  # earlier questions that a follow-up may lean on
KEPT_FACTS = 3


@dataclass(frozen=True, slots=True)
class Context:
    """`questions`: earlier ones of the chat, oldest first. `records`: keys of what a push or an answered message shows."""

    questions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


def background_of(
    engine: Engine, context: Context, now: datetime, as_of: datetime | None = None
) -> Background:
    """What a question may lean on: the records that it is put under, else the last of the earlier questions.

    That one is itself read against those before it.
    """
    if context.records:
        facts = tuple(
            fact
            for fact in known_facts(engine, context.records)
            if engine.snapshot.is_visible(engine.snapshot.facts[fact], now, as_of=as_of)
        )
        if facts:
            people = engine.snapshot.facts[facts[0]].who[:1]
            return Background(facts[:KEPT_FACTS], people, context.records)
    background = Background()
    for text in context.questions[-MOST_CONTEXT:]:
        question, found, _ = resolve(engine, parse(engine, text, now), now, as_of, background)
        turn = Turn(engine.snapshot, question, question.lang, now, as_of, False, {}, engine)
        certain = reply_to_plain(turn)
        if isinstance(certain, Answered):
            keys, facts = certain.records, certain.facts
        else:
            numbers = [number for number in found.numbers[:KEPT_FACTS] if engine.shows(number, now, as_of)]
            keys = tuple(engine.key_of(number) for number in numbers)
            facts = tuple(
                fact
                for fact in known_facts(engine, keys)
                if engine.snapshot.is_visible(engine.snapshot.facts[fact], now, as_of=as_of)
            )
        if facts:
            background = Background(
                facts[:KEPT_FACTS], question.people or background.people, keys[:KEPT_FACTS], question
            )
    return background
