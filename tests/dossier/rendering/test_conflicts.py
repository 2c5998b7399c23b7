"""Where sources differ: each version says when it was seen only as others relay it, and the editors' note stands below."""

import pytest

from bot.domain.records.fact import Basis
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.facts import render_conflict
from bot.rendering.markup.html import to_plain
from bot.rendering.view import View
from tests.conftest import NOW

RELAYED = {Lang.NL: "Alleen gezien zoals anderen het weergeven.", Lang.EN: "Seen only as relayed by others."}


@pytest.mark.parametrize("lang", Lang)
def test_a_version_that_was_only_relayed_says_so_and_no_other_does(snapshot: Snapshot, lang: Lang) -> None:
    marked = 0
    for conflict in snapshot.conflicts.values():
        lines = to_plain(render_conflict(conflict, View(snapshot.at(NOW), lang))).split("\n")
        for version in conflict.versions:
            (line,) = [each for each in lines if version.text[lang] in each]
            bases = [set(snapshot.facts[fact].basis) for fact in version.facts]
            is_relayed = bool(bases) and all(basis == {Basis.SECONDARY} for basis in bases)
            assert line.endswith(RELAYED[lang]) is is_relayed, (conflict.id, line)
            marked += is_relayed
    assert marked > 5


@pytest.mark.parametrize("lang", Lang)
def test_the_editors_note_is_told(snapshot: Snapshot, lang: Lang) -> None:
    noted = [conflict for conflict in snapshot.conflicts.values() if conflict.note is not None]
    assert noted
    for conflict in noted:
        assert conflict.note is not None
        text = to_plain(render_conflict(conflict, View(snapshot.at(NOW), lang)))
        assert text.endswith(conflict.note[lang])
