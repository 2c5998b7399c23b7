"""Answered: what is called unknown, though a newer fact has nearly all the words of a question about it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.resting import Ground, words_of, words_of_fact
from bot.content.lint.reading.sentences import find_sentences
from bot.content.parsing.parsing import Record
from bot.content.schema.models.facts import FactModel
from bot.domain.text import Lang

_COVERED = 0.75  # of a question's words, by weight
_SHARED = 4  # words at least


def find(content: Content) -> Iterator[Finding]:
    """By the questions that lead to an unknown and its first sentence; each newer fact once."""
    ground = Ground(content)
    apart = {record.model.id: record for record in content.of("asks")}
    telling = {lang: _index(ground, lang) for lang in Lang}
    for record in content.of("unknowns"):
        newest = _newest(record, ground)
        told = set(record.model.facts)
        for lang in Lang:
            for asked in _asked(record, apart.get(f"unknown:{record.model.id}"), lang):
                for fact in _find_telling(asked, lang, ground, telling[lang]):
                    if fact.id in told or fact.date[:10] <= newest:
                        continue
                    told.add(fact.id)
                    message = (
                        f"the fact {fact.id!r} ({fact.date[:10]}) is newer and may answer {asked!r}: "
                        "name it in facts, or say what is still unknown"
                    )
                    problem = record.problem(message, "text", lang.value, severity="warning")
                    yield Finding("answered-unknown", record, problem)


def _find_telling(
    asked: str, lang: Lang, ground: Ground, telling: Mapping[str, Sequence[str]]
) -> Iterator[FactModel]:
    """The facts that have nearly all words of a question."""
    words = words_of(asked)
    if len(words) < _SHARED:
        return
    counted = Counter(name for word in words for name in telling.get(word, ()))
    for name, count in counted.items():
        if count >= _SHARED:
            fact = ground.facts[name].fact
            shared = ground.weigh(words & words_of_fact(fact, lang), lang)
            if shared >= _COVERED * ground.weigh(words, lang):
                yield fact


def _index(ground: Ground, lang: Lang) -> Mapping[str, Sequence[str]]:
    """The facts that have a word."""
    found: dict[str, list[str]] = {}
    for name, each in ground.facts.items():
        for word in () if each.fact.draft else words_of_fact(each.fact, lang):
            found.setdefault(word, []).append(name)
    return found


def _newest(record: Record, ground: Ground) -> str:
    """The day of the youngest fact that an unknown names; nothing, which is older than all, where it names none."""
    return max(
        (ground.facts[name].fact.date[:10] for name in record.model.facts if name in ground.facts), default=""
    )


def _asked(record: Record, apart: Record | None, lang: Lang) -> Iterator[str]:
    yield from (sentence.text for sentence in find_sentences(getattr(record.model.text, lang.value))[:1])
    yield from getattr(record.model.asks, lang.value)
    if apart is not None:
        yield from getattr(apart.model, lang.value)
