"""Words that must survive a paraphrase: those that a fact names in `keep`, wherever its quotation is told in our words."""

from collections.abc import Iterator

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import Passage, pair_at, quote_of
from bot.content.lint.reading.resting import Ground, find_stated, words_of
from bot.content.lint.texts.wording import whole_words
from bot.content.schema.models.facts import FactModel


def find(content: Content) -> Iterator[Finding]:
    """The fact's own text, its quotation and our rendering of it, and the paragraphs of others with a sentence that rests on it."""
    keeping = [record for record in content.of("facts") if record.model.keep.nl or record.model.keep.en]
    for record in keeping:
        for passage in pair_at(record, "text") or ():
            yield from _lost(passage, passage.text, 0, record.model)
        for passage in quote_of(record) or ():
            yield from _lost(passage, passage.text, 0, record.model)
    if not keeping:
        return
    names = {record.model.id for record in keeping}
    for stated in find_stated(content, Ground(content), names):
        whole = " ".join(sentence.text for sentence in stated.paragraph)
        for each in stated.facts:
            if each.fact.id in names:
                yield from _lost(stated.passage, whole, stated.sentence.at, each.fact)


def _lost(passage: Passage, text: str, at: int, fact: FactModel) -> Iterator[Finding]:
    for kept in getattr(fact.keep, passage.lang.value):
        pattern = whole_words(part.strip() for part in kept.split(" / "))
        if pattern and not pattern.search(text) and _tells_quotation(text, fact, passage, kept):
            message = f"{kept!r} is lost here, a word of {fact.id!r} that a paraphrase keeps (keep)"
            yield Finding("lost-word", passage.record, passage.problem(message, at))


def _tells_quotation(text: str, fact: FactModel, passage: Passage, kept: str) -> bool:
    """Whether a text has another word of the fact's quotation; of a fact without one, always."""
    if fact.quote is None:
        return True
    quoted = fact.quote.text if fact.quote.lang == passage.lang.value else fact.quote.rendering
    return bool((words_of(quoted) - words_of(kept)) & words_of(text))
