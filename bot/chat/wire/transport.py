"""Requests to Telegram over one aiohttp session."""

import asyncio
import io
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import aiohttp
import certifi
import orjson
from aiohttp.abc import AbstractStreamWriter
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.chat.wire.phases import INVALID_RESPONSE, NoFreeConnection, NotRunning, translate_error

_FORM = "application/x-www-form-urlencoded"
_WRITTEN_AT_ONCE = 65_536  # bytes that asyncio takes without waiting for the other side: its high-water mark


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long each part of a request may take, in seconds; None: for ever."""

    connect: float | None = 5.0  # the lookup, the connection and TLS together
    read: float | None = 5.0  # between two arrivals of data
    write: float | None = 5.0  # of a whole body
    media_write: float | None = 20.0  # of one with files
    pool: float | None = 1.0  # for a connection, where all are in use


USUAL_TIMEOUTS = Timeouts()


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's way to Telegram, for a quarter of `HTTPXRequest`'s work (benchmarks/delivery/transport.py).

    `connections` is how many requests can be under way; further ones wait. `proxy` is an http:// or https:// address. With
    `trust_env` aiohttp reads the proxy variables and ~/.netrc, in two threads, for every request: give `proxy` instead
    where work counts. Raises ValueError for a proxy of another kind.
    """

    __slots__ = (
        "_connections",
        "_proxy",
        "_session",
        "_slots",
        "_timeouts",
        "_trust_env",
    )

    def __init__(
        self,
        connections: int = 256,
        *,
        timeouts: Timeouts = USUAL_TIMEOUTS,
        proxy: str | None = None,
        trust_env: bool = False,
    ) -> None:
        if connections < 1:
            raise ValueError("connections: at least 1")
        if proxy is not None and URL(proxy).scheme not in ("http", "https"):
            raise ValueError("proxy: only http:// and https:// are possible")
        self._connections = connections
        self._timeouts = timeouts
        self._proxy = proxy
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts.read

    async def initialize(self) -> None:
        """Opens the session, unless it is open. No connection is made yet."""
        if self._session is not None:
            return
        self._slots = asyncio.Semaphore(self._connections)
        self._session = aiohttp.ClientSession(
            # The slots are the pool's limit: aiohttp's own cannot tell a full pool from a slow connection.
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            proxy=self._proxy,
            trust_env=self._trust_env,
        )

    async def shutdown(self) -> None:
        """Closes every connection; requests under way fail. Does nothing when already shut down."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(
        self,
        url: str,
        fields: Mapping[str, str],
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> Any:
        """One method of the Bot API with text fields alone; Telegram's `result` as plain values.

        Raises what python-telegram-bot raises for a request.
        """
        return await self.post(url, cast(RequestData, _Fields(fields)), read_timeout=read_timeout)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; returns the answer's status and body.

        Raises `NetworkError`, or `TimedOut` where time ran out, always from its cause; see `phase_of`.
        A message never holds `url`, whose path is the bot's secret.
        """
        session, slots, usual = self._session, self._slots, self._timeouts
        body: aiohttp.Payload | None = None
        if request_data is not None:
            written_in = usual.media_write if request_data.contains_files else usual.write
            body = _body_of(request_data, _chosen(write_timeout, written_in))
        limits = _limits(_chosen(connect_timeout, usual.connect), _chosen(read_timeout, usual.read))
        await self._take_slot(slots, _chosen(pool_timeout, usual.pool))
        try:
            if session is None or session.closed:
                raise NotRunning
            # No redirects: the second half of one could fail as if nothing had been sent.
            async with session.request(
                method,
                url,
                data=body,
                timeout=limits,
                ssl=_trusted() if url.startswith("https:") else True,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError, NotRunning) as error:
            raise translate_error(error) from error
        finally:
            slots.release()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON object. Raises `TelegramError` when it is none, or neither a result nor a refusal."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            # As the base class does, which forgives broken UTF-8; but a page of a proxy's is no traceback in the log.
            try:
                answer = json.loads(payload.decode("utf-8", "replace"))
            except ValueError as error:
                raise TelegramError(INVALID_RESPONSE) from error
        if not isinstance(answer, dict) or ("result" not in answer and answer.get("ok") is not False):
            raise TelegramError(INVALID_RESPONSE)
        return answer

    async def _take_slot(self, slots: asyncio.Semaphore, pool_timeout: float | None) -> None:
        if not slots.locked():
            await slots.acquire()  # at once
            return
        try:
            async with asyncio.timeout(pool_timeout):
                await slots.acquire()
        except TimeoutError as error:
            text = (
                f"Pool timeout: all {self._connections} connections stayed in use; the request was not sent"
            )
            raise TimedOut(text) from NoFreeConnection(str(error))


class _Fields:
    """What `do_request` reads of python-telegram-bot's `RequestData`, which is final and made from private parts."""

    __slots__ = ("json_parameters",)

    contains_files = False

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.json_parameters = fields


def _chosen(given: ODVInput[float], default: float | None) -> float | None:
    return default if isinstance(given, DefaultValue) else given


@lru_cache(maxsize=256)
def _limits(connect: float | None, read: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The system's certificates and certifi's: some Pythons, such as python.org's for macOS, come without any."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


# -- bodies ------------------------------------------------------------------------------------------------------------


def _body_of(request_data: RequestData, write_timeout: float | None) -> aiohttp.Payload | None:
    """The request's fields, and files where it has any, as the Bot API takes them."""
    fields = request_data.json_parameters
    if request_data.contains_files:
        return _TimedBody(_multipart(fields, request_data.multipart_data), write_timeout)
    if not fields:
        return None
    # yarl quotes a form in C, in a seventh of urllib's time.
    body = aiohttp.BytesPayload(URL.build(query=fields).raw_query_string.encode(), content_type=_FORM)
    return body if (body.size or 0) <= _WRITTEN_AT_ONCE else _TimedBody(body, write_timeout)


def _multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, Any, str]]) -> aiohttp.Payload:
    """A form with files. A file that is given open is closed once it has been sent."""
    # Unquoted: for a name outside ASCII aiohttp would otherwise write `name*`, which Telegram's server does not know.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in files.items():
        # As a stream it is written in pieces; bytes would be copied to the socket's buffer whole.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=kind)
    return form()


class _TimedBody(aiohttp.Payload):
    """A body that must be written within `seconds`: aiohttp itself would wait for ever for a side that stops reading."""

    def __init__(self, body: aiohttp.Payload, seconds: float | None) -> None:
        super().__init__(body, headers=body.headers)
        self._seconds = seconds

    @property
    def size(self) -> int | None:
        body: aiohttp.Payload = self._value
        return body.size

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        body: aiohttp.Payload = self._value
        return body.decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        async with asyncio.timeout(self._seconds):
            await self._value.write(writer)

    async def close(self) -> None:
        await self._value.close()
