"""Every phrase in the code has its place in the catalogs, also where Babel's extraction does not look."""

import ast
from pathlib import Path

import pytest

from bot.domain.text import Lang
from bot.i18n.catalogs import read_catalog

CODE = Path(__file__).resolve().parents[3] / "bot"
MARKS = {"gettext", "ngettext", "translate", "_", "N_"}


def phrases_of(path: Path) -> set[str]:
    """The first words of each call that marks a phrase; an f-string's too, which extraction takes for plain text."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    marked = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in MARKS]
    first = [call.args[0] for call in marked if call.args]
    return {each.value for each in first if isinstance(each, ast.Constant) and isinstance(each.value, str)}


@pytest.mark.parametrize("lang", list(Lang))
def test_no_phrase_of_the_code_is_missing_from_a_catalog(lang: Lang) -> None:
    catalog = read_catalog(lang)
    found = {phrase for path in CODE.rglob("*.py") for phrase in phrases_of(path)}
    assert len(found) > 100
    assert {phrase for phrase in found if phrase not in catalog} == set()
