"""A pretended reader: what a person does in Telegram, over the sandbox's HTTP."""

import asyncio
from typing import Any

import aiohttp

from bot.sandbox.chat import key_of
from bot.sandbox.rules.rich import plain_of

Json = dict[str, Any]
WAIT_SECONDS = 60.0  # what hangs fails; a slow machine does not


def words_of(message: Json) -> str:
    """What a message says, be it a text or a rich message."""
    return str(message.get("text") or plain_of(message.get("rich_message", {}).get("blocks", [])))


class Reader:
    """Talks to the bot in one chat, its private one unless told; waits for what comes back."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, user: Json, chat: int | None = None, thread: int = 0
    ) -> None:
        self._session = session
        self._url = url
        self._user = user
        self.id: int = user["id"]
        self.chat = chat or self.id
        self.thread = thread
        self.seen = 0  # messages of the bot that were already looked at

    async def call(self, path: str, body: Json | None = None) -> Any:
        method = "GET" if body is None else "POST"
        async with self._session.request(method, self._url + path, json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    def at(self, chat: int, thread: int = 0) -> "Reader":
        """The same person in a group, one of its topics, or a channel."""
        return Reader(self._session, self._url, self._user, chat, thread)

    async def messages(self) -> list[Json]:
        """The bot's messages that this person sees in this chat, or in this topic of it."""
        found = await self.call(f"/sandbox/chats/{self.chat}/messages?user_id={self.id}")
        return [
            message
            for message in found
            if message.get("from", {}).get("is_bot") and message.get("message_thread_id", 0) == self.thread
        ]

    async def say(self, text: str, **more: Any) -> Json:
        """Writes, and returns the bot's next message."""
        before = len(await self.messages())
        content: Json = {"text": text} if text else {}
        if self.thread:
            content["message_thread_id"] = self.thread
        await self.call("/sandbox/messages", {"chat_id": self.chat, "user_id": self.id, **content, **more})
        return (await self.until(lambda messages: len(messages) > before))[-1]

    async def type_inline(self, query: str) -> Json:
        """Types after the bot's name in some chat; what Telegram was told to offer."""
        asked = await self.call("/sandbox/inline", {"user_id": self.id, "query": query})
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                found: Json | None = await self.call(f"/sandbox/inline/{asked['id']}")
                if found is not None:
                    return found
                await asyncio.sleep(0.02)  # the other side is a server: there is no event to wait for

    async def press(self, message: Json, label: str) -> Json:
        """Presses a button of a message, and returns the message as it is afterwards."""
        button = next(
            button
            for row in message["reply_markup"]["inline_keyboard"]
            for button in row
            if label in button["text"]
        )
        await self.press_data(message, button["callback_data"])
        changed = await self.until(
            lambda messages: any(
                key_of(each) == key_of(message) and each.get("edit_date") and each != message
                for each in messages
            )
        )
        return next(each for each in changed if key_of(each) == key_of(message))

    async def press_for_new(self, message: Json, label: str) -> Json:
        """Presses a button of a message that opens one of its own; that one."""
        before = len(await self.messages())
        rows = message["reply_markup"]["inline_keyboard"]
        data = next(each["callback_data"] for row in rows for each in row if each["text"] == label)
        await self.press_data(message, data)
        return (await self.until(lambda messages: len(messages) > before))[-1]

    async def press_data(self, message: Json, data: str) -> None:
        body = {"chat_id": self.chat, "user_id": self.id, "message_id": key_of(message), "data": data}
        await self.call("/sandbox/callbacks", body)

    async def until(self, holds: Any) -> list[Json]:
        """The bot's messages as soon as `holds` for them; fails after `WAIT_SECONDS`."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                messages = await self.messages()
                if holds(messages):
                    return messages
                await asyncio.sleep(0.02)  # the other side is a server: there is no event to wait for
