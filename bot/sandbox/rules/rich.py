"""Telegram's rich HTML to the blocks of a rich message (Bot API 10.1, "Rich HTML style" and "Rich message limits").

Media, maps, formulas and footnotes are not known here. Of tags outside the list and of wrong nesting Telegram publishes no
words: they are refused with those of its HTML style.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from bot.sandbox.rules.refusal import bad_request

MOST_CHARACTERS = 32_768
MOST_BLOCKS = 500  # with those inside others, items of lists and rows of tables
MOST_LEVELS = 16  # of blocks and marks inside each other
MOST_COLUMNS = 20

Json = dict[str, Any]

_MARKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "mark": "marked",
    "sub": "subscript",
    "sup": "superscript",
    "tg-spoiler": "spoiler",
}
_HEADINGS = {f"h{size}": size for size in range(1, 7)}
_WORDS = {"p", "footer", "pre", "summary", "caption", "th", "td", "cite", *_HEADINGS}  # hold words alone
_BLOCKS = {"blockquote", "aside", "details", "li"}  # hold blocks, and words that become paragraphs
_PARENTS = {
    "li": ("ul", "ol"),
    "tr": ("table",),
    "th": ("tr",),
    "td": ("tr",),
    "caption": ("table",),
    "summary": ("details",),
    "cite": ("blockquote", "aside"),
}
_ALONE = {"br", "hr"}
_LISTS = {"ul", "ol", "table", "tr"}  # hold nothing but their own
_KNOWN = {*_MARKS, *_WORDS, *_BLOCKS, *_LISTS, *_ALONE, "a", "tg-time"}
_FLAGS = {"details": {"open"}, "table": {"bordered", "striped"}}
_SPACE = re.compile(r"[ \t\n\r]+")
_ADDRESS = re.compile(r"^(https?|tg|mailto|tel)://?\S+$")
_NAMED = {
    "lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\N{NO-BREAK SPACE}", "hellip": "…", "mdash": "—",
    "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
}  # fmt: skip


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list["_Node | str"] = field(default_factory=list)

    def only(self, *tags: str) -> list["_Node"]:
        return [each for each in self.inside if isinstance(each, _Node) and each.tag in tags]


def parse_rich(source: str) -> list[Json]:
    """The blocks of a message, as `RichMessage.blocks` has them. Raises `Refusal` for what Telegram refuses."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end()
    blocks = _blocks_of(reader.root.inside)
    if not blocks:
        raise bad_request("RICH_MESSAGE_CONTENT_REQUIRED")
    if len(plain_of(blocks).replace("\n", "")) > MOST_CHARACTERS:
        raise bad_request("RICH_MESSAGE_TEXT_TOO_LONG")
    if _count(blocks) > MOST_BLOCKS:
        raise bad_request("RICH_MESSAGE_BLOCKS_TOO_MANY")
    return blocks


def plain_of(blocks: list[Json]) -> str:
    """The words of blocks, a line a block, row or item; for people and tests."""
    lines: list[str] = []
    for block in blocks:
        match block["type"]:
            case "list":
                lines += (plain_of(item["blocks"]) for item in block["items"])
            case "table":
                lines += [words_of(block["caption"])] if "caption" in block else []
                lines += ("\t".join(words_of(cell.get("text", "")) for cell in row) for row in block["cells"])
            case "details":
                lines += [words_of(block["summary"]), plain_of(block["blocks"])]
            case "blockquote":
                lines.append(plain_of(block["blocks"]))
            case "divider":
                pass
            case _:
                lines.append(words_of(block["text"]))
        if "credit" in block:
            lines.append(words_of(block["credit"]))
    return "\n".join(lines)


def words_of(text: Any) -> str:
    """A rich text without its marks."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(words_of(each) for each in text)
    return words_of(text["text"])


class _Reader(HTMLParser):
    """Tags to a tree; what Telegram does not list, or does not allow there, is refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise _cannot(f'Unsupported start tag "{tag}"')
        parent = self._open[-1].tag
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            raise _cannot(f'Unexpected tag "{tag}"')
        if parent in _LISTS and tag not in _PARENTS:
            raise _cannot(f'Unexpected tag "{tag}" in "{parent}"')
        is_block = tag in _WORDS | _BLOCKS | _LISTS or tag == "hr"
        if is_block and tag not in _PARENTS and any(self._is_inline(each.tag) for each in self._open):
            raise _cannot(f'Unexpected tag "{tag}" in "{parent}"')
        for name, value in attrs:
            if value is None and name not in _FLAGS.get(tag, ()):
                raise _cannot(f'Expected equal sign in declaration of an attribute of the tag "{tag}"')
        node = _Node(tag, dict(attrs))
        self._open[-1].inside.append(node)
        if tag not in _ALONE:
            self._open.append(node)
            if len(self._open) - 1 > MOST_LEVELS:
                raise bad_request("RICH_MESSAGE_DEPTH_INVALID")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) == 1:
            raise _cannot("Unexpected end tag")
        opened = self._open.pop()
        if opened.tag != tag:
            raise _cannot(f'Unmatched end tag, expected "</{opened.tag}>", found "</{tag}>"')

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(_NAMED.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(chr(int(name[1:], 16) if name.lower().startswith("x") else int(name)))

    def end(self) -> None:
        if len(self._open) > 1:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')

    @staticmethod
    def _is_inline(tag: str) -> bool:
        return tag in _MARKS or tag in _WORDS or tag in ("a", "tg-time")


def _blocks_of(nodes: list[_Node | str]) -> list[Json]:
    """Blocks in order; words between them become paragraphs."""
    blocks: list[Json] = []
    words: list[_Node | str] = []

    def end_words() -> None:
        text = _text_of(words)
        if words_of(text).strip():
            blocks.append({"type": "paragraph", "text": text})
        words.clear()

    for node in nodes:
        if isinstance(node, str) or node.tag in _MARKS or node.tag in ("a", "tg-time", "br"):
            words.append(node)
        elif node.tag not in ("summary", "cite"):
            end_words()
            blocks.append(_block(node))
    end_words()
    return blocks


def _block(node: _Node) -> Json:
    match node.tag:
        case "hr":
            return {"type": "divider"}
        case "pre":
            return {"type": "pre", "text": _required(_text_of(node.inside, is_kept=True))}
        case "blockquote":
            quote: Json = {"type": "blockquote", "blocks": _some(_blocks_of(node.inside))}
            return quote | _credit(node)
        case "aside":
            words = [each for each in node.inside if isinstance(each, str) or each.tag != "cite"]
            return {"type": "pullquote", "text": _required(_text_of(words))} | _credit(node)
        case "details":
            summaries = node.only("summary")
            if len(summaries) != 1:
                raise bad_request("RICH_MESSAGE_CONTENT_REQUIRED")
            found: Json = {
                "type": "details",
                "summary": _required(_text_of(summaries[0].inside)),
                "blocks": _some(_blocks_of(node.inside)),
            }
            return found | ({"is_open": True} if "open" in node.attributes else {})
        case "ul" | "ol":
            return {"type": "list", "items": _items(node)}
        case "table":
            return _table(node)
        case tag if tag in _HEADINGS:
            return {"type": "heading", "text": _required(_text_of(node.inside)), "size": _HEADINGS[tag]}
        case tag:
            return {"type": "paragraph" if tag == "p" else tag, "text": _required(_text_of(node.inside))}


def _credit(node: _Node) -> Json:
    cites = node.only("cite")
    return {"credit": _required(_text_of(cites[0].inside))} if cites else {}


def _items(node: _Node) -> list[Json]:
    first = int(node.attributes.get("start") or 1)
    items = []
    for number, item in enumerate(_only_own(node, "li"), start=first):
        label = f"{number}." if node.tag == "ol" else "•"
        found: Json = {"label": label, "blocks": _some(_blocks_of(item.inside))}
        items.append(found | ({"value": number, "type": "1"} if node.tag == "ol" else {}))
    return _some(items)


def _table(node: _Node) -> Json:
    captions = node.only("caption")
    rows = []
    for row in _only_own(node, "tr", beside="caption"):
        cells = _only_own(row, "th", "td")
        columns = sum(int(cell.attributes.get("colspan") or 1) for cell in cells)
        if columns > MOST_COLUMNS:
            raise bad_request("RICH_MESSAGE_TABLE_COLS_TOO_MANY")
        rows.append([_cell(cell) for cell in cells])
    found: Json = {"type": "table", "cells": _some(rows)}
    found |= {f"is_{name}": True for name in ("bordered", "striped") if name in node.attributes}
    return found | ({"caption": _required(_text_of(captions[0].inside))} if captions else {})


def _cell(node: _Node) -> Json:
    text = _text_of(node.inside)
    cell: Json = {
        "align": node.attributes.get("align") or "left",
        "valign": node.attributes.get("valign") or "top",
    }
    if words_of(text):
        cell["text"] = text
    if node.tag == "th":
        cell["is_header"] = True
    for name in ("colspan", "rowspan"):
        if int(node.attributes.get(name) or 1) > 1:
            cell[name] = int(node.attributes[name] or 1)
    return cell


def _only_own(node: _Node, *tags: str, beside: str = "") -> list[_Node]:
    """The tags that a list or table consists of; words between them are refused."""
    if any(isinstance(each, str) and each.strip() for each in node.inside):
        raise _cannot(f'Unexpected text in "{node.tag}"')
    if any(isinstance(each, _Node) and each.tag not in (*tags, beside) for each in node.inside):
        raise _cannot(f'Unexpected tag in "{node.tag}"')
    return node.only(*tags)


def _text_of(nodes: list[_Node | str], *, is_kept: bool = False) -> Any:
    """A RichText: a string, or an array of strings and marked texts; white space counts as one space unless `is_kept`."""
    parts = _parts(nodes, is_kept=is_kept)
    if not is_kept:
        _strip(parts, 0)
        _strip(parts, -1)
    parts = [part for part in parts if part != ""]
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else parts


def _parts(nodes: list[_Node | str], *, is_kept: bool) -> list[Any]:
    parts: list[Any] = []
    for node in nodes:
        if isinstance(node, str):
            part: Any = node if is_kept else _SPACE.sub(" ", node)
        elif node.tag == "br":
            part = "\n"
        else:
            inside = _parts(node.inside, is_kept=is_kept)
            part = _marked(node, inside[0] if len(inside) == 1 else inside)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return parts


def _marked(node: _Node, text: Any) -> Any:
    if not words_of(text):
        return ""
    if node.tag == "a":
        address = node.attributes.get("href") or ""
        return {"type": "url", "text": text, "url": address} if _ADDRESS.match(address) else text
    if node.tag == "tg-time":
        unix = node.attributes.get("unix") or ""
        if not re.fullmatch(r"-?\d{1,12}", unix):
            raise _cannot('Tag "tg-time" must have attribute "unix"')
        shape = node.attributes.get("format") or ""
        return {"type": "date_time", "text": text, "unix_time": int(unix), "date_time_format": shape}
    return {"type": _MARKS[node.tag], "text": text}


def _strip(parts: list[Any], at: int) -> None:
    if parts and isinstance(parts[at], str):
        parts[at] = parts[at].lstrip(" \n") if at == 0 else parts[at].rstrip(" \n")


def _required(text: Any) -> Any:
    if not words_of(text).strip():
        raise bad_request("RICH_MESSAGE_CONTENT_REQUIRED")
    return text


def _some(found: list[Any]) -> list[Any]:
    if not found:
        raise bad_request("RICH_MESSAGE_CONTENT_REQUIRED")
    return found


def _count(blocks: list[Json]) -> int:
    count = len(blocks)
    for block in blocks:
        count += len(block.get("cells", ())) + _count(block.get("blocks", []))
        count += sum(1 + _count(item["blocks"]) for item in block.get("items", ()))
    return count


def _cannot(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
