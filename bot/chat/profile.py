"""What Telegram shows of the bot: command lists and descriptions, in both languages."""

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.chat.commands import list_menu
from bot.domain.records.dossier import Dossier
from bot.domain.text import Lang
from bot.i18n import Translator

log = structlog.get_logger(__name__)

# What Telegram lists when a reader types "/"; at most 256 characters each (Bot API, BotCommand).
_LONGEST_SHORT, _LONGEST_DESCRIPTION = (
    120,
    512,
)  # characters (Bot API, setMyShortDescription, setMyDescription)

_EPHEMERAL = {"is_ephemeral": True}  # for one person of a group (Bot API 10.2, BotCommand)


async def publish_profile(bot: Bot, dossier: Dossier) -> None:
    """Sets command lists and descriptions for everyone; a failure is logged, the bot runs on."""
    try:
        for lang in Lang:
            code = "" if lang is Lang.EN else lang.value
            private, shared = _menu(lang, is_private=True), _menu(lang, is_private=False)
            await bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats(), language_code=code)
            await bot.set_my_commands(shared, scope=BotCommandScopeAllGroupChats(), language_code=code)
            short = f"{dossier.title[lang]}. {dossier.disclosure_short[lang]}"
            await bot.set_my_short_description(short[:_LONGEST_SHORT], language_code=code)
            await bot.set_my_description(_description(dossier, lang), language_code=code)
    except TelegramError as error:
        log.warning("command lists not set", error=error.message)


async def publish_menu_of_chat(bot: Bot, chat_id: int, lang: Lang) -> None:
    """Sets the command list of one chat to the language its reader chose; a failure is logged."""
    is_private = chat_id > 0  # groups and channels have negative numbers (Bot API, Chat)
    try:
        await bot.set_my_commands(_menu(lang, is_private=is_private), scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        log.info("command list not set", error=error.message)


async def withdraw_menu_of_chat(bot: Bot, chat_id: int) -> None:
    """Takes the list of one chat back at Telegram, where there is one; a failure is logged."""
    try:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        log.info("command list not taken back", error=error.message)


def _menu(lang: Lang, *, is_private: bool) -> list[BotCommand]:
    translate = Translator(lang).gettext
    return [
        BotCommand(
            command.name_in(translate),
            translate(command.meaning),
            api_kwargs=_EPHEMERAL if command.is_read_alone and not is_private else None,
        )
        for command in list_menu(is_private=is_private)
    ]


def _description(dossier: Dossier, lang: Lang) -> str:
    """Who made this comes first; of the summary as many whole sentences as there is room for."""
    text = f"{dossier.disclosure_short[lang]}\n\n{dossier.summary[lang]}"
    if len(text) <= _LONGEST_DESCRIPTION:
        return text
    return text[: text[:_LONGEST_DESCRIPTION].rfind(". ") + 1] or text[:_LONGEST_DESCRIPTION]
