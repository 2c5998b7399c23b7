"""What the documents are like, as arrays: by whom, about what, of which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.answering.retrieval.documents import SORTS, Document
from bot.answering.retrieval.vectors import Floats, Ints
from bot.domain.records.fact import Fact, Kind, RelationKind
from bot.domain.records.record import RecordKind
from bot.domain.snapshot import Snapshot

REPLIES = (RelationKind.ANSWERS, RelationKind.DENIES)


@dataclass(frozen=True, eq=False)
class Traits:
    """What the documents are like, a row or an entry each, as arrays."""

    people: tuple[str, ...]  # the columns of `parties`
    speaker: Ints  # column of the first of its people; -1: nobody
    speaks_for: Ints  # column of the organisation that the speaker belongs to; -1: none
    parties: NDArray[np.bool_]  # documents × people
    topics: NDArray[np.bool_]  # documents × topics
    topic_ids: tuple[str, ...]
    sorts: Floats  # documents × SORTS
    day: Ints  # ordinal; 0: none
    numeric: NDArray[np.bool_]  # is about a number, or has one in its text
    replies: NDArray[np.bool_]  # answers or denies another
    central: Floats  # how many others bear on it, 0 to 1
    until: Ints  # ordinal of the last day on which a fact describes the state, or nothing newer is known; 0: always
    due: Ints  # ordinal of the last day of the deadline that it is about; 0: none

    @cached_property
    def column(self) -> Mapping[str, int]:
        return {person: place for place, person in enumerate(self.people)}


def traits_of(snapshot: Snapshot, documents: Sequence[Document]) -> Traits:
    """What each of the documents is like, in their order."""
    people = tuple(snapshot.people)
    column = {person: place for place, person in enumerate(people)}
    topics = tuple(snapshot.topics)
    topic_column = {topic: place for place, topic in enumerate(topics)}
    count = len(documents)
    speaker = np.full(count, -1, dtype=np.int32)
    speaks_for = np.full(count, -1, dtype=np.int32)
    parties = np.zeros((count, len(people)), dtype=np.bool_)
    about = np.zeros((count, len(topics)), dtype=np.bool_)
    sorts = np.zeros((count, len(SORTS)), dtype=np.float32)
    day = np.zeros(count, dtype=np.int32)
    numeric = np.zeros(count, dtype=np.bool_)
    replies = np.zeros(count, dtype=np.bool_)
    central = np.zeros(count, dtype=np.float32)
    due = np.zeros(count, dtype=np.int32)
    until = np.zeros(count, dtype=np.int32)
    ends = {
        fact_id: deadline.due.day.toordinal()
        for deadline in snapshot.deadlines.values()
        for fact_id in deadline.facts
    }
    for number, document in enumerate(documents):
        if document.people:
            first = document.people[0]
            speaker[number] = column[first]
            organisation = snapshot.people[first].affiliation
            if organisation is not None:
                speaks_for[number] = column[organisation]
        parties[number, [column[person] for person in document.people]] = True
        about[number, [topic_column[topic] for topic in document.topics]] = True
        sorts[number, list(document.sorts)] = 1.0
        if document.days:
            day[number] = document.days[0].toordinal()
        fact = document.fact
        if fact is not None:
            numeric[number] = fact.kind is Kind.NUMBER or any(each.isdigit() for each in fact.text.en)
            replies[number] = any(relation.kind in REPLIES for relation in fact.relations)
            central[number] = min(len(snapshot.related_to.get(fact.id, ())), 5) / 5
            due[number] = ends.get(fact.id, 0)
            until[number] = _last_day(snapshot, fact)
        elif document.kind is RecordKind.DEADLINE:
            due[number] = day[number]
    return Traits(
        people=people,
        speaker=speaker,
        speaks_for=speaks_for,
        parties=parties,
        topics=about,
        topic_ids=topics,
        sorts=sorts,
        day=day,
        numeric=numeric,
        replies=replies,
        central=central,
        until=until,
        due=due,
    )


def _last_day(snapshot: Snapshot, fact: Fact) -> int:
    newer = [
        other.when.day.toordinal() - 1
        for kind, other in snapshot.related_to.get(fact.id, ())
        if kind is RelationKind.SUPERSEDES
    ]
    return min([*newer, *([fact.until.toordinal()] if fact.until else [])], default=0)
