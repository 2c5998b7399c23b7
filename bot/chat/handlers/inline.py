"""Inline queries, `@bot question` in any chat: the same answer as in ours, as articles to choose from.

Telegram keeps the results for everyone who types the same, so they depend on the query alone: the answer is in the
question's language, and no earlier question counts.
"""

from datetime import timedelta
from hashlib import blake2b

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot import rendering
from bot.chat.screen import Screen
from bot.chat.screens.routes import View, option_route, show, show_reply
from bot.domain.answer import Choice, Reply

LIFE = timedelta(seconds=30)  # of a result with Telegram
_TITLE = 60  # characters
_DESCRIPTION = 120


def articles_of(reply: Reply, view: View) -> list[InlineQueryResultArticle]:
    """An article with the answer; of a question back, one a reading."""
    if not isinstance(reply, Choice):
        return [_article(show_reply(reply, view))]
    return [_article(show(option_route(option), view)) for option in reply.options]


def life_of(view: View) -> timedelta:
    """How long Telegram may keep the results: not past the moment at which time alone shows or hides something."""
    turn = view.snapshot.next_turn(view.now)
    return LIFE if turn is None else min(LIFE, turn - view.now)


def _article(screen: Screen) -> InlineQueryResultArticle:
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
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
