"""Agreement of the two languages: which texts an editor read side by side, and what was changed in one since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from bot.content.building.references import ByKind
from bot.content.lint.languages.parity import NAMES
from bot.content.lint.reading.finding import Content, Finding, id_of
from bot.content.lint.reading.passages import Pair, Passage, find_pairs
from bot.domain.text import Lang

_LETTERS = str.maketrans("0123456789", "ghijklmnop")  # digits alone would be a number to YAML
_LENGTH = 10  # letters of sixteen kinds: 40 bits


@dataclass(frozen=True, slots=True)
class Texts:
    """All that a record says in each language: its first passage, and a digest of them all."""

    name: str  # kind/id, as in agreed.yaml
    first: Pair
    digests: Mapping[Lang, str]


def find(content: Content) -> Iterator[Finding]:
    """A text that was changed in one language since both were agreed on, and one that nobody has agreed on."""
    agreed = {record.model.id: record.model for record in content.of("agreed")}
    for texts in _gather(content.pairs):
        known = agreed.get(texts.name)
        changed = (
            [lang for lang in Lang if texts.digests[lang] != getattr(known, lang.value)] if known else [*Lang]
        )
        if len(changed) == 1:
            here, there = _sides(texts.first, changed[0])
            message = (
                f"the {NAMES[here.lang]} was changed since both were agreed on and this was not: the {NAMES[there.lang]} "
                f"is older; bring it in line, then briefing-bot agree {texts.name}"
            )
            yield Finding("older-translation", there.record, there.problem(message))
        elif changed:
            message = (
                f"nobody has agreed yet that both languages say the same: briefing-bot agree {texts.name}"
            )
            yield Finding("unagreed-translation", texts.first.nl.record, texts.first.nl.problem(message))


def gather_all_texts(records: ByKind) -> list[Texts]:
    """One for each record that has a text in both languages, briefings last."""
    return list(_gather(find_pairs(records)))


def _gather(pairs: Iterable[Pair]) -> Iterator[Texts]:
    of_record: dict[str, list[Pair]] = {}
    for pair in pairs:
        name = f"{pair.nl.record.kind.record}/{id_of(pair.nl.record)}"
        of_record.setdefault(name, []).append(pair)
    for name, all_pairs in of_record.items():
        digests = {
            Lang.NL: _digest([pair.nl for pair in all_pairs]),
            Lang.EN: _digest([pair.en for pair in all_pairs]),
        }
        yield Texts(name, all_pairs[0], digests)


def _digest(passages: list[Passage]) -> str:
    """Of the words alone: where a line ends does not matter."""
    said = "\0".join(" ".join(passage.text.split()) for passage in passages)
    return blake2b(said.encode(), digest_size=_LENGTH // 2).hexdigest().translate(_LETTERS)


def _sides(pair: Pair, lang: Lang) -> tuple[Passage, Passage]:
    return (pair.nl, pair.en) if lang is Lang.NL else (pair.en, pair.nl)
