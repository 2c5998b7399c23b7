"""Who may change what holds for a whole chat: in groups and channels their administrators alone."""

import structlog
from telegram import Bot, Chat, ChatMember, Update
from telegram.error import BadRequest, Forbidden

from bot.rendering.view import View

log = structlog.get_logger(__name__)

_ADMINS = frozenset({ChatMember.ADMINISTRATOR, ChatMember.OWNER})
_NO_MEMBER = ("member not found", "user not found", "user_not_participant")


class Permissions:
    """Asks Telegram, each time: an administrator may have been one."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def why_not(self, update: Update, view: View) -> str | None:
        """Why this person may not change things here; None where they may.

        In private chats whoever writes may; in groups and channels their administrators. Who posts in a channel is one.
        """
        chat, user, message = update.effective_chat, update.effective_user, update.effective_message
        if chat is None or chat.type == Chat.PRIVATE or update.channel_post is not None:
            return None
        anonymous = (
            message is not None and message.sender_chat is not None and message.sender_chat.id == chat.id
        )
        if anonymous and update.callback_query is None:
            return None
        is_admin = await self._is_admin(chat.id, user.id) if user is not None else False
        _ = view.translate
        if is_admin is None:
            return _(
                "I cannot see who the administrators of this group are. Make me one of them, or send the command as an "
                "anonymous administrator."
            )
        return None if is_admin else _("Only the administrators of this chat can change that.")

    async def _is_admin(self, chat_id: int, user_id: int) -> bool | None:
        """None: a group that hides its members does not tell us."""
        try:
            return (await self._bot.get_chat_member(chat_id, user_id)).status in _ADMINS
        except BadRequest as error:
            if any(words in error.message.lower() for words in _NO_MEMBER):
                return False
            log.info("members hidden", error=error.message)
        try:
            admins = await self._bot.get_chat_administrators(chat_id)  # these are shown where members are not
        except (BadRequest, Forbidden) as error:
            log.info("administrators hidden", error=error.message)
            return None
        return user_id in {each.user.id for each in admins}
