"""Guest mode: a person names the bot where it is no member, and it answers with one message (Bot API, answerGuestQuery)."""

from bot.sandbox.bot_api.inline import check_result, content_of
from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

QUERY_SECONDS = 30.0
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_guest_query(world: World, params: Params) -> Json:
    """Puts the result into the chat in the bot's name, once a query."""
    query_id = str(params.text("guest_query_id", required=_TOO_OLD))
    asked = world.guest_queries.pop(query_id, None)
    if asked is None or world.clock() - asked.at > QUERY_SECONDS:
        raise bad_request(_TOO_OLD)
    result = params.json("result")
    check_result(result)
    content = content_of(result) | {"guest_bot_caller_user": asked.user, "reply_to_message": asked.message}
    world.add_message(world.chat(asked.message["chat"]["id"]), world.bot, content)
    return {"inline_message_id": f"guest{query_id}"}
