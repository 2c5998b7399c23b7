"""Reactions: one that the bot sets on a message (Bot API, setMessageReaction). Telegram takes emoji of its own list alone."""

from bot.sandbox.bot_api.messages import check_sending
from bot.sandbox.bot_api.params import Params
from bot.sandbox.bot_api.polls import shown_to_people
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

# Bot API, ReactionTypeEmoji.
_LISTED = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 "
    "🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
EMOJI = frozenset(_LISTED.split())
MOST_OF_A_BOT = 1  # a bot is no premium user


async def set_message_reaction(world: World, params: Params) -> bool:
    """Sets the bot's reaction, or takes it away where none is given."""
    chat = world.chat(params.chat_id())
    message = chat.messages.get(params.number("message_id") or 0)
    if message is None:
        raise bad_request("message to react not found")
    wanted = params.json("reaction") or []
    if not isinstance(wanted, list) or not all(isinstance(each, dict) for each in wanted):
        raise bad_request("can't parse reaction types JSON object")
    if len(wanted) > MOST_OF_A_BOT:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(each.get("type") != "emoji" or _bare(each.get("emoji")) not in EMOJI for each in wanted):
        raise bad_request("REACTION_INVALID")
    check_sending(world, chat, text=False)
    place = (chat.info["id"], message["message_id"])
    of_all = world.reactions.setdefault(place, {})
    of_all.pop(world.bot["id"], None)
    if wanted:
        of_all[world.bot["id"]] = _bare(wanted[0]["emoji"])
    world.tell("edit", {"message": shown_to_people(world, message)})
    return True


def _bare(emoji: object) -> str:
    """Without the mark that asks for a coloured picture, which some clients add."""
    return str(emoji).replace("\N{VARIATION SELECTOR-16}", "")
