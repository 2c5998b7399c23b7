"""Whether an answer helped: the verdict is marked, heard, and taken back when it is pressed again."""

from dataclasses import replace

import structlog
from telegram.error import TelegramError

from bot.chat.handlers.buttons.press import Doers, Done, Press
from bot.chat.route import name_of
from bot.chat.screen import CHOSEN, Button, Rows, Screen, rows_of
from bot.chat.screens.answers import DISLIKE, LIKE, show_reply
from bot.rendering.view import View

log = structlog.get_logger(__name__)

VERDICTS = frozenset({LIKE, DISLIKE})
_REACTIONS = {LIKE: "👌", DISLIKE: "👀"}  # heard with thanks; the editors look at it


async def judge(doers: Doers, press: Press) -> Done:
    """Marks the verdict, and takes back the one before; pressed again it is taken back itself."""
    view, message = press.view, press.message
    if not press.message_id:
        return Done(notice=_thanks(view))
    rows = rows_of(message.reply_markup) if message is not None else ()
    pressed, before = name_of(press.data), _verdict_of(rows)
    verdict = "" if before == pressed else pressed
    if message is not None:
        await doers.edge.sender.edit(message, Screen((message.text_html,), _with_verdict(rows, verdict)))
    if before == DISLIKE:
        doers.edge.use_cases.unanswered.take_back(press.chat_id, press.message_id)
    await _react(doers, press, verdict)
    if not verdict:
        return Done(notice=view.translate("Taken back."))
    return await (praise if verdict == LIKE else dislike)(doers, press)


async def praise(_: Doers, press: Press) -> Done:
    """Thanks."""
    return Done(notice=press.view.translate("Thank you. Good to know."))


async def dislike(doers: Doers, press: Press) -> Done:
    """Thanks; and other readings of the question, where there are any."""
    use_cases, view = doers.edge.use_cases, press.view
    thanks = Done(notice=_thanks(view))
    question = use_cases.unanswered.dislike(press.chat_id, press.message_id)
    if question is None:
        return thanks
    shown = await use_cases.put_under.find_of_message(press.chat_id, press.message_id)
    asked = await use_cases.asking.find_other_readings(question, view.lang, shown)
    if asked is None:
        return thanks
    return replace(
        thanks, screen=show_reply(asked.reply, replace(view, visible=asked.snapshot.at(asked.now)))
    )


async def _react(doers: Doers, press: Press, verdict: str) -> None:
    """At the reader's own question, where it is known; a chat that allows no reactions goes without."""
    question = doers.answered.find_question(press.chat_id, press.message_id)
    if question is None:
        return
    try:
        await doers.edge.bot.set_message_reaction(press.chat_id, question, _REACTIONS.get(verdict))
    except TelegramError as error:
        log.info("no reaction", error=error.message)


def _thanks(view: View) -> str:
    return view.translate("Thank you. The editors see questions that several readers asked, not who asked.")


def _verdict_of(rows: Rows) -> str:
    """The verdict that is marked; empty: none."""
    marked = (button.route for row in rows for button in row if button.label.startswith(CHOSEN))
    return next((route for route in marked if route in VERDICTS), "")


def _with_verdict(rows: Rows, verdict: str) -> Rows:
    """With that verdict marked, and no other."""

    def mark(button: Button) -> Button:
        if button.route not in VERDICTS:
            return button
        label = button.label.removeprefix(CHOSEN)
        return replace(button, label=CHOSEN + label if button.route == verdict else label)

    return tuple(tuple(mark(button) for button in row) for row in rows)
