"""Blocks of a rich message: headings, paragraphs, lists, tables and what unfolds (Bot API 10.1, "Rich HTML style").

Words and their marks are as in Telegram's HTML; here every line stands in a block, and white space counts as one space.
"""

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode

from bot.rendering.markup.html import escape, to_plain
from bot.rendering.markup.markdown import inline_html, parse_markdown

_FIRST_HEADING = 3  # below the title's
_SMALLEST_HEADING = 6


def heading(html: str, size: int) -> str:
    """`size` 1 to 6, 1 the largest."""
    return f"<h{size}>{html}</h{size}>"


def paragraph(html: str) -> str:
    """Empty for no words: Telegram refuses a block without any, and the whole message with it."""
    return f"<p>{_lines(html)}</p>" if to_plain(html).strip() else ""


def footer(html: str) -> str:
    """The last words, small."""
    return f"<footer>{html}</footer>"


def table(rows: Sequence[tuple[str, str]]) -> str:
    """What each row is about, and what is said of it."""
    cells = (f"<tr><th>{about}</th><td>{said}</td></tr>" for about, said in rows)
    return f"<table striped>{''.join(cells)}</table>"


def details(summary: str, blocks: str) -> str:
    """Blocks that unfold when their summary is tapped."""
    return f"<details><summary>{summary}</summary>{blocks}</details>"


def markdown_to_blocks(body: str) -> str:
    """What an editor wrote, in blocks; a list in which each item has a label, as **Label:** words, is a table."""
    return "".join(_block(node) for node in parse_markdown(body))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            words = inline_html(node.children)
            size = max(_FIRST_HEADING, min(int(node.tag[1:]) + 1, _SMALLEST_HEADING))
            return heading(words, size) if to_plain(words).strip() else ""
        case "paragraph":
            return paragraph(inline_html(node.children))
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            inside = "".join(_block(each) for each in node.children)
            return f"<blockquote>{inside}</blockquote>" if inside else ""
        case "fence" | "code_block":
            return f"<pre>{escape(node.content.rstrip())}</pre>" if node.content.strip() else ""
        case "hr":
            return "<hr/>"
        case _:
            return paragraph(escape(node.content))


def _list(node: SyntaxTreeNode) -> str:
    labelled = [_labelled(item) for item in node.children] if node.type == "bullet_list" else [None]
    rows = [row for row in labelled if row is not None]
    if len(rows) == len(labelled) > 1:
        return table(rows)
    items = "".join(f"<li>{inside}</li>" for item in node.children if (inside := _item(item)))
    if not items or node.type == "bullet_list":
        return items and f"<ul>{items}</ul>"
    start = int(node.attrs.get("start") or 1)
    return f'<ol start="{start}">{items}</ol>' if start != 1 else f"<ol>{items}</ol>"


def _item(item: SyntaxTreeNode) -> str:
    """An item's words stand in it as they are; what else it has are blocks."""
    return "".join(
        _words(part) if part.type == "paragraph" and not number else _block(part)
        for number, part in enumerate(item.children)
    )


def _words(node: SyntaxTreeNode) -> str:
    html = inline_html(node.children)
    return _lines(html) if to_plain(html).strip() else ""


def _labelled(item: SyntaxTreeNode) -> tuple[str, str] | None:
    """The label of an item, without its colon, and the words after it; None where it has none, or more than words."""
    if len(item.children) != 1 or item.children[0].type != "paragraph":
        return None
    words = item.children[0].children[0].children
    first = next((each for each in words if each.type != "text" or each.content), None)
    if first is None or first.type != "strong":
        return None
    label = inline_html(first.children)
    said = inline_html(words[words.index(first) + 1 :]).strip()
    is_pair = label.endswith(":") and to_plain(label).strip(" :") and to_plain(said).strip()
    return (label.removesuffix(":"), _lines(said)) if is_pair else None


def _lines(html: str) -> str:
    return html.strip().replace("\n", "<br>")
