"""A bot without a mind: a test tells it what to say over the Bot API, and asks it what it was told."""

import asyncio
from typing import Any

import aiohttp

Json = dict[str, Any]
WAIT_SECONDS = 20.0


class ScriptedBot:
    """Speaks the Bot API to the sandbox at `url`."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._base = f"{url}/bot{token}/"
        self._offset = 0
        self._fetched: list[Json] = []

    async def call(self, method: str, **params: Any) -> Any:
        async with self._session.post(self._base + method, json=params) as response:
            answer = await response.json()
            assert answer["ok"], answer
            return answer["result"]

    async def next_update(self, kind: str) -> Json:
        """The next update of a kind; others before it are passed over."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                while self._fetched:
                    update = self._fetched.pop(0)
                    self._offset = update["update_id"] + 1
                    if kind in update:
                        found: Json = update[kind]
                        return found
                self._fetched = await self.call("getUpdates", offset=self._offset, timeout=10)

    async def heard(self) -> str:
        """The text of the next message from a person."""
        message = await self.next_update("message")
        return str(message.get("text", ""))

    async def say(self, chat_id: int, text: str, **more: Any) -> Json:
        sent: Json = await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)
        return sent

    async def edit(self, message: Json, text: str, **more: Any) -> None:
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.call("editMessageText", **place, text=text, parse_mode="HTML", **more)

    async def answer(self, query: Json, text: str = "", **more: Any) -> None:
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text, **more)

    async def send_photo(self, chat_id: int, content: bytes) -> None:
        form = aiohttp.FormData()
        form.add_field("chat_id", str(chat_id))
        form.add_field("photo", content, filename="photo.png", content_type="image/png")
        async with self._session.post(self._base + "sendPhoto", data=form) as response:
            assert response.status == 200, await response.text()


def keys(*rows: list[tuple[str, Json]]) -> Json:
    """An inline keyboard: rows of (text, what the button does)."""
    return {"inline_keyboard": [[{"text": text, **does} for text, does in row] for row in rows]}
