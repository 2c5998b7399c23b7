"""Which facts a sentence rests on, by the words that they share, and how firm those facts are. Conservative: better none."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from bot.content.lint.reading.finding import Content
from bot.content.lint.reading.passages import Passage, briefing_pairs, pair_at, pairs_of_briefing, prose_of
from bot.content.lint.reading.sentences import Sentence, find_sentences
from bot.content.schema.models.facts import FactModel
from bot.domain.text import Lang

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:[-+*]|\d+\.) )")
_HEADING = re.compile(r"^#+ [^\n]*$", re.MULTILINE)
_STEM = 6  # letters in which two forms of one word agree
_COVERED = 0.55  # of a sentence's words, by weight: then it rests on a fact that has them
_NEARLY = 0.85  # of the best: other facts that have nearly as many of its words bear it too
_SHARED = 4  # words at least
_RELAYED = frozenset({"secondary", "copy"})


_EMPTY = frozenset([
    "het", "een", "van", "die", "dat", "deze", "dit", "der", "den", "des", "zijn", "haar", "hun", "was",
    "waren", "werd", "werden", "wordt", "worden", "heeft", "had", "hadden", "hebben", "met", "voor",
    "door", "bij", "naar", "uit", "over", "onder", "tegen", "aan", "als", "dan", "maar", "ook", "nog",
    "niet", "geen", "wel", "zei", "zeggen", "schreef", "meldde", "volgens", "toen", "daar", "hier",
    "zich", "zelf", "zou", "zouden", "kan", "kunnen", "moet", "moeten", "wil", "wilde", "nadat",
    "omdat", "tot", "toe", "wat", "wie", "welke", "waar", "the", "and", "that", "this", "these",
    "those", "its", "his", "her", "their", "were", "been", "has", "have", "with", "for", "from", "into",
    "onto", "under", "against", "not", "but", "also", "said", "says", "wrote", "told", "reported",
    "according", "than", "then", "there", "here", "itself", "who", "whom", "whose", "which", "what",
    "when", "would", "could", "can", "may", "must", "will", "are", "did", "does", "because", "after",
    "before", "until", "about", "hoeveel", "hoe", "waarom", "how", "much", "many", "why",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Firmness:
    """How firm a fact is. `is_relayed`: seen only as others relay or reproduce it."""

    fact: FactModel
    is_sure: bool
    is_relayed: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence that rests on facts: with them, its paragraph, and all that stands under the same heading.

    `rests_on`: the ids of all facts that the whole text names.
    """

    passage: Passage
    sentence: Sentence
    paragraph: Sequence[Sentence]
    section: str
    facts: Sequence[Firmness]
    rests_on: Sequence[str]


class Ground:
    """The facts of the dossier and the weight of each word in them: the rarer, the more it tells."""

    def __init__(self, content: Content) -> None:
        access = {record.model.id: record.model.access for record in content.of("sources")}
        self.facts: Mapping[str, Firmness] = {
            record.model.id: _firmness(record.model, access) for record in content.of("facts")
        }
        self._weights = {lang: self._weigh(lang) for lang in Lang}

    def _weigh(self, lang: Lang) -> Mapping[str, float]:
        counted: Counter[str] = Counter()
        for each in self.facts.values():
            counted.update(words_of_fact(each.fact, lang))
        total = len(self.facts) + 1
        return {word: math.log(total / count) for word, count in counted.items()}

    def weigh(self, words: frozenset[str], lang: Lang) -> float:
        """The weight of words; one that no fact has weighs as much as the rarest."""
        weights, rarest = self._weights[lang], math.log(len(self.facts) + 1)
        return sum(weights.get(word, rarest) for word in words)

    def find(self, text: str, lang: Lang, among: Sequence[Firmness]) -> Sequence[Firmness]:
        """The facts that nearly all of the text's words lead to; none where it says more than they do."""
        words = words_of(text)
        whole = self.weigh(words, lang)
        scored = []
        for each in among:
            shared = words & words_of_fact(each.fact, lang)
            if len(shared) >= _SHARED:
                scored.append((self.weigh(shared, lang) / whole, each))
        best = max((score for score, _ in scored), default=0.0)
        return [each for score, each in scored if best >= _COVERED and score >= _NEARLY * best]


def find_stated(content: Content, ground: Ground, only: Set[str] = frozenset()) -> Iterator[Stated]:
    """Every sentence of briefings, updates and other texts that name the facts they rest on; or name one of `only`."""
    for passage, names in _resting(content):
        if only and only.isdisjoint(names):
            continue
        among = [ground.facts[name] for name in names if name in ground.facts]
        for section, paragraph in _paragraphs(prose_of(passage), passage.text):
            for sentence in paragraph:
                facts = ground.find(sentence.text, passage.lang, among)
                if facts:
                    yield Stated(passage, sentence, paragraph, section, facts, names)


def _resting(content: Content) -> Iterator[tuple[Passage, Sequence[str]]]:
    for kind in ("update", "deadlines", "stakes", "glossary"):
        for record in content.of(kind):
            for passage in pair_at(record, "text") or ():
                yield passage, record.model.facts
    for record in content.of("deadlines"):
        for passage in (pair_at(record, "outcome", "text") or ()) if record.model.outcome else ():
            yield passage, record.model.outcome.facts
    for record in content.of("status"):
        for number, period in enumerate(record.model.periods):
            for passage in pair_at(record, "periods", number, "text") or ():
                yield passage, period.facts
    for record in content.of("conflicts"):
        for number, version in enumerate(record.model.versions):
            for passage in pair_at(record, "versions", number, "text") or ():
                yield passage, version.facts
    for versions in briefing_pairs(content.records):
        _, *short, body = pairs_of_briefing(versions[Lang.NL], versions[Lang.EN])
        for pair in (*short, body):
            for passage in pair:
                yield passage, passage.record.model.facts


def _firmness(fact: FactModel, access: Mapping[str, str]) -> Firmness:
    cited = frozenset(access[each.id] for each in fact.sources if each.id in access)
    seen: Set[str] = frozenset(fact.basis) if fact.basis else cited
    return Firmness(fact, fact.confidence == "high", bool(seen) and seen <= _RELAYED)


@lru_cache(maxsize=1 << 13)
def _paragraphs(prose: str, text: str) -> tuple[tuple[str, tuple[Sentence, ...]], ...]:
    """The section and the sentences of each paragraph of `prose`; an item of a list, by its sign in `text`, is one."""
    found = []
    for begin, end in _pieces(_HEADING, text, 0, len(text)):
        for start, stop in _pieces(_BREAK, text, begin, end):
            sentences = find_sentences(prose[start:stop])
            found.append(
                (prose[begin:end], tuple(Sentence(each.text, each.at + start) for each in sentences))
            )
    return tuple(found)


def _pieces(gap: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in gap.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


@lru_cache(maxsize=1 << 15)
def words_of(text: str) -> frozenset[str]:
    """The telling words of a text, by their stems."""
    return frozenset(
        word[:_STEM]
        for word in _WORD.findall(text.casefold())
        if (len(word) > 2 or word.isdigit()) and word not in _EMPTY
    )


def words_of_fact(fact: FactModel, lang: Lang) -> frozenset[str]:
    """Those of its text and quotation."""
    quote = ""
    if fact.quote:
        quote = fact.quote.text if fact.quote.lang == lang.value else fact.quote.rendering
    return words_of(f"{getattr(fact.text, lang.value)} {quote}")
