"""Buttons that are pressed by typing: a label, or the number of a reading, as people answer a list in a messenger."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import LRUCache
from telegram import Message

from bot.answering.understanding.text import fold, tokenise
from bot.chat.addressed import thread_of
from bot.chat.screen import Button, Rows, Screen
from bot.chat.sending.whispers import number_of
from bot.clock import Clock, has_passed
from bot.services.delivery.shown_facts import ShownFactsWriter

KEPT_FOR = timedelta(minutes=30)
MOST_PLACES = 50_000  # the least recently used go first
LONGEST = 60  # characters; a longer message is a question

_ORDINALS: Mapping[str, int] = {
    **dict.fromkeys(("eerste", "first", "1e", "1ste", "1st", "bovenste"), 1),
    **dict.fromkeys(("tweede", "second", "2e", "2de", "2nd", "twee", "two"), 2),
    **dict.fromkeys(("derde", "third", "3e", "3de", "3rd", "drie", "three"), 3),
    **dict.fromkeys(("laatste", "last", "onderste"), -1),
}
_UNITS = frozenset(("een", "one"))  # a number where there is no other: "the third one"
_AROUND = frozenset(
    ("de", "het", "the", "nummer", "number", "nr", "no", "optie", "option", "keuze", "choice", "graag", "please", "die", "that")
) | {"doe", "maar", "een", "one", "i", "mean", "ik", "bedoel", "nee", "ja", "yes", "lezing", "reading"}  # fmt: skip
_NUMBER = re.compile(r"^(\d)\. ")


@dataclass(frozen=True, slots=True)
class Pressed:
    """The button that words stand for, and the message under which it is."""

    button: Button
    message_id: int


@dataclass(frozen=True, slots=True)
class _Shown:
    rows: Rows
    message_id: int
    at: datetime


class Presses:
    """The buttons that were shown last in each chat and thread; in memory alone, for half an hour."""

    def __init__(self) -> None:
        self._shown: LRUCache[tuple[int, int], _Shown] = LRUCache(MOST_PLACES)

    def note(self, chat_id: int, thread_id: int, message_id: int, rows: Rows, now: datetime) -> None:
        """These buttons stand under the newest message."""
        self._shown[chat_id, thread_id] = _Shown(rows, message_id, now)

    def find(self, chat_id: int, thread_id: int, text: str, now: datetime) -> Pressed | None:
        """The button that `text` names by its label or its number; None where it names none."""
        shown = self._shown.get((chat_id, thread_id))
        if shown is None or len(text) > LONGEST or has_passed(KEPT_FOR, shown.at, now):
            return None
        buttons = [button for row in shown.rows for button in row if button.route]
        wanted = tokenise(fold(text))
        for button in buttons:
            if wanted and wanted == tokenise(fold(_NUMBER.sub("", button.label))):
                return Pressed(button, shown.message_id)
        number = read_number(text)
        numbered = [button for button in buttons if _NUMBER.match(button.label)]
        if number is None or not numbered:
            return None
        if number == -1:
            return Pressed(numbered[-1], shown.message_id)
        found = next((each for each in numbered if each.label.startswith(f"{number}. ")), None)
        return Pressed(found, shown.message_id) if found else None

    def forget(self, chat_id: int) -> None:
        """Drops what is remembered of the chat."""
        for place in [place for place in self._shown if place[0] == chat_id]:
            del self._shown[place]


def read_number(text: str) -> int | None:
    """Which of a list is meant: "2", "2.", "de tweede", "number three"; -1: the last; None: none is named."""
    words = text.casefold().replace("#", " ").strip(" .!?()").split()
    numbers = {
        int(word) if word.isascii() and word.isdigit() else _ORDINALS[word]
        for word in (word.strip(".)(,:") for word in words)
        if (word.isascii() and word.isdigit() and len(word) == 1) or word in _ORDINALS
    }
    if not numbers and any(word.strip(".)(,:") in _UNITS for word in words):
        numbers = {1}
    others = [
        word
        for word in (word.strip(".)(,:") for word in words)
        if word and not word.isdigit() and word not in _ORDINALS and word not in _AROUND
    ]
    return numbers.pop() if len(numbers) == 1 and not others else None


class ShownScreens:
    """What a chat was shown: buttons, for words that press one, and facts, for corrections of them."""

    def __init__(self, presses: Presses, shown_facts: ShownFactsWriter, clock: Clock) -> None:
        self._presses = presses
        self._shown_facts = shown_facts
        self._clock = clock

    def __call__(self, message: Message, screen: Screen) -> None:
        thread = thread_of(message)
        if not number_of(message):  # of an ephemeral one nobody else is to press the buttons by typing
            self._presses.note(message.chat_id, thread, message.message_id, screen.rows, self._clock())
        if screen.facts:
            message_id = 0 if screen.is_page else message.message_id  # an ephemeral one has none
            self._shown_facts.note(message.chat_id, thread, message_id, screen.facts)
