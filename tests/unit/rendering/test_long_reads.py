"""A briefing as a long read: what an editor writes, in blocks; its sources behind it; the same in each form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.screens.routes import show
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.markup.html import to_plain
from bot.rendering.markup.rich import markdown_to_blocks
from bot.rendering.view import View
from bot.sandbox.rules.refusal import Refusal
from bot.sandbox.rules.rich import parse_rich
from tests.conftest import NOW
from tests.support.forms import html_form, plain_form, rich_form


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("## Kop\n\nEen *zin*\nin twee regels.", "<h3>Kop</h3><p>Een <i>zin</i> in twee regels.</p>"),
        ("een  \ntwee", "<p>een<br>twee</p>"),
        ("- een\n- twee\n  - onder", "<ul><li>een</li><li>twee<ul><li>onder</li></ul></li></ul>"),
        ("3. drie\n4. vier", '<ol start="3"><li>drie</li><li>vier</li></ol>'),
        (
            "- **Contract:** onbekend.\n- **Schikking:** geen *bekend*.",
            "<table striped><tr><th>Contract</th><td>onbekend.</td></tr>"
            "<tr><th>Schikking</th><td>geen <i>bekend</i>.</td></tr></table>",
        ),
        ("- **Anna**: bakker.\n- **Bo:** burgemeester.", "<ul><li><b>Anna</b>: bakker.</li><li><b>Bo:</b> burgemeester.</li></ul>"),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("a\n\n***\n\nb", "<p>a</p><hr/><p>b</p>"),
        ("    x < y", "<pre>x &lt; y</pre>"),
    ],
)  # fmt: skip
def test_what_an_editor_writes_stands_in_blocks(body: str, blocks: str) -> None:
    assert markdown_to_blocks(body) == blocks
    assert parse_rich(blocks)


@given(st.text(alphabet="ab *_#>-1.`~[]()\\<&\n|:", max_size=60))
def test_whatever_an_editor_writes_is_a_rich_message_that_telegram_takes(body: str) -> None:
    blocks = markdown_to_blocks(body)
    try:
        parse_rich(f"<p>begin</p>{blocks}")
    except Refusal as refusal:
        pytest.fail(f"{body!r} -> {blocks!r}: {refusal.description}")


@pytest.mark.parametrize("lang", list(Lang))
def test_the_three_forms_say_the_same_also_of_links_that_editors_set(snapshot: Snapshot, lang: Lang) -> None:
    body = "## Wat nu?\n\n- **Oven:** aan.\n- **Zaak:** [loopt](https://example.org/zaak?a=1&b=2).\n\n1. een\n\n> zei zij"
    changed = replace(snapshot.briefings[("overview", lang)], body=body)
    edited = replace(snapshot, briefings={**snapshot.briefings, ("overview", lang): changed})
    view = View(edited.at(NOW), lang)
    rich, html, plain = (form("overview", view) for form in (rich_form, html_form, plain_form))
    assert "https://example.org/zaak?a=1&b=2" in rich.links
    assert rich.links == html.links == plain.links
    assert html.words == plain.words
    assert html.words - rich.words == {"1": 1}  # the number of an item is its label there
    assert not rich.words - html.words


def test_a_long_read_names_the_sources_of_its_facts_and_leads_to_them(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.EN)
    first = show("brief:overview:0", view)
    (ahead,) = [button for row in first.rows for button in row if button.label == "Sources"]
    there = show(ahead.route, view)
    assert there.rich is None
    assert to_plain(there.parts[0]).startswith(("1 source", "2 sources", "3 sources"))
    assert first.rich is not None
    assert "<details><summary>" in first.rich.html
    assert [[button.label for button in row] for row in first.rich.rows] == [["All briefings", "Start"]]
