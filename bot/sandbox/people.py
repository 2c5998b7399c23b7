"""The people's side: what the chat page, tests and benchmarks use to be readers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox.bot_api.drafts import draft_of
from bot.sandbox.bot_api.inline import choose_result
from bot.sandbox.bot_api.params import read_json_object
from bot.sandbox.bot_api.polls import shown_to_people, vote
from bot.sandbox.chat import Json, is_seen_by
from bot.sandbox.rules.refusal import Refusal, bad_request
from bot.sandbox.rules.rich import plain_of
from bot.sandbox.world import World

Inspect = Callable[[str, str], Awaitable[dict[str, Any]]]

PAGE = Path(str(files("bot.sandbox") / "page"))
QUEUE = 2_000  # events that a page may lag behind before it is dropped
EVERYONE = "all"
HEARTBEAT = 15.0  # seconds
_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def _with_words(message: Json) -> Json:
    rich = message.get("rich_message")
    return message if rich is None else {"text": plain_of(rich["blocks"]), **message}


def add_people_routes(application: web.Application, world: World, inspect: Inspect | None) -> None:
    """Routes below /sandbox/, and the page itself."""

    def route(method: str, path: str, work: Callable[[web.Request, Json], Awaitable[Any]]) -> None:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                body = {} if request.method == "GET" else await read_json_object(request)
                result = await work(request, body)
            except Refusal as refusal:
                return _json({"error": refusal.description}, refusal.code)
            except (KeyError, TypeError, ValueError) as error:
                return _json({"error": f"Bad Request: {type(error).__name__}: {error}"}, 400)
            return result if isinstance(result, web.StreamResponse) else _json(result)

        application.router.add_route(method, path, handle)

    async def state(_: web.Request, __: Json) -> Json:
        chats = [
            {
                **chat.info,
                "members": list(chat.members),
                "started": chat.started,
                "blocked": chat.blocked,
                "keyboard": chat.keyboard,
                "draft": draft_of(world, chat),
            }
            for chat in world.chats.values()
        ]
        return {
            "bot": world.bot,
            "users": list(world.users.values()),
            "chats": chats,
            "descriptions": world.profile["description"],
            "inspector": inspect is not None,
        }

    async def add_user(_: web.Request, body: Json) -> Json:
        return world.add_user(
            str(body["first_name"])[:64], str(body.get("language_code", "en")), body.get("username")
        )

    async def change_user(request: web.Request, body: Json) -> Json:
        user = world.users[int(request.match_info["user"])]
        user["language_code"] = str(body["language_code"])
        world.tell("state", {})
        world.tell("commands", {})
        return user

    async def add_chat(_: web.Request, body: Json) -> Json:
        if body["type"] not in ("group", "supergroup", "channel"):
            raise bad_request("type is group, supergroup or channel")
        return world.add_chat(
            body["type"],
            str(body["title"])[:128],
            body.get("members", []),
            body.get("admins", []),
            forum=bool(body.get("forum")),
            with_bot=bool(body.get("with_bot", True)),
            bot_is_admin=bool(body.get("bot_is_admin")),
        )

    async def messages(request: web.Request, _: Json) -> list[Json]:
        """All that were sent; with `user_id` those that this person sees: everybody's and their own.

        A rich message has its words as `text` too, for whoever only reads.
        """
        found = world.chat(int(request.match_info["chat"])).messages.values()
        asker = request.query.get("user_id", EVERYONE)
        return [
            _with_words(shown_to_people(world, message))
            for message in found
            if asker == EVERYONE or is_seen_by(message, int(asker))
        ]

    async def say(_: web.Request, body: Json) -> Json:
        content: Json = {}
        if body.get("photo"):
            content["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 640, "height": 480}]
        elif body.get("sticker"):
            content["sticker"] = {
                "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512,
                "is_animated": False, "is_video": False, "emoji": "👍",
            }  # fmt: skip
        else:
            content["text"] = str(body["text"])
            if not content["text"].strip():
                raise bad_request("message text is empty")
        chat = world.chat(int(body["chat_id"]))
        if body.get("reply_to_message_id"):
            content["reply_to_message"] = chat.messages[int(body["reply_to_message_id"])]
        if body.get("message_thread_id"):
            if not chat.info.get("is_forum"):
                raise bad_request("the chat is not a forum")
            content |= {"message_thread_id": int(body["message_thread_id"]), "is_topic_message": True}
        return world.say(chat.info["id"], int(body["user_id"]), content, edit=body.get("edit_message_id"))

    async def press(_: web.Request, body: Json) -> Json:
        query = world.press(
            int(body["chat_id"]), int(body["user_id"]), int(body["message_id"]), str(body["data"])
        )
        return {"id": query}

    async def type_inline(_: web.Request, body: Json) -> Json:
        return {"id": world.type_inline(int(body["user_id"]), str(body["query"])[:256])}

    async def inline_answer(request: web.Request, _: Json) -> Json | None:
        return world.inline_answers.get(request.match_info["query"])

    async def choose_inline(_: web.Request, body: Json) -> Json:
        return choose_result(
            world, int(body["user_id"]), int(body["chat_id"]), str(body["query_id"]), str(body["result_id"])
        )

    async def cast_vote(_: web.Request, body: Json) -> Json:
        chosen = [int(each) for each in body["options"]]
        return vote(world, int(body["user_id"]), int(body["chat_id"]), int(body["message_id"]), chosen)

    async def members(_: web.Request, body: Json) -> Json:
        world.set_blocked(int(body["chat_id"]), bool(body["blocked"]))
        return {"ok": True}

    async def commands(request: web.Request, _: Json) -> list[Json]:
        user = int(request.query["user_id"])
        return world.commands_for(int(request.query.get("chat_id", user)), user)

    async def set_faults(_: web.Request, body: Json) -> Json:
        world.faults.set(body)
        return {"ok": True}

    async def stats(_: web.Request, __: Json) -> Json:
        refused = world.limits.refused if world.limits else 0
        return {
            "calls": dict(world.counts),
            "refused": refused,
            "updates_waiting": len(world.queue.updates),
            "confirmed": world.queue.confirmed,
        }

    async def calls(request: web.Request, _: Json) -> list[Json]:
        return list(world.calls)[-int(request.query.get("limit", 100)) :]

    async def file(request: web.Request, _: Json) -> web.StreamResponse:
        content = world.files.get(request.match_info["file"])
        if content is None:
            return _json({"error": "no such file"}, 404)
        return web.Response(body=content, content_type=_picture_type(content))

    async def explain(request: web.Request, _: Json) -> Any:
        if inspect is None:
            return _json({"error": "no inspector"}, 404)
        return await inspect(request.query.get("text", ""), request.query.get("lang", ""))

    async def events(request: web.Request, _: Json) -> web.StreamResponse:
        return await _stream(request, world)

    route("GET", "/sandbox/state", state)
    route("POST", "/sandbox/users", add_user)
    route("PATCH", "/sandbox/users/{user}", change_user)
    route("POST", "/sandbox/chats", add_chat)
    route("GET", "/sandbox/chats/{chat}/messages", messages)
    route("POST", "/sandbox/messages", say)
    route("POST", "/sandbox/callbacks", press)
    route("POST", "/sandbox/inline", type_inline)
    route("GET", "/sandbox/inline/{query}", inline_answer)
    route("POST", "/sandbox/inline/chosen", choose_inline)
    route("POST", "/sandbox/votes", cast_vote)
    route("POST", "/sandbox/members", members)
    route("GET", "/sandbox/commands", commands)
    route("POST", "/sandbox/faults", set_faults)
    route("GET", "/sandbox/stats", stats)
    route("GET", "/sandbox/calls", calls)
    route("GET", "/sandbox/files/{file}", file)
    route("GET", "/sandbox/inspect", explain)
    route("GET", "/sandbox/events", events)

    async def index(_: web.Request) -> web.StreamResponse:
        return _page_file("index.html", {"Content-Security-Policy": _POLICY})

    async def static(request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["name"], {})

    application.router.add_get("/", index)
    application.router.add_get(r"/static/{name:[a-z]+\.(?:js|css)}", static)


def _page_file(name: str, headers: Mapping[str, str]) -> web.StreamResponse:
    """A file of the page; asked for anew each time, so that no browser mixes two versions of the modules."""
    path = PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(
        path, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", **headers}
    )


def _picture_type(content: bytes) -> str:
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"


async def _stream(request: web.Request, world: World) -> web.StreamResponse:
    """Server-sent events of everything that a person's page may show (without `user_id`: of all people), until it goes."""
    user_id = int(request.query["user_id"]) if "user_id" in request.query else None
    queue: asyncio.Queue[tuple[str, Json]] = asyncio.Queue(QUEUE)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    world.watchers.add(queue)
    try:
        await response.write(b"event: ready\ndata: {}\n\n")
        while True:
            try:
                event, content = await asyncio.wait_for(queue.get(), HEARTBEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event == "bye":
                break
            if _concerns(world, user_id, content):
                await response.write(
                    b"event: " + event.encode() + b"\ndata: " + orjson.dumps(content) + b"\n\n"
                )
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        world.watchers.discard(queue)
    return response


def _concerns(world: World, user_id: int | None, content: Json) -> bool:
    if user_id is None:
        return True
    if "user_id" in content:
        return bool(content["user_id"] == user_id)
    chat_id = content.get("chat_id") or content.get("message", {}).get("chat", {}).get("id")
    if chat_id is None:
        return True
    if not is_seen_by(content.get("message", {}), user_id):
        return False
    chat = world.chats.get(chat_id)
    return chat is not None and user_id in chat.members


def _json(content: Any, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(content), status=status, content_type="application/json")
