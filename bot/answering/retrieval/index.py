"""Everything that finding needs, built once from a snapshot and never changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from bot.answering.retrieval.sentence_classifier import Encode, Meaning, learn_meaning
from bot.answering.retrieval.vectors import Ints, Rows, Vector, Vectoriser, features_of
from bot.answering.retrieval.word_classifier import Learned, digest_of, learn
from bot.answering.retrieval.words import Words
from bot.answering.understanding.cues import is_function_word, read_tokens
from bot.answering.understanding.mentions import Names, names_of_people, names_of_topics
from bot.answering.understanding.text import fold, stem, tokenise
from bot.domain.fact import Fact, Kind
from bot.domain.person import PersonType
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang

FEW_NEW = 0.02  # the part of the examples that may be new before what words weigh is reckoned anew at once
MANY_FACTS = 5_000  # beyond this, facts are found by words and names alone: n-grams would fill the memory


@dataclass(frozen=True, eq=False)
class Index:
    """Classes are facts first, then known unknowns; examples are the editors' `asks`."""

    snapshot: Snapshot
    facts: tuple[Fact, ...]
    unknown_ids: tuple[str, ...]
    position: dict[str, int]  # class number by fact or unknown id
    people: Names
    topics: Names
    vectoriser: Vectoriser
    examples: tuple[Vector, ...]
    example_classes: Ints
    example_texts: tuple[str, ...]
    assuming: frozenset[int]  # examples that assume what their fact contradicts
    example_rows: Rows
    features: list[dict[str, float]]  # of the examples
    named: dict[tuple[str, ...], tuple[str, ...]]  # whom an example names, by its tokens
    provisional: bool  # examples were added, and are read with the vocabulary from before them
    taught: dict[tuple[str, ...], int]  # class by the tokens of an example that no other class has
    text_vectoriser: Vectoriser
    text_vectors: tuple[Vector, ...]  # by fact
    text_rows: Rows
    publishers: tuple[frozenset[str], ...]  # words of the publishers, by fact
    channels: tuple[frozenset[str], ...]  # words of the channel, by fact
    words: Words  # by class
    numeric: tuple[bool, ...]  # whether a fact is about a number, or has one in its text
    spoken_by: dict[str, Ints]  # classes by the person who speaks or acts first in them
    due: dict[str, date]  # by fact, the last day of the deadline that it is about
    deadline: date | None  # the first that was set to the minute: what "the deadline" means
    groups: dict[str, frozenset[str]]  # stem of a role that several people have ("senator"): their ids

    @property
    def class_count(self) -> int:
        return len(self.facts) + len(self.unknown_ids)

    def group_of(self, tokens: Sequence[str]) -> frozenset[str]:
        """The people of a role that the words name ("senators"): their ids."""
        return frozenset(person for token in tokens for person in self.groups.get(stem(token), ()))

    def find_asked_of(self, question: str) -> tuple[int, ...]:
        """The classes that have the question, in just these words, among their examples."""
        wanted = read_tokens(question)
        pairs = zip(self.example_texts, self.example_classes.tolist(), strict=True)
        return tuple(dict.fromkeys(number for text, number in pairs if _tokens_of_ask(text) == wanted))

    @cached_property
    def digest(self) -> str:
        """Of the examples: what was learned from the same ones has the same."""
        return digest_of(self.examples_by_record)

    @cached_property
    def examples_by_record(self) -> list[tuple[str, str]]:
        """Each example question with the id of the record that it asks for."""
        ids = tuple(self.position)
        return [
            (text, ids[number])
            for text, number in zip(self.example_texts, self.example_classes.tolist(), strict=True)
        ]


def build_index(snapshot: Snapshot, before: Index | None = None) -> Index:
    """The index of `snapshot`; what an edit left as it was is taken from the index `before` it."""
    facts = tuple(sorted(snapshot.facts.values(), key=lambda fact: (fact.when.sort_key, fact.id)))
    unknown_ids = tuple(snapshot.unknowns)
    position = {
        record_id: number for number, record_id in enumerate((*(fact.id for fact in facts), *unknown_ids))
    }

    asked: list[tuple[str, int]] = []
    for fact in facts:
        asked.extend((ask, position[fact.id]) for ask in fact.asks.all())
    asking = len(asked)
    for fact in facts:
        asked.extend((ask, position[fact.id]) for ask in fact.refutes.all())
    assuming = frozenset(range(asking, len(asked)))
    for unknown in snapshot.unknowns.values():
        asked.extend((ask, position[unknown.id]) for ask in unknown.asks.all())
    asked.extend(_asks_of_other_records(snapshot, position))

    token_lists = [_tokens_of_ask(ask) for ask, _ in asked]
    vocabulary = {token for tokens in token_lists for token in tokens}
    people, topics = names_of_people(snapshot, vocabulary), names_of_topics(snapshot)
    # Each word of an example is in the vocabulary, so whom an example names hangs on the people alone.
    known = before.named if before is not None and before.snapshot.people == snapshot.people else {}
    named = {tokens: known[tokens] if tokens in known else people.find(tokens) for tokens in token_lists}
    features = [_features_of_ask(tokens, named[tokens]) for tokens in token_lists]
    vectoriser, examples, provisional = _vectors_of(features, before)
    unchanged = before is not None and before.examples is examples
    example_rows = before.example_rows if before and unchanged else Rows(examples, vectoriser.size)
    classes = np.asarray([number for _, number in asked], dtype=np.int32)

    text_vectoriser, text_vectors = _vectors_of_texts(snapshot, facts, before)
    return Index(
        snapshot=snapshot,
        facts=facts,
        unknown_ids=unknown_ids,
        position=position,
        people=people,
        topics=topics,
        vectoriser=vectoriser,
        examples=examples,
        example_classes=classes,
        example_texts=tuple(ask for ask, _ in asked),
        assuming=assuming,
        example_rows=example_rows,
        features=features,
        named=named,
        provisional=provisional,
        taught=_taught(token_lists, classes.tolist()),
        text_vectoriser=text_vectoriser,
        text_vectors=text_vectors,
        text_rows=Rows(text_vectors, text_vectoriser.size),
        publishers=tuple(
            _content_stems(tuple(snapshot.sources[citation.source].publisher for citation in fact.citations))
            for fact in facts
        ),
        channels=tuple(
            _content_stems((fact.channel.nl, fact.channel.en) if fact.channel else ()) for fact in facts
        ),
        words=Words(
            [_said_of(snapshot, fact) for fact in facts]
            + [
                (*unknown.asks.all(), unknown.text.nl, unknown.text.en)
                for unknown in snapshot.unknowns.values()
            ]
        ),
        numeric=tuple(_has_number(fact) for fact in facts),
        spoken_by=_spoken_by(facts),
        due={
            fact_id: deadline.due.day
            for deadline in snapshot.deadlines.values()
            for fact_id in deadline.facts
        },
        deadline=min((each.due.day for each in snapshot.deadlines.values() if each.due.at), default=None),
        groups=_groups(snapshot),
    )


def learn_from(index: Index) -> Learned:
    """The classifier for the examples of `index`."""
    record_ids = [record_id for _, record_id in index.examples_by_record]
    return learn(index.vectoriser, index.examples, record_ids, index.digest)


def learn_meaning_from(index: Index, encode: Encode) -> Meaning:
    """What the encoder makes of the examples of `index`."""
    pairs = index.examples_by_record
    vectors = encode([text for text, _ in pairs])
    return learn_meaning(vectors, [record_id for _, record_id in pairs], index.digest)


# A save changes few of the thousands of `asks`: the others' features are those of the index before.
_features_of_ask = lru_cache(maxsize=65_536)(features_of)
_tokens_of_ask = lru_cache(maxsize=65_536)(read_tokens)
_features_of_text = lru_cache(maxsize=512)(features_of)  # some 50 kB each


def _vectors_of(
    features: list[dict[str, float]], before: Index | None
) -> tuple[Vectoriser, tuple[Vector, ...], bool]:
    """How the examples become vectors, these vectors, and whether that is provisional.

    A few new examples among thousands hardly change what words weigh: until all is made anew, the others stay as they
    were.
    """
    if before is not None:
        if before.features == features:
            return before.vectoriser, before.examples, before.provisional
        place = {id(each): number for number, each in enumerate(before.features)}
        new = sum(id(each) not in place for each in features)
        if new <= len(features) * FEW_NEW:
            kept = before.vectoriser
            vectors = tuple(
                before.examples[place[id(each)]] if id(each) in place else kept.vector(each)
                for each in features
            )
            return kept, vectors, True
    vectoriser = Vectoriser(features, count=len(features))
    return vectoriser, tuple(vectoriser.vector(each) for each in features), False


def _vectors_of_texts(
    snapshot: Snapshot, facts: Sequence[Fact], before: Index | None
) -> tuple[Vectoriser, tuple[Vector, ...]]:
    """How the facts' own texts become vectors, and these.

    Of many facts only those that changed are made anew, with what words weighed before; a start reckons all of it.
    """
    many = len(facts) > MANY_FACTS

    def texts() -> Iterator[dict[str, float]]:
        # Made twice rather than kept: a hundred thousand of them are half a gigabyte.
        return (_text_features(snapshot, fact, many=many) for fact in facts)

    if many and before is not None and before.snapshot.topics == snapshot.topics:
        old = before.snapshot.facts
        kept = {
            fact.id: vector
            for fact, vector in zip(before.facts, before.text_vectors, strict=True)
            if snapshot.facts.get(fact.id) == old[fact.id]
        }
        if len(facts) - len(kept) <= len(facts) * FEW_NEW:
            same = before.text_vectoriser
            return same, tuple(
                kept[fact.id] if fact.id in kept else same.vector(_text_features(snapshot, fact, many=many))
                for fact in facts
            )
    vectoriser = Vectoriser(texts(), count=len(facts))
    return vectoriser, tuple(vectoriser.vector(text) for text in texts())


def _taught(examples: Sequence[tuple[str, ...]], classes: Sequence[int]) -> dict[tuple[str, ...], int]:
    """What editors have said a question means: the examples that stand with one record only."""
    owners: dict[tuple[str, ...], set[int]] = {}
    for tokens, number in zip(examples, classes, strict=True):
        owners.setdefault(tokens, set()).add(number)
    return {tokens: next(iter(numbers)) for tokens, numbers in owners.items() if len(numbers) == 1}


def _said_of(snapshot: Snapshot, fact: Fact) -> tuple[str, ...]:
    """A fact's own words, and the names of those whom it names."""
    names = [name for person in (*fact.who, *fact.said_to) for name in snapshot.people[person].names.all()]
    channel = [fact.channel.nl, fact.channel.en] if fact.channel else []
    quote = [fact.quote.text, fact.quote.rendering] if fact.quote else []
    return (*fact.asks.all(), *fact.refutes.all(), fact.text.nl, fact.text.en, *names, *channel, *quote)


def _has_number(fact: Fact) -> bool:
    return fact.kind is Kind.NUMBER or any(character.isdigit() for character in fact.text.en)


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


def _asks_of_other_records(snapshot: Snapshot, position: dict[str, int]) -> list[tuple[str, int]]:
    """Deadlines' and stakes' own `asks`, and terms by name: each leads to the best fact that it rests on."""
    found: list[tuple[str, int]] = []
    for deadline in snapshot.deadlines.values():
        found.extend((ask, position[deadline.facts[0]]) for ask in deadline.asks.all())
    for stake in snapshot.stakes.values():
        found.extend((ask, position[stake.facts[0]]) for ask in stake.asks.all())
    for term in snapshot.terms.values():
        names = {term.term.nl, term.term.en, *term.aliases.all()}
        found.extend((name, position[term.facts[0]]) for name in sorted(names))
    return found


def _text_features(snapshot: Snapshot, fact: Fact, *, many: bool) -> dict[str, float]:
    """Of a fact's own text; where there are `many`, by words that carry meaning alone."""
    parts = [fact.text.nl, fact.text.en]
    if fact.quote:
        parts += [fact.quote.text, fact.quote.rendering]
    if fact.channel:
        parts += [fact.channel.nl, fact.channel.en]
    parts += [snapshot.topics[topic].name[lang] for topic in fact.about for lang in Lang]
    text = " ".join(parts)
    if many:
        content = [token for token in _tokenise_long(text) if not is_function_word(token)]
        return features_of(content, fact.who, words_only=True)
    return _features_of_text(_tokenise_long(text), fact.who)


@lru_cache(maxsize=4_096)
def _tokenise_long(text: str) -> tuple[str, ...]:
    """Tokens of a text longer than a question."""
    tokens: list[str] = []
    for sentence in text.split(". "):
        tokens.extend(tokenise(fold(sentence)))
    return tuple(tokens)


@lru_cache(maxsize=4_096)
def _content_stems(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        stem(token)
        for text in texts
        for token in tokenise(fold(text))
        if not is_function_word(token) and len(token) > 1
    )
