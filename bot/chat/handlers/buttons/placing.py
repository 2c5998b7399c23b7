"""Where a screen goes that a press opens: in its message's place, under its text, or below."""

from dataclasses import replace

from telegram import Message

from bot import rendering
from bot.chat.handlers.buttons.press import Act, Press
from bot.chat.handlers.panels import Panels
from bot.chat.route import ANEW, Place, Route
from bot.chat.screen import CHOSEN, Rows, Screen, rows_of
from bot.chat.sending.sender import Sender


class Placing:
    """Shows screens as the table of routes has it; what a chat's settings panel became is noted."""

    def __init__(self, sender: Sender, panels: Panels) -> None:
        self._sender = sender
        self._panels = panels

    async def show(self, press: Press, route: Route[Act], screen: Screen) -> None:
        """After a press: where the route says, or as a new message where there is none to change."""
        message = press.message
        if message is None or press.data.endswith(ANEW) or screen.quiz is not None:
            is_personal = message is not None and press.data.endswith(ANEW) and route.is_screen
            await self.send(press, screen, is_personal=is_personal and screen.quiz is None)
            return
        match route.place:
            case Place.IN_PLACE:
                if screen.is_panel:
                    await self._panels.keep(press.chat_id, press.thread, message.message_id, press.view)
                is_page = route.is_page(press.data)
                await self._sender.edit(message, screen, is_page=is_page, whisper=press.whisper())
            case Place.ADDED:
                await self._add(press, message, screen)
            case Place.BELOW:
                await self.send(press, screen)
            case Place.NOTICE:  # more than a notice is for who pressed: other readings, where one was no help
                await self.send(press, screen, is_personal=True)
            case Place.BELOW_ONCE:
                await self._sender.edit(message, _text_of(message, _rows_without(message, press.data)))
                await self.send(press, screen)
            case Place.BELOW_CHOSEN:
                rows = _rows_with_chosen(message, press.data)
                if rows != rows_of(message.reply_markup):
                    await self._sender.edit(message, _text_of(message, rows))
                await self.send(press, screen)

    async def send(self, press: Press, screen: Screen, *, is_personal: bool = False) -> Message | None:
        """As a message of its own; `is_personal`: in a group for who pressed alone, for whom there is no other place to read on."""
        return await self._sender.send(
            press.chat_id,
            screen,
            thread_id=press.thread or None,
            whisper=press.whisper(is_personal=is_personal),
        )

    async def send_panel(self, press: Press, screen: Screen) -> None:
        """As a message of its own; settings become the chat's."""
        sent = await self.send(press, screen)
        if screen.is_panel and sent is not None:
            await self._panels.keep(press.chat_id, press.thread, sent.message_id, press.view)

    async def _add(self, press: Press, message: Message, screen: Screen) -> None:
        """Sources come under the answer, in the same message where there is room; a screen with buttons says why not."""
        together = f"{message.text_html}\n\n<blockquote expandable>{screen.parts[0]}</blockquote>"
        if screen.rows or len(rendering.split(together)) > 1:
            await self.send(press, screen)
            return
        added = Screen((together,), _rows_without(message, press.data))
        await self._sender.edit(message, added, whisper=press.whisper())


def _text_of(message: Message, rows: Rows) -> Screen:
    """The message as it is, with other buttons."""
    return Screen((message.text_html,), rows)


def _rows_without(message: Message, data: str) -> Rows:
    """The buttons that a message has, but this one."""
    rows = tuple(
        tuple(button for button in row if button.route != data) for row in rows_of(message.reply_markup)
    )
    return tuple(row for row in rows if row)


def _rows_with_chosen(message: Message, data: str) -> Rows:
    """The buttons that a message has, this one marked; the others can still be chosen."""
    return tuple(
        tuple(
            replace(button, label=CHOSEN + button.label.removeprefix(CHOSEN))
            if button.route == data
            else button
            for button in row
        )
        for row in rows_of(message.reply_markup)
    )
