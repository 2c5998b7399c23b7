"""Raw updates as Telegram sends them, and a Telegram that keeps them until they are confirmed."""

from typing import Any

from telegram.error import TelegramError

Raw = dict[str, Any]


def text(update_id: int, chat: int, words: str = "hi", kind: str = "private") -> Raw:
    user = {"id": abs(chat), "is_bot": False, "first_name": "R"}
    where = {"id": chat, "type": kind, "first_name": "R"}
    message = {"message_id": update_id, "date": 1, "chat": where, "from": user, "text": words}
    return {"update_id": update_id, "message": message}


def membership(update_id: int, chat: int, status: str = "kicked") -> Raw:
    user = {"id": chat, "is_bot": False, "first_name": "R"}
    us = {"id": 1, "is_bot": True, "first_name": "B"}
    change = {
        "chat": {"id": chat, "type": "private", "first_name": "R"},
        "from": user,
        "date": 1,
        "old_chat_member": {"user": us, "status": "member"},
        "new_chat_member": {"user": us, "status": status, "until_date": 0},
    }
    return {"update_id": update_id, "my_chat_member": change}


def inline(update_id: int, user: int, query: str) -> Raw:
    who = {"id": user, "is_bot": False, "first_name": "R"}
    return {
        "update_id": update_id,
        "inline_query": {"id": str(update_id), "from": who, "query": query, "offset": ""},
    }


class Queue:
    """`getUpdates`: what lies below the offset is gone, and no more than a hundred are shown from it on."""

    def __init__(self) -> None:
        self.updates: list[Raw] = []
        self.shown: set[int] = set()
        self.offsets: list[int] = []
        self.failures: list[TelegramError] = []

    def add(self, *updates: Raw) -> None:
        self.updates.extend(updates)

    async def fetch(self, offset: int, *, limit: int, seconds: int) -> list[Raw]:
        self.offsets.append(offset)
        if self.failures:
            raise self.failures.pop(0)
        # Only within a series: of one that began anew, lower, nothing is confirmed by the old one's offset.
        newest = max((each["update_id"] for each in self.updates), default=0)
        if offset <= newest + 1:
            self.updates = [each for each in self.updates if each["update_id"] >= offset]
        found = self.updates[: min(limit, 100)]
        self.shown.update(each["update_id"] for each in found)
        return found
