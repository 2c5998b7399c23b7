"""Inline queries, `@bot question` in any chat: the same answer as in ours, as articles to choose from.

Telegram keeps the results for everyone who types the same, so these depend on the query alone, wherever it says in which
language it is: the answer is in that, and no earlier question counts. Each has a button that leads on to our chat.
"""

from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import BaseHandler, InlineQueryHandler, MessageHandler, filters

from bot import rendering
from bot.answering.understanding.language import detect_language
from bot.answering.understanding.text import fold, tokenise
from bot.chat.addressed import question_to_us
from bot.chat.edge import Context, Edge
from bot.chat.screen import Button, Rows, Screen, keyboard_of
from bot.chat.screens.answers import option_route, show_reply
from bot.chat.screens.routes import show
from bot.chat.screens.sharing import find_shared, link_to, route_of
from bot.domain.answer import Choice, Reply
from bot.domain.records.briefing import UpdateKind
from bot.domain.text import Lang
from bot.i18n import negotiate
from bot.rendering.view import View

LIFE = timedelta(seconds=30)  # of a result with Telegram
READY = 5  # cards where nothing is asked
_TITLE = 60  # characters
_DESCRIPTION = 120


class InlineHandlers:
    """Handlers for the application's table, of what is asked in chats that we are no member of; nothing is kept of these."""

    def __init__(self, edge: Edge) -> None:
        self._bot = edge.bot
        self._asking = edge.use_cases.asking
        self._library = edge.use_cases.library
        self._clock = edge.use_cases.clock

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """In any order: no other handler takes such updates."""
        return [
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, self._on_guest),
            InlineQueryHandler(self._on_inline),
        ]

    async def _on_inline(self, update: Update, _: Context) -> None:
        """`@bot question` in any chat: an answer to choose; `@bot` alone: a few ready cards, in the language of who types."""
        query = update.inline_query
        if query is None:
            return
        lang = negotiate(query.from_user.language_code)
        key = find_shared(query.query)
        if key is not None or not query.query.strip():
            view = self._view(lang)
            articles = ready_articles(view) if key is None else articles_of_record(key, view)
            await query.answer(articles, cache_time=life_of(view), is_personal=True)
            return
        articles, view = await self._answer(query.query, lang)
        is_personal = not tells_language(query.query)
        await query.answer(articles, cache_time=life_of(view), is_personal=is_personal)

    async def _on_guest(self, update: Update, _: Context) -> None:
        """Our name in a chat that we are no member of: one answer with its source, in the asker's language.

        Nothing is kept of such a chat: its number may be that of another one of ours (Bot API, Message.guest_query_id).
        """
        message = update.guest_message
        if message is None or not message.guest_query_id:
            return
        asker = message.from_user
        lang = negotiate(asker.language_code if asker is not None else None)
        question = question_to_us(message, self._bot)
        articles = (await self._answer(question, lang))[0] if question else ready_articles(self._view(lang))
        if articles:
            await self._bot.answer_guest_query(message.guest_query_id, articles[0])

    async def _answer(self, question: str, lang: Lang) -> tuple[list[InlineQueryResultArticle], View]:
        """In the question's own language where it tells one, else in `lang`; and through whose eyes that is."""
        asked = await self._asking.look_up(question, None if tells_language(question) else lang)
        view = replace(self._view(lang), visible=asked.snapshot.at(asked.now), lang=asked.reply.lang)
        return articles_of(asked.reply, view), view

    def _view(self, lang: Lang) -> View:
        return View(self._library.edition.snapshot.at(self._clock()), lang, bot=self._bot.username)


def articles_of(reply: Reply, view: View) -> list[InlineQueryResultArticle]:
    """An article with the answer; of a question back, one a reading."""
    if not isinstance(reply, Choice):
        route = route_of(reply.records[0]) if reply.records else "home"
        return [_article(show_reply(reply, view), route, view)]
    return [
        _article(show(option_route(option), view), route_of(option.key), view) for option in reply.options
    ]


def articles_of_record(key: str, view: View) -> list[InlineQueryResultArticle]:
    """An article with a record that a reader shares; none where it may not be shown."""
    route = route_of(key)
    screen = show(route, view)
    return [_article(screen, route, view)] if _is_there(screen) else []


def ready_articles(view: View) -> list[InlineQueryResultArticle]:
    """What most want to show others: how it stands, the newest, and the story in the words of the first briefings."""
    snapshot = view.snapshot
    news = [
        update
        for update in snapshot.updates.values()
        if update.kind is UpdateKind.NEW and update.is_visible(view.now) and update.facts
    ]
    newest = max(news, key=lambda update: update.id, default=None)  # an id begins with its day
    routes = [
        *(["status"] if view.visible.statuses else []),
        *([f"fact:{newest.facts[0]}"] if newest is not None else []),
        *(f"rec:briefing:{slug}" for slug in snapshot.briefing_slugs()),
    ]
    articles = []
    for route in dict.fromkeys(routes):
        screen = show(route, view)
        if _is_there(screen):
            articles.append(_article(screen, route, view))
    return articles[:READY]


def life_of(view: View) -> timedelta:
    """How long Telegram may keep the results: not past the moment at which time alone shows or hides something."""
    turn = view.snapshot.next_turn(view.now)
    return LIFE if turn is None else min(LIFE, turn - view.now)


def tells_language(query: str) -> bool:
    """Whether a query is in one of our languages by its own words, whoever types it."""
    tokens = tokenise(fold(query))
    return detect_language(tokens, Lang.NL) is detect_language(tokens, Lang.EN)


def _is_there(screen: Screen) -> bool:
    return bool(screen.facts) or any(button.share for row in screen.rows for button in row)


def _article(screen: Screen, route: str, view: View) -> InlineQueryResultArticle:
    html = screen.parts[0]
    first, *others = [line for line in rendering.to_plain(html).split("\n") if line]
    content = InputTextMessageContent(
        html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(
        id=blake2b(html.encode(), digest_size=16).hexdigest(),
        title=_cut(first, _TITLE),
        description=_cut(" ".join(others), _DESCRIPTION),
        input_message_content=content,
        reply_markup=keyboard_of(_ways_on(route, view)),
    )


def _ways_on(route: str, view: View) -> Rows:
    if not view.bot:
        return ()
    return ((Button(view.translate("Ask more"), url=link_to(route, view.bot)),),)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
