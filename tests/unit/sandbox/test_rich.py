"""Rich messages in the sandbox, by Telegram's rules and limits."""

import pytest

from bot.sandbox.rules.refusal import Refusal
from bot.sandbox.rules.rich import parse_rich, plain_of


def test_blocks_are_as_telegram_has_them() -> None:
    source = """
    <h2>Title</h2> loose <b>words</b>
    <p>one&nbsp;<i>two</i><br>three</p>
    <ul><li>item</li></ul><ol start="3"><li>third</li></ol>
    <table bordered striped><caption>Cap</caption><tr><th>a</th><td colspan="2" align="right">b</td></tr></table>
    <details open><summary>More</summary><p>inside</p></details>
    <blockquote>said<cite>Her</cite></blockquote><pre>a  b</pre><hr/><footer>end</footer>
    """
    blocks = parse_rich(source)
    assert [block["type"] for block in blocks] == [
        "heading", "paragraph", "paragraph", "list", "list", "table", "details", "blockquote", "pre", "divider", "footer",
    ]  # fmt: skip
    assert blocks[0] == {"type": "heading", "text": "Title", "size": 2}
    assert blocks[1]["text"] == ["loose ", {"type": "bold", "text": "words"}]
    assert blocks[2]["text"] == ["one\N{NO-BREAK SPACE}", {"type": "italic", "text": "two"}, "\nthree"]
    assert blocks[3]["items"] == [{"label": "•", "blocks": [{"type": "paragraph", "text": "item"}]}]
    assert (blocks[4]["items"][0]["value"], blocks[4]["items"][0]["label"]) == (3, "3.")
    assert (blocks[5]["caption"], blocks[5]["is_bordered"], blocks[5]["is_striped"]) == ("Cap", True, True)
    ((head, cell),) = blocks[5]["cells"]
    assert head == {"align": "left", "valign": "top", "text": "a", "is_header": True}
    assert cell == {"align": "right", "valign": "top", "text": "b", "colspan": 2}
    assert (blocks[6]["summary"], blocks[6]["is_open"]) == ("More", True)
    assert (blocks[7]["blocks"][0]["text"], blocks[7]["credit"]) == ("said", "Her")
    assert blocks[8]["text"] == "a  b"
    assert "inside" in plain_of(blocks)


def test_links_and_moments_keep_what_they_lead_to() -> None:
    (block,) = parse_rich(
        '<p><a href="https://example.org/?a=1&amp;b=2">x</a> <a href="/no">y</a> '
        '<tg-time unix="1772229660" format="wDt">Friday</tg-time></p>'
    )
    assert block["text"] == [
        {"type": "url", "text": "x", "url": "https://example.org/?a=1&b=2"},
        " y ",
        {"type": "date_time", "text": "Friday", "unix_time": 1772229660, "date_time_format": "wDt"},
    ]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("  <b> </b>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<h1></h1>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<ul></ul>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<details><summary>x</summary></details>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<details>x</details>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("a" * 32_769, "RICH_MESSAGE_TEXT_TOO_LONG"),
        ("<p>a</p>" * 501, "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        (f"<table>{'<tr><td>a</td></tr>' * 500}</table>", "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        ("<blockquote>" * 17 + "a" + "</blockquote>" * 17, "RICH_MESSAGE_DEPTH_INVALID"),
        (f"<table><tr>{'<td>a</td>' * 21}</tr></table>", "RICH_MESSAGE_TABLE_COLS_TOO_MANY"),
        ("<script>a</script>", 'Unsupported start tag "script"'),
        ("<p>a", "Can't find end tag"),
        ("<p><b>a</p></b>", "Unmatched end tag"),
        ("a</p>", "Unexpected end tag"),
        ("<p>a<ul><li>b</li></ul></p>", 'Unexpected tag "ul"'),
        ("<li>a</li>", 'Unexpected tag "li"'),
        ("<table>a</table>", 'Unexpected text in "table"'),
        ("<details shut><summary>a</summary>b</details>", "Expected equal sign"),
    ],
)
def test_what_telegram_refuses_is_refused(source: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        parse_rich(source)


@pytest.mark.parametrize(
    "source",
    [
        "a" * 32_768,
        "<p>a</p>" * 500,
        "<blockquote>" * 16 + "a" + "</blockquote>" * 16,
        f"<table><tr>{'<td>a</td>' * 20}</tr></table>",
    ],
)
def test_what_is_just_within_a_limit_is_taken(source: str) -> None:
    assert parse_rich(source)
