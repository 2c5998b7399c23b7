"""Drafts: what the bot is writing, seen for thirty seconds or until its message comes (Bot API, sendMessageDraft).

The texts of the refusals are what Telegram's servers answer; the open source has none of them.
"""

from bot.sandbox.bot_api.messages import MOST_TEXT, check_sending, read_text, target_of, thread_in
from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Chat, Draft, Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

SHOWN_SECONDS = 30.0


async def send_message_draft(world: World, params: Params) -> bool:
    """A draft of a text; without words a phone shows that the bot thinks. The same number changes the one there is."""
    content = read_text(params, "text", MOST_TEXT, None, "message is too long")
    return put_draft(world, target_of(world, params), params, content)


def put_draft(world: World, chat: Chat, params: Params, content: Json) -> bool:
    """Shows a draft in a private chat. Raises `Refusal` where Telegram takes none."""
    content |= thread_in(chat, params)
    if chat.info["type"] != "private":
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    check_sending(world, chat, text=False)
    given = params.text("draft_id", default="") or ""
    draft_id = int(given) if given.lstrip("-").isdecimal() else 0  # what is no number counts as none
    if not draft_id:
        raise bad_request("RANDOM_ID_INVALID")
    chat.draft = Draft(draft_id, world.clock() + SHOWN_SECONDS, content)
    world.tell("draft", {"chat_id": chat.info["id"], "draft_id": draft_id, **content})
    return True


def draft_of(world: World, chat: Chat) -> Json | None:
    """What its reader sees of a draft now."""
    draft = chat.draft
    if draft is None or draft.until <= world.clock():
        return None
    return {"draft_id": draft.draft_id, **draft.content}
