"""The pretended world: people, chats, messages, and who is watching."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from bot.sandbox.chat import Chat, GuestQuery, Json, key_of, place_of
from bot.sandbox.faults import Faults
from bot.sandbox.rules.entities import find_entities
from bot.sandbox.rules.limits import Limits
from bot.sandbox.rules.privacy import command_for, names_bot, reaches_bot
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.update_queue import UpdateQueue

TOKEN = "1000001:sandbox-token-that-opens-nothing"  # nosec B105  # noqa: S105 - opens only this machine's sandbox
KEPT_MESSAGES = 500  # a chat; older ones can no longer be edited
KEPT_PRESSES = 10_000
CALLBACK_SECONDS = 150.0  # how long a callback query can be answered


class World:
    """Everything there is; the Bot API and the people's API both act on it."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        limits: bool = True,
        clock: Callable[[], float] = time.time,
        history: int = KEPT_MESSAGES,
    ) -> None:
        self.token = token
        self.clock = clock
        self.history = history
        self.bot: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Briefing Bot",
            "username": "briefing_sandbox_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
        }
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.limits: Limits | None = Limits(time.monotonic) if limits else None
        self.faults = Faults()
        self.profile: dict[str, dict[Any, Any]] = {
            "commands": {},
            "name": {},
            "description": {},
            "short_description": {},
        }
        self.webhook: Json = {"url": ""}
        self.webhook_secret: str | None = None
        self.queue = UpdateQueue()
        self.callbacks: dict[str, tuple[float, int]] = {}
        self.presses: dict[
            str, tuple[float, int, int]
        ] = {}  # when, by whom, in which chat, also of answered queries
        self.inline_queries: dict[str, float] = {}  # when each was typed
        self.inline_answers: dict[str, Json] = {}  # to the last ones, by query
        self.watchers: set[asyncio.Queue[tuple[str, Json]]] = set()
        self.guest_queries: dict[str, GuestQuery] = {}
        self.forbidden: dict[
            str, str
        ] = {}  # methods that no chat allows the bot, with Telegram's words for it
        self.lacks: set[str] = set()  # methods that a server of an older version does not know
        self.ballots: dict[str, Any] = {}  # of polls, by their id
        self.reactions: dict[tuple[int, int], dict[int, str]] = {}  # by chat and message: whose, which emoji
        self.files: dict[str, bytes] = {}  # what the bot sent, by file_id, for the page
        self.photos: dict[str, list[Json]] = {}  # of a photo by each of its file_ids: its sizes
        self.calls: deque[Json] = deque(maxlen=500)
        self.counts: Counter[str] = Counter()
        self._next_callback = 1
        self._next_user = 101

    # -- people and chats --------------------------------------------------------------------------------------

    def add_user(self, first_name: str, language_code: str = "en", username: str | None = None) -> Json:
        """A new person with an empty private chat with the bot."""
        user_id = self._next_user
        self._next_user += 1
        user: Json = {
            "id": user_id,
            "is_bot": False,
            "first_name": first_name,
            "language_code": language_code,
        }
        if username:
            user["username"] = username
        self.users[user_id] = user
        info = {"id": user_id, "type": "private", "first_name": first_name}
        self.chats[user_id] = Chat(
            info if not username else {**info, "username": username}, {user_id: "member"}
        )
        self.tell("state", {})
        return user

    def add_chat(
        self,
        kind: str,
        title: str,
        members: list[int],
        admins: list[int],
        *,
        forum: bool = False,
        with_bot: bool = True,
        bot_is_admin: bool = False,
    ) -> Json:
        """A new group, supergroup or channel, with the bot in it unless told."""
        number = len(self.chats) + 1
        chat_id = -(1000 + number) if kind == "group" else -(10**12 + 1000 + number)
        info: Json = {"id": chat_id, "type": kind, "title": title}
        if forum:
            info["is_forum"] = True
        statuses = dict.fromkeys(members, "member") | dict.fromkeys(admins, "administrator")
        self.chats[chat_id] = Chat(info, statuses, started=True, has_bot=with_bot, bot_is_admin=bot_is_admin)
        self.tell("state", {})
        return info

    def chat(self, chat_id: int) -> Chat:
        found = self.chats.get(chat_id)
        if found is None:
            raise bad_request("chat not found")
        return found

    # -- messages ----------------------------------------------------------------------------------------------

    def add_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """Puts a message into a chat and shows it to whoever watches; one with a receiver to that person alone."""
        is_ephemeral = "receiver_user" in content
        message: Json = {
            "message_id": 0 if is_ephemeral else chat.next_message,
            "date": int(self.clock()),
            "chat": chat.info,
            **content,
        }
        if sender is not None:
            message["from"] = sender
        if chat.info["type"] == "channel":
            message["sender_chat"] = chat.info
        if is_ephemeral:
            message["ephemeral_message_id"] = chat.next_ephemeral
            chat.next_ephemeral += 1
        else:
            chat.next_message += 1
        if sender is self.bot:
            chat.draft = None  # the message is there
        chat.messages[key_of(message)] = message
        if len(chat.messages) > self.history:
            del chat.messages[next(iter(chat.messages))]
        self.tell("message", {"message": message})
        return message

    def say(self, chat_id: int, user_id: int, content: Json, *, edit: int | None = None) -> Json:
        """A person writes (or edits) a message; the bot gets an update where Telegram would send one."""
        chat, user = self.chat(chat_id), self.users[user_id]
        if chat.info["type"] == "private":
            if chat.blocked:
                raise bad_request("the bot is blocked here")
            chat.started = True
        if "text" in content:
            content = {**content, "text": content["text"][:4096]}
            entities = find_entities(content["text"])
            if entities:
                content["entities"] = entities
        content = {**content, **place_of(chat, content)}
        if self._is_for_bot_alone(chat, user_id, content):
            content["receiver_user"] = self.bot
        if edit is not None:
            message = chat.messages.get(edit)
            if message is None or message.get("from", {}).get("id") != user_id:
                raise bad_request("message to edit not found")
            message.update(content, edit_date=int(self.clock()))
            self.tell("edit", {"message": message})
            self.queue.push("edited_message", message)
            return message
        message = self.add_message(chat, user if chat.info["type"] != "channel" else None, content)
        if not chat.has_bot:
            self._ask_guest(user, message)
        elif chat.info["type"] == "channel":
            self.queue.push("channel_post", message)
        elif chat.info["type"] == "private" or reaches_bot(message, self.bot):
            self.queue.push("message", message)
        return message

    def press(self, chat_id: int, user_id: int, message_id: int, data: str) -> str:
        """A person presses an inline button; returns the callback query's id."""
        chat = self.chat(chat_id)
        message = chat.messages.get(message_id)
        query_id = str(self._next_callback)
        self._next_callback += 1
        self.callbacks[query_id] = (self.clock(), user_id)
        self.presses[query_id] = (self.clock(), user_id, chat_id)
        if len(self.presses) > KEPT_PRESSES:
            del self.presses[next(iter(self.presses))]
        shown = message or {"chat": chat.info, "message_id": message_id, "date": 0}
        self.queue.push(
            "callback_query",
            {
                "id": query_id,
                "from": self.users[user_id],
                "message": shown,
                "chat_instance": str(chat_id),
                "data": data,
            },
        )
        return query_id

    def type_inline(self, user_id: int, query: str) -> str:
        """A person types after the bot's name in some chat; returns the inline query's id."""
        query_id = str(self._next_callback)
        self._next_callback += 1
        self.inline_queries[query_id] = self.clock()
        self.queue.push(
            "inline_query",
            {
                "id": query_id,
                "from": self.users[user_id],
                "query": query,
                "offset": "",
                "chat_type": "sender",
            },
        )
        return query_id

    def set_blocked(self, user_id: int, blocked: bool) -> None:
        """A person blocks the bot, or lets it in again."""
        chat = self.chat(user_id)
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        chat.blocked = blocked
        self.queue.push(
            "my_chat_member",
            {
                "chat": chat.info,
                "from": self.users[user_id],
                "date": int(self.clock()),
                "old_chat_member": self._status(before),
                "new_chat_member": self._status(after),
            },
        )
        self.tell("state", {})

    def migrate(self, chat_id: int) -> int:
        """Turns a group into a supergroup with a new id; the old id answers with the new one from now on."""
        chat = self.chats.pop(chat_id)
        new = -(10**12 + abs(chat_id))
        chat.info = {**chat.info, "id": new, "type": "supergroup"}
        self.chats[new] = chat
        self.faults.migrated[chat_id] = new
        return new

    def _status(self, status: str) -> Json:
        member: Json = {"user": self.bot, "status": status}
        return member | {"until_date": 0} if status == "kicked" else member

    def _ask_guest(self, user: Json, message: Json) -> None:
        """Where the bot is no member it is told of what names it, and of nothing else."""
        if names_bot(message.get("text", ""), self.bot):
            query_id = str(self._next_callback)
            self._next_callback += 1
            self.guest_queries[query_id] = GuestQuery(self.clock(), user, message)
            self.queue.push("guest_message", {**message, "guest_query_id": query_id})

    def _is_for_bot_alone(self, chat: Chat, user_id: int, content: Json) -> bool:
        """An ephemeral command of the bot's list, or a reply to an ephemeral message of its (Bot API 10.2)."""
        if chat.info["type"] not in ("group", "supergroup") or not chat.has_bot:
            return False
        if "receiver_user" in content.get("reply_to_message", {}):
            return True
        command = command_for(content.get("text", ""), self.bot)
        listed = self.commands_for(chat.info["id"], user_id)
        return any(each["command"] == command and each.get("is_ephemeral") for each in listed)

    def commands_for(self, chat_id: int, user_id: int) -> list[Json]:
        """The command list that Telegram would show: the narrowest scope first, the user's language before the default."""
        chat = self.chat(chat_id)
        language = self.users[user_id]["language_code"].split("-")[0]
        wide = "all_private_chats" if chat.info["type"] == "private" else "all_group_chats"
        for scope in (f"chat:{chat_id}", wide, "default"):
            for code in (language, ""):
                found: list[Json] | None = self.profile["commands"].get((scope, code))
                if found:
                    return found
        return []

    # -- watching ----------------------------------------------------------------------------------------------

    def tell(self, event: str, content: Json) -> None:
        """Shows an event to every watching page; one that does not read is dropped."""
        for watcher in tuple(self.watchers):
            try:
                watcher.put_nowait((event, content))
            except asyncio.QueueFull:
                self.watchers.discard(watcher)
