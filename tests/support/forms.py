"""The three forms of a long read, as Telegram shows them: what each says, and where its links lead."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bot.chat.screen import Screen
from bot.chat.screens.routes import show
from bot.rendering import to_plain
from bot.rendering.view import View
from bot.sandbox.rules.html import parse_html
from bot.sandbox.rules.rich import parse_rich, plain_of

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r" \((https?://[^\s]+)\)")


@dataclass(frozen=True, slots=True)
class Form:
    """How often each word stands there, and the addresses."""

    words: Counter[str]
    links: frozenset[str]


def rich_form(slug: str, view: View) -> Form:
    screen = show(f"brief:{slug}:0", view)
    assert screen.rich is not None
    blocks = parse_rich(screen.rich.html)
    return Form(_count(plain_of(blocks)), frozenset(_addresses(blocks)))


def html_form(slug: str, view: View) -> Form:
    texts, links = [], set()
    for part in _parts(slug, view):
        text, entities = parse_html(part)
        assert len(text) <= 4096
        texts.append(text)
        links |= {each["url"] for each in entities if each["type"] == "text_link"}
    return Form(_once(texts), frozenset(links))


def plain_form(slug: str, view: View) -> Form:
    texts, links = [], set()
    for part in _parts(slug, view):
        text = to_plain(part, links=True)
        assert len(text) <= 4096
        links |= set(_ADDRESS.findall(text))
        texts.append(_ADDRESS.sub("", text))
    return Form(_once(texts), frozenset(links))


def _parts(slug: str, view: View) -> list[str]:
    """Page after page, as a reader turns them."""
    parts: list[str] = []
    screen = show(f"brief:{slug}:0", view)
    while True:
        parts += screen.parts
        following = _next(screen)
        if following is None:
            return parts
        screen = show(following, view)


def _next(screen: Screen) -> str | None:
    return next((button.route for row in screen.rows for button in row if button.label == "›"), None)


def _once(texts: list[str]) -> Counter[str]:
    """The words of pages; the first and the last line of the last one, which others have too, count once."""
    frame = {texts[-1].split("\n")[0], texts[-1].split("\n")[-1]}
    lines: list[str] = []
    for text in texts:
        lines += [line for line in text.split("\n") if line not in frame or line not in lines]
    return _count("\n".join(lines))


def _count(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text))


def _addresses(part: Any) -> list[str]:
    if isinstance(part, list):
        return [address for each in part for address in _addresses(each)]
    if not isinstance(part, dict):
        return []
    own = [part["url"]] if part.get("type") == "url" else []
    return own + [address for value in part.values() for address in _addresses(value)]
