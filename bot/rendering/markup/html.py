"""Telegram's HTML: the one place where text from outside is escaped, and where tags are taken off again."""

import re
from datetime import datetime
from html import unescape

_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def escape(text: str) -> str:
    """`text` as text. Telegram knows &lt; &gt; &amp; and &quot; (Bot API, HTML style)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    return f"<i>{escape(text)}</i>"


def link(text: str, url: str) -> str:
    return f'<a href="{escape(url).replace(chr(34), "&quot;")}">{escape(text)}</a>'


def block_quote(html: str, *, expandable: bool = False) -> str:
    """`html` in a quotation block; an expandable one shows three lines until it is tapped."""
    return f"<blockquote{' expandable' if expandable else ''}>{html}</blockquote>"


def time_tag(moment: datetime, fallback: str, *, is_relative: bool = False) -> str:
    """A moment that Telegram shows in the reader's own zone; older clients show `fallback` (Bot API 9.5, tg-time).

    `is_relative`: how long ago or to go, which the client keeps true, and the moment itself when it is tapped.
    """
    shape = "r" if is_relative else "wDt"
    return f'<tg-time unix="{int(moment.timestamp())}" format="{shape}">{escape(fallback)}</tg-time>'


def capital(text: str) -> str:
    """`text` with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def to_plain(html: str, *, links: bool = False) -> str:
    """The same message without tags: what `bot ask` prints. `links`: with each address after the words that lead there."""
    if links:
        html = _LINK.sub(lambda found: f"{found[2]} ({found[1]})" if found[1] != found[2] else found[2], html)
    return unescape(_TAG.sub("", html))
