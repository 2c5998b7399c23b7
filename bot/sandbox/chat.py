"""A pretended chat: who is in it, what was said there and who sees it, what the bot is writing."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the bot is writing, as its reader sees it until `until`: text and entities, or a rich message."""

    draft_id: int
    until: float
    content: Json


@dataclass(slots=True)
class Chat:
    """A chat and its messages by id."""

    info: Json
    members: dict[int, str] = field(default_factory=dict)  # user id to status
    messages: dict[int, Json] = field(default_factory=dict)  # an ephemeral one by its number below zero
    next_message: int = 1
    next_ephemeral: int = 1
    bot_is_admin: bool = False
    started: bool = False
    blocked: bool = False
    topics: set[int] = field(default_factory=set)  # of a forum: those in which somebody has written
    closed_topics: set[int] = field(default_factory=set)
    has_bot: bool = True
    hides_members: bool = False  # then a bot is told of its administrators alone
    draft: Draft | None = None  # of a message that the bot is writing
    keyboard: Json | None = None  # the reply keyboard that stands in place of the phone's own


@dataclass(frozen=True, slots=True)
class GuestQuery:
    """A person named the bot where it is no member."""

    at: float
    user: Json
    message: Json


def key_of(message: Json) -> int:
    """What a message is found by in its chat: an ephemeral one has no number among the others."""
    return int(message["message_id"] or -message["ephemeral_message_id"])


def is_seen_by(message: Json, user_id: int) -> bool:
    """Whether a person of the chat sees it; 0: of those that everybody sees."""
    receiver = message.get("receiver_user")
    return receiver is None or user_id in (receiver["id"], message.get("from", {}).get("id"))


def place_of(chat: Chat, content: Json) -> Json:
    """In a forum the topic that a message stands in; in a plain supergroup the message that it replies to."""
    thread = content.get("message_thread_id")
    if chat.info.get("is_forum"):
        if thread:
            chat.topics.add(thread)
        return {}
    replied = content.get("reply_to_message")
    if replied is None or chat.info["type"] != "supergroup":
        return {}
    return {"message_thread_id": replied.get("message_thread_id", replied["message_id"])}
