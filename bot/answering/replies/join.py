"""Two questions in one message: two answers, one below the other."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.answer import Answered, Reply
from bot.domain.blocks import Block, Say, ShowFact, record_of


def join(replies: Sequence[Reply]) -> Reply | None:
    """The answers in one reply; the only one where there is one; None where not all of several were answered."""
    if len(replies) == 1:
        return replies[0]
    answers = [reply for reply in replies if isinstance(reply, Answered)]
    if len(answers) < len(replies) or not answers:
        return None
    first, *others = answers
    blocks: tuple[Block, ...] = first.blocks
    for other in others:
        blocks += _beside(blocks, other.blocks)
    shown = [block.fact for block in blocks if isinstance(block, ShowFact)]
    facts = tuple(dict.fromkeys((*shown, *(fact for each in answers for fact in each.facts))))
    more = tuple(dict.fromkeys(fact for each in answers for fact in each.more if fact not in facts))
    return replace(first, blocks=blocks, facts=facts, more=more)


def _beside(shown: Sequence[Block], others: Sequence[Block]) -> tuple[Block, ...]:
    """Of other blocks those whose records are not shown yet; a phrase stays with the block that it stands above."""
    told = {record_of(block) for block in shown if record_of(block) is not None}
    kept: list[Block] = []
    above: list[Block] = []
    for block in others:
        if isinstance(block, Say):
            above.append(block)
            continue
        if record_of(block) not in told:
            kept += [*above, block]
        above = []
    return (*kept, *(say for say in above if say not in shown))
