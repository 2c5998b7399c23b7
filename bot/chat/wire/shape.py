"""The shape that our handlers rely on: python-telegram-bot takes an update whose fields are of other types, or missing.

Only what is read here stands in it; anything else may be there (core.telegram.org/bots/api#update).
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

# Telegram's have at most 52 significant bits; a database takes 64.
_Id = Annotated[int, Field(ge=-(2**53), le=2**53)]
_Place = Annotated[int, Field(ge=0, le=2**20)]  # in a text


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class _User(_Part):
    id: _Id
    is_bot: bool
    first_name: str
    username: str | None = None
    language_code: str | None = None


class _Chat(_Part):
    id: _Id
    type: str
    is_forum: bool | None = None


class _Entity(_Part):
    type: str
    offset: _Place
    length: _Place
    user: _User | None = None


class _Replied(_Part):
    message_id: _Id
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")


class _Message(_Part):
    message_id: _Id
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")
    sender_chat: _Chat | None = None
    via_bot: _User | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[_Entity] | None = None
    message_thread_id: _Id | None = None
    is_topic_message: bool | None = None
    reply_to_message: _Replied | None = None
    migrate_to_chat_id: _Id | None = None
    migrate_from_chat_id: _Id | None = None


class _Query(_Part):
    id: str
    sender: _User = Field(alias="from")
    data: str | None = None
    message: _Replied | None = None
    inline_message_id: str | None = None


class _Inline(_Part):
    id: str
    sender: _User = Field(alias="from")
    query: str
    offset: str


class _Member(_Part):
    user: _User
    status: str


class _Membership(_Part):
    chat: _Chat
    sender: _User = Field(alias="from")
    old_chat_member: _Member
    new_chat_member: _Member


class _Update(_Part):
    update_id: _Id
    message: _Message | None = None
    edited_message: _Message | None = None
    channel_post: _Message | None = None
    callback_query: _Query | None = None
    inline_query: _Inline | None = None
    my_chat_member: _Membership | None = None
    guest_message: _Message | None = None


def check_shape(raw: Mapping[str, Any]) -> None:
    """Raises `pydantic.ValidationError` where a field that we read is of another type, or one that we need is missing."""
    _Update.model_validate(raw)
