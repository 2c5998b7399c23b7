"""A long read goes as a rich message where the server takes it, else as HTML, else as plain text; what it takes is remembered."""

from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Chat, Message
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from bot.chat.screen import Button, Rich, Screen
from bot.chat.sending.photos import Photos
from bot.chat.sending.sender import Sender
from bot.services.drawing import Drawing

PAGED = ((Button("›", "brief:a:1"),), (Button("Start", "home"),))
WHOLE = ((Button("Start", "home"),),)
SCREEN = Screen(
    ('<b>A</b>\n\nby <a href="https://example.org/">them</a>',), PAGED, rich=Rich("<h2>A</h2>", WHOLE)
)


def not_found() -> EndPointNotFound:
    error = EndPointNotFound("Endpoint 'sendRichMessage' not found in Bot API")
    error.__cause__ = InvalidToken("Not Found: method not found")
    return error


class Telegram(Bot):
    """Notes what it is asked for; refuses rich messages with `rich`, and then HTML with `html`."""

    def __init__(self, rich: TelegramError | None = None, html: TelegramError | None = None) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.rich = rich
            self.html = html
            self.asked: list[tuple[str, dict[str, Any]]] = []

    async def do_api_request(self, endpoint: str, api_kwargs: Any = None, *_: Any, **__: Any) -> Any:
        self.asked.append((endpoint, api_kwargs))
        if self.rich is not None and "edit" not in self.rich.message:
            raise self.rich
        return _message()

    async def send_message(self, chat_id: int | str, text: str, *_: Any, **fields: Any) -> Message:
        self.asked.append(("sendMessage", {"text": text, **fields}))
        if self.html is not None and fields.get("parse_mode"):
            raise self.html
        return _message(text)

    async def edit_message_text(self, text: str, *_: Any, **fields: Any) -> Message:
        self.asked.append(("editMessageText", {"text": text, **fields}))
        if "api_kwargs" in fields and self.rich is not None:
            raise self.rich
        return _message(text)


def _message(text: str | None = None) -> Message:
    return Message(1, None, Chat(5, "private"), text=text)  # type: ignore[arg-type]


def sender(telegram: Telegram) -> Sender:
    return Sender(telegram, lambda _message, _screen: None, Photos(Drawing(Path("nowhere"))))


def ways(telegram: Telegram) -> list[str]:
    return [
        "rich" if "rich_message" in {**fields, **(fields.get("api_kwargs") or {})}
        else "html" if fields.get("parse_mode") else "plain"
        for _, fields in telegram.asked
    ]  # fmt: skip


async def test_the_whole_goes_as_one_rich_message_with_the_buttons_that_it_needs() -> None:
    telegram = Telegram()
    assert await sender(telegram).send(5, SCREEN, thread_id=3)
    ((endpoint, fields),) = telegram.asked
    assert endpoint == "sendRichMessage"
    assert fields["rich_message"] == {"html": "<h2>A</h2>", "skip_entity_detection": True}
    assert (fields["chat_id"], fields["message_thread_id"]) == (5, 3)
    assert len(fields["reply_markup"].inline_keyboard) == 1


async def test_a_server_that_knows_no_rich_messages_gets_html_and_is_asked_once() -> None:
    telegram = Telegram(not_found())
    shows = sender(telegram)
    await shows.send(5, SCREEN)
    await shows.send(6, SCREEN)
    assert ways(telegram) == ["rich", "html", "html"]
    assert len(telegram.asked[-1][1]["reply_markup"].inline_keyboard) == 2


async def test_a_text_that_is_refused_goes_as_html_and_others_are_tried_still() -> None:
    telegram = Telegram(BadRequest("RICH_MESSAGE_TEXT_TOO_LONG"))
    shows = sender(telegram)
    await shows.send(5, SCREEN)
    await shows.send(5, SCREEN)
    await shows.send(5, Screen(("B",), rich=Rich("<h2>B</h2>")))
    assert ways(telegram) == ["rich", "html", "html", "rich", "html"]


async def test_what_is_refused_as_html_too_goes_as_plain_text_with_its_links_written_out() -> None:
    telegram = Telegram(not_found(), BadRequest("Can't parse entities: unsupported start tag"))
    assert await sender(telegram).send(5, SCREEN)
    assert ways(telegram) == ["rich", "html", "plain"]
    assert telegram.asked[-1][1]["text"] == "A\n\nby them (https://example.org/)"


async def test_a_message_is_turned_into_a_long_read_in_its_place() -> None:
    telegram = Telegram()
    await sender(telegram).edit(_message("list"), SCREEN, is_page=True)
    ((endpoint, fields),) = telegram.asked
    assert (endpoint, fields["text"]) == ("editMessageText", None)
    assert fields["api_kwargs"]["rich_message"]["html"] == "<h2>A</h2>"
    assert fields["rate_limit_args"] is True


async def test_a_server_that_overlooks_a_rich_edit_is_asked_once() -> None:
    telegram = Telegram(BadRequest("Message text is empty"))
    shows = sender(telegram)
    await shows.edit(_message("list"), SCREEN)
    await shows.edit(_message("list"), SCREEN)
    assert ways(telegram) == ["rich", "html", "html"]


async def test_a_message_that_can_no_longer_be_changed_is_sent_anew_as_a_long_read() -> None:
    telegram = Telegram(BadRequest("Message to edit not found"))
    await sender(telegram).edit(_message("list"), SCREEN)
    assert [endpoint for endpoint, _ in telegram.asked] == [
        "editMessageText",
        "sendRichMessage",
    ]


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user")])
async def test_who_blocked_the_bot_is_sent_nothing_more(error: TelegramError) -> None:
    telegram = Telegram(error, error)
    assert await sender(telegram).send(5, SCREEN) is None
