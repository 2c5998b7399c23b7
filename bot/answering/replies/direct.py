"""Questions whose answer needs no ranking: who someone is, what happened on a day, where an answer comes from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.answering.replies.compose import LISTED, answered
from bot.answering.retrieval.index import Index
from bot.answering.understanding.cues import find_asked, is_filler, says_happened, says_how
from bot.answering.understanding.dates import is_date_word
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, tokenise
from bot.domain.answer import (
    Answered,
    Block,
    DirectSources,
    NoAnswer,
    Phrase,
    Reply,
    Role,
    Say,
    ShowFact,
    ShowPerson,
)
from bot.domain.fact import Fact, Kind
from bot.domain.moment import Precision
from bot.domain.person import PersonType
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

TOLD_BY = 200  # facts about one person that are looked through for the most telling; of more, those found
SHOWN = 3  # facts below a person, or of a day; the rest stands behind "more"
_EXACT = (Precision.MINUTE, Precision.DAY)
_LASTING = (Kind.BACKGROUND, Kind.POSITION, Kind.STAKE)  # these happen on no day


def reply_to_plain(
    index: Index,
    question: Question,
    lang: Lang,
    now: datetime,
    as_of: datetime | None,
    told: Mapping[str, Any],
    asks_source_of: Sequence[str] = (),
) -> Reply | None:
    """The reply to "who is X", "what happened on that day" and "who says so?"; None for any other question.

    `asks_source_of`: for the last, the facts of the answer before it, the best first; they may be shown.
    """
    if asks_source_of:
        blocks = (DirectSources(asks_source_of[0]), ShowFact(asks_source_of[0]))
        return answered(index.snapshot, blocks, (), question, lang, as_of, True, told)
    if asks_who_is(index, question):
        return compose_person(index.snapshot, question, (), lang, now, as_of, False, told)
    if asks_what_happened(question):
        return _compose_days(index.snapshot, question, lang, now, as_of, told)
    return None


def asks_who_is(index: Index, question: Question) -> bool:
    """Whether the question is "who is" with the name of one person or organisation, and nothing else."""
    named, others = index.people.split(question.own)
    asked = [find_asked((token,)) for token in others]
    return (
        len(named) == 1
        and any("who" in found for found in asked)
        and all("who" in found or is_filler(token) for found, token in zip(asked, others, strict=True))
    )


def asks_what_happened(question: Question) -> bool:
    """Whether the question is "what happened" with a date, and nothing else."""
    if question.span is None or question.people or question.asked & {"when", "why", "who"}:
        return False
    rest = [token for token in question.tokens if not (is_date_word(token) or says_how(token))]
    return any(says_happened(token) for token in question.tokens) and all(map(says_happened, rest))


def compose_person(
    snapshot: Snapshot,
    question: Question,
    ranked: Sequence[Fact],
    lang: Lang,
    now: datetime,
    as_of: datetime | None,
    from_context: bool,
    told: Mapping[str, Any],
) -> Answered | None:
    """For "who is X": the person, and the facts that name them, the one that states their role first."""
    if (
        "who" not in question.asked
        or len(question.people) != 1
        or question.asked & {"said", "support", "source"}
    ):
        return None
    person = snapshot.people[question.people[0]]
    names = {token for name in (*person.names.all(), *person.aliases.all()) for token in tokenise(fold(name))}
    rest = [
        token for token in question.tokens if token not in names and len(token) > 4 and not is_filler(token)
    ]
    naming: Sequence[Fact] = snapshot.facts_by_person.get(person.id, ())
    if len(naming) > TOLD_BY and ranked:
        naming = tuple(fact for fact in ranked if person.id in fact.who)
    visible = snapshot.visible(naming, now, as_of=as_of)
    if rest or not visible:
        return None
    role = {token for lang in Lang for token in tokenise(fold(person.role[lang])) if len(token) > 3}
    called = [frozenset(tokenise(fold(name))) for name in person.names.all()]
    if person.type is PersonType.PERSON:  # texts call them by their last name
        called += [frozenset(tokenise(fold(person.names[lang][0]))[-1:]) for lang in Lang]

    def telling(fact: Fact) -> float:
        words = {token for lang in Lang for token in tokenise(fold(fact.text[lang]))}
        is_named = any(name <= words for name in called)
        return 2.0 * is_named + len(role & words) / (len(role) or 1) + 0.2 * (fact.who[0] == person.id)

    facts = sorted(visible[-TOLD_BY:], key=telling, reverse=True)[:LISTED]
    blocks: list[Block] = [
        ShowPerson(person.id),
        *(ShowFact(fact.id, Role.SUPPORT) for fact in facts[:SHOWN]),
    ]
    return answered(snapshot, blocks, facts[SHOWN:], question, lang, as_of, from_context, told)


def _compose_days(
    snapshot: Snapshot,
    question: Question,
    lang: Lang,
    now: datetime,
    as_of: datetime | None,
    told: Mapping[str, Any],
) -> Reply | None:
    """What happened in the days asked for: those on which most other facts bear first.

    None for days beyond those that the dossier knows.
    """
    span = question.span
    if span is None or span.first > snapshot.dossier.known_until:
        return None
    one_day = span.first == span.last
    held = [
        fact
        for fact in snapshot.visible(snapshot.facts.values(), now, as_of=as_of)
        if fact.kind not in _LASTING
        and span.holds(fact.when.day)
        and (fact.when.precision in _EXACT or not one_day)
    ]
    if not held:
        return NoAnswer(
            lang, (Say(Phrase.NOTHING_THEN),), explain={**told, "decision": "nothing on that day"}
        )
    held.sort(key=lambda fact: (-len(snapshot.related_to.get(fact.id, ())), fact.when.sort_key, fact.id))
    shown = held[: SHOWN + 1]
    blocks: list[Block] = [
        ShowFact(fact.id, Role.SUPPORT if n else Role.MAIN) for n, fact in enumerate(shown)
    ]
    return answered(snapshot, blocks, held[SHOWN + 1 :][:LISTED], question, lang, as_of, False, told)
