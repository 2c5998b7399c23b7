"""Every record that can answer, in one form: what it says, what it is called, and which questions lead to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.answering.retrieval.own_questions import own_questions, stake_words
from bot.domain.records.briefing import Form
from bot.domain.records.fact import Fact, Kind, Stance
from bot.domain.records.person import PersonType
from bot.domain.records.record import RecordKind, record_key
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Words

# What sort of thing a document is: the kind of record, and of a fact also its own kind and stance.
SORTS = (
    *(str(kind) for kind in RecordKind if kind is not RecordKind.SCREEN),
    *(f"fact {kind}" for kind in Kind),
    *(f"fact is {stance}" for stance in Stance),
    *(f"person {sort}" for sort in PersonType),
)
_SORT = {sort: place for place, sort in enumerate(SORTS)}


@dataclass(frozen=True, slots=True)
class Document:
    """One record as finding sees it.

    `texts`: what it says, by language. `names`: what it is called. `context`: words about it that it does not say itself.
    `people`: whom it is about, the speaker or actor of a fact first. `facts`: those that it rests on, a fact on itself.
    """

    kind: RecordKind
    id: str
    texts: tuple[tuple[str, ...], tuple[str, ...]]  # Dutch, English
    names: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    asks: Words = Words()
    refutes: Words = Words()
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sorts: tuple[int, ...] = ()  # places in `SORTS`
    days: tuple[date, ...] = ()
    fact: Fact | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        return record_key(self.kind, self.id)

    def text(self, lang: Lang) -> str:
        return " ".join(self.texts[0 if lang is Lang.NL else 1])


def documents_of(snapshot: Snapshot) -> tuple[Document, ...]:
    """All that is ranked: facts by date first, then the other records, but for the briefings that are no stories.

    These say what facts say, and are found by the form that is asked for.
    """
    facts = sorted(snapshot.facts.values(), key=lambda fact: (fact.when.sort_key, fact.id))
    apart = {record_key(RecordKind.BRIEFING, slug) for slug in _slugs_apart(snapshot)}
    others = (document for document in _of_others(snapshot) if document.key not in apart)
    return (*(_of_fact(snapshot, fact) for fact in facts), *others)


def collections_of(snapshot: Snapshot) -> tuple[Document, ...]:
    """The briefings that are no stories."""
    return tuple(_of_briefing(snapshot, slug) for slug in _slugs_apart(snapshot))


def _slugs_apart(snapshot: Snapshot) -> Iterable[str]:
    return dict.fromkeys(
        briefing.slug for briefing in snapshot.briefings.values() if briefing.form is not Form.STORY
    )


def document_of(snapshot: Snapshot, key: str) -> Document | None:
    """The document of one record; None where there is none, or it is a known unknown, which answers nothing."""
    kind, _, record_id = key.partition(":")
    if kind == RecordKind.FACT:
        fact = snapshot.facts.get(record_id)
        return None if fact is None else _of_fact(snapshot, fact)
    if kind == RecordKind.UNKNOWN:
        return None
    return next((document for document in _of_others(snapshot) if document.key == key), None)


def _of_fact(snapshot: Snapshot, fact: Fact) -> Document:
    nl, en = [fact.text.nl], [fact.text.en]
    if fact.quote is not None:
        own, other = (nl, en) if fact.quote.lang is Lang.NL else (en, nl)
        own.append(fact.quote.text)
        other.append(fact.quote.rendering)
    channel = (fact.channel.nl, fact.channel.en) if fact.channel else ()
    people = tuple(dict.fromkeys((*fact.who, *fact.said_to)))
    return Document(
        kind=RecordKind.FACT,
        id=fact.id,
        texts=(tuple(nl), tuple(en)),
        context=(*channel, *_names_of(snapshot, people), *_topic_words(snapshot, fact.about)),
        asks=fact.asks,
        refutes=fact.refutes,
        people=people,
        topics=fact.about,
        facts=(fact.id,),
        sorts=(_SORT["fact"], _SORT[f"fact {fact.kind}"], _SORT[f"fact is {fact.stance}"]),
        days=(fact.when.day,),
        fact=fact,
    )


def _of_briefing(snapshot: Snapshot, slug: str) -> Document:
    both = {lang: snapshot.briefings.get((slug, lang)) for lang in Lang}
    written = [briefing for briefing in both.values() if briefing is not None]
    return Document(
        kind=RecordKind.BRIEFING,
        id=slug,
        texts=(
            tuple(f"{each.title}. {each.short}" for each in (both[Lang.NL],) if each),
            tuple(f"{each.title}. {each.short}" for each in (both[Lang.EN],) if each),
        ),
        names=tuple(each.title for each in written),
        context=_topic_words(snapshot, written[0].about),
        asks=written[0].asks,
        topics=written[0].about,
        facts=written[0].facts,
        sorts=(_SORT["briefing"],),
    )


def _of_others(snapshot: Snapshot) -> Iterator[Document]:
    def about(fact_ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(topic for fact_id in fact_ids for topic in snapshot.facts[fact_id].about[:1])
        )

    for person in snapshot.people.values():
        # A name is no question: `asks` of a person are what a reader asks of them.
        yield Document(
            kind=RecordKind.PERSON,
            id=person.id,
            texts=((person.role.nl,), (person.role.en,)),
            names=(*person.names.all(), *person.aliases.all()),
            asks=person.asks,
            people=tuple(filter(None, (person.id, person.affiliation))),
            sorts=(_SORT["person"], _SORT[f"person {person.type}"]),
        )
    for term in snapshot.terms.values():
        yield Document(
            kind=RecordKind.TERM,
            id=term.id,
            texts=((term.text.nl,), (term.text.en,)),
            names=(term.term.nl, term.term.en, *term.aliases.all()),
            asks=term.asks,
            topics=about(term.facts),
            facts=term.facts,
            sorts=(_SORT["term"],),
        )
    for deadline in snapshot.deadlines.values():
        people = tuple(dict.fromkeys((*deadline.set_by, *deadline.binding_on)))
        yield Document(
            kind=RecordKind.DEADLINE,
            id=deadline.id,
            texts=((deadline.title.nl, deadline.text.nl), (deadline.title.en, deadline.text.en)),
            names=(deadline.title.nl, deadline.title.en),
            context=_names_of(snapshot, people),
            asks=deadline.asks,
            people=people,
            topics=about(deadline.facts),
            facts=deadline.facts,
            sorts=(_SORT["deadline"],),
            days=(deadline.due.day,),
        )
    for stake in snapshot.stakes.values():
        holder = snapshot.dossier.holders[stake.holder]
        yield Document(
            kind=RecordKind.STAKE,
            id=stake.id,
            texts=((stake.title.nl, stake.text.nl), (stake.title.en, stake.text.en)),
            names=(stake.title.nl, stake.title.en),
            context=(holder.nl, holder.en, *stake_words()),
            asks=stake.asks,
            people=_named_in(snapshot, (holder.nl, holder.en)),
            topics=about(stake.facts),
            facts=stake.facts,
            sorts=(_SORT["stake"],),
        )
    for conflict in snapshot.conflicts.values():
        held = [*conflict.facts, *(fact for version in conflict.versions for fact in version.facts)]
        rests_on = tuple(dict.fromkeys(held))
        people = conflict.people or tuple(
            dict.fromkeys(person for fact in rests_on for person in snapshot.facts[fact].who[:1])
        )
        yield Document(
            kind=RecordKind.CONFLICT,
            id=conflict.id,
            texts=(
                (conflict.subject.nl, *(version.text.nl for version in conflict.versions)),
                (conflict.subject.en, *(version.text.en for version in conflict.versions)),
            ),
            names=(conflict.subject.nl, conflict.subject.en),
            context=_topic_words(snapshot, about(rests_on)),
            asks=conflict.asks,
            people=people,
            topics=about(rests_on),
            facts=rests_on,
            sorts=(_SORT["conflict"],),
        )
    yield from (_of_briefing(snapshot, slug) for slug in snapshot.briefing_slugs())
    for status in snapshot.statuses.values():
        said = [status.title, status.question, status.answer, status.periods[-1].text]
        yield Document(
            kind=RecordKind.STATUS,
            id=status.id,
            texts=(
                tuple(text.nl for text in said if text is not None),
                tuple(text.en for text in said if text is not None),
            ),
            names=tuple(filter(None, (status.title.nl, status.title.en, status.law))),
            asks=status.asks,
            people=tuple(filter(None, (status.court,))),
            topics=about(status.facts),
            facts=status.facts,
            sorts=(_SORT["status"],),
        )
    for unknown in snapshot.unknowns.values():
        yield Document(
            kind=RecordKind.UNKNOWN,
            id=unknown.id,
            texts=((unknown.text.nl,), (unknown.text.en,)),
            asks=unknown.asks,
            facts=unknown.facts,
            sorts=(_SORT["unknown"],),
        )
    dossier = snapshot.dossier
    own = own_questions()
    yield Document(
        kind=RecordKind.ABOUT,
        id="dossier",
        texts=((dossier.disclosure.nl,), (dossier.disclosure.en,)),
        asks=own["dossier"] + dossier.asks,
        sorts=(_SORT["about"],),
    )
    yield Document(
        kind=RecordKind.ABOUT,
        id="bot",
        texts=((), ()),
        asks=own["bot"] + dossier.asks_of_bot,
        sorts=(_SORT["about"],),
    )


def _named_in(snapshot: Snapshot, texts: Iterable[str]) -> tuple[str, ...]:
    """Organisations whose name or alias stands in a text."""
    said = [f" {text.casefold()} " for text in texts]
    return tuple(
        person.id
        for person in snapshot.people.values()
        if person.type is not PersonType.PERSON
        and any(
            f" {name.casefold()} " in text
            for name in (*person.names.all(), *person.aliases.all())
            for text in said
        )
    )


def _names_of(snapshot: Snapshot, people: Iterable[str]) -> tuple[str, ...]:
    """Each one's names and role; few aliases, for many of them are misspellings."""
    found: list[str] = []
    for person_id in people:
        person = snapshot.people[person_id]
        found += [*person.names.all(), person.role.nl, person.role.en]
    return tuple(dict.fromkeys(found))


def _topic_words(snapshot: Snapshot, topics: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for topic_id in topics:
        topic = snapshot.topics[topic_id]
        found += [topic.name.nl, topic.name.en]
    return tuple(found)
