"""Whatever an editor writes in a briefing becomes a message that Telegram takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.markup.html import to_plain
from bot.rendering.markup.markdown import markdown_to_html
from bot.sandbox.rules.html import parse_html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("### *Wat* nu", "<b><i>Wat</i> nu</b>"),
        ("# __Alles__ vet", "<b>Alles vet</b>"),
        ("Zin een\nzin twee.\n\nAlinea.", "Zin een zin twee.\n\nAlinea."),
        ("Kop\n===\nTekst", "<b>Kop</b>\n\nTekst"),
        ("Tekst\n### Kop ###\nTekst", "Tekst\n\n<b>Kop</b>\n\nTekst"),
        ("- een\n- twee\n  - onder\n- drie", "• een\n• twee\n   ◦ onder\n• drie"),
        ("3. drie\n4. vier", "3. drie\n4. vier"),
        ("- een\n\n- twee", "• een\n• twee"),
        ("> Citaat\n> verder", "<blockquote>Citaat verder</blockquote>"),
        ("> a\n>> b", "<blockquote>a\n\nb</blockquote>"),
        (r"5 \* 3 \[sic\] \#1", "5 * 3 [sic] #1"),
        ("a **b *c* d** e", "a <b>b <i>c</i> d</b> e"),
        ("**a **b** c**", "<b>a <b>b</b> c</b>".replace("<b>b</b>", "b")),
        ("~~oud~~ nieuw", "<s>oud</s> nieuw"),
        ("R&D < 3 & 'zo'", "R&amp;D &lt; 3 &amp; 'zo'"),
        ("`a*b*`", "<code>a*b*</code>"),
        ("een  \ntwee", "een\ntwee"),
        ("boven\n\n***\n\nonder", "boven\n\n———\n\nonder"),
        ("[**wet**](https://example.org/a_(b)_c)", '<a href="https://example.org/a_(b)_c"><b>wet</b></a>'),
        ("[x](https://example.org/?a=1&b=%22 'titel')", '<a href="https://example.org/?a=1&amp;b=%22">x</a>'),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[x](/hier)", "x"),
        ("<https://example.org/__a__>", '<a href="https://example.org/__a__">https://example.org/__a__</a>'),
    ],
)
def test_markdown_is_shown_as_commonmark_reads_it(body: str, html: str) -> None:
    assert markdown_to_html(body) == html


@given(
    st.text(alphabet="ab *_~`#>-+[]()!\\|<&\"'\n1.0=:/", max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "# ",
                "**",
                "*",
                "_",
                "~~",
                "- ",
                "1. ",
                "> ",
                "`",
                "[x](https://e.org)",
                "woord",
                "\n",
                "\n\n",
                "  ",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_telegram_takes_whatever_is_written(body: str) -> None:
    html = markdown_to_html(body)
    text, _ = parse_html(html)
    assert text.strip() == to_plain(html).strip()
