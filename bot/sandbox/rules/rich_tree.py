"""Telegram's rich HTML to a tree of tags: what is not listed, or does not belong there, is refused (Bot API 10.1)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.sandbox.rules import html
from bot.sandbox.rules.refusal import bad_request

MOST_LEVELS = 16  # of blocks and marks inside each other

MARKS = {**html.MARKS, "mark": "marked", "sub": "subscript", "sup": "superscript"}
HEADINGS = {f"h{size}": size for size in range(1, 7)}
_WORDS = {"p", "footer", "pre", "summary", "caption", "th", "td", "cite", *HEADINGS}  # hold words alone
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
_KNOWN = {*MARKS, *_WORDS, *_BLOCKS, *_LISTS, *_ALONE, "a", "tg-time"}
_FLAGS = {"details": {"open"}, "table": {"bordered", "striped"}}
_NAMED = {
    "lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\N{NO-BREAK SPACE}", "hellip": "…", "mdash": "—",
    "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
}  # fmt: skip


@dataclass(slots=True)
class Node:
    """A tag with what stands in it, in order."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)

    def only(self, *tags: str) -> list["Node"]:
        """Those of its own tags."""
        return [each for each in self.inside if isinstance(each, Node) and each.tag in tags]


def read_tree(source: str) -> list[Node | str]:
    """What stands at the top level. Raises `Refusal`."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end()
    return reader.root.inside


class _Reader(HTMLParser):
    """Tags to a tree; what Telegram does not list, or does not allow there, is refused."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise cannot(f'Unsupported start tag "{tag}"')
        parent = self._open[-1].tag
        if tag in _PARENTS and parent not in _PARENTS[tag]:
            raise cannot(f'Unexpected tag "{tag}"')
        if parent in _LISTS and tag not in _PARENTS:
            raise cannot(f'Unexpected tag "{tag}" in "{parent}"')
        is_block = tag in _WORDS | _BLOCKS | _LISTS or tag == "hr"
        if is_block and tag not in _PARENTS and any(self._is_inline(each.tag) for each in self._open):
            raise cannot(f'Unexpected tag "{tag}" in "{parent}"')
        for name, value in attrs:
            if value is None and name not in _FLAGS.get(tag, ()):
                raise cannot(f'Expected equal sign in declaration of an attribute of the tag "{tag}"')
        node = Node(tag, dict(attrs))
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
            raise cannot("Unexpected end tag")
        opened = self._open.pop()
        if opened.tag != tag:
            raise cannot(f'Unmatched end tag, expected "</{opened.tag}>", found "</{tag}>"')

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(_NAMED.get(name, f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(chr(int(name[1:], 16) if name.lower().startswith("x") else int(name)))

    def end(self) -> None:
        if len(self._open) > 1:
            raise cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')

    @staticmethod
    def _is_inline(tag: str) -> bool:
        return tag in MARKS or tag in _WORDS or tag in ("a", "tg-time")


def cannot(reason: str) -> Exception:
    """In the words of the HTML style: of this one Telegram publishes none."""
    return bad_request(f"can't parse entities: {reason}")
