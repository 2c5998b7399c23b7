"""The transport to Telegram, against servers of these tests' own: what is sent, what comes back, what each failure says."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.chat.wire.phases import Phase, phase_of
from bot.chat.wire.transport import AiohttpRequest, Timeouts

TOKEN = "42:secret-of-the-bot"
MESSAGE = {"message_id": 7, "date": 0, "chat": {"id": 101, "type": "private"}, "text": "hi"}

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


@dataclass
class Telegram:
    """A server that answers as it is told, and remembers what it was asked."""

    url: str = ""
    answers: list[web.Response] = field(default_factory=list)  # then MESSAGE, for ever
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hold: asyncio.Event = field(default_factory=asyncio.Event)  # unset: answers wait
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # set: something was asked
    connections: set[Any] = field(default_factory=set)

    async def handle(self, request: web.Request) -> web.Response:
        self.connections.add(request.transport)
        form = {}
        for name, value in (await request.post()).items():
            form[name] = (
                (value.filename, value.content_type, value.file.read())
                if isinstance(value, web.FileField)
                else value
            )
        self.asked.append((request.path.rpartition("/")[2], form))
        self.arrived.set()
        await self.hold.wait()
        return self.answers.pop(0) if self.answers else answer({"ok": True, "result": MESSAGE})


def answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")


def refusal(code: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return answer(body | ({"parameters": parameters} if parameters else {}), code)


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    found = Telegram()
    found.hold.set()
    application = web.Application(client_max_size=20_000_000)
    application.router.add_route("*", "/{path:.*}", found.handle)
    async with TestServer(application) as server:
        found.url = str(server.make_url("")).rstrip("/")
        yield found
        found.hold.set()


@asynccontextmanager
async def bot_at(url: str, **settings: Any) -> AsyncIterator[Bot]:
    """A bot over the transport, without the `getMe` of `Bot.initialize`."""
    request = AiohttpRequest(**settings)
    async with request:
        yield Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)


@asynccontextmanager
async def raw_server(serve: Callable[[Reader, Writer], Awaitable[None]]) -> AsyncIterator[str]:
    """A server below HTTP; yields its address."""

    async def serve_and_close(reader: Reader, writer: Writer) -> None:
        try:
            await serve(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve_and_close, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def read_request(reader: Reader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def ask(bot: Bot, **settings: Any) -> Any:
    return await bot.do_api_request("SendMessage", {"chat_id": 101, "text": "hi"}, **settings)


async def failure_of(work: Awaitable[Any]) -> TelegramError:
    """What `work` raises; it has a cause, and never tells the token."""
    with pytest.raises(TelegramError) as raised:
        async with asyncio.timeout(5):
            await work
    assert raised.value.__cause__ is not None
    assert "secret-of-the-bot" not in str(raised.value)
    return raised.value


# -- what is sent and comes back ---------------------------------------------------------------------------------------


async def test_a_message_arrives_and_its_answer_comes_back(telegram: Telegram) -> None:
    async with bot_at(telegram.url) as bot:
        assert await ask(bot) == MESSAGE
        assert isinstance(await bot.send_message(101, "hi"), Message)


async def test_fields_arrive_as_they_were_given(telegram: Telegram) -> None:
    text = "“Één” <b>deadline</b> & 100% + a=b;c#d\n\t/?:@!$'()*,~ 😀" + "".join(map(chr, range(32, 0x250)))
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Ja & nee", callback_data="a:b=c")]])
    async with bot_at(telegram.url) as bot:
        await bot.send_message(-100123, text, reply_markup=keyboard, disable_notification=True)
    method, form = telegram.asked[0]
    assert method == "sendMessage"
    assert (form["chat_id"], form["text"], form["disable_notification"]) == ("-100123", text, "true")
    assert orjson.loads(form["reply_markup"]) == keyboard.to_dict()


async def test_a_method_without_fields_is_sent(telegram: Telegram) -> None:
    async with bot_at(telegram.url) as bot:
        await bot.do_api_request("LogOut")
    assert telegram.asked == [("LogOut", {})]


async def test_a_long_form_arrives_whole(telegram: Telegram) -> None:
    text = "ë" * 50_000
    async with bot_at(telegram.url) as bot:
        await bot.do_api_request("SendMessage", {"text": text})
    assert telegram.asked[0][1] == {"text": text}


async def test_files_arrive_byte_for_byte_beside_their_fields(telegram: Telegram) -> None:
    content = bytes(range(256)) * 12_000 + b"\r\n--boundary--\r\n"
    async with bot_at(telegram.url) as bot:
        await bot.send_document(
            101, InputFile(content, filename='één "50%".bin'), thumbnail=b"small", caption="één"
        )
    form = telegram.asked[0][1]
    assert form["document"] == ('één "50%".bin', "application/octet-stream", content)
    assert form["caption"] == "één"
    attached = form["thumbnail"].removeprefix("attach://")
    assert form[attached][2] == b"small"


async def test_an_open_file_is_sent(telegram: Telegram, tmp_path: Any) -> None:
    path = tmp_path / "open.txt"
    path.write_bytes(b"open" * 100_000)
    async with bot_at(telegram.url) as bot:
        with path.open("rb") as opened:
            await bot.send_document(101, InputFile(opened, read_file_handle=False))
    assert telegram.asked[0][1]["document"] == ("open.txt", "text/plain", path.read_bytes())


async def test_a_file_is_downloaded(telegram: Telegram) -> None:
    telegram.answers = [web.Response(body=b"\x00\xff")]
    async with AiohttpRequest() as request:
        assert await request.retrieve(f"{telegram.url}/file/bot{TOKEN}/a%20b.bin") == b"\x00\xff"
    assert telegram.asked == [("a b.bin", {})]


async def test_connections_are_kept_and_shared(telegram: Telegram) -> None:
    async with bot_at(telegram.url, connections=2) as bot:
        await asyncio.gather(*(ask(bot) for _ in range(20)))
    assert len(telegram.asked) == 20
    assert len(telegram.connections) <= 2


# -- what Telegram refuses ---------------------------------------------------------------------------------------------


async def test_refusals_become_python_telegram_bots_errors(telegram: Telegram) -> None:
    telegram.answers = [
        refusal(400, "Bad Request: chat not found"),
        refusal(403, "Forbidden: bot was blocked by the user"),
        refusal(429, "Too Many Requests: retry after 17", retry_after=17),
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100987),
    ]
    async with bot_at(telegram.url) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await ask(bot)
        with pytest.raises(Forbidden, match="blocked") as refused:
            await ask(bot)
        with pytest.warns(PTBDeprecationWarning), pytest.raises(RetryAfter) as later:
            await ask(bot)
        with pytest.raises(ChatMigrated) as moved:
            await ask(bot)
    assert "17 seconds" in later.value.message
    assert moved.value.new_chat_id == -100987
    assert phase_of(refused.value) is Phase.ANSWERED


@pytest.mark.parametrize("junk", [b"<html>", b"", b"\xff{", b"[1]", b'"result"', b"{}", b'{"ok": true}'])
async def test_an_answer_that_is_none_is_a_telegram_error(telegram: Telegram, junk: bytes) -> None:
    telegram.answers = [web.Response(body=junk)]
    async with bot_at(telegram.url) as bot:
        with pytest.raises(TelegramError, match="Invalid server response") as raised:
            await ask(bot)
    assert phase_of(raised.value) is Phase.UNKNOWN


async def test_broken_utf8_in_an_answer_is_forgiven(telegram: Telegram) -> None:
    telegram.answers = [web.Response(body=b'{"ok": true, "result": "a\xffb"}')]
    async with bot_at(telegram.url) as bot:
        assert await ask(bot) == "a\ufffdb"


async def test_a_gateways_page_is_a_network_error_that_may_hide_a_message(telegram: Telegram) -> None:
    telegram.answers = [web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")]
    async with bot_at(telegram.url) as bot:
        error = await failure_of(ask(bot))
    assert type(error) is NetworkError
    assert phase_of(error) is Phase.ANSWERED


async def test_a_redirect_is_not_followed(telegram: Telegram) -> None:
    telegram.answers = [web.Response(status=307, headers={"Location": f"{telegram.url}/elsewhere"})]
    async with bot_at(telegram.url) as bot:
        error = await failure_of(ask(bot))
    assert phase_of(error) is Phase.ANSWERED
    assert len(telegram.asked) == 1


# -- certainly not sent ------------------------------------------------------------------------------------------------


async def test_a_refused_port_is_certainly_not_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, not listening
        async with bot_at(f"http://127.0.0.1:{closed.getsockname()[1]}") as bot:
            error = await failure_of(ask(bot))
    assert isinstance(error, NetworkError)
    assert phase_of(error) is Phase.NOT_SENT


async def test_a_handshake_that_does_not_end_is_a_time_out_before_sending() -> None:
    async def stay_silent(reader: Reader, _: Writer) -> None:
        await reader.read()

    async with raw_server(stay_silent) as url, bot_at(url.replace("http:", "https:")) as bot:
        error = await failure_of(ask(bot, connect_timeout=0.05))
    assert isinstance(error, TimedOut)
    assert phase_of(error) is Phase.NOT_SENT


async def test_a_server_that_does_not_speak_tls_is_certainly_not_sent() -> None:
    async def speak_plainly(reader: Reader, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with raw_server(speak_plainly) as url, bot_at(url.replace("http:", "https:")) as bot:
        error = await failure_of(ask(bot))
    assert phase_of(error) is Phase.NOT_SENT


async def test_a_full_pool_says_so_and_has_not_sent(telegram: Telegram) -> None:
    telegram.hold.clear()
    async with bot_at(telegram.url, connections=1, timeouts=Timeouts(pool=0.05)) as bot:
        first = asyncio.create_task(ask(bot))
        await telegram.arrived.wait()
        error = await failure_of(ask(bot))
        telegram.hold.set()
        assert await first == MESSAGE
        assert await ask(bot) == MESSAGE
    assert isinstance(error, TimedOut)
    assert "all 1 connections" in error.message
    assert phase_of(error) is Phase.NOT_SENT
    assert len(telegram.asked) == 2


async def test_without_a_pool_timeout_a_request_waits_its_turn(telegram: Telegram) -> None:
    async with bot_at(telegram.url, connections=1, timeouts=Timeouts(pool=None)) as bot:
        assert list(await asyncio.gather(ask(bot), ask(bot), ask(bot))) == [MESSAGE] * 3


# -- may have arrived --------------------------------------------------------------------------------------------------


async def test_a_server_that_does_not_answer_is_a_time_out_that_may_have_arrived(telegram: Telegram) -> None:
    telegram.hold.clear()
    async with bot_at(telegram.url, connections=1, timeouts=Timeouts(read=0.05)) as bot:
        error = await failure_of(ask(bot))
        telegram.hold.set()
        assert await ask(bot) == MESSAGE  # its place is free again
    assert isinstance(error, TimedOut)
    assert phase_of(error) is Phase.UNKNOWN


async def test_an_answer_that_stops_halfway_is_a_time_out() -> None:
    async def answer_half(reader: Reader, writer: Writer) -> None:
        await read_request(reader)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok"')
        await reader.read()

    async with raw_server(answer_half) as url, bot_at(url) as bot:
        error = await failure_of(ask(bot, read_timeout=0.05))
    assert isinstance(error, TimedOut)
    assert phase_of(error) is Phase.UNKNOWN


async def test_an_answer_that_is_cut_off_may_have_arrived() -> None:
    async def answer_half(reader: Reader, writer: Writer) -> None:
        await read_request(reader)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok"')

    async with raw_server(answer_half) as url, bot_at(url) as bot:
        error = await failure_of(ask(bot))
    assert type(error) is NetworkError
    assert phase_of(error) is Phase.UNKNOWN


async def test_an_answer_that_is_not_http_may_have_arrived() -> None:
    async def babble(reader: Reader, writer: Writer) -> None:
        await read_request(reader)
        writer.write(b"220 mail.example ESMTP\r\n")

    async with raw_server(babble) as url, bot_at(url) as bot:
        error = await failure_of(ask(bot))
    assert type(error) is NetworkError
    assert phase_of(error) is Phase.UNKNOWN


@pytest.mark.parametrize("reads", [False, True], ids=["before reading", "after reading"])
async def test_a_reset_may_have_arrived_and_is_not_tried_again(reads: bool) -> None:
    connections = 0

    async def reset(reader: Reader, writer: Writer) -> None:
        nonlocal connections
        connections += 1
        if reads:
            await read_request(reader)
        writer.transport.abort()

    async with raw_server(reset) as url, bot_at(url) as bot:
        error = await failure_of(ask(bot))
    assert type(error) is NetworkError
    assert phase_of(error) is Phase.UNKNOWN
    assert connections == 1


@pytest.mark.parametrize("rudely", [False, True], ids=["closed", "reset"])
async def test_a_kept_connection_that_breaks_is_not_tried_again(rudely: bool) -> None:
    seen = []

    async def answer_once(reader: Reader, writer: Writer) -> None:
        seen.append(await read_request(reader))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        seen.append(await read_request(reader))
        if rudely:
            writer.transport.abort()

    async with raw_server(answer_once) as url, bot_at(url) as bot:
        assert await ask(bot) is True
        error = await failure_of(ask(bot))
    assert type(error) is NetworkError
    assert phase_of(error) is Phase.UNKNOWN
    assert len(seen) == 2


async def test_a_side_that_stops_reading_an_upload_is_a_time_out() -> None:
    done = asyncio.Event()

    async def read_nothing(_: Reader, writer: Writer) -> None:
        await done.wait()
        writer.transport.abort()

    async with (
        raw_server(read_nothing) as url,
        bot_at(url, timeouts=Timeouts(media_write=0.1), connections=1) as bot,
    ):
        error = await failure_of(bot.send_document(101, bytes(20_000_000)))
        done.set()
    assert isinstance(error, TimedOut)
    assert phase_of(error) is Phase.UNKNOWN


async def test_a_cancelled_request_gives_its_place_back(telegram: Telegram) -> None:
    telegram.hold.clear()
    async with bot_at(telegram.url, connections=1, timeouts=Timeouts(pool=0.05)) as bot:
        first = asyncio.create_task(ask(bot))
        await telegram.arrived.wait()
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        telegram.hold.set()
        assert await ask(bot) == MESSAGE


# -- timeouts, start and stop ------------------------------------------------------------------------------------------


async def test_a_long_poll_outlives_the_read_timeout(telegram: Telegram) -> None:
    telegram.hold.clear()
    telegram.answers = [answer({"ok": True, "result": []})]
    async with bot_at(telegram.url, timeouts=Timeouts(read=0.05)) as bot:
        polled = asyncio.create_task(bot.get_updates(timeout=5))
        await telegram.arrived.wait()
        done, _ = await asyncio.wait({polled}, timeout=0.15)  # three times the read timeout
        assert not done
        telegram.hold.set()
        assert not await polled


async def test_start_and_stop_may_come_twice_and_again(telegram: Telegram) -> None:
    request = AiohttpRequest(timeouts=Timeouts(read=3.5))
    bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", request=request)
    assert request.read_timeout == 3.5
    await request.initialize()
    await request.initialize()
    assert await ask(bot) == MESSAGE
    await request.shutdown()
    await request.shutdown()
    error = await failure_of(ask(bot))
    assert phase_of(error) is Phase.NOT_SENT
    await request.initialize()
    assert await ask(bot) == MESSAGE
    await request.shutdown()


async def test_stopping_ends_what_is_under_way_and_what_waits(telegram: Telegram) -> None:
    telegram.hold.clear()
    request = AiohttpRequest(connections=1, timeouts=Timeouts(pool=5))
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", request=request)
    sent = asyncio.create_task(failure_of(ask(bot)))
    await telegram.arrived.wait()
    waiting = asyncio.create_task(failure_of(ask(bot)))
    await asyncio.sleep(0)
    await request.shutdown()
    assert phase_of(await sent) is Phase.UNKNOWN
    assert phase_of(await waiting) is Phase.NOT_SENT


async def test_requests_go_through_a_proxy(telegram: Telegram) -> None:
    async with bot_at("http://telegram.invalid", proxy=telegram.url) as bot:
        assert await ask(bot) == MESSAGE


async def test_a_proxy_that_refuses_the_tunnel_is_certainly_not_sent(telegram: Telegram) -> None:
    telegram.answers = [web.Response(status=403)]
    async with bot_at("https://telegram.invalid", proxy=telegram.url) as bot:
        error = await failure_of(ask(bot))
    assert phase_of(error) is Phase.NOT_SENT


def test_a_proxy_that_aiohttp_cannot_use_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="proxy"):
        AiohttpRequest(proxy="socks5://127.0.0.1:1080")


def test_an_error_from_elsewhere_is_unknown() -> None:
    assert phase_of(NetworkError("no cause")) is Phase.ANSWERED
    error = TimedOut()
    error.__cause__ = aiohttp.SocketTimeoutError()
    assert phase_of(error) is Phase.UNKNOWN


@pytest.mark.parametrize("page", [b"<html><h1>502 Bad Gateway</h1></html>", b"", b"\xff\xfe", b'{"ok":tru'])
def test_a_page_that_is_no_answer_is_an_error_and_no_traceback_in_the_log(
    page: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TelegramError):
        AiohttpRequest.parse_json_payload(page)
    assert not caplog.records
