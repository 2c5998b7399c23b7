"""`bot agree`: writes down which texts an editor has read side by side, so that a later change to one language shows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.content.lint import Texts, gather_all_texts
from bot.content.loading import load_usable
from bot.content.parsing.suggestions import suggest
from bot.content.schema.kinds import AGREED
from bot.content.schema.models.editing import AgreedModel
from bot.domain.text import Lang
from bot.errors import BotError
from bot.services.files import write_whole

FILE = f"{AGREED.name}.yaml"
_HEAD = "# Which texts an editor found to say the same in both languages; written by briefing-bot agree.\n"


class UnknownRecord(BotError):
    """There is no record of that name that says something in both languages."""


def list_open(folder: Path) -> Sequence[str]:
    """The records whose languages nobody has agreed on as they are now. Raises `ContentUnusable`."""
    texts, agreed = _load(folder)
    return [each.name for each in texts if agreed.get(each.name) != _digests(each)]


def agree(folder: Path, names: Sequence[str] | None) -> Sequence[str]:
    """Notes that the records named, or all of them (None), say the same in both languages; those newly noted.

    A record is named by its id, or by kind/id. Raises `ContentUnusable` and `UnknownRecord`; then nothing is written.
    """
    texts, agreed = _load(folder)
    wanted = {each.name for each in texts} if names is None else set(_resolve(names, texts))
    noted = [each.name for each in texts if each.name in wanted and agreed.get(each.name) != _digests(each)]
    kept = {
        each.name: _digests(each) if each.name in wanted else agreed[each.name]
        for each in texts
        if each.name in wanted or each.name in agreed
    }
    write_whole(folder / FILE, "".join((_HEAD, *_lines(kept))).encode())
    return noted


def _load(folder: Path) -> tuple[Sequence[Texts], Mapping[str, Mapping[Lang, str]]]:
    _, loaded = load_usable(folder)
    models: Iterator[AgreedModel] = (record.model for record in loaded.records.get(AGREED.name, ()))
    agreed = {model.id: {Lang.NL: model.nl, Lang.EN: model.en} for model in models}
    return gather_all_texts(loaded.records), agreed


def _resolve(names: Sequence[str], texts: Sequence[Texts]) -> Iterator[str]:
    known: dict[str, list[str]] = {}
    for each in texts:
        for name in (each.name, each.name.partition("/")[2]):
            known.setdefault(name, []).append(each.name)
    for name in names:
        if name not in known:
            raise UnknownRecord(f"no record {name!r} says something in both languages{suggest(name, known)}")
        yield from known[name]


def _digests(texts: Texts) -> Mapping[Lang, str]:
    return dict(texts.digests)


def _lines(agreed: Mapping[str, Mapping[Lang, str]]) -> Iterator[str]:
    for name, digests in sorted(agreed.items()):
        yield f"- id: {name}\n  nl: {digests[Lang.NL]}\n  en: {digests[Lang.EN]}\n"
