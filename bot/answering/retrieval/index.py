"""Everything that finding needs, built once from a snapshot and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from bot.answering.retrieval.asks import Asks, index_asks, read_ask
from bot.answering.retrieval.bm25 import Bm25
from bot.answering.retrieval.documents import Document, collections_of, documents_of
from bot.answering.retrieval.traits import Traits, traits_of
from bot.answering.retrieval.vectors import Counted, Ints, Rows, Vector, Vectoriser
from bot.answering.retrieval.words import Words
from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.features import content_stems, features_of
from bot.answering.understanding.mentions import Names, names_of_people, names_of_topics
from bot.answering.understanding.text import fold, stem, tokenise
from bot.background import collector_at_rest
from bot.domain.records.fact import Fact
from bot.domain.records.person import PersonType
from bot.domain.snapshot import Snapshot

MANY_FACTS = 5_000  # beyond this, facts are found by words and names alone: n-grams would fill the memory
MOST_STALE = 1.5  # numbers of features, to a feature of a text: then they are given anew
FEW_NEW = 0.02  # the part of many facts that may be new before what words weigh is reckoned anew at once


@dataclass(frozen=True, eq=False)
class Index:
    """All documents of one snapshot, and what of them can be looked up."""

    snapshot: Snapshot
    documents: tuple[Document, ...]
    position: dict[str, int]  # by key
    fact_count: int  # facts come first
    people: Names
    topics: Names
    asks: Asks
    text_counts: Counted | None  # None: there are too many to keep them
    text_vectoriser: Vectoriser
    text_vectors: tuple[Vector, ...]
    text_rows: Rows
    bm25: Bm25
    words: Words  # in texts and questions
    text_words: Words  # in texts alone
    name_words: tuple[frozenset[str], ...]  # stems of what a document is called
    publishers: tuple[frozenset[str], ...]  # stems of the publishers, by fact
    channels: tuple[frozenset[str], ...]  # stems of the channel, by fact
    traits: Traits
    spoken_by: dict[str, Ints]  # facts by the person who speaks or acts first in them
    deadline: date | None  # the first that was set to the minute: what "the deadline" means
    collections: tuple[Document, ...]  # lists, comparisons and the story in plain words: not ranked
    groups: dict[str, frozenset[str]]  # stem of a role that several people have ("senator"): their ids

    @property
    def count(self) -> int:
        return len(self.documents)

    def name_sets(self, number: int) -> tuple[frozenset[str], ...]:
        """The stems of each name of a document by itself."""
        return _name_sets(self.documents[number].names)

    def fact(self, number: int) -> Fact | None:
        """The fact that a document is, if it is one."""
        return self.documents[number].fact

    def group_of(self, tokens: Sequence[str]) -> frozenset[str]:
        """The people of a role that the words name ("senators"): their ids."""
        return frozenset(person for token in tokens for person in self.groups.get(stem(token), ()))

    def stems_of(self, number: int) -> tuple[str, ...]:
        """The stems of a document's texts, names and context, each once."""
        return stems_of(self.documents[number])


@collector_at_rest()
def build_index(snapshot: Snapshot, before: Index | None = None) -> Index:
    """The index of `snapshot`; what an edit left as it was is taken from the index `before` it."""
    documents = documents_of(snapshot)
    many = len(documents) > MANY_FACTS
    vocabulary = {token for document in documents for ask in document.asks.all() for token in read_ask(ask)}
    people, topics = names_of_people(snapshot, vocabulary), names_of_topics(snapshot)
    same_people = before is not None and before.snapshot.people == snapshot.people
    text_counts, text_vectoriser, text_vectors = _vectors_of_texts(documents, before, many=many)
    facts = [document.fact for document in documents if document.fact is not None]
    return Index(
        snapshot=snapshot,
        documents=documents,
        position={document.key: number for number, document in enumerate(documents)},
        fact_count=len(facts),
        people=people,
        topics=topics,
        asks=index_asks(documents, people, before.asks if before else None, same_people),
        text_counts=text_counts,
        text_vectoriser=text_vectoriser,
        text_vectors=text_vectors,
        text_rows=Rows(text_vectors, text_vectoriser.size),
        bm25=Bm25(_stem_list(document) for document in documents),
        words=Words(
            [(*_said(document), *document.asks.all(), *document.refutes.all()) for document in documents]
        ),
        text_words=Words([_said(document) for document in documents]),
        name_words=tuple(
            _content_stems(document.names) if document.names else frozenset() for document in documents
        ),
        publishers=tuple(
            _content_stems(tuple(snapshot.sources[citation.source].publisher for citation in fact.citations))
            for fact in facts
        ),
        channels=tuple(
            _content_stems((fact.channel.nl, fact.channel.en) if fact.channel else ()) for fact in facts
        ),
        traits=traits_of(snapshot, documents),
        spoken_by=_spoken_by(facts),
        deadline=min((each.due.day for each in snapshot.deadlines.values() if each.due.at), default=None),
        collections=collections_of(snapshot),
        groups=_groups(snapshot),
    )


@lru_cache(maxsize=8_192)
def _stems_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(stem_ for text in texts for stem_ in content_stems(tokenise_long(text)))


def stems_of(document: Document) -> tuple[str, ...]:
    """The stems of a document's texts, names and context, each once."""
    return tuple(dict.fromkeys(_stem_list(document)))


def _stem_list(document: Document) -> tuple[str, ...]:
    return _stems_of(_said(document))


def _said(document: Document) -> tuple[str, ...]:
    return (*document.texts[0], *document.texts[1], *document.names, *document.context)


def _vectors_of_texts(
    documents: Sequence[Document], before: Index | None, *, many: bool
) -> tuple[Counted | None, Vectoriser, tuple[Vector, ...]]:
    """How the texts become vectors, and these; what an edit left as it was is not read again.

    Of many facts only those that changed are made anew, with what words weighed before; a start reckons all of it.
    """
    if not many:
        counted = _count(documents, before.text_counts if before else None)
        vectoriser, vectors = Vectoriser.of_counted(counted)
        return counted, vectoriser, tuple(vectors)
    if before is not None:
        old = dict(zip((each.key for each in before.documents), before.documents, strict=True))
        place = before.position
        kept = {
            each.key: before.text_vectors[place[each.key]]
            for each in documents
            if each.key in old and _said(old[each.key]) == _said(each)
        }
        if len(documents) - len(kept) <= len(documents) * FEW_NEW:
            same = before.text_vectoriser
            return (
                None,
                same,
                tuple(
                    kept[each.key] if each.key in kept else same.vector(_text_features(each, many=True))
                    for each in documents
                ),
            )
    vectoriser, vectors = Vectoriser.and_vectors(
        _text_features(document, many=True) for document in documents
    )
    return None, vectoriser, tuple(vectors)


def _count(documents: Sequence[Document], before: Counted | None) -> Counted:
    if before is not None and len(before.number) > MOST_STALE * before.used:
        before = None
    counted = Counted(before.number if before else None)
    for document in documents:
        key = (document.key, _own_text(document), document.people[:2])
        known = before.texts.get(key) if before else None
        if known is None:
            counted.add(key, _text_features(document, many=False))
        else:
            counted.texts[key] = known
    return counted


def _text_features(document: Document, *, many: bool) -> dict[str, float]:
    """Of a document's own text; where there are `many`, by words that carry meaning alone."""
    tokens = tokenise_long(_own_text(document))
    if many:
        content = [token for token in tokens if not is_function_word(token)]
        return features_of(content, document.people[:2], words_only=True)
    return features_of(tokens, document.people[:2])


def _own_text(document: Document) -> str:
    return " ".join((*document.texts[0], *document.texts[1], *document.names[:6]))


def _spoken_by(facts: Sequence[Fact]) -> dict[str, Ints]:
    found: dict[str, list[int]] = {}
    for number, fact in enumerate(facts):
        found.setdefault(fact.who[0], []).append(number)
    return {person: np.asarray(numbers, dtype=np.int32) for person, numbers in found.items()}


def _groups(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """Roles by a word of theirs ("senators", "judges") that at least two and at most a dozen people share.

    Whom they work for is no role: the word may not be a name.
    """
    people: dict[str, set[str]] = {}
    names = {
        token
        for person in snapshot.people.values()
        for name in person.names.all()
        for token in tokenise(fold(name))
    }
    for person in snapshot.people.values():
        if person.type is PersonType.PERSON:
            for token in tokenise(fold(f"{person.role.nl} {person.role.en}")):
                if len(token) > 4 and token not in names and not is_function_word(token):
                    # Dutch plurals are not always stemmed to their singular (senator, senatoren).
                    for root in {stem(token), stem(f"{token}en")}:
                        people.setdefault(root, set()).add(person.id)
    return {root: frozenset(ids) for root, ids in people.items() if 2 <= len(ids) <= 12}


@lru_cache(maxsize=8_192)
def tokenise_long(text: str) -> tuple[str, ...]:
    """Tokens of a text longer than a question."""
    tokens: list[str] = []
    for sentence in text.split(". "):
        tokens.extend(tokenise(fold(sentence)))
    return tuple(tokens)


@lru_cache(maxsize=2_048)
def _name_sets(names: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    found = (frozenset(content_stems(tokenise(fold(name)))) for name in names)
    return tuple(each for each in found if each)


@lru_cache(maxsize=8_192)
def _content_stems(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        stem(token)
        for text in texts
        for token in tokenise(fold(text))
        if not is_function_word(token) and len(token) > 1
    )
