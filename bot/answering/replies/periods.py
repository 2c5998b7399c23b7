"""What happened in some days, and what is newest: facts by when they were, not by what they are like."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.answering.replies.turn import Turn
from bot.answering.search import rank
from bot.answering.understanding.cues.asked import find_asked, says_how
from bot.answering.understanding.cues.words import (
    is_period_word,
    is_question_word,
    is_telling,
    says_happened,
    says_newest,
)
from bot.answering.understanding.dates import Calendar, Span, is_date_word
from bot.answering.understanding.question import Question
from bot.answering.understanding.spans import find_span
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import Block, DirectSpan, Phrase, Role, Say, ShowDeadline, ShowFact
from bot.domain.moment import Precision
from bot.domain.records.deadline import Deadline
from bot.domain.records.fact import Fact, Kind
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot

DONE = 3  # what it weighs that something was done rather than said
SAID = 3  # of what one person said
LAST_KNOWN = 2  # facts before days of which nothing is known
SHOWN = 5  # facts of a period, or of what is newest; the rest stands behind "more"
MOST_OF_DAY = 2  # of them of one day, where the others are of other days
FEWEST_OF_DATE = 2  # words of a message that is a date and nothing else ("March 2026")
EVENT_FROM = 0.05  # chance from which a few words mean the fact that is likest ("since the ruling")
LOOKED_THROUGH = 6  # of the records that they may mean
_EXACT = (Precision.MINUTE, Precision.DAY)
_DETAIL = frozenset({"when", "why", "who", "said", "react", "amount"})  # of these the days are a detail
_LASTING = (Kind.BACKGROUND, Kind.POSITION, Kind.STAKE)  # these happen on no day
_HAPPENS = (Kind.EVENT, Kind.RULING, Kind.DEADLINE)


def find_period(turn: Turn) -> Span | None:
    """The days of which the question asks what happened, and nothing else; None for any other question.

    They may be told by something that happened on one ("in the week before the injunction").
    """
    question = turn.question
    events = _events(question)
    if any(is_question_word(token) for words in events for token in tokenise(words)[:1]):
        return None  # "since when …"
    named = {token for words in events for token in tokenise(words)}
    rest = [token for token in question.own if token not in named and not is_date_word(token)]
    others = [
        token for token in rest if not (is_period_word(token) or says_happened(token) or is_telling(token))
    ]
    if not all(map(_is_plain, rest)) or find_asked(others) & _DETAIL:
        return None
    # "Tell me about 27 February" asks it too.
    tells = question.span is not None and any(map(is_telling, rest))
    asks = tells or any(says_happened(token) or is_period_word(token) for token in rest)
    if not asks and (rest or events or len(question.own) < FEWEST_OF_DATE):
        return None
    if events and len(rest) > 1 and not any(map(says_happened, rest)) and sum(map(is_period_word, rest)) < 2:
        return None  # "wat is dat voor wet": the word before what may be an event is none of time
    if not events:
        return question.span
    # What a question takes from the one before it names no days of its own.
    text = " ".join(question.own) if question.kept else fold(question.text)
    calendar = Calendar.of(turn.snapshot.dossier, turn.now)
    return find_span(text, calendar, lambda words: _day_of(turn, words) if words in events else None)


def _events(question: Question) -> list[str]:
    """The words of a question that name something that happened on a day, and no date."""
    return [words for words in question.events if not all(map(_is_plain_or_date, tokenise(words)))]


def _is_plain(token: str) -> bool:
    """Whether a word says nothing of what is asked about but that it happened."""
    return says_happened(token) or says_how(token) or is_period_word(token) or is_telling(token)


def _is_plain_or_date(token: str) -> bool:
    return _is_plain(token) or is_date_word(token)


def _day_of(turn: Turn, words: str) -> date | None:
    """The day of what some words mean: of the likeliest that happened on one."""
    meant = _event_of(turn, words)
    if isinstance(meant, Deadline):
        return meant.due.day
    return meant.when.day if meant is not None else None


def _event_of(turn: Turn, words: str) -> Fact | Deadline | None:
    """What some words mean that happened on a day, or was due on one: the likeliest."""
    assert turn.engine is not None
    snapshot = turn.snapshot
    for candidate in rank(turn.engine, words, turn.now, turn.lang)[:LOOKED_THROUGH]:
        if candidate.chance < EVENT_FROM:
            return None
        if candidate.kind is RecordKind.DEADLINE:
            return snapshot.deadlines[candidate.id]
        if candidate.kind is RecordKind.FACT and snapshot.facts[candidate.id].kind in _HAPPENS:
            return snapshot.facts[candidate.id]
    return None


def _is_part_of(fact: Fact, event: Fact | Deadline | None) -> bool:
    """Whether a fact is that event, or of a ruling of its day: it is not what came after it."""
    if not isinstance(event, Fact) or fact.when.day != event.when.day:
        return False
    return fact.id == event.id or fact.kind is Kind.RULING


def compose_days(turn: Turn, span: Span) -> Reply:
    """What happened in the days asked for: what most else hangs on, in the order in which it happened."""
    if span.first > turn.snapshot.dossier.known_until:
        return _beyond(turn, span)
    one_day = span.first == span.last
    begins = [_event_of(turn, words) for words in _events(turn.question) if not one_day]
    held = [
        fact
        for fact in _happened(turn)
        if span.holds(fact.when.day)
        and (fact.when.precision in _EXACT or not one_day)
        and not any(_is_part_of(fact, event) for event in begins)
    ]
    if not held:
        return NoAnswer(turn.lang, (Say(Phrase.NOTHING_THEN),), explain=turn.explain)
    known = min(turn.snapshot.dossier.known_until, turn.moment.date())
    return _list(turn, Span(span.first, max(span.first, min(span.last, known))), held)


def _beyond(turn: Turn, span: Span) -> NoAnswer:
    """Of days beyond those that the dossier knows: nothing, but what was due then, or else the last that is known."""
    due = [
        deadline
        for deadline in turn.snapshot.deadlines.values()
        if span.holds(deadline.due.day) and turn.shows_all(deadline.facts)
    ]
    blocks: list[Block] = [Say(Phrase.BEYOND_KNOWLEDGE), Say(Phrase.NEARBY)]
    if due:
        blocks += [ShowDeadline(deadline.id) for deadline in due]
        return NoAnswer(turn.lang, tuple(blocks), explain=turn.explain)
    happened = sorted(_happened(turn), key=lambda fact: fact.when.sort_key)
    newest = tuple(fact.id for fact in reversed(happened[-LAST_KNOWN:]))
    blocks += [ShowFact(fact_id, Role.NEARBY) for fact_id in newest]
    return NoAnswer(turn.lang, tuple(blocks), newest, turn.explain)


def compose_newest(turn: Turn) -> Answered | None:
    """The last things that happened, the newest first."""
    happened = _happened(turn)
    weights = _weights(turn.snapshot, happened)
    held = sorted(happened, key=lambda fact: (fact.when.sort_key, weights[fact.id]), reverse=True)
    if not held:
        return None
    blocks: list[Block] = [Say(Phrase.NEWEST)]
    blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in held[:SHOWN]]
    return turn.answered(blocks, held[SHOWN:])


def said_by(turn: Turn, person: str) -> list[Fact]:
    """What somebody said, or holds, that may be told; of an organisation also what its people did."""
    people = turn.snapshot.people
    return [
        fact
        for fact in turn.snapshot.facts.values()
        if person in (fact.who[0], people[fact.who[0]].affiliation)
        and fact.kind in (Kind.STATEMENT, Kind.POSITION)
        and turn.shows(fact)
    ]


def compose_said(turn: Turn, person: str) -> Answered:
    """What somebody said on the whole: what most else hangs on, in the order of time."""
    said = said_by(turn, person)
    weights = _weights(turn.snapshot, said)
    best = sorted(said, key=lambda fact: (-weights[fact.id], fact.when.sort_key, fact.id))
    shown = sorted(best[:SAID], key=lambda fact: fact.when.sort_key)
    return turn.answered([ShowFact(fact.id, Role.SUPPORT) for fact in shown], best[SAID:])


def asks_newest(turn: Turn) -> bool:
    """Whether the question is "what is the latest?", and nothing else."""
    own = turn.question.own
    if turn.question.span is not None or turn.question.people or not any(map(says_newest, own)):
        return False
    return all(says_newest(token) or _is_plain(token) for token in own)


def in_period(turn: Turn, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Those of the facts that were found which fall in the days asked for, where that is what is asked; else none."""
    span = turn.question.span
    if span is None or span.first == span.last or "period" not in turn.question.asked:
        return ()
    if turn.question.asked & _DETAIL:
        return ()
    return [fact for fact in facts if span.holds(fact.when.day) and fact.kind not in _LASTING]


def compose_period(turn: Turn, facts: Sequence[Fact]) -> Answered:
    """What was found of a period, the likeliest first."""
    blocks: list[Block] = [
        ShowFact(fact.id, Role.SUPPORT if place else Role.MAIN) for place, fact in enumerate(facts[:SHOWN])
    ]
    return turn.answered(blocks, facts[SHOWN:])


def _list(turn: Turn, span: Span, held: Sequence[Fact]) -> Answered:
    """Of the facts of a span those that weigh most, in the order of time, of one day as editors put them; and how many."""
    weights = _weights(turn.snapshot, held)
    place = {fact_id: number for number, fact_id in enumerate(turn.snapshot.facts)}
    best = sorted(held, key=lambda fact: (-weights[fact.id], fact.when.sort_key, fact.id))
    best = _spread(best) if span.first != span.last else best
    shown = sorted(best[:SHOWN], key=lambda fact: (fact.when.day, place[fact.id]))
    blocks: list[Block] = [DirectSpan(span.first, span.last, len(shown), len(held))]
    blocks += [ShowFact(fact.id, Role.SUPPORT) for fact in shown]
    return turn.answered(blocks, best[SHOWN:])


def _spread(facts: Sequence[Fact]) -> list[Fact]:
    """In their order, but from the third of a day on behind the others: one ruling's parts are not all that happened."""
    a_day: Counter[date] = Counter()
    first: list[Fact] = []
    behind: list[Fact] = []
    for fact in facts:
        a_day[fact.when.day] += 1
        (first if a_day[fact.when.day] <= MOST_OF_DAY else behind).append(fact)
    return first + behind


def _happened(turn: Turn) -> list[Fact]:
    facts = turn.snapshot.facts.values()
    return [fact for fact in facts if fact.kind not in _LASTING and turn.shows(fact)]


def _weights(snapshot: Snapshot, facts: Sequence[Fact]) -> Counter[str]:
    """How much hangs on each fact: what bears or rests on it, and that something was done rather than said."""
    weights: Counter[str] = Counter()
    for fact in facts:
        weights[fact.id] = len(snapshot.related_to.get(fact.id, ())) + DONE * (fact.kind in _HAPPENS)
    turns = [period.facts[0] for status in snapshot.statuses.values() for period in status.periods]
    told = [fact for update in snapshot.updates.values() for fact in update.facts]
    weights.update(turns + turns + told)
    weights.update(fact for briefing in snapshot.briefings.values() for fact in briefing.facts)
    return weights
