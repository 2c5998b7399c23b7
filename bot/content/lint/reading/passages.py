"""The texts that readers see, in pairs of Dutch and English, each with its place in the files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from bot.content.building.references import ByKind
from bot.content.parsing.parsing import Record, slug_and_lang
from bot.content.schema.fields import Model, TextModel, TitleModel
from bot.content.schema.models.facts import QuoteModel
from bot.domain.problem import Problem
from bot.domain.text import Lang

Step = str | int


@dataclass(frozen=True, slots=True)
class Passage:
    """One text in one language. `line`: that of a briefing's first line; 0 for a field, which `steps` lead to.

    `is_verbatim`: words as they were spoken, or our rendering of them.
    """

    record: Record
    lang: Lang
    text: str
    steps: tuple[Step, ...]
    line: int = 0
    is_verbatim: bool = False

    @property
    def name(self) -> str:
        """What an editor calls it: `text.nl`, `versions.1.text.en`, or the text below the front matter."""
        counted = [str(step + 1) if isinstance(step, int) else step for step in self.steps]
        return ".".join(counted) if counted else "the text"

    @property
    def is_former(self) -> bool:
        """Whether it repeats what stood there before it was corrected."""
        return "was" in self.steps

    def problem(self, message: str, at: int = 0) -> Problem:
        """A warning about what stands `at` that many characters from the text's begin."""
        if self.line:
            start = self.text.rfind("\n", 0, at) + 1
            return Problem(
                self.record.path,
                self.line + self.text.count("\n", 0, at),
                at - start + 1,
                "warning",
                f"{self.name}: {message}",
            )
        return self.record.problem(f"{self.name}: {message}", *self.steps, severity="warning")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same text in both languages."""

    nl: Passage
    en: Passage

    def __iter__(self) -> Iterator[Passage]:
        yield self.nl
        yield self.en


def find_pairs(records: ByKind) -> Iterator[Pair]:
    """Every text that stands in both languages, record by record; briefings last."""
    for kind, of_kind in records.items():
        if kind != "briefing":
            for record in of_kind:
                yield from pairs_of(record)
    for versions in briefing_pairs(records):
        yield from pairs_of_briefing(versions[Lang.NL], versions[Lang.EN])


def pairs_of(record: Record) -> Iterator[Pair]:
    """The texts of one record that is no briefing."""
    yield from _below(record, record.model, ())


def briefing_pairs(records: ByKind) -> Iterator[Mapping[Lang, Record]]:
    """The two versions of each briefing that stands in both languages."""
    by_slug: dict[str, dict[Lang, Record]] = {}
    for record in records.get("briefing", ()):
        slug, lang = slug_and_lang(record.path)
        by_slug.setdefault(slug, {})[Lang(lang)] = record
    return (versions for versions in by_slug.values() if len(versions) == len(Lang))


def pairs_of_briefing(dutch: Record, english: Record) -> Iterator[Pair]:
    """Title, thirty-second version, gist and text."""
    both = ((Lang.NL, dutch), (Lang.EN, english))
    for name in ("title", "short", "gist"):
        nl, en = (Passage(each, lang, getattr(each.model, name) or "", (name,)) for lang, each in both)
        if nl.text and en.text:
            yield Pair(nl, en)
    nl, en = (Passage(each, lang, each.body, (), each.body_line) for lang, each in both)
    yield Pair(nl, en)


def _below(record: Record, model: Model, steps: tuple[Step, ...]) -> Iterator[Pair]:
    for name in _telling_fields(type(model)):
        value = getattr(model, name)
        if isinstance(value, TextModel | TitleModel):
            yield _pair(record, value, (*steps, name))
        elif isinstance(value, QuoteModel):
            yield _quote(record, value, (*steps, name))
        elif isinstance(value, Model):
            yield from _below(record, value, (*steps, name))
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, Model):
                    yield from _below(record, item, (*steps, name, number))
        elif isinstance(value, dict):
            for key, item in value.items():
                yield _pair(record, item, (*steps, name, key))


def _pair(record: Record, text: TextModel | TitleModel, steps: tuple[Step, ...]) -> Pair:
    return Pair(
        Passage(record, Lang.NL, text.nl, (*steps, "nl")), Passage(record, Lang.EN, text.en, (*steps, "en"))
    )


@lru_cache
def _telling_fields(model: type[Model]) -> tuple[str, ...]:
    """The fields of a model that hold a text in both languages, or something that does."""
    return tuple(name for name, field in model.model_fields.items() if _tells(field.annotation))


def _tells(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return issubclass(annotation, TextModel | TitleModel | QuoteModel) or bool(
            _telling_fields(annotation)
        )
    return any(_tells(argument) for argument in get_args(annotation))


def _quote(record: Record, quote: QuoteModel, steps: tuple[Step, ...]) -> Pair:
    spoken, ours = (*steps, "text"), (*steps, "rendering")
    if Lang(quote.lang) is Lang.NL:
        return Pair(
            Passage(record, Lang.NL, quote.text, spoken, is_verbatim=True),
            Passage(record, Lang.EN, quote.rendering, ours, is_verbatim=True),
        )
    return Pair(
        Passage(record, Lang.NL, quote.rendering, ours, is_verbatim=True),
        Passage(record, Lang.EN, quote.text, spoken, is_verbatim=True),
    )


def pair_at(record: Record, *steps: Step) -> Pair | None:
    """The text in both languages that `steps` lead to in the files; None where there is none."""
    value: Any = record.model
    for step in steps:
        value = value[step] if isinstance(step, int) else getattr(value, step)
        if value is None:
            return None
    return Pair(
        Passage(record, Lang.NL, value.nl, (*steps, "nl")), Passage(record, Lang.EN, value.en, (*steps, "en"))
    )


def quote_of(fact: Record) -> Pair | None:
    """The quotation of a fact and our rendering of it."""
    quote = fact.model.quote
    return _quote(fact, quote, ("quote",)) if quote else None


_BLOCK_OF_OTHERS = re.compile(r"^[ \t]*>.*(?:\n[ \t]*>.*)*", re.MULTILINE)
_MARKUP = re.compile(
    r"\]\([^)\s]*\)"  # a link's address
    r"|[*_`\[\]]+"
    r"|^[ \t]*(?:[-+*]|\d+\.)(?=[ \t]+)",
    re.MULTILINE,
)
_INSIDE = r"(?:[^{0}\n]|\n(?![ \t]*\n))"  # a quotation does not go on beyond its paragraph
_QUOTATION = re.compile(
    "|".join(
        (
            f"“{_INSIDE.format('”')}+”",
            f"„{_INSIDE.format('”“')}+[”“]",
            f'"{_INSIDE.format(chr(34))}+"',
            f"«{_INSIDE.format('»')}+»",
            rf"‘{_INSIDE.format('’')}+’(?!\w)",
            # A straight one is an apostrophe as well: 's avonds, the companies'.
            rf"(?<![\w'’])'(?![stnk]\b){_INSIDE.format(chr(39))}{{2,}}?'(?!\w)",
        )
    )
)


def prose_of(passage: Passage) -> str:
    """Our own sentences in Markdown, every other character a space: places stay as they are."""
    if not passage.line:
        return passage.text
    return _MARKUP.sub(_blank, _BLOCK_OF_OTHERS.sub(_blank, passage.text))


def find_quotations(text: str) -> list[re.Match[str]]:
    """What stands between quotation marks, with them."""
    return list(_QUOTATION.finditer(text))


def find_blocks_of_others(passage: Passage) -> list[re.Match[str]]:
    """A briefing's blocks of lines that begin with `>`: other people's words."""
    return list(_BLOCK_OF_OTHERS.finditer(passage.text)) if passage.line else []


def without_quotations(text: str) -> str:
    """`text` with spaces in place of what stands between quotation marks; the marks stay."""
    return _QUOTATION.sub(lambda match: f"{match[0][0]}{_blank(match)[1:-1]}{match[0][-1]}", text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())
