"""What speaks for each candidate: a column a signal, by name; a row a candidate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from bot.answering.ranking.background import Background
from bot.answering.ranking.learned import Learned
from bot.answering.retrieval.asks import best_of_class
from bot.answering.retrieval.documents import SORTS
from bot.answering.retrieval.index import REPLIES, Index
from bot.answering.retrieval.vectors import Floats, Ints
from bot.answering.understanding.cues.asked import ASKED, OPENERS
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.features import content_stems, features_of, features_with_kept
from bot.answering.understanding.question import Question
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.records.fact import Fact, RelationKind
from bot.domain.records.record import RecordKind

# Of a document's own words: there for every document.
TEXT = (
    "text",  # cosine of words, pairs and letters
    "bm25",  # with names and topics
    "text_covered",  # the part of the question's weight whose words the text has
    "lexicon",  # how likely readers put it in these words
    "meaning_text",  # of the encoder: the nearer of its texts, in the learned space
)
# Of the questions that lead to it.
ASKS = (
    "words_class",  # classifier over words
    "nearest",  # cosine with the most alike question
    "nearest_three",  # mean of the three most alike
    "covered",  # as text_covered, with the questions' words
    "meaning_class",  # classifier over the learned space
    "meaning_nearest",
    "meaning_three",
)
COUNTS = (
    "asks_none",
    "asks_few",
    "asks_some",
    "asks_many",
)  # how many questions it has: 0, to 4, to 12, more
_STEPS = (0, 4, 12)
NAMED = (
    "named",  # it is a record of that name
    "named_alone",  # … and the question says little else
    "title_covered",  # the part of the question's weight that is in its name
    "title_whole",  # the part of its name that is in the question
)
PEOPLE = (
    "speaker",  # the first of its people is named
    "party",  # another of its people is
    "others",  # someone is named with whom it has nothing to do
    "speaks_for",  # the speaker belongs to an organisation that is named
    "nobody_named",  # a statement, and the question names nobody
    "said_by_speaker",  # asked is what someone said, and the speaker is the one named
    "said_by_another",  # … and the speaker is none of those named
    "why_of_speaker",  # asked are reasons, and the speaker is named, or speaks for who is
    "group",  # someone of a role that is asked for ("which senators")
)
FACTS = (
    "amount_number",  # asked is how much, and there is a number
    "react_answer",  # asked is a reaction, and it answers another
    "date_match",
    "date_miss",
    "channel",
    "publisher",
    "topic",
    "central",  # how many others bear on it
    "fresh",  # how near to the moment of asking, or to the last that we know
    "fresh_state",  # … where asked is how things stand
    "fresh_then",  # … where the moment of asking is in the midst of the events
    "pending",  # it is about a deadline that is yet to come
    "pending_when",  # … where asked is when, or how long
    "over",  # it described a state that has ended since, or something newer stands in its place
    "over_now",  # … where asked is how things stand
)
CONTEXT = (
    "kept_record",  # follow-up: what the question before it was about
    "kept_detail",  # … where asked is only when, how much or by whom
    "kept_answer",  # answers or denies what the question before it was about, or comes of it
    "kept_cause",  # is what that answered
    "kept_topic",
    "kept_people",
    "kept_later",  # happened within a month after it
    "kept_after",  # … where asked is what came of it or what others said to it
    "own_covered",  # the part of the follow-up's own words that it has
    "kept_rests",  # another record that rests on the same facts
)
REST = ("rest_covered", "unknown_bare", "unknown_rest")
PLAIN = (
    *TEXT,
    *ASKS,
    *(f"{name}_gap" for name in (*TEXT, *ASKS)),
    *(f"{name}_alone" for name in TEXT),  # where the document has no questions
    *COUNTS,
    *NAMED,
    *PEOPLE,
    *FACTS,
    *CONTEXT,
    *REST,
)
ASKED_NAMES = ("always", *ASKED, *OPENERS, "nothing")
CROSSED = tuple(f"{asked}: {sort}" for asked in ASKED_NAMES for sort in SORTS)
NAMES = (*PLAIN, *CROSSED)
# What the hidden layer sees: each signal, what sort of thing a candidate is, and what is asked.
DENSE = (*PLAIN, *SORTS, *(f"asked {name}" for name in ASKED_NAMES))
PLACE = {name: place for place, name in enumerate(NAMES)}
CANDIDATES = 36
_MONTH = 30  # days
_BEARING = (*REPLIES, RelationKind.OUTCOME_OF, RelationKind.SUPERSEDES)
_DETAIL = frozenset({"when", "amount", "who", "source"})
_AFTER = frozenset({"react", "outcome", "consequence", "state", "said"})


@dataclass(frozen=True, slots=True)
class Scores:
    """Similarities of one question with every document, by name, and what they were made from."""

    by_name: Mapping[str, Floats]
    similar: Floats  # per example question: its cosine with this one
    weighed: dict[str, float]  # the question's words with their weights
    share_known: float
    share_unknown: float  # of that weight: on words that no record has
    vector: Floats | None  # of the encoder, in the space of the questions; None: it was not asked


def score_documents(index: Index, learned: Learned, question: Question, vector: Floats | None) -> Scores:
    """What can be said of all documents at once. `vector`: of the encoder, where it is to be asked."""
    features = (
        features_with_kept(question.own, question.kept, question.people)
        if question.kept
        else features_of(question.own, question.people)
    )
    similar = index.asks.rows.similarity(index.asks.vectoriser.vector(features))
    nearest, three = best_of_class(index.asks.classes, index.count, similar)
    weighed = index.words.weigh(question.tokens)
    stems = _stems(index, question)
    nothing = np.zeros(index.count, dtype=np.float32)
    found = {
        "text": index.text_rows.similarity(index.text_vectoriser.vector(features)),
        "bm25": index.bm25.scores(stems),
        "words_class": learned.guess(features),
        "lexicon": learned.words(stems) if learned.words else nothing,
        "nearest": nearest,
        "nearest_three": three,
        "meaning_text": nothing,
        "meaning_class": nothing,
    }
    point = None
    if vector is not None and learned.sense is not None:
        point = learned.sense.place(vector)
        found["meaning_text"] = learned.sense.like_texts(point)
        found["meaning_class"] = learned.sense.like_classes(point)
    return Scores(
        found,
        similar,
        weighed,
        index.asks.vectoriser.share_known(features),
        index.words.share_unknown(weighed),
        point,
    )


def choose_candidates(
    index: Index, question: Question, scores: Scores, allowed: Floats, background: Background
) -> Ints:
    """Documents worth a closer look: the best by each similarity, of those named, and what a follow-up leans on."""
    chosen: dict[int, None] = {}
    named = scores.by_name
    wanted = [("words_class", 10), ("nearest", 6), ("bm25", 8), ("text", 4), ("lexicon", 6)]
    if scores.vector is not None:
        wanted += [("meaning_class", 10), ("meaning_text", 6)]
    for name, count in wanted:
        masked = np.where(allowed > 0, named[name], -1e9)
        count = min(count, len(masked))
        best = np.argpartition(-masked, count - 1)[:count] if count else ()
        chosen.update(dict.fromkeys(int(number) for number in best))
    for person in (*question.people[:2], *sorted(index.group_of(question.tokens))):
        spoken = index.spoken_by.get(person)
        if spoken is not None:
            worth = named["nearest"][spoken] + named["bm25"][spoken] + named["meaning_text"][spoken]
            count = 4 if person in question.people else 2
            chosen.update(dict.fromkeys(spoken[np.argsort(-worth, kind="stable")[:count]].tolist()))
    for person in question.people[:3]:
        chosen[index.position[f"person:{person}"]] = None
    if question.people and "to_bot" not in question.asked:
        # Who names somebody and does not speak to the bot is not asking about the bot.
        for number in [each for each in chosen if index.documents[each].kind is RecordKind.ABOUT]:
            del chosen[number]
    for fact_id in background.facts[:2]:
        number = index.position[f"fact:{fact_id}"]
        chosen[number] = None
        related = [other.id for _, other in index.snapshot.related_to.get(fact_id, ())]
        related += [relation.to for relation in index.snapshot.facts[fact_id].relations]
        chosen.update(dict.fromkeys(index.position[f"fact:{other}"] for other in related))
    return np.asarray([number for number in chosen if allowed[number] > 0], dtype=np.int32)


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


def dense(rows: Floats) -> Floats:
    """The columns of `DENSE`, of rows in the order of `NAMES`."""
    crossed = rows[:, len(PLAIN) :].reshape(len(rows), len(ASKED_NAMES), len(SORTS))
    return np.concatenate([rows[:, : len(PLAIN)], crossed[:, 0], crossed.max(axis=2)], axis=1)


def _stems(index: Index, question: Question) -> dict[str, float]:
    """The stems that carry meaning, misspelt ones put right, and how much each counts."""
    own = dict.fromkeys(index.words.weigh(question.own), 1.0)
    for root in index.words.weigh(question.kept):
        own.setdefault(root, 0.5)
    for person in question.people:
        # "de minister" says as much as the name that the texts have.
        for name in index.snapshot.people[person].names[question.lang][:1]:
            for root in content_stems(tokenise(fold(name))):
                own.setdefault(root, 0.6)
    return own


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
