"""What a question leans on: the questions before it, or the records that it is put under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.engine import Engine
from bot.answering.ranking.background import Background
from bot.answering.replies.direct import reply_to_plain
from bot.answering.replies.turn import Turn
from bot.answering.search import known_facts, parse, resolve
from bot.domain.answer import Answered
from bot.domain.snapshot import Visible

MOST_CONTEXT = 3  # earlier questions that a follow-up may lean on
KEPT_FACTS = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What of the chat bears on a question.

    `questions`: its earlier ones, oldest first. `records`: keys of what the question is put under: what a push, or the
    message replied to, shows. With `as_of`, only what was known by then is told.
    """

    questions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    as_of: datetime | None = None


NO_CONTEXT = Context()


def background_of(engine: Engine, context: Context, visible: Visible) -> Background:
    """What a question may lean on: the records that it is put under, else the last of the earlier questions.

    That one is itself read against those before it.
    """
    if context.records:
        facts = _that_may_be_shown(known_facts(engine, context.records), visible)
        if facts:
            people = engine.snapshot.facts[facts[0]].who[:1]
            return Background(facts[:KEPT_FACTS], people, context.records)
    background = Background()
    for text in context.questions[-MOST_CONTEXT:]:
        question, found, _ = resolve(engine, parse(engine, text, visible.now), visible, background)
        turn = Turn(visible, question, question.lang, False, {}, engine)
        certain = reply_to_plain(turn)
        if isinstance(certain, Answered):
            keys, facts = certain.records, certain.facts
        else:
            numbers = [number for number in found.numbers[:KEPT_FACTS] if engine.shows(number, visible)]
            keys = tuple(engine.key_of(number) for number in numbers)
            facts = _that_may_be_shown(known_facts(engine, keys), visible)
        if facts:
            background = Background(
                facts[:KEPT_FACTS], question.people or background.people, keys[:KEPT_FACTS], question
            )
    return background


def _that_may_be_shown(fact_ids: Sequence[str], visible: Visible) -> tuple[str, ...]:
    return tuple(fact.id for fact in visible.named(fact_ids))
