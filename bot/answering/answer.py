"""A question to a reply: understand, find, decide, compose. Pure: the same question at the same moment gets the same reply."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.answering.engine import Engine
from bot.answering.followups import NO_CONTEXT, Context, background_of
from bot.answering.ranking.background import Background
from bot.answering.ranking.confidence import Decision
from bot.answering.replies.chosen import compose_chosen_record
from bot.answering.replies.collected import find_collected
from bot.answering.replies.compose import (
    MOST_OPTIONS,
    ask_back,
    compose,
    is_by_one,
    is_open,
    is_settled,
    is_stray,
    is_unknown,
    lists_role,
    say_nearby,
    say_unknown,
)
from bot.answering.replies.direct import reply_to_doubt, reply_to_plain
from bot.answering.replies.join import join
from bot.answering.replies.of_facts import SURE_FROM
from bot.answering.replies.of_records import compose_record
from bot.answering.replies.periods import compose_period, in_period
from bot.answering.replies.preferred import put_fitting_first
from bot.answering.replies.turn import Turn
from bot.answering.retrieval.documents import Document, document_of
from bot.answering.retrieval.visibility import is_told_in, may_be_found
from bot.answering.search import assumes, parse, rank, resolve, was_learned_later
from bot.answering.trace import Trace
from bot.answering.understanding.clean import clean, says_nothing
from bot.answering.understanding.cues.asked import says_both_sides
from bot.answering.understanding.cues.whole_messages import asks_for_sources, asks_if_sure, find_small_talk
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.language import find_other_language
from bot.answering.understanding.question import Question, find_last_question, is_remark, split_questions
from bot.answering.understanding.screen_words import Opening, find_opening
from bot.domain.answer import Answered, Choice, NoAnswer, Reply
from bot.domain.blocks import Phrase, Say, ShowScreen
from bot.domain.records.record import RecordKind, record_key
from bot.domain.snapshot import Visible
from bot.domain.text import Lang

# Chances of a known unknown from which an abstention says what it is that we do not know: where it has a word of the
# question, and in any case.
SAY_UNKNOWN_FROM, SURELY_UNKNOWN_FROM = 0.15, 0.3
# Chances of a known unknown from which it may be what a "why" takes for granted, or a "did they" is after.
DENIED_FROM, NOT_KNOWN_FROM = 0.02, 0.05
NEAR_FROM, OUTSIDE_BELOW = 0.45, 0.25  # chances of a fact, and that nothing we hold answers
TALK_TOKENS = 8  # small talk is short
_SAID = (".", "!")  # what a part ends with that asks nothing
FEWEST_READINGS = 2  # of which one can be chosen
# What the words of some commands show is a record.
_RECORD_OF = {"briefing": "briefing:{}", "about": "about:dossier"}


def answer(
    engine: Engine,
    question: str,
    *,
    lang: Lang | None,
    now: datetime,
    context: Context = NO_CONTEXT,
) -> Reply:
    """The reply to `question` as asked at `now` (aware). `lang` is the language of the reply; None: the question's."""
    visible = engine.snapshot.at(now, context.as_of)
    text = clean(question)
    opening = find_opening(text, engine.knows, is_first=not (context.questions or context.records))
    if opening is not None:
        return _open(engine, opening, text, lang, visible)
    parts = split_questions(text)
    replies: list[Reply] = []
    for number, part in enumerate(parts):
        before = replace(context, questions=(*context.questions, *parts[:number]))
        may_be_unsure = len(parts) == 1 or not part.endswith(_SAID)
        reply = _answer_one(engine, part, lang, visible, before, may_be_unsure=may_be_unsure)
        # "…, and what did she say?" asks no more than the answer before it tells, where it leads elsewhere.
        if number == 0 or not is_remark(parse(engine, part, now)) or _goes_on(engine, reply, replies[0]):
            replies.append(reply)
    reply = join(replies) or _answer_one(engine, text, lang, visible, context)
    clause = find_last_question(text) if isinstance(reply, NoAnswer) else None
    if clause is None:
        return reply
    # What stands around it ("a disgrace if you ask me, but: …") was taken for the question.
    other = _answer_one(engine, clause, lang, visible, context)
    return other if isinstance(other, Answered) else reply


def _open(engine: Engine, opening: Opening, text: str, lang: Lang | None, visible: Visible) -> Reply:
    """What words open: the screen of a command, or the record that it would show."""
    reply_lang = lang or parse(engine, text, visible.now).lang
    key = _RECORD_OF.get(opening.command, "{}").format(opening.words)
    found = compose_chosen_record(visible, key, reply_lang)
    if found is not None:
        return found
    return Answered(reply_lang, (ShowScreen(opening.command, opening.words),), (), as_of=visible.as_of)


def _answer_one(
    engine: Engine,
    question: str,
    lang: Lang | None,
    visible: Visible,
    context: Context,
    *,
    may_be_unsure: bool = True,
) -> Reply:
    """`may_be_unsure`: where no one record is likely enough, the likeliest few are an answer, and not readings to choose from."""
    parsed = parse(engine, question, visible.now, lang or Lang.EN)
    reply_lang = lang or parsed.lang
    talk = find_small_talk(parsed.tokens) if len(parsed.tokens) <= TALK_TOKENS else None
    if talk is not None:
        return NoAnswer(reply_lang, (Say(talk),), explain={"decision": "small talk", "phrase": talk.value})
    foreign = find_other_language(parsed.tokens)
    if foreign is not None:
        return NoAnswer(reply_lang, (Say(foreign),), explain={"decision": "another language"})
    after_sources, doubts = asks_for_sources(parsed.tokens), asks_if_sure(parsed.tokens)
    background = Background()
    if parsed.lean or after_sources or doubts or context.records:
        background = background_of(engine, context, visible)
    if not background.facts and not doubts and says_nothing(question, engine.knows):
        return NoAnswer(reply_lang, (Say(Phrase.WE_DO_NOT_KNOW),), explain={"decision": "nothing is asked"})
    # A message with nothing of its own can only be about what it is put under.
    put_under = background if context.records and is_remark(parsed) else Background()
    parsed, found, leans = resolve(engine, parsed, visible, background)
    background = background if leans or after_sources or doubts else Background()
    trace = Trace(engine, parsed, found, background)
    turn = Turn(visible, parsed, reply_lang, bool(background.facts), trace, engine)
    if doubts:
        return reply_to_doubt(turn, background.facts)
    certain = reply_to_plain(turn, background.facts if after_sources else ())
    if certain is not None:
        return certain

    pairs = [
        (engine.index.documents[number], chance)
        for number, chance in zip(found.numbers, found.chances, strict=True)
    ]
    if not pairs:
        phrase = Phrase.NOT_KNOWN_THEN if visible.as_of else Phrase.WE_DO_NOT_KNOW
        return NoAnswer(reply_lang, (Say(phrase),), explain=trace)
    answering = [
        (document, chance)
        for (document, chance), number in zip(pairs, found.numbers, strict=True)
        if not is_unknown(document)
        and engine.shows(number, visible)
        and is_told_in(document, reply_lang, visible)
    ]
    answering = [*put_fitting_first(turn, answering)]
    facts = [document.fact for document, _ in answering if document.fact is not None]
    best = next(
        (
            number
            for (document, _), number in zip(pairs, found.numbers, strict=True)
            if not is_unknown(document)
        ),
        None,
    )
    expired = engine.index.fact(best) if best is not None else None
    is_over = expired is not None and expired.lifecycle.is_expired(visible.now)
    decision = found.confidence.decision
    period = in_period(turn, facts)
    if decision is not Decision.ABSTAIN and len(period) > 1:
        return compose_period(turn, period)
    collected = None
    if decision is not Decision.ABSTAIN or says_both_sides(parsed.own):
        collected = find_collected(turn, answering)
    if collected is not None:
        return compose_record(turn, collected, facts)
    unsure = False
    if decision is Decision.ASK_BACK:
        unsure = not is_settled(turn, answering)
        answers = may_be_unsure and not is_open(parsed) and not is_unknown(pairs[0][0])
        decision = Decision.ANSWER if answers or not unsure else decision
    if decision is Decision.ABSTAIN and _is_near(pairs, found.confidence.outside):
        decision, unsure = Decision.ANSWER, True
    if decision is not Decision.ANSWER and (lists_role(turn, facts) or is_by_one(turn, answering)):
        decision = Decision.ANSWER
    # How a measure stood then is no answer to what happened after.
    is_fact = expired is not None
    if not is_fact and was_learned_later(engine, parsed, visible, background):
        return NoAnswer(reply_lang, (Say(Phrase.NOT_KNOWN_THEN),), explain=trace.decided("learned later"))
    if put_under.facts and not _stays_on(engine, put_under, answering, decision):
        under = compose_chosen_record(visible, record_key(RecordKind.FACT, put_under.facts[0]), reply_lang)
        if under is not None:
            return replace(under, from_context=True)
    denied = _find_denied(turn, pairs, answering)
    if denied is not None:
        return say_unknown(turn, denied, [(fact, 1.0) for fact in facts[:1]])
    if decision is Decision.ANSWER and answering and not is_over:
        assumed = best is not None and assumes(engine.index, found.similar, best)
        is_first = found.numbers[0] == engine.index.position[answering[0][0].key]
        sure = is_first and found.confidence.first >= SURE_FROM
        return compose(turn, answering, assumes=assumed, unsure=unsure, sure=sure)
    if was_learned_later(engine, parsed, visible, background):
        return NoAnswer(reply_lang, (Say(Phrase.NOT_KNOWN_THEN),), explain=trace.decided("learned later"))
    if decision is Decision.ASK_BACK and is_stray(turn):
        return NoAnswer(reply_lang, (Say(Phrase.WE_DO_NOT_KNOW),), explain=trace.decided("nothing is asked"))
    if decision is Decision.ASK_BACK and len(answering) > 1 and not is_over:
        return ask_back(turn, [document for document, _ in answering])
    if _is_noise(engine, parsed):
        return NoAnswer(reply_lang, (Say(Phrase.WE_DO_NOT_KNOW),), explain=trace.decided("nothing is asked"))
    likely = [(document.fact, chance) for document, chance in answering if document.fact is not None]
    unknown, chance = next(
        ((document, chance) for document, chance in pairs if is_unknown(document)), (None, 0.0)
    )
    if unknown is not None:
        is_sure = chance >= SURELY_UNKNOWN_FROM or engine.find_taught(question) == unknown.key
        if (
            is_sure
            or not answering
            or (chance >= SAY_UNKNOWN_FROM and _shares_a_word(engine, parsed, unknown))
        ):
            return say_unknown(turn, unknown.id, likely)
    return say_nearby(turn, likely, outside=found.confidence.outside)


def _shares_a_word(engine: Engine, question: Question, document: Document) -> bool:
    """Whether a question has a word with meaning that the record's texts or questions have."""
    words = engine.index.words
    return words.share_covered(words.weigh(question.own), engine.index.position[document.key]) > 0


def _find_denied(
    turn: Turn, ranked: Sequence[tuple[Document, float]], answering: Sequence[tuple[Document, float]]
) -> str | None:
    """What a "why" takes for granted, or a "did they" asks, and we do not know to have happened; None: nothing.

    It rests on the fact that would answer.
    """
    best = answering[0][0].fact if answering else None
    asks_why, asks_whether = "why" in turn.question.asked, turn.question.opener == "whether"
    if best is None or not (asks_why or asks_whether):
        return None
    enough = DENIED_FROM if asks_why else NOT_KNOWN_FROM
    return next(
        (
            document.id
            for document, chance in ranked
            if is_unknown(document) and chance >= enough and best.id in document.facts
        ),
        None,
    )


def _is_near(ranked: Sequence[tuple[Document, float]], outside: float) -> bool:
    """Whether what is likeliest is a fact, and so much so that "we do not know", with that fact below it, would be untrue."""
    best, chance = ranked[0]
    return best.fact is not None and chance >= NEAR_FROM and outside < OUTSIDE_BELOW


def _is_noise(engine: Engine, question: Question) -> bool:
    """Whether it asks nothing and has no word that the dossier knows: then no subject is refused."""
    says_something = any(
        engine.knows(token) and not (is_function_word(token) or token.isdigit()) for token in question.own
    )
    return not (question.opener or question.asked or says_something)


def _goes_on(engine: Engine, reply: Reply, first: Reply) -> bool:
    """Whether an answer is on what another is on: the same fact, or one with a relation to it."""
    if not (isinstance(reply, Answered) and isinstance(first, Answered)):
        return False
    return not _related_to(engine, first.facts[0]).isdisjoint(reply.facts[:1]) if first.facts else False


def _related_to(engine: Engine, fact_id: str) -> frozenset[str]:
    """A fact, and those with a relation to it."""
    snapshot = engine.snapshot
    relations = (relation.to for relation in snapshot.facts[fact_id].relations)
    return frozenset((fact_id, *relations, *(other.id for _, other in snapshot.related_to.get(fact_id, ()))))


def _stays_on(
    engine: Engine,
    background: Background,
    answering: Sequence[tuple[Document, float]],
    decision: Decision,
) -> bool:
    """Whether what would be answered is one of the facts that a message is put under, or has a relation to one."""
    if decision is not Decision.ANSWER or not answering or answering[0][0].fact is None:
        return False
    return not _related_to(engine, answering[0][0].fact.id).isdisjoint(background.facts)


def other_readings(
    engine: Engine, question: str, *, lang: Lang, now: datetime, shown: Sequence[str] = ()
) -> Choice | None:
    """What else a question may have meant, beside the records `shown` (keys), the likeliest first; None: too little."""
    visible = engine.snapshot.at(now)
    candidates = [
        each
        for each in rank(engine, clean(question), now, lang)
        if record_key(each.kind, each.id) not in shown and each.kind is not RecordKind.UNKNOWN
    ]
    found = [
        document_of(engine.snapshot, record_key(each.kind, each.id))
        for each in candidates[: 3 * MOST_OPTIONS]
    ]
    documents = [
        each
        for each in found
        if each is not None and may_be_found(each, visible) and is_told_in(each, lang, visible)
    ]
    if len(documents) < FEWEST_READINGS:
        return None
    turn = Turn(visible, parse(engine, question, now, lang), lang, False, {}, engine)
    return ask_back(turn, documents)
