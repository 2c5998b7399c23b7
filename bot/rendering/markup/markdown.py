"""CommonMark to Telegram's HTML: what editors write in briefings, as Telegram can show it.

markdown-it-py parses; here each of its nodes becomes the tags that Telegram knows (Bot API, "HTML style"). What Telegram
has no tag for becomes text: headings are bold, list items have bullets, rules are a line of their own.
"""

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.rendering.markup.html import escape

_INDENT = "   "  # a step of a list inside a list
_BULLETS = ("•", "◦", "▪")
_RULE = "———"
_MARKS = {"em": "i", "strong": "b", "s": "s"}
_SCHEMES = ("http://", "https://", "tg://", "mailto:")


def markdown_to_html(body: str) -> str:
    """`body` as Telegram HTML: whole tags, closed where they were opened, none inside another of its kind."""
    return "\n\n".join(_blocks(parse_markdown(body)))


def parse_markdown(body: str) -> Sequence[SyntaxTreeNode]:
    """The blocks that `body` consists of."""
    return SyntaxTreeNode(_parser().parse(body)).children


class _Parser(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        """An address stays as the editor pasted it."""
        return url


@cache
def _parser() -> MarkdownIt:
    # HTML is none of an editor's business here: the check refuses it, and what slips through is text.
    return _Parser("commonmark", {"html": False}).enable("strikethrough").disable("image")


def _blocks(nodes: Sequence[SyntaxTreeNode], *, quoted: bool = False) -> list[str]:
    return [html for node in nodes if (html := _block(node, quoted=quoted))]


def _block(node: SyntaxTreeNode, *, quoted: bool) -> str:
    match node.type:
        case "heading":
            words = inline_html(node.children, frozenset("b"))
            return f"<b>{words}</b>" if words.strip() else ""
        case "paragraph":
            return inline_html(node.children)
        case "bullet_list" | "ordered_list":
            return "\n".join(_list_lines(node, 0))
        case "blockquote":
            inside = "\n\n".join(_blocks(node.children, quoted=True))
            return inside if quoted or not inside else f"<blockquote>{inside}</blockquote>"
        case "fence" | "code_block":
            return f"<pre>{escape(node.content.rstrip())}</pre>"
        case "hr":
            return _RULE
        case _:
            return escape(node.content)


def _list_lines(node: SyntaxTreeNode, depth: int) -> list[str]:
    lines = []
    first = int(node.attrs.get("start") or 1)
    for number, item in enumerate(node.children, start=first):
        mark = f"{number}." if node.type == "ordered_list" else _BULLETS[min(depth, len(_BULLETS) - 1)]
        is_begun = False
        for part in item.children:
            if part.type in ("bullet_list", "ordered_list"):
                lines += _list_lines(part, depth + 1)
                continue
            html = _block(part, quoted=True)
            lead = f"{_INDENT * depth}{mark} " if not is_begun else _INDENT * (depth + 1)
            lines.append(f"{lead}{html}")
            is_begun = True
    return lines


def inline_html(nodes: Sequence[SyntaxTreeNode], open_tags: frozenset[str] = frozenset()) -> str:
    """Words with their marks and links; `open_tags`: those that they stand in."""
    return "".join(_span(node, open_tags) for node in nodes)


def _span(node: SyntaxTreeNode, open_tags: frozenset[str]) -> str:
    match node.type:
        case "inline":
            return inline_html(node.children, open_tags)
        case "text":
            return escape(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "code_inline":
            return escape(node.content) if open_tags else f"<code>{escape(node.content)}</code>"
        case "em" | "strong" | "s":
            tag = _MARKS[node.type]
            inside = inline_html(node.children, open_tags | {tag})
            return inside if tag in open_tags or not inside else f"<{tag}>{inside}</{tag}>"
        case "link":
            return _link(node, open_tags)
        case _:
            return escape(node.content)


def _link(node: SyntaxTreeNode, open_tags: frozenset[str]) -> str:
    words = inline_html(node.children, open_tags | {"a"})
    address = str(node.attrs.get("href", ""))
    if "a" in open_tags or not words.strip() or not address.lower().startswith(_SCHEMES):
        return words
    quoted = escape(address).replace('"', "&quot;")
    return f'<a href="{quoted}">{words}</a>'
