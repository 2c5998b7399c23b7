"""What speaks for each candidate: a column a signal, by name; a row a candidate."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from bot.answering.ranking.background import Background
from bot.answering.ranking.candidates import Scores
from bot.answering.ranking.learned import Learned
from bot.answering.ranking.signal_names import ASKED_NAMES, ASKS, CONTEXT, COUNTS, NAMES, PLAIN, TEXT
from bot.answering.retrieval.documents import SORTS
from bot.answering.retrieval.index import Index
from bot.answering.retrieval.traits import REPLIES
from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.understanding.cues.asked import ASKED
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import stem
from bot.domain.records.fact import Fact, RelationKind
from bot.domain.records.record import RecordKind

_STEPS = (0, 4, 12)
_MONTH = 30  # days
_BEARING = (*REPLIES, RelationKind.OUTCOME_OF, RelationKind.SUPERSEDES)
_DETAIL = frozenset({"when", "amount", "who", "source"})
_AFTER = frozenset({"react", "outcome", "consequence", "state", "said"})


def measure(
    index: Index,
    learned: Learned,
    question: Question,
    scores: Scores,
    candidates: Ints,
    background: Background,
    now: datetime,
) -> Floats:
    """The signals of each candidate, a row each, in the order of `NAMES`."""
    columns: dict[str, Floats] = {}
    for name in scores.by_name:
        columns[name] = scores.by_name[name][candidates]
    columns |= _words(index, question, scores, candidates)
    columns |= _nearest_in_meaning(learned, scores, candidates)
    for name in (*TEXT, *ASKS):
        values = columns[name]
        columns[f"{name}_gap"] = values - (values.max() if len(values) else 0.0)
    counts = index.asks.counts[candidates]
    none = (counts == 0).astype(np.float32)
    for name in TEXT:
        columns[f"{name}_alone"] = columns[name] * none
    step = np.searchsorted(_STEPS, counts, side="left")
    for place, name in enumerate(COUNTS):
        columns[name] = (step == place).astype(np.float32)
    columns |= _names(index, question, scores, candidates)
    columns |= _people(index, question, candidates)
    columns |= _facts(index, question, candidates, now)
    columns |= _context(index, question, candidates, background)
    rows = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
    for place, name in enumerate(PLAIN):
        rows[:, place] = columns[name]
    sorts = index.traits.sorts[candidates]
    asked = [name for name in ASKED if name in question.asked] + (
        [question.opener] if question.opener else []
    )
    for name in ("always", *(asked or ("nothing",))):
        begin = len(PLAIN) + ASKED_NAMES.index(name) * len(SORTS)
        rows[:, begin : begin + len(SORTS)] = sorts
    return rows


def _words(index: Index, question: Question, scores: Scores, candidates: Ints) -> dict[str, Floats]:
    rest = index.words.weigh(question.rest)
    covered = [index.words.share_covered(scores.weighed, number) for number in candidates.tolist()]
    in_text = [index.text_words.share_covered(scores.weighed, number) for number in candidates.tolist()]
    of_rest = np.asarray(
        [index.words.share_covered(rest, number) for number in candidates.tolist()], dtype=np.float32
    )
    unknown = index.traits.sorts[candidates, SORTS.index("unknown")]
    return {
        "covered": np.asarray(covered, dtype=np.float32),
        "text_covered": np.asarray(in_text, dtype=np.float32),
        "rest_covered": of_rest,
        "unknown_bare": unknown * float(not rest),
        "unknown_rest": unknown * of_rest,
    }


def _nearest_in_meaning(learned: Learned, scores: Scores, candidates: Ints) -> dict[str, Floats]:
    nearest = np.zeros(len(candidates), dtype=np.float32)
    three = np.zeros(len(candidates), dtype=np.float32)
    if scores.vector is not None and learned.sense is not None:
        for place, number in enumerate(candidates.tolist()):
            nearest[place], three[place] = learned.sense.like_asks(scores.vector, number)
    return {"meaning_nearest": nearest, "meaning_three": three}


def _names(index: Index, question: Question, scores: Scores, candidates: Ints) -> dict[str, Floats]:
    named, alone, covered, whole = (np.zeros(len(candidates), dtype=np.float32) for _ in range(4))
    total = sum(scores.weighed.values()) or 1.0
    for place, number in enumerate(candidates.tolist()):
        document = index.documents[number]
        words = index.name_words[number]
        if document.kind is RecordKind.PERSON:
            named[place] = document.id in question.people
            alone[place] = named[place] * float(not question.rest) * (len(question.people) == 1)
        if words:
            covered[place] = sum(value for root, value in scores.weighed.items() if root in words) / total
            if document.kind is RecordKind.TERM:
                whole[place] = max(
                    (float(own <= scores.weighed.keys()) for own in index.name_sets(number)), default=0.0
                )
                named[place] = whole[place]
                alone[place] = float(whole[place] > 0 and covered[place] > 0.85)
            else:
                whole[place] = sum(root in scores.weighed for root in words) / len(words)
    return {"named": named, "named_alone": alone, "title_covered": covered, "title_whole": whole}


def _people(index: Index, question: Question, candidates: Ints) -> dict[str, Floats]:
    traits = index.traits
    speaker, speaks_for = traits.speaker[candidates], traits.speaks_for[candidates]
    parties = traits.parties[candidates]
    columns = [traits.column[person] for person in question.people]
    named = np.zeros(len(traits.people) + 1, dtype=np.float32)  # the last stands for nobody (-1)
    named[columns] = 1.0
    of_role = np.zeros(len(traits.people) + 1, dtype=np.float32)
    of_role[[traits.column[person] for person in index.group_of(question.tokens)]] = 1.0
    speaks, for_them = named[speaker], named[speaks_for]
    count = parties[:, columns].sum(axis=1).astype(np.float32)
    said = float(bool(question.asked & {"said", "react"}))
    statement = traits.sorts[candidates, SORTS.index("fact statement")]
    return {
        "speaker": speaks,
        "party": (count - speaks > 0).astype(np.float32),
        "others": 1.0 - count / len(columns) if columns else np.zeros(len(candidates), np.float32),
        "speaks_for": for_them,
        "nobody_named": statement * float(not columns),
        "said_by_speaker": said * speaks,
        "said_by_another": said * (1 - np.maximum(speaks, for_them)) * float(bool(columns)),
        "why_of_speaker": float("why" in question.asked) * np.maximum(speaks, for_them),
        "group": of_role[speaker],
    }


def _facts(index: Index, question: Question, candidates: Ints, now: datetime) -> dict[str, Floats]:
    traits, dossier = index.traits, index.snapshot.dossier
    asked, span = question.asked, question.span
    here = now.astimezone(ZoneInfo(dossier.dispute_zone)).date()
    today = min(here, dossier.known_until).toordinal()
    days = traits.day[candidates]
    dated = (days > 0).astype(np.float32)
    match = np.zeros(len(candidates), dtype=np.float32)
    if span is not None:
        match = ((days >= span.first.toordinal()) & (days <= span.last.toordinal())).astype(np.float32)
    fresh = (dated / (1.0 + np.maximum(0, today - days) / _MONTH)).astype(np.float32)
    due = traits.due[candidates]
    pending = ((due > 0) & (here.toordinal() <= due)).astype(np.float32)
    stems = frozenset(stem(token) for token in question.tokens if not is_function_word(token))
    facts = [number if number < index.fact_count else None for number in candidates.tolist()]
    topics = [place for place, topic in enumerate(traits.topic_ids) if topic in question.topics]
    over = traits.until[candidates]
    ended = ((over > 0) & (over < here.toordinal())).astype(np.float32)
    return {
        "over": ended,
        "over_now": ended * float(bool(asked & {"now", "state"})),
        "amount_number": float("amount" in asked) * traits.numeric[candidates],
        "react_answer": float("react" in asked) * traits.replies[candidates],
        "date_match": match,
        "date_miss": dated * (1 - match) * float(span is not None),
        "channel": _shares(facts, stems, index.channels),
        "publisher": _shares(facts, stems, index.publishers),
        "topic": traits.topics[candidates][:, topics].mean(axis=1).astype(np.float32)
        if topics
        else np.zeros(len(candidates), np.float32),
        "central": traits.central[candidates],
        "fresh": fresh,
        "fresh_state": fresh * float("state" in asked),
        "fresh_then": fresh * float(here < dossier.known_until),
        "pending": pending,
        "pending_when": pending * float(bool(asked & {"when", "amount"})),
    }


def _shares(facts: list[int | None], stems: frozenset[str], words: tuple[frozenset[str], ...]) -> Floats:
    return np.asarray(
        [number is not None and not stems.isdisjoint(words[number]) for number in facts], dtype=np.float32
    )


def _context(index: Index, question: Question, candidates: Ints, background: Background) -> dict[str, Floats]:
    columns = {name: np.zeros(len(candidates), dtype=np.float32) for name in CONTEXT}
    if not background.facts:
        return columns
    before = index.snapshot.facts[background.facts[0]]
    people = frozenset(background.people or before.who)
    own_words = index.words.weigh(question.own)
    asked = question.asked
    for place, number in enumerate(candidates.tolist()):
        document = index.documents[number]
        columns["own_covered"][place] = index.words.share_covered(own_words, number)
        columns["kept_people"][place] = not people.isdisjoint(document.people)
        columns["kept_topic"][place] = len(set(before.about) & set(document.topics)) / len(before.about)
        if document.fact is None:
            columns["kept_rests"][place] = before.id in document.facts
            columns["kept_record"][place] = document.key in background.records
            continue
        _fact_context(columns, place, document.fact, before, asked)
    return columns


def _fact_context(
    columns: dict[str, Floats], place: int, fact: Fact, before: Fact, asked: frozenset[str]
) -> None:
    same = fact.id == before.id
    days = (fact.when.day - before.when.day).days
    later = float(not same and 0 <= days <= _MONTH)
    columns["kept_record"][place] = same
    columns["kept_detail"][place] = same and bool(asked & _DETAIL)
    columns["kept_answer"][place] = any(
        relation.to == before.id and relation.kind in _BEARING for relation in fact.relations
    )
    columns["kept_cause"][place] = any(
        relation.to == fact.id and relation.kind in _BEARING for relation in before.relations
    )
    columns["kept_later"][place] = later
    columns["kept_after"][place] = later * bool(asked & _AFTER)
