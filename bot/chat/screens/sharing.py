"""What readers take elsewhere: a link to what is shown, the query that offers it in another chat, its words with their source."""

import re

from bot import rendering
from bot.chat.screen import COPIED, Button
from bot.domain.records.record import RecordKind, split_key
from bot.domain.text import Lang
from bot.i18n import Translator, format_moment
from bot.rendering.view import View

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # core.telegram.org/bots/features#deep-linking
_ASKED = re.compile(r"([a-z]+):([a-z0-9-]+)")


def link_to(route: str, bot: str) -> str:
    """Opens that screen in the chat with the bot of that name; of a route that no link can hold, the first screen."""
    word = route.replace(":", "_")
    is_held = "_" not in route and _PAYLOAD.fullmatch(word)
    return f"https://t.me/{bot}?start={word if is_held else 'home'}"


def route_of(key: str) -> str:
    """The route that shows a record, by its key."""
    return key if key.startswith(f"{RecordKind.FACT}:") else f"rec:{key}"


def find_shared(query: str) -> str | None:
    """The key of the record that an inline query names, `fact:trump-order`; None: it is a question."""
    named = _ASKED.fullmatch(query.strip())
    return named[0] if named is not None and named[1] in set(RecordKind) else None


def share_button(key: str, lang: Lang) -> Button:
    """Asks for a chat, and offers the record there."""
    return Button(Translator(lang).gettext("Share"), share=key)


def copy_button(key: str, view: View) -> Button | None:
    """Copies a fact, whole or its first sentence, with its source, its day and the link; None where that is too long."""
    kind, record = split_key(key)
    if kind is not RecordKind.FACT or not view.bot:
        return None
    fact = view.snapshot.facts[record]
    day = format_moment(fact.when, view.lang, fact.when.zone)
    source = rendering.source_line([record], view, most=1)
    for text in (fact.text[view.lang], rendering.first_sentence(fact.text[view.lang])):
        copied = f"{text}\n{day} · {source}\n{link_to(route_of(key), view.bot)}"
        if len(copied) <= COPIED:
            return Button(view.translate("Copy with source"), copy=copied)
    return None
