"""What Telegram refuses for its form is still said."""

from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Chat, Message, PhotoSize
from telegram.error import BadRequest

from bot.chat.screen import Button, Screen
from bot.chat.sending.photos import Photos
from bot.chat.sending.sender import Sender
from bot.services.drawing import Drawing, PictureInLine, PictureUnavailable
from tests.support.fakes import until

ROWS = ((Button("Home", "home"),),)


class Telegram(Bot):
    """Refuses what it is told to refuse, and keeps the rest."""

    def __init__(self, *refusals: str) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.refusals = list(refusals)
            self.shown: list[dict[str, Any]] = []

    async def send_message(self, chat_id: int | str, text: str, *_: Any, **fields: Any) -> Message:
        return self._take(text=text, **fields)

    async def edit_message_text(self, text: str, *_: Any, **fields: Any) -> Message:
        return self._take(text=text, **fields)

    async def send_photo(self, chat_id: int | str, photo: Any, *_: Any, **fields: Any) -> Message:
        return self._take(photo=photo, **fields)

    async def edit_message_media(self, media: Any, *_: Any, **fields: Any) -> Message:
        return self._take(photo=media.media, caption=media.caption, parse_mode=media.parse_mode, **fields)

    def _take(self, **fields: Any) -> Message:
        if self.refusals:
            raise BadRequest(self.refusals.pop(0))
        self.shown.append(fields)
        given = fields.get("photo")
        file_id = given if isinstance(given, str) else f"id{len(self.shown)}"
        photo = [PhotoSize(file_id, "u", 1080, 1350)] if given is not None else []
        return Message(1, None, Chat(5, "private"), text=fields.get("text"), photo=photo)  # type: ignore[arg-type]


class Drawn(Drawing):
    """Pictures that are their own SVG; `fails`: none."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails

    async def png_of(self, svg: str) -> bytes:
        if self.fails:
            raise PictureUnavailable
        return svg.encode()


class Busy(Drawing):
    """Draws others first."""

    async def png_of(self, svg: str) -> bytes:
        raise PictureInLine

    async def _draw_in_turn(self, key: str, svg: str) -> bytes:
        return svg.encode()


def sender(telegram: Telegram, *, fails: bool = False) -> Sender:
    return Sender(telegram, lambda _message, _screen: None, Photos(Drawn(fails=fails)))


@pytest.mark.parametrize("edits", [False, True])
@pytest.mark.parametrize(
    "refusal",
    [
        'Can\'t parse entities: unsupported start tag "x" at byte offset 0',
        "Entity_bounds_invalid",
        "ENTITIES_TOO_LONG",
    ],
)
async def test_a_text_that_telegram_cannot_read_goes_as_plain_text(refusal: str, edits: bool) -> None:
    telegram = Telegram(refusal)
    screen = Screen(("<b>Bread &amp; butter</b>",), ROWS)
    if edits:
        await sender(telegram).edit(Message(1, None, Chat(5, "private")), screen)  # type: ignore[arg-type]
    else:
        assert await sender(telegram).send(5, screen)
    (shown,) = telegram.shown
    assert shown["text"] == "Bread & butter"
    assert shown.get("parse_mode") is None
    assert shown["reply_markup"] is not None


async def test_buttons_that_telegram_refuses_are_left_out_and_the_words_are_said() -> None:
    telegram = Telegram("BUTTON_URL_INVALID", "BUTTON_URL_INVALID")
    assert await sender(telegram).send(5, Screen(("<b>Bread</b>",), ROWS))
    assert telegram.shown[0]["text"] == "Bread"
    assert telegram.shown[0].get("reply_markup") is None


@pytest.mark.parametrize("refusal", ["chat not found", "message thread not found", "not enough rights"])
async def test_a_refusal_that_is_about_the_chat_is_not_tried_again(refusal: str) -> None:
    telegram = Telegram(refusal)
    with pytest.raises(BadRequest):
        await sender(telegram).send(5, Screen(("<b>Bread</b>",), ROWS))
    assert telegram.shown == []


PICTURE = Screen(("<b>Bread</b>",), ROWS, picture="<svg/>")
OTHER = Screen(("<b>Butter</b>",), ROWS, picture="<svg></svg>")


def photo_message() -> Message:
    return Message(1, None, Chat(5, "private"), photo=[PhotoSize("id", "u", 1, 1)])  # type: ignore[arg-type]


def text_message() -> Message:
    return Message(1, None, Chat(5, "private"), text="Bread")  # type: ignore[arg-type]


async def test_a_picture_goes_as_a_file_once_and_by_its_id_afterwards() -> None:
    telegram = Telegram()
    showing = sender(telegram)
    await showing.send(5, PICTURE)
    await showing.send(6, PICTURE)
    await showing.edit(photo_message(), PICTURE)
    await showing.send(5, OTHER)
    photos = [each["photo"] for each in telegram.shown]
    assert photos[1:3] == ["id1", "id1"]
    assert [type(photos[at]) for at in (0, 3)] == [bytes, bytes]
    assert [each["caption"] for each in telegram.shown] == ["<b>Bread</b>"] * 3 + ["<b>Butter</b>"]
    assert all(each["reply_markup"] is not None for each in telegram.shown)


@pytest.mark.parametrize("edits", [False, True])
async def test_a_picture_that_others_are_drawn_before_comes_after_its_words(
    tmp_path: Path, edits: bool
) -> None:
    telegram, drawing = Telegram(), Busy(tmp_path)
    showing = Sender(telegram, lambda _message, _screen: None, Photos(drawing))
    if edits:
        await showing.edit(photo_message(), PICTURE)
    else:
        await showing.send(5, PICTURE)
    assert [each.get("text") for each in telegram.shown] == ["<b>Bread</b>"]
    await until(lambda: len(telegram.shown) > 1)
    _, picture = telegram.shown
    assert (type(picture["photo"]), picture["caption"]) == (bytes, "<b>Bread</b>")
    assert picture["reply_markup"] is not None


async def test_an_id_that_telegram_no_longer_knows_is_forgotten_and_the_file_goes() -> None:
    telegram = Telegram()
    showing = sender(telegram)
    await showing.send(5, PICTURE)
    telegram.refusals.append("Wrong file identifier/HTTP URL specified")
    assert await showing.send(5, PICTURE)
    assert [type(each["photo"]) for each in telegram.shown] == [bytes, bytes]


@pytest.mark.parametrize(
    "refusal", ["Not enough rights to send photos to the chat", "CHAT_SEND_PHOTOS_FORBIDDEN"]
)
async def test_where_a_chat_takes_no_photos_the_words_go(refusal: str) -> None:
    telegram = Telegram(refusal)
    assert await sender(telegram).send(5, PICTURE)
    (shown,) = telegram.shown
    assert shown["text"] == "<b>Bread</b>"
    assert shown["reply_markup"] is not None


@pytest.mark.parametrize("edits", [False, True])
async def test_a_picture_that_cannot_be_drawn_goes_as_its_words(edits: bool) -> None:
    telegram = Telegram()
    showing = sender(telegram, fails=True)
    await (showing.edit(photo_message(), PICTURE) if edits else showing.send(5, PICTURE))
    assert [each.get("text") for each in telegram.shown] == ["<b>Bread</b>"]


async def test_words_are_not_turned_into_a_picture_nor_a_picture_into_words() -> None:
    telegram = Telegram()
    showing = sender(telegram)
    await showing.edit(text_message(), PICTURE)
    await showing.edit(photo_message(), Screen(("Bread",), ROWS))
    assert all("message_id" not in each for each in telegram.shown)
    assert ["photo" in each for each in telegram.shown] == [True, False]


async def test_a_caption_that_telegram_cannot_read_goes_as_plain_text() -> None:
    telegram = Telegram("Can't parse entities: unsupported start tag")
    assert await sender(telegram).send(5, PICTURE)
    assert telegram.shown[0]["caption"] == "Bread"


async def test_the_same_picture_again_is_no_fault() -> None:
    telegram = Telegram("Message is not modified")
    await sender(telegram).edit(photo_message(), PICTURE)
    assert telegram.shown == []
