"""The desk's routes: state, cards, questions, teaching, and an event at every look at the files."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from bot.answering import answer
from bot.clock import Clock, check_moment
from bot.content.loading import ParseCache
from bot.desk.lessons import describe_candidates, describe_taught, read_lesson
from bot.desk.state import describe
from bot.domain.answer import Reply
from bot.domain.text import Lang
from bot.errors import BotError, StorageUnavailable
from bot.services.editing.reloading import ContentReloader
from bot.services.editing.teaching import teach
from bot.services.library import Library
from bot.services.questions.unanswered import Cluster, UnansweredQuestions

PAGE = Path(str(files("bot.desk") / "page"))
HEARTBEAT = 15.0  # seconds
MOST_SENT = 20_000  # bytes of a lesson
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Message = Mapping[str, Any]  # text, entities and reply_markup, as Telegram would show it


@dataclass(frozen=True, slots=True)
class CardRenderer:
    """Draws what readers see, by the code that sends it; the edge knows how."""

    draw_card: Callable[[str, str, Lang, datetime], list[Message] | None]  # kind, id
    draw_reply: Callable[[Reply, datetime], list[Message]]


def add_routes(application: web.Application, find_desk: Callable[[], "Desk | None"]) -> None:
    """The page, and what it asks the desk for; for a server on this machine alone."""

    async def index(_: web.Request) -> web.StreamResponse:
        return _file("index.html", {"Content-Security-Policy": _POLICY})

    async def static(request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"], {})

    def ask(handle: Callable[["Desk", web.Request], Awaitable[web.StreamResponse]]) -> Handler:
        async def checked(request: web.Request) -> web.StreamResponse:
            # Another site's name that leads here is refused (DNS rebinding).
            if request.url.host not in _LOCAL:
                raise web.HTTPForbidden
            desk = find_desk()
            if desk is None:
                raise web.HTTPServiceUnavailable
            return await handle(desk, request)

        return checked

    def change(handle: Callable[["Desk", web.Request], Awaitable[web.StreamResponse]]) -> Handler:
        asked = ask(handle)

        async def checked(request: web.Request) -> web.StreamResponse:
            # Browsers say where a request comes from, and only ours may come with JSON: no other page can write here.
            if request.headers.get("Origin") != str(request.url.origin()):
                raise web.HTTPForbidden
            if request.content_type != "application/json":
                raise web.HTTPUnsupportedMediaType
            if (request.content_length or MOST_SENT) >= MOST_SENT:
                raise web.HTTPRequestEntityTooLarge(MOST_SENT, request.content_length or 0)
            return await asked(request)

        return checked

    application.router.add_get("/desk", index)
    application.router.add_get(r"/desk/static/{name:[a-z]+\.(?:js|css)}", static)
    application.router.add_get("/desk/state", ask(Desk.state))
    application.router.add_get("/desk/card", ask(Desk.card))
    application.router.add_get("/desk/ask", ask(Desk.ask))
    application.router.add_get("/desk/events", ask(Desk.events))
    application.router.add_get("/desk/candidates", ask(Desk.candidates))
    application.router.add_post("/desk/teach", change(Desk.teach))


class Desk:
    """Answers the page's requests from what is live, and from the last look at the files."""

    def __init__(
        self,
        library: Library,
        reloader: ContentReloader,
        inbox: UnansweredQuestions,
        artist: CardRenderer,
        clock: Clock,
        elsewhere: Callable[[], Sequence[Cluster]] = tuple,
    ) -> None:
        """`elsewhere`: what was asked in vain of another bot, beside the desk's own."""
        self._library = library
        self._reloader = reloader
        self._inbox = inbox
        self._artist = artist
        self._clock = clock
        self._elsewhere = elsewhere
        self._lessons = asyncio.Lock()  # one after another: each looks at all the files
        self._parsed = ParseCache()  # theirs alone: the files are read by another thread at the same time
        self._version = 0
        self._changed: set[asyncio.Event] = set()
        reloader.on_change(self._note_look)

    def close(self) -> None:
        """Ends the streams of events."""
        self._version = -1
        for event in self._changed:
            event.set()

    def _note_look(self) -> None:
        self._version += 1
        for event in self._changed:
            event.set()

    async def state(self, _: web.Request) -> web.StreamResponse:
        """What is in the files, what is wrong with them, and what readers asked in vain."""
        now = self._clock()
        state = await asyncio.to_thread(describe, self._library.edition.snapshot, self._reloader.status, now)
        try:
            clusters = [*await self._inbox.list_clusters(), *self._elsewhere()]
        except StorageUnavailable:
            clusters = [*self._elsewhere()]
        engine = self._library.edition.engine
        asked = [{**asdict(each), "taught": engine.find_taught(each.question)} for each in clusters]
        return _json({"version": self._version, "inbox": asked, **state})

    async def card(self, request: web.Request) -> web.StreamResponse:
        """A record in both languages."""
        kind, record = request.query.get("kind", ""), request.query.get("id", "")
        now = self._clock()
        cards = {lang.value: self._artist.draw_card(kind, record, lang, now) for lang in Lang}
        if None in cards.values():
            return _json({"error": "there is no such record"}, 404)
        return _json(cards)

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """What a reader would be answered, and how that came about."""
        now = self._clock()
        if request.query.get("now"):
            try:
                now = check_moment(datetime.fromisoformat(request.query["now"]))
            except ValueError:
                return _json({"error": "the moment should be ISO 8601"}, 400)
        wanted = Lang.read(request.query.get("lang"))
        text = request.query.get("text", "")
        engine = self._library.edition.engine
        reply = await asyncio.to_thread(answer, engine, text, lang=wanted, now=now)
        return _json({"messages": self._artist.draw_reply(reply, now), "explain": dict(reply.explain)})

    async def candidates(self, request: web.Request) -> web.StreamResponse:
        """What a question may be after, and every name there is."""
        lang = Lang.read(request.query.get("lang")) or Lang.EN
        text = request.query.get("text", "")
        engine = self._library.edition.engine
        found = await asyncio.to_thread(describe_candidates, engine, text, lang, self._clock())
        return _json(found)

    async def teach(self, request: web.Request) -> web.StreamResponse:
        """Writes a lesson into its file, or says why not: with `error` or `problems` nothing has changed."""
        async with self._lessons:
            engine = self._library.edition.engine
            try:
                question, lang, lesson = read_lesson(orjson.loads(await request.read()))
                taught = await asyncio.to_thread(
                    teach, self._reloader.folder, question, lang, lesson, engine, self._clock, self._parsed
                )
            except orjson.JSONDecodeError:
                return _json({"error": "this is no form of the desk"}, 400)
            except BotError as error:
                return _json({"error": str(error)})
        return _json(describe_taught(taught))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The version of the state, now and at every look at the files."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        changed = asyncio.Event()
        self._changed.add(changed)
        try:
            while self._version >= 0:
                await response.write(b"data: %d\n\n" % self._version)
                changed.clear()
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                except TimeoutError:
                    continue
        except ConnectionError:
            pass
        finally:
            self._changed.discard(changed)
        return response


def _file(name: str, headers: Mapping[str, str]) -> web.StreamResponse:
    path = PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(
        path, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", **headers}
    )


def _json(content: Any, status: int = 200) -> web.Response:
    body = orjson.dumps(content, default=str)
    return web.Response(body=body, status=status, content_type="application/json")
