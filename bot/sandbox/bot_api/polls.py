"""Polls: what the bot may send, how people vote, and what the bot is told of it (Bot API, sendPoll and stopPoll)."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.html import parse_html
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

LONGEST_QUESTION = 300
MOST_OPTIONS = 12
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
MOST_LINE_FEEDS = 2
_KINDS = ("regular", "quiz")


@dataclass(slots=True)
class Ballot:
    """A poll's votes: options by person. Only the bot is told which option is right before somebody has voted."""

    chat_id: int
    message_id: int
    votes: dict[int, list[int]] = field(default_factory=dict)


def take_poll(chat: Chat, params: Params, number: int) -> Json:
    """The `poll` of a message to be sent. Raises `Refusal` for what Telegram refuses."""
    question = _plain(params, "question", "question_parse_mode")
    if not question:
        raise bad_request("poll question must be non-empty")
    if len(question) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    options = _options(params.json("options"))
    kind = params.text("type", default="regular")
    if kind not in _KINDS:
        raise bad_request("unsupported poll type specified")
    is_anonymous = not params.has("is_anonymous") or params.flag("is_anonymous")
    if chat.info["type"] == "channel" and not is_anonymous:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    several = params.flag("allows_multiple_answers")
    poll: Json = {
        "id": str(number),
        "question": question,
        "options": [
            {"persistent_id": str(at), "text": text, "voter_count": 0} for at, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": params.flag("is_closed"),
        "is_anonymous": is_anonymous,
        "type": kind,
        "allows_multiple_answers": several,
        "allows_revoting": params.flag("allows_revoting"),
        "members_only": False,
    }
    if kind == "quiz":
        poll |= _quiz(params, len(options))
    return poll


async def stop_poll(world: World, params: Params) -> Json:
    """Closes a poll of the bot's own; the poll as it ended."""
    chat = world.chat(params.chat_id())
    message = chat.messages.get(params.number("message_id") or 0)
    if message is None or "poll" not in message:
        raise bad_request("message with poll to stop not found")
    poll: Json = message["poll"]
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    poll["is_closed"] = True
    world.tell("edit", {"message": shown_to_people(world, message)})
    return poll


def vote(world: World, user_id: int, chat_id: int, message_id: int, chosen: list[int]) -> Json:
    """A person votes; the bot gets `poll`, and `poll_answer` where the poll is not anonymous."""
    message = world.chat(chat_id).messages[message_id]
    poll: Json = message["poll"]
    ballot = world.ballots.setdefault(poll["id"], Ballot(chat_id, message_id))
    fits = chosen and all(0 <= each < len(poll["options"]) for each in chosen)
    if poll["is_closed"] or not fits or (len(chosen) > 1 and not poll["allows_multiple_answers"]):
        raise bad_request("POLL_VOTE_INVALID")
    if user_id in ballot.votes and not poll["allows_revoting"]:
        raise bad_request("REVOTE_NOT_ALLOWED")
    ballot.votes[user_id] = chosen
    for at, option in enumerate(poll["options"]):
        option["voter_count"] = sum(at in votes for votes in ballot.votes.values())
    poll["total_voter_count"] = len(ballot.votes)
    world.queue.push("poll", poll)
    if not poll["is_anonymous"]:
        answer = {"poll_id": poll["id"], "user": world.users[user_id], "option_ids": chosen}
        world.queue.push("poll_answer", answer | {"option_persistent_ids": [str(each) for each in chosen]})
    world.tell("edit", {"message": shown_to_people(world, message)})
    return poll


def shown_to_people(world: World, message: Json) -> Json:
    """A message as the people's page has it: who chose what, and who reacted how."""
    place = (message["chat"]["id"], message["message_id"])
    more: Json = {}
    if "poll" in message and message["poll"]["id"] in world.ballots:
        more["votes"] = {
            str(user): votes for user, votes in world.ballots[message["poll"]["id"]].votes.items()
        }
    if place in world.reactions:
        more["reactions"] = list(world.reactions[place].values())
    return {**message, **more} if more else message


def _options(options: Any) -> list[str]:
    if not isinstance(options, list):
        raise bad_request("can't parse options JSON object")
    texts = [str(each.get("text", "") if isinstance(each, dict) else each).strip() for each in options]
    if not texts:
        raise bad_request("poll must have at least 1 option")
    if len(texts) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    if not all(texts):
        raise bad_request("poll options must be non-empty")
    if max(map(len, texts)) > LONGEST_OPTION:
        raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
    return texts


def _quiz(params: Params, options: int) -> Json:
    """Of a quiz: which are right, and the words shown to who chose otherwise or presses the lamp."""
    one = params.number("correct_option_id")
    right = params.json("correct_option_ids") or ([one] if one is not None else [])
    if not right or not all(isinstance(each, int) and 0 <= each < options for each in right):
        raise bad_request("wrong correct option ID specified")
    found: Json = {"correct_option_ids": right}
    explanation = _plain(params, "explanation", "explanation_parse_mode")
    if len(explanation) > LONGEST_EXPLANATION or explanation.count("\n") > MOST_LINE_FEEDS:
        raise bad_request("poll explanation is too long")
    return found | ({"explanation": explanation} if explanation else {})


def _plain(params: Params, name: str, mode: str) -> str:
    raw = params.text(name, default="") or ""
    return parse_html(raw)[0] if (params.text(mode) or "").upper() == "HTML" else raw.strip()
