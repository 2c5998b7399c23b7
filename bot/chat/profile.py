"""What Telegram shows of the bot: command lists and descriptions, in both languages."""

from collections.abc import Callable, Sequence

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.domain.records.dossier import Dossier
from bot.domain.text import Lang
from bot.i18n import N_, Translator

log = structlog.get_logger(__name__)

# What Telegram lists when a reader types "/"; at most 256 characters each (Bot API, BotCommand).
_LONGEST_SHORT, _LONGEST_DESCRIPTION = (
    120,
    512,
)  # characters (Bot API, setMyShortDescription, setMyDescription)
_PRIVATE_ONLY = frozenset({"mydata"})
# What one person of a group reads, and the others need not see: the command and its answer (Bot API 10.2, BotCommand).
_READ_ALONE = frozenset(
    {
        "start",
        "briefing",
        "/status",
        "timeline",
        "who",
        "said",
        "deadlines",
        "stakes",
        "asof",
        "sources",
        "about",
        "corrections",
        "privacy",
        "help",
    }
)
_EPHEMERAL = {"is_ephemeral": True}
_MENU: Sequence[tuple[str, str]] = (
    ("start", N_("where the dispute stands")),
    ("briefing", N_("the story, long or short")),
    (N_("/status"), N_("where each measure stands now")),
    ("timeline", N_("what happened when")),
    ("who", N_("who is who")),
    ("said", N_("who said what")),
    ("deadlines", N_("deadlines and what came of them")),
    ("stakes", N_("what is at stake")),
    ("subscribe", N_("updates as they are published")),
    ("settings", N_("how often, about what, when")),
    ("new", N_("what changed since you last looked")),
    ("stop", N_("no more updates")),
    ("asof", N_("answers from what was known on a day")),
    ("sources", N_("where this comes from")),
    ("about", N_("who made this, from what, and may you trust it")),
    ("corrections", N_("what we put right")),
    ("language", N_("Dutch or English")),
    ("privacy", N_("what I keep about you")),
    ("mydata", N_("everything I keep about you, as a file")),
    ("forget", N_("delete everything about this chat")),
    ("help", N_("what you can ask")),
)


async def publish_profile(bot: Bot, dossier: Dossier) -> None:
    """Sets command lists and descriptions for everyone; a failure is logged, the bot runs on."""
    try:
        for lang in Lang:
            code = "" if lang is Lang.EN else lang.value
            menu, shared = _menu(lang), _menu(lang, in_group=True)
            await bot.set_my_commands(menu, scope=BotCommandScopeAllPrivateChats(), language_code=code)
            await bot.set_my_commands(shared, scope=BotCommandScopeAllGroupChats(), language_code=code)
            short = f"{dossier.title[lang]}. {dossier.disclosure_short[lang]}"
            await bot.set_my_short_description(short[:_LONGEST_SHORT], language_code=code)
            await bot.set_my_description(_description(dossier, lang), language_code=code)
    except TelegramError as error:
        log.warning("command lists not set", error=error.message)


async def publish_menu_of_chat(bot: Bot, chat_id: int, lang: Lang) -> None:
    """Sets the command list of one chat to the language its reader chose; a failure is logged."""
    is_private = chat_id > 0  # groups and channels have negative numbers (Bot API, Chat)
    menu = _menu(lang, in_group=not is_private)
    try:
        await bot.set_my_commands(menu, scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        log.info("command list not set", error=error.message)


async def withdraw_menu_of_chat(bot: Bot, chat_id: int) -> None:
    """Takes the list of one chat back at Telegram, where there is one; a failure is logged."""
    try:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        log.info("command list not taken back", error=error.message)


def _menu(lang: Lang, *, in_group: bool = False) -> list[BotCommand]:
    translate = Translator(lang).gettext
    return [
        BotCommand(
            _name(command, translate),
            translate(meaning),
            api_kwargs=_EPHEMERAL if in_group and command in _READ_ALONE else None,
        )
        for command, meaning in _MENU
        if not in_group or command not in _PRIVATE_ONLY
    ]


def _name(command: str, translate: Callable[[str], str]) -> str:
    """One that is written with its slash has a name of its own in each language."""
    return translate(command).removeprefix("/") if command.startswith("/") else command


def _description(dossier: Dossier, lang: Lang) -> str:
    """Who made this comes first; of the summary as many whole sentences as there is room for."""
    text = f"{dossier.disclosure_short[lang]}\n\n{dossier.summary[lang]}"
    if len(text) <= _LONGEST_DESCRIPTION:
        return text
    return text[: text[:_LONGEST_DESCRIPTION].rfind(". ") + 1] or text[:_LONGEST_DESCRIPTION]
