"""Telegram's HTML style to text and entities (Bot API, "Formatting options" › "HTML style").

Offsets and lengths are UTF-16 code units. Tags outside the list, wrong nesting and unclosed tags are refused in
Telegram's words.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.rules.refusal import bad_request

MARKS = {  # of words, in every kind of text
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
}
_SIMPLE = {**MARKS, "pre": "pre"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_BARE_VALUE = re.compile(r"[a-zA-Z0-9.-]*")
_SPACE = " \t\n\r"


@dataclass(slots=True)
class _Open:
    tag: str
    at: int  # UTF-16 offset
    position: int  # byte offset in the source, for messages
    attributes: dict[str, str] = field(default_factory=dict)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as entity offsets are counted."""
    return len(text) + sum(character > "\uffff" for character in text)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and its entities, both trimmed as Telegram trims. Raises `Refusal` for what Telegram refuses."""
    out: list[str] = []
    entities: list[dict[str, Any]] = []
    open_tags: list[_Open] = []
    offset = position = 0
    while position < len(source):
        character = source[position]
        if character == "<":
            byte = _bytes(source, position)
            if source.startswith("/", position + 1):
                name, position = _read_end_tag(source, position)
                _close(name, open_tags, entities, offset, byte)
            else:
                name, attributes, position = _read_start_tag(source, position)
                open_tags.append(_opened(name, attributes, offset, byte, open_tags))
            continue
        if character == "&":
            entity = _ENTITY.match(source, position)
            text = _entity(entity) if entity else None
            if entity is not None and text is not None:
                out.append(text)
                offset += utf16_length(text)
                position = entity.end()
                continue
        out.append(character)
        offset += 2 if character > "\uffff" else 1
        position += 1
    if open_tags:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].tag}"')
    return _trim("".join(out), entities)


def _read_end_tag(source: str, position: int) -> tuple[str, int]:
    """The name of the end tag at `position`, and where it ends."""
    end = source.find(">", position)
    if end < 0:
        raise _cannot(f"Unclosed end tag at byte offset {_bytes(source, position)}")
    return source[position + 2 : end].strip().lower(), end + 1


def _read_start_tag(source: str, position: int) -> tuple[str, dict[str, str], int]:
    """Name and attributes of the start tag at `position`, and where it ends.

    As tdlib reads it: an attribute is `name="value"`, `name='value'` or `name=token`, and nothing else but `expandable`.
    """
    unclosed = _cannot(f"Unclosed start tag at byte offset {_bytes(source, position)}")
    found = _match(_TAG_NAME, source, position + 1)
    name, at = found[0].lower(), found.end()
    where = f'of the tag "{name}" at byte offset {_bytes(source, position)}'
    attributes: dict[str, str] = {}
    while True:
        at = _skip_space(source, at)
        if at >= len(source):
            raise unclosed
        if source[at] == ">":
            return name, attributes, at + 1
        found = _match(_ATTRIBUTE_NAME, source, at)
        key, at = found[0].lower(), _skip_space(source, found.end())
        if not key:
            raise _cannot(f"Empty attribute name in the declaration {where}")
        if not source.startswith("=", at):
            if name == "blockquote" and key == "expandable":
                attributes[key] = ""
                continue
            raise _cannot(f"Expected equal sign in declaration of an attribute {where}")
        at = _skip_space(source, at + 1)
        quote = source[at : at + 1]
        if quote and quote in "\"'":
            end = source.find(quote, at + 1)
            if end < 0:
                raise unclosed
            attributes[key] = _ENTITY.sub(lambda each: _entity(each) or each[0], source[at + 1 : end])
            at = end + 1
        else:
            found = _match(_BARE_VALUE, source, at)
            attributes[key], at = found[0].lower(), found.end()
            if at < len(source) and source[at] not in f"{_SPACE}>":
                raise _cannot(f"Unexpected end of name token at byte offset {_bytes(source, at)}")


def _match(pattern: re.Pattern[str], source: str, position: int) -> re.Match[str]:
    found = pattern.match(source, position)
    assert found is not None, "a pattern that also matches nothing"
    return found


def _skip_space(source: str, at: int) -> int:
    while at < len(source) and source[at] in _SPACE:
        at += 1
    return at


def _opened(name: str, attributes: dict[str, str], at: int, byte: int, open_tags: list[_Open]) -> _Open:
    if name not in _SIMPLE and name not in ("a", "span", "blockquote", "tg-emoji", "tg-time"):
        raise _cannot(f'Unsupported start tag "{name}" at byte offset {byte}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
    if name == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
        raise _cannot("Invalid custom emoji identifier specified")
    if name == "tg-time" and not re.fullmatch(r"-?\d{1,12}", attributes.get("unix", "")):
        raise _cannot(f'Tag "tg-time" must have attribute "unix" at byte offset {byte}')
    if name == "blockquote" and any(tag.tag == "blockquote" for tag in open_tags):
        raise _cannot("Blockquote entities can't be nested")
    return _Open(name, at, byte, attributes)


def _close(name: str, open_tags: list[_Open], entities: list[dict[str, Any]], at: int, byte: int) -> None:
    if not open_tags:
        raise _cannot(f"Unexpected end tag at byte offset {byte}")
    tag = open_tags.pop()
    if name and tag.tag != name:  # "</>" ends whatever is open
        raise _cannot(f'Unmatched end tag at byte offset {byte}, expected "</{tag.tag}>", found "</{name}>"')
    name = tag.tag
    length = at - tag.at
    if length == 0:
        return
    entity: dict[str, Any] = {"offset": tag.at, "length": length}
    inside = {opened.tag for opened in open_tags}
    if name == "a":
        url = tag.attributes.get("href", "")
        if not re.match(r"^(https?|tg|mailto|tel)://?\S+$", url):
            return  # Telegram drops a link without a usable address and keeps its text
        entity |= {"type": "text_link", "url": url}
    elif name == "span":
        entity["type"] = "spoiler"
    elif name == "blockquote":
        entity["type"] = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"
    elif name == "tg-emoji":
        entity |= {"type": "custom_emoji", "custom_emoji_id": tag.attributes["emoji-id"]}
    elif name == "tg-time":
        entity |= {"type": "date_time", "unix_time": int(tag.attributes["unix"])}
        if tag.attributes.get("format"):
            entity["date_time_format"] = tag.attributes["format"]
    elif name == "code" and "pre" in inside:
        language = tag.attributes.get("class", "")
        if language.startswith("language-"):
            open_tags[-1].attributes["language"] = language.removeprefix("language-")
        return
    else:
        entity["type"] = _SIMPLE[name]
        if name == "pre" and tag.attributes.get("language"):
            entity["language"] = tag.attributes["language"]
    # "pre and code entities can't contain other entities"
    if inside & {"code", "pre"}:
        return
    if entity["type"] in ("code", "pre"):
        entities[:] = [other for other in entities if not (tag.at <= other["offset"] < at)]
    entities.append(entity)


def _entity(found: re.Match[str]) -> str | None:
    if found[3]:
        return _NAMED[found[3]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    if number == 0 or number >= 0x10FFFF:
        return None  # stays as it was written
    if 0xD800 <= number <= 0xDFFF:
        raise bad_request(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
        )
    return chr(number)


def _trim(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Without leading and trailing white space; entities are moved and cut with it."""
    left = len(text) - len(text.lstrip(_SPACE))
    trimmed = text.strip(_SPACE)
    end = utf16_length(trimmed)
    kept = []
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start = max(entity["offset"] - left, 0)
        stop = min(entity["offset"] - left + entity["length"], end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return trimmed, kept


def _bytes(source: str, position: int) -> int:
    return len(source[:position].encode("utf-8", "surrogatepass"))


def _cannot(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
