"""What is shown: text in parts that each fit a message, and the buttons under the last."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

ROW = 44  # characters that a phone shows in a row of buttons
CHOSEN = "✓ "  # before the label of what is set
COPIED = 256  # characters; Bot API, CopyTextButton.text
CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `route` opens another screen, `url` a page, `copy` copies text, `share` offers what that inline query finds
    in a chat of the reader's choice. Exactly one is set.
    """

    label: str
    route: str = ""
    url: str = ""
    copy: str = ""
    share: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A question with one right option, as a poll; `explanation` is at most 200 characters (Bot API, sendPoll)."""

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Rich:
    """The whole of a long read as one rich message, in Telegram's rich HTML, with the buttons that it needs."""

    html: str
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Telegram HTML, each part at most 4,096 code points after parsing."""

    parts: tuple[str, ...]
    rows: Rows = ()
    facts: tuple[
        tuple[str, int], ...
    ] = ()  # whose text it shows, in which revision, for the ledger of corrections
    is_panel: bool = False  # settings as they stand: a chat has one, and the one before it is edited
    picture: str | None = None  # an SVG; the one part is its caption, of at most 1,024 code points
    rich: Rich | None = None  # in place of the parts, which go where a server takes no rich messages
    quiz: Quiz | None = None  # instead of the parts, which go where a chat takes no polls
    keys: tuple[tuple[str, ...], ...] | None = (
        None  # words to press in place of the phone's keyboard; none: takes them away
    )
    is_page: bool = False  # one of many screens in a list: not put right in place when a fact of it was wrong


def grid(buttons: Sequence[Button], width: int = 2) -> Rows:
    """Buttons in rows of `width`; one whose label a phone would cut short has a row of its own, before those that wait."""
    rows: list[tuple[Button, ...]] = []
    waiting: tuple[Button, ...] = ()
    for button in buttons:
        if len(button.label.removeprefix(CHOSEN)) > ROW // width:
            rows.append((button,))
            continue
        waiting = (*waiting, button)
        if len(waiting) == width:
            rows.append(waiting)
            waiting = ()
    return (*rows, waiting) if waiting else tuple(rows)


def keyboard_of(rows: Rows) -> InlineKeyboardMarkup | None:
    """Telegram's form of `rows`; None where there are none.

    Raises ValueError for a route that Telegram would not take.
    """
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def reply_keyboard_of(
    keys: Sequence[Sequence[str]], placeholder: str = ""
) -> ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """Words that a press sends as the reader's own; without any, the phone's keyboard comes back."""
    if not keys:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(
        keys, resize_keyboard=True, is_persistent=True, input_field_placeholder=placeholder or None
    )


def rows_of(markup: InlineKeyboardMarkup | None) -> Rows:
    """The rows of a keyboard of ours, as it stands under a message."""
    keyboard = markup.inline_keyboard if markup is not None else ()
    return tuple(tuple(_read(each) for each in row) for row in keyboard)


def _read(button: InlineKeyboardButton) -> Button:
    return Button(
        button.text,
        route=str(button.callback_data or ""),
        url=button.url or "",
        copy=button.copy_text.text if button.copy_text else "",
        share=button.switch_inline_query or "",
    )


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    if button.share:
        return InlineKeyboardButton(button.label, switch_inline_query=button.share)
    if not 1 <= len(button.route.encode()) <= CALLBACK_BYTES:
        raise ValueError(f"route {button.route!r} is not 1 to {CALLBACK_BYTES} bytes")
    return InlineKeyboardButton(button.label, callback_data=button.route)
