"""Characters that no editor meant: unseen ones, damaged ones, and what a wrong encoding makes of a text.

What emoji and flags are made of stays allowed: joiners between pictures (U+200D, U+FE0F) and the tag letters of a
flag (Unicode Technical Standard 51).
"""

import re

from bot.i18n import N_
from bot.i18n.editors import tell

# By Unicode's categories: controls, format characters, private use; and fillers, which are letters that nobody sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_PICTURE = r"[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff]"
_JOINED = re.compile(rf"(?<={_PICTURE})\u200d(?={_PICTURE})")
_REPLACED = re.compile("\ufffd")
# UTF-8 read as Windows-1252: a lead byte as a letter, then one or two of what its other bytes become there.
_CONTINUATION = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MISREAD = re.compile(rf"[ÂÃÄÅ](?:[\x80-\xbf]|[€‚„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ])|â[€‚„]{_CONTINUATION}|ðŸ")


def find_odd_letter(text: str) -> tuple[int, str] | None:
    """The place of the first character that cannot be meant, counted from 0, and what is the matter; None: there is none."""
    if text.isascii() and text.isprintable():
        return None
    found = []
    bare = _JOINED.sub("\u2014", _FLAG.sub(lambda flag: "\u2014" * len(flag[0]), text))
    for pattern, source, message in (
        (_UNSEEN, bare, N_("has an invisible or control character in it")),
        (_REPLACED, text, N_("has a damaged character in it (�)")),
        (_MISREAD, text, N_("has damaged letters in it, as a wrong encoding leaves them")),
    ):
        match = pattern.search(source)
        if match:
            found.append((match.start(), tell(message)))
    return min(found, default=None)
