"""Commands that show something: a screen by its route, or what the words after the command name."""

from collections.abc import Mapping, Sequence
from functools import partial

from telegram import Update

from bot import rendering
from bot.chat.addressed import speaker_of, words_of
from bot.chat.edge import Callback, Context, Edge
from bot.chat.handlers.buttons.handlers import ButtonHandlers
from bot.chat.handlers.looking_back import look_back, note_look_back
from bot.chat.handlers.word_keys import show_keys
from bot.chat.screen import Screen
from bot.chat.screens.arguments import find_language, find_topics, offer, show_with, with_note
from bot.chat.screens.routes import SCREEN_COMMANDS, show
from bot.rendering.view import View


class ReadingHandlers:
    """Handlers for the application's table, by command."""

    def __init__(self, edge: Edge, buttons: ButtonHandlers) -> None:
        self._edge = edge
        self._buttons = buttons

    def commands(self) -> Mapping[str, Callback]:
        """Of every command that opens a screen, and of those that say from when and how a reader reads."""
        screens = {name: partial(self._on_screen, name) for name in SCREEN_COMMANDS}
        return {
            **screens,
            "start": self._on_start,
            "who": partial(self._on_named, "who"),
            "said": partial(self._on_named, "said"),
            "language": self._on_language,
            "keyboard": self._on_keyboard,
            "asof": self._on_as_of,
        }

    async def _on_screen(self, command: str, update: Update, _: Context) -> None:
        view = await self._edge.view(update)
        screen = show_with(command, words_of(update), view)
        await self._edge.answer(update, screen or show(SCREEN_COMMANDS[command], view))

    async def _on_start(self, update: Update, _: Context) -> None:
        """`/start`, or a deep link: its payload is a route with underscores for colons."""
        use_cases = self._edge.use_cases
        use_cases.conversations.note_start(speaker_of(update), use_cases.clock())
        payload = words_of(update).split(" ")[0]
        await self._buttons.open_by_link(update, payload.replace("_", ":") or "home")

    async def _on_named(self, command: str, update: Update, _: Context) -> None:
        """`/who` and `/said`, alone or with a name or subject."""
        view, words = await self._edge.view(update), words_of(update)
        if not words:
            await self._edge.answer(update, show(SCREEN_COMMANDS[command], view))
            return
        people, topics = self._edge.use_cases.library.edition.engine.find_names(words)
        if command == "said" and not people and not topics:
            topics = tuple(find_topics(words, view))
        if people:
            route = f"person:{people[0]}" if command == "who" else f"said:p:{people[0]}:0"
        elif len(topics) == 1 and command == "said":
            route = f"said:t:{topics[0]}:0"
        else:
            await self._edge.answer(update, _unknown_name(command, words, topics, view))
            return
        await self._edge.answer(update, show(route, view))

    async def _on_language(self, update: Update, _: Context) -> None:
        """`/language`, alone or with the language."""
        words = words_of(update)
        lang = find_language(words)
        if lang is not None:
            await self._buttons.open_by_link(update, f"lang:{lang.value}")
            return
        view = await self._edge.view(update)
        screen, note = show("language", view), view.translate("I speak Dutch and English.")
        await self._edge.answer(update, with_note(note, screen) if words else screen)

    async def _on_keyboard(self, update: Update, _: Context) -> None:
        """`/keyboard`: five words to press; `/keyboard off` takes them away."""
        view = await self._edge.view(update)
        await self._edge.answer(update, show_keys(words_of(update), view))

    async def _on_as_of(self, update: Update, _: Context) -> None:
        """`/asof 27 feb` answers from what was known then; `/asof` alone, or `/asof now`, ends it."""
        back = look_back(words_of(update), await self._edge.view(update))
        note_look_back(self._edge, update, back)
        await self._edge.answer(update, back.screen)


def _unknown_name(command: str, words: str, topics: Sequence[str], view: View) -> Screen:
    """For a `/who` or `/said` with a name that is nobody's, or may be that of several subjects."""
    if command == "said" and topics:
        text = view.translate("Which subject do you mean?")
        return Screen((rendering.escape(text),), offer(topics, "said:t:{}:0", view))
    text = view.translate("I know nobody and nothing by the name “%(words)s”.", words=words)
    return Screen((rendering.escape(text),), show("who:0" if command == "who" else "said", view).rows)
