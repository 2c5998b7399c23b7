"""Who is named in a question: by name, alias or role, misspelt or not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.answering.understanding.cues.words import is_function_word
from bot.answering.understanding.text import fold, tokenise
from bot.domain.snapshot import Snapshot
from bot.domain.topic_groups import groups_of

SHORTEST_FUZZY = 5  # letters; shorter words are a step away from too many others
NEAR = 82  # rapidfuzz ratio, of 100
MOST_REMEMBERED = 4_096  # unknown words of which the nearest name is kept


@dataclass(frozen=True, slots=True)
class _Alias:
    tokens: tuple[str, ...]
    ids: tuple[str, ...]


class Names:
    """Finds known names in tokens; the longest alias wins, and a name may stand for several people."""

    def __init__(self, names: Mapping[str, Iterable[str]], vocabulary: Iterable[str] = ()) -> None:
        """`names`: id to its names and aliases. `vocabulary`: words that are no misspelt names."""
        by_tokens: dict[tuple[str, ...], list[str]] = {}
        for record_id, aliases in names.items():
            for alias in aliases:
                tokens = tuple(token for token in tokenise(fold(alias)) if token not in _ARTICLES)
                if tokens and not (len(tokens) == 1 and is_function_word(tokens[0])):
                    ids = by_tokens.setdefault(tokens, [])
                    if record_id not in ids:
                        ids.append(record_id)
        self._by_first: dict[str, list[_Alias]] = {}
        for tokens, ids in by_tokens.items():
            self._by_first.setdefault(tokens[0], []).append(_Alias(tokens, tuple(ids)))
        for aliases_of_first in self._by_first.values():
            aliases_of_first.sort(key=lambda alias: -len(alias.tokens))
        self._ids_of_word = {tokens[0]: tuple(ids) for tokens, ids in by_tokens.items() if len(tokens) == 1}
        self._vocabulary = frozenset(vocabulary)
        self._fuzzy = sorted(word for word in self._ids_of_word if len(word) >= SHORTEST_FUZZY)
        self._nearest: dict[str, tuple[str, ...]] = {}

    def find(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """The ids named, in the order in which they are named."""
        return self.split(tokens)[0]

    def split(self, tokens: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ids named, in the order in which they are named, and the words, articles apart, that name nobody."""
        found: list[str] = []
        rest: list[str] = []
        words = [token for token in tokens if token not in _ARTICLES]
        position = 0
        while position < len(words):
            alias = self._match(words, position)
            if alias is not None:
                found.extend(alias.ids)
                position += len(alias.tokens)
                continue
            near = self._near(words[position])
            found.extend(near)
            if not near:
                rest.append(words[position])
            position += 1
        return tuple(dict.fromkeys(found)), tuple(rest)

    def _match(self, words: Sequence[str], position: int) -> _Alias | None:
        first = words[position]
        for key in (first, first[:-1] if len(first) > 4 and first.endswith("s") else first):
            for alias in self._by_first.get(key, ()):
                wanted = alias.tokens
                got = tuple(words[position : position + len(wanted)])
                # A genitive "s" may end the name: hegseths, Amodei's.
                if got == wanted or (got and (*got[:-1], got[-1].removesuffix("s")) == wanted):
                    return alias
        return None

    def _near(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_FUZZY or word in self._vocabulary or is_function_word(word):
            return ()
        found = self._nearest.get(word)
        if found is None:
            if len(self._nearest) >= MOST_REMEMBERED:
                self._nearest.clear()
            found = self._nearest[word] = self._look_near(word)
        return found

    def _look_near(self, word: str) -> tuple[str, ...]:
        best = process.extractOne(word, self._fuzzy, scorer=fuzz.ratio, score_cutoff=NEAR)
        if best is None or best[0][0] != word[0]:
            return ()
        return self._ids_of_word[best[0]]


_ARTICLES = frozenset({"de", "het", "een", "the", "a", "an"})


def names_of_people(snapshot: Snapshot, vocabulary: Iterable[str]) -> Names:
    """Finder of people by every name and alias, and by a surname that only one of them has."""
    names: dict[str, list[str]] = {}
    surnames: dict[str, list[str]] = {}
    for person in snapshot.people.values():
        names[person.id] = [*person.names.all(), *person.aliases.all()]
        if person.type == "person":
            last = tokenise(fold(person.names.nl[0]))[-1:]
            for token in last:
                surnames.setdefault(token, []).append(person.id)
    for token, ids in surnames.items():
        if len(ids) == 1:
            names[ids[0]].append(token)
    return Names(names, vocabulary)


def names_of_topics(snapshot: Snapshot) -> Names:
    """Finder of topics by name and alias; groups are for choosing, and no fact is about one."""
    groups = groups_of(snapshot.topics)
    return Names(
        {
            topic.id: [topic.name.nl, topic.name.en, *topic.aliases.all()]
            for topic in snapshot.topics.values()
            if topic not in groups or topic.id in snapshot.facts_by_topic
        }
    )
