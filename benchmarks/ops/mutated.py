"""Telegram's updates with one place of each gone or something else."""

import copy
import random
from typing import Any

STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 1.5, "", "x" * 5_000, "\ud83d", "<b>", [], {}, [[]], [None], {"a": {"b": []}}, -(2**70),
)  # fmt: skip


def fresh(chat: int) -> dict[str, Any]:
    """One update of each kind that a bot is sent, from this chat, by kind."""
    where = {"id": chat, "type": "private", "first_name": "Mallory"}
    who = {"id": chat, "is_bot": False, "first_name": "Mallory", "language_code": "en"}
    us = {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "member"}
    group = {"id": -chat, "type": "supergroup", "title": "G"}
    return {
        "message": {
            "message_id": 5,
            "date": 1_795_000_000,
            "chat": where,
            "from": who,
            "text": "/who Regel",
            "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
            "reply_to_message": {
                "message_id": 4,
                "date": 1_795_000_000,
                "chat": where,
                "from": us["user"],
                "text": "x",
            },
        },
        "edited_message": {
            "message_id": 6,
            "date": 1_795_000_000,
            "edit_date": 1_795_000_001,
            "chat": where,
            "from": who,
            "text": "Who is Rob Regel?",
        },
        "callback_query": {
            "id": "1",
            "from": who,
            "chat_instance": "1",
            "data": "home",
            "message": {"message_id": 5, "date": 1_795_000_000, "chat": where, "text": "x"},
        },
        "my_chat_member": {
            "chat": where,
            "from": who,
            "date": 1_795_000_000,
            "old_chat_member": us,
            "new_chat_member": {**us, "status": "kicked", "until_date": 0},
        },
        "channel_post": {
            "message_id": 7,
            "date": 1_795_000_000,
            "chat": {"id": -chat - 1, "type": "channel", "title": "C"},
            "text": "/subscribe",
            "entities": [{"type": "bot_command", "offset": 0, "length": 10}],
        },
        "message ": {
            "message_id": 8,
            "date": 1_795_000_000,
            "chat": group,
            "from": who,
            "migrate_to_chat_id": -chat - 2,
        },
        "inline_query": {"id": "1", "from": who, "query": "Regel", "offset": ""},
    }


def mutate(value: Any, dice: random.Random) -> Any:
    """One place of it gone or something else."""
    if not isinstance(value, dict | list) or not value or dice.random() < 0.2:
        return dice.choice(STRANGE)
    made = copy.copy(value)
    key = dice.choice(list(made)) if isinstance(made, dict) else dice.randrange(len(made))
    if dice.random() < 0.25:
        del made[key]
    else:
        made[key] = mutate(made[key], dice)
    return made


def mutated(chat: int, dice: random.Random) -> dict[str, Any]:
    """An update, without its id."""
    found = fresh(chat)
    kind = dice.choice(list(found))
    return {kind.strip(): mutate(found[kind], dice)}
