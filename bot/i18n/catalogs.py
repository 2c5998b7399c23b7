"""`python -m bot.i18n.catalogs`: are all phrases of the code in both catalogs, translated, with the same places?

With `--update`, extracts the phrases anew and keeps the translations there are.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.domain.text import Lang

_KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None, "N_": None, "translate": None}
_PLACE = re.compile(r"%\((\w+)\)s")
# Of a checkout: there phrases are written and translated.
_ROOT = Path(__file__).resolve().parents[2]
LOCALES = _ROOT / "locales"


def main(arguments: list[str]) -> int:
    """0 when the catalogs are in order, else 1 with a line for each fault."""
    template = extract()
    if "--update" in arguments:
        _write(LOCALES / "bot.pot", template)
        for lang in Lang:
            catalog = read_catalog(lang)
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            if lang is Lang.EN:
                for message in catalog:
                    if message.id and not _is_translated(message):
                        message.string = message.id
            _write(path_of(lang), catalog)
    faults = [fault for lang in Lang for fault in find_faults(template, read_catalog(lang), path_of(lang))]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def extract() -> Catalog:
    """Every phrase of the code, with where it stands."""
    template = Catalog(project="briefing-bot", charset="utf-8")
    template.header_comment = "# Phrases of the briefing bot."
    for name, line, message, comments, _ in extract_from_dir(
        _ROOT / "bot", keywords=_KEYWORDS, comment_tags=()
    ):
        template.add(message, locations=[(f"bot/{Path(name).as_posix()}", line)], auto_comments=comments)
    return template


def find_faults(template: Catalog, catalog: Catalog, path: Path) -> Iterator[str]:
    """Missing, untranslated, fuzzy and left-over phrases, and places that differ."""
    name = path.relative_to(_ROOT)
    for wanted in template:
        if not wanted.id:
            continue
        found = catalog.get(wanted.id)
        where = f"{wanted.locations[0][0]}:{wanted.locations[0][1]}" if wanted.locations else name
        if found is None:
            yield f"{where}: error: {wanted.id!r} is not in {name}; run python -m bot.i18n.catalogs --update"
        elif not _is_translated(found):
            yield f"{name}:{found.lineno}: error: {wanted.id!r} is not translated"
        elif found.fuzzy:
            yield f"{name}:{found.lineno}: error: {wanted.id!r} is marked fuzzy"
        elif any(places != _places(found.id) for places in map(_places, _strings(found))):
            yield f"{name}:{found.lineno}: error: {wanted.id!r} has other places in its translation"
    for found in catalog:
        if found.id and template.get(found.id) is None:
            yield f"{name}:{found.lineno}: error: {found.id!r} is used nowhere"


def read_catalog(lang: Lang) -> Catalog:
    """The catalog as it stands; empty where there is none yet."""
    if not path_of(lang).exists():
        return Catalog(locale=lang.value, project="briefing-bot", charset="utf-8")
    with path_of(lang).open("rb") as file:
        return read_po(file, locale=lang.value)


def path_of(lang: Lang) -> Path:
    return LOCALES / lang.value / "LC_MESSAGES" / "bot.po"


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(str(text or "") for text in found)


def _is_translated(message: Message) -> bool:
    return bool(message.string) and all(_strings(message))


def _places(text: str | tuple[str, ...] | list[str]) -> frozenset[str]:
    whole = text if isinstance(text, str) else " ".join(text)
    return frozenset(_PLACE.findall(whole))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
