"""The sandbox, driven by aiogram's typed methods: an independent reading of the Bot API."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.sandbox.server import serve
from bot.sandbox.world import World

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import BufferedInputFile

# aiogram takes seconds to import: one process does it for all of these tests, and only once they begin.
pytestmark = pytest.mark.xdist_group("aiogram")


@pytest.fixture
async def world() -> World:
    world = World(limits=False)
    world.add_user("Sanne", "nl")
    world.chats[101].started = True
    return world


@pytest.fixture
async def url(world: World) -> AsyncIterator[str]:
    async with serve(world) as running:
        yield running.url


@pytest.fixture
async def bot(world: World, url: str) -> AsyncIterator["Bot"]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(world.token, session=session) as bot:
        yield bot


async def test_a_message_with_entities_and_buttons_parses_as_aiograms_message(bot: "Bot") -> None:
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
    sent = await bot.send_message(
        101, "😀 <b>bold</b> <a href='https://a.nl/'>x</a>", parse_mode="HTML", reply_markup=keyboard
    )
    assert sent.text == "😀 bold x"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities or []] == [
        ("bold", 3, 4),
        ("text_link", 8, 1),
    ]
    assert (await bot.get_me()).username == "briefing_sandbox_bot"
    assert (await bot.get_chat(101)).first_name == "Sanne"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "message text is empty"),
        ("<b>open", "Can't find end tag"),
        ("<x>no</x>", 'Unsupported start tag "x"'),
        ("<b><i>no</b></i>", "Unmatched end tag"),
        ("a" * 4097, "message is too long"),
        ("<blockquote><blockquote>a</blockquote></blockquote>", "can't be nested"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(bot: "Bot", text: str, says: str) -> None:
    from aiogram.exceptions import TelegramBadRequest

    with pytest.raises(TelegramBadRequest, match=says):
        await bot.send_message(101, text, parse_mode="HTML")


async def test_4096_code_points_after_parsing_fit(bot: "Bot") -> None:
    sent = await bot.send_message(101, "<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


async def test_editing_without_a_change_unknown_chats_and_long_data_are_refused(bot: "Bot") -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    sent = await bot.send_message(101, "once")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("once", chat_id=101, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("twice", chat_id=101, message_id=999)
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4242, "nobody")
    long = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="x" * 65)]])
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(101, "too long", reply_markup=long)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("77")


async def test_blocked_and_never_started_chats_are_forbidden(bot: "Bot", world: World) -> None:
    from aiogram.exceptions import TelegramForbiddenError

    world.set_blocked(101, True)
    with pytest.raises(TelegramForbiddenError, match="blocked by the user"):
        await bot.send_message(101, "hello")
    stranger = world.add_user("James", "en")
    with pytest.raises(TelegramForbiddenError, match="can't initiate"):
        await bot.send_message(stranger["id"], "hello")


async def test_updates_come_by_offset_and_are_confirmed_by_it(bot: "Bot", world: World) -> None:
    for text in ("one", "two"):
        world.say(101, 101, {"text": text})
    first = await bot.get_updates()
    assert [update.message.text for update in first if update.message] == ["one", "two"]
    again = await bot.get_updates(offset=first[1].update_id)
    assert [update.message.text for update in again if update.message] == ["two"]
    assert not await bot.get_updates(offset=first[1].update_id + 1)


async def test_commands_are_kept_by_scope_and_language(bot: "Bot") -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.types import BotCommand

    await bot.set_my_commands([BotCommand(command="start", description="begin")], language_code="nl")
    assert [command.command for command in await bot.get_my_commands(language_code="nl")] == ["start"]
    assert not await bot.get_my_commands()
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="No Way", description="x")])


async def test_limits_refuse_with_retry_after(url: str, world: World, bot: "Bot") -> None:
    from aiogram.exceptions import TelegramRetryAfter

    from bot.sandbox.rules.limits import Limits

    world.limits = Limits(lambda: 100.0)
    for number in range(5):
        await bot.send_message(101, f"message {number}")
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(101, "one too many")
    assert refused.value.retry_after == 5


async def test_faults_come_on_request(url: str, world: World) -> None:
    async with aiohttp.ClientSession() as session:
        await session.post(f"{url}/sandbox/faults", json={"faults": [{"kind": "server_error", "times": 1}]})
        address = f"{url}/bot{world.token}/sendMessage"
        async with session.post(address, json={"chat_id": 101, "text": "x"}) as response:
            assert response.status == 502
            assert "html" in response.content_type
        async with session.post(address, json={"chat_id": 101, "text": "x"}) as response:
            assert response.status == 200
        async with session.post(f"{url}/bot1:wrong/getMe") as response:
            assert response.status == 401
        async with session.post(f"{url}/bot{world.token}/noSuchMethod") as response:
            assert response.status == 404


def png(width: int, height: int, rest: bytes = b"") -> bytes:
    """The beginning of a PNG: a file whose size can be read."""
    sides = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + sides + rest


def as_file(content: bytes) -> "BufferedInputFile":
    from aiogram.types import BufferedInputFile

    return BufferedInputFile(content, "picture.png")


async def test_a_photo_has_the_sizes_that_telegram_makes_and_its_id_sends_it_again(
    bot: "Bot", world: World
) -> None:
    sent = await bot.send_photo(101, as_file(png(1080, 1350)), caption="<b>Bread</b>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo or []] == [
        (72, 90),
        (256, 320),
        (640, 800),
        (1024, 1280),
    ]
    assert sent.caption == "Bread"
    assert [entity.type for entity in sent.caption_entities or []] == ["bold"]
    held = len(world.files)
    assert sent.photo
    again = await bot.send_photo(101, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    assert again.caption is None
    assert len(world.files) == held


async def test_another_photo_takes_the_place_of_one_and_brings_its_own_caption_and_buttons(
    bot: "Bot",
) -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
    sent = await bot.send_photo(101, as_file(png(90, 120)), caption="Bread")
    place: dict[str, Any] = {"chat_id": 101, "message_id": sent.message_id}
    media = InputMediaPhoto(media=as_file(png(90, 90)), caption="<i>Butter</i>", parse_mode="HTML")
    edited = await bot.edit_message_media(media, **place, reply_markup=keyboard)
    assert not isinstance(edited, bool)
    assert edited.caption == "Butter"
    assert edited.photo
    assert edited.photo[-1].height == 90
    assert edited.reply_markup
    assert edited.reply_markup.inline_keyboard[0][0].callback_data == "go"
    same = InputMediaPhoto(media=edited.photo[-1].file_id, caption="<i>Butter</i>", parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_media(same, **place, reply_markup=keyboard)
    bare = await bot.edit_message_media(InputMediaPhoto(media=edited.photo[-1].file_id), **place)
    assert not isinstance(bare, bool)
    assert bare.caption is None


async def test_a_photo_can_be_added_to_a_text_and_its_text_is_then_gone(bot: "Bot") -> None:
    from aiogram.exceptions import TelegramBadRequest
    from aiogram.types import InputMediaPhoto

    sent = await bot.send_message(101, "Bread")
    edited = await bot.edit_message_media(
        InputMediaPhoto(media=as_file(png(90, 120))), chat_id=101, message_id=sent.message_id
    )
    assert not isinstance(edited, bool)
    assert edited.photo
    assert edited.text is None
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("Butter", chat_id=101, message_id=sent.message_id)


@pytest.mark.parametrize(
    ("photo", "says"),
    [
        ("AgADunknown", "wrong file identifier"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(100, 2001), "PHOTO_INVALID_DIMENSIONS"),
        (png(5001, 5000), "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 100, bytes(10_000_000)), "file is too big"),
    ],
)
async def test_what_is_no_photo_to_telegram_is_refused(bot: "Bot", photo: bytes | str, says: str) -> None:
    from aiogram.exceptions import TelegramBadRequest

    with pytest.raises(TelegramBadRequest, match=says):
        await bot.send_photo(101, photo if isinstance(photo, str) else as_file(photo))


async def test_a_caption_has_1024_code_points_at_most(bot: "Bot") -> None:
    from aiogram.exceptions import TelegramBadRequest

    assert (await bot.send_photo(101, as_file(png(9, 9)), caption="a" * 1024)).caption
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_photo(101, as_file(png(9, 9)), caption="a" * 1025)
