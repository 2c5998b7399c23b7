"""Words that must survive a paraphrase: those that a fact names in `keep`, in every text of ours that rests on it."""

from collections.abc import Iterator

from bot.content.lint.finding import Content, Finding
from bot.content.lint.passages import Passage, pair_at
from bot.content.lint.resting import Ground, find_stated
from bot.content.lint.wording import whole_words
from bot.content.models import FactModel


def find(content: Content) -> Iterator[Finding]:
    """The fact's own text, and the sentences of others that tell what it tells."""
    keeping = [record for record in content.of("facts") if record.model.keep.nl or record.model.keep.en]
    for record in keeping:
        for passage in pair_at(record, "text") or ():
            yield from _lost(passage, passage.text, 0, record.model)
    if not keeping:
        return
    names = {record.model.id for record in keeping}
    for stated in find_stated(content, Ground(content), names):
        for each in stated.facts:
            if each.fact.id in names:
                yield from _lost(stated.passage, stated.sentence.text, stated.sentence.at, each.fact)


def _lost(passage: Passage, text: str, at: int, fact: FactModel) -> Iterator[Finding]:
    for words in getattr(fact.keep, passage.lang.value):
        pattern = whole_words(part.strip() for part in words.split(" / "))
        if pattern and not pattern.search(text):
            message = f"{words!r} is lost here, a word of {fact.id!r} that a paraphrase keeps"
            yield Finding("lost-word", passage.record, passage.problem(message, at))
