"""Telegram's rich HTML to the blocks of a rich message (Bot API 10.1, "Rich HTML style" and "Rich message limits").

Media, maps, formulas and footnotes are not known here. Of tags outside the list and of wrong nesting Telegram publishes no
words: they are refused with those of its HTML style.
"""

import re
from typing import Any

from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.rules.rich_tree import HEADINGS, MARKS, Node, cannot, read_tree

MOST_CHARACTERS = 32_768
MOST_BLOCKS = 500  # with those inside others, items of lists and rows of tables
MOST_COLUMNS = 20

Json = dict[str, Any]

_SPACE = re.compile(r"[ \t\n\r]+")
_ADDRESS = re.compile(r"^(https?|tg|mailto|tel)://?\S+$")


def parse_rich(source: str) -> list[Json]:
    """The blocks of a message, as `RichMessage.blocks` has them. Raises `Refusal` for what Telegram refuses."""
    blocks = _blocks_of(read_tree(source))
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


def _blocks_of(nodes: list[Node | str]) -> list[Json]:
    """Blocks in order; words between them become paragraphs."""
    blocks: list[Json] = []
    words: list[Node | str] = []

    def end_words() -> None:
        text = _text_of(words)
        if words_of(text).strip():
            blocks.append({"type": "paragraph", "text": text})
        words.clear()

    for node in nodes:
        if isinstance(node, str) or node.tag in MARKS or node.tag in ("a", "tg-time", "br"):
            words.append(node)
        elif node.tag not in ("summary", "cite"):
            end_words()
            blocks.append(_block(node))
    end_words()
    return blocks


def _block(node: Node) -> Json:
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
        case tag if tag in HEADINGS:
            return {"type": "heading", "text": _required(_text_of(node.inside)), "size": HEADINGS[tag]}
        case tag:
            return {"type": "paragraph" if tag == "p" else tag, "text": _required(_text_of(node.inside))}


def _credit(node: Node) -> Json:
    cites = node.only("cite")
    return {"credit": _required(_text_of(cites[0].inside))} if cites else {}


def _items(node: Node) -> list[Json]:
    first = int(node.attributes.get("start") or 1)
    items = []
    for number, item in enumerate(_only_own(node, "li"), start=first):
        label = f"{number}." if node.tag == "ol" else "•"
        found: Json = {"label": label, "blocks": _some(_blocks_of(item.inside))}
        items.append(found | ({"value": number, "type": "1"} if node.tag == "ol" else {}))
    return _some(items)


def _table(node: Node) -> Json:
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


def _cell(node: Node) -> Json:
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


def _only_own(node: Node, *tags: str, beside: str = "") -> list[Node]:
    """The tags that a list or table consists of; words between them are refused."""
    if any(isinstance(each, str) and each.strip() for each in node.inside):
        raise cannot(f'Unexpected text in "{node.tag}"')
    if any(isinstance(each, Node) and each.tag not in (*tags, beside) for each in node.inside):
        raise cannot(f'Unexpected tag in "{node.tag}"')
    return node.only(*tags)


def _text_of(nodes: list[Node | str], *, is_kept: bool = False) -> Any:
    """A RichText: a string, or an array of strings and marked texts; white space counts as one space unless `is_kept`."""
    parts = _parts(nodes, is_kept=is_kept)
    if not is_kept:
        _strip(parts, 0)
        _strip(parts, -1)
    parts = [part for part in parts if part != ""]
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else parts


def _parts(nodes: list[Node | str], *, is_kept: bool) -> list[Any]:
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


def _marked(node: Node, text: Any) -> Any:
    if not words_of(text):
        return ""
    if node.tag == "a":
        address = node.attributes.get("href") or ""
        return {"type": "url", "text": text, "url": address} if _ADDRESS.match(address) else text
    if node.tag == "tg-time":
        unix = node.attributes.get("unix") or ""
        if not re.fullmatch(r"-?\d{1,12}", unix):
            raise cannot('Tag "tg-time" must have attribute "unix"')
        shape = node.attributes.get("format") or ""
        return {"type": "date_time", "text": text, "unix_time": int(unix), "date_time_format": shape}
    return {"type": MARKS[node.tag], "text": text}


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
