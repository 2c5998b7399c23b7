"""What buttons do that is more than showing a screen: a language, the settings, a day, the admins' pushes, a yes or no."""

from dataclasses import replace

from bot import rendering
from bot.chat.handlers.buttons.press import Act, Doers, Done, Press
from bot.chat.handlers.looking_back import note_look_back, press_day
from bot.chat.handlers.openings import NOT, ask_first
from bot.chat.profile import publish_menu_of_chat
from bot.chat.route import Route, name_of
from bot.chat.screen import Screen
from bot.chat.screens.answers import CHOOSE
from bot.chat.screens.parts import Show, gone
from bot.chat.screens.routes import show
from bot.chat.settings.actions import page_of
from bot.chat.settings.pages import PAGES
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.view import View


def opens(screen: Route[Show]) -> Route[Act]:
    """The row of a screen that anybody may see: a press, its words and a link show it."""

    async def act(_: Doers, press: Press) -> Done:
        return Done(screen.does(press.view, press.args) or gone(press.view))

    return Route(screen.name, act, place=screen.place, linked=act, is_screen=True)


async def nowhere(_: Doers, press: Press) -> Done:
    """An old or unknown button."""
    return Done(gone(press.view))


async def choose(_: Doers, press: Press) -> Done:
    """A reading of a question: its answer."""
    return Done(show(press.data.removeprefix(f"{CHOOSE}:"), press.view))


async def confirm(doers: Doers, press: Press) -> Done:
    """What a reader was asked about first: done, or left as it is. `do:pause:2 weeks`, `do:no`."""
    command, *words = press.args or [NOT]
    if command == NOT:
        return Done(_say(press.view.translate("Good, nothing changes.")))
    if press.message is not None:
        await doers.edge.sender.edit(press.message, Screen((press.message.text_html,)))
    await doers.commands.run(press.update, command, ":".join(words))
    return Done()


# -- the language ----------------------------------------------------------------------------------------------


async def change_language(doers: Doers, press: Press) -> Done:
    """Takes effect at once, also for the message on screen, which turns into the route that follows: `lang:nl:home`."""
    match press.args:
        case [wanted, *rest]:
            view, notice = await _speak(doers, press, Lang.NL if wanted == "nl" else Lang.EN)
            return Done(show(rest[0] if rest else "language", view), notice)
    return Done(gone(press.view))


async def speak(doers: Doers, press: Press) -> Done:
    """For a language that was named: it counts at once, and a screen in it says so."""
    lang = next((lang for lang in Lang if press.args[:1] == [lang.value]), None)
    if lang is None:
        return Done(show("language", press.view))
    view, notice = await _speak(doers, press, lang)
    screen = show("language", view)
    done = notice or view.translate("From now on I speak English.")
    return Done(replace(screen, parts=(f"{rendering.bold(done)}\n\n{screen.parts[0]}",)))


async def _speak(doers: Doers, press: Press, lang: Lang) -> tuple[View, str | None]:
    """The view in that language, and what is to be told; the chat's command list is in it too."""
    kept = await doers.edge.use_cases.preferences.choose_language(press.chat_id, lang)
    await publish_menu_of_chat(doers.edge.bot, press.chat_id, lang)
    notice = Translator(lang).gettext("Changed for now, but I could not save it. Please try again later.")
    return replace(press.view, lang=lang), None if kept else notice


# -- subscriptions ---------------------------------------------------------------------------------------------


async def subscription(doers: Doers, press: Press) -> Done:
    """Begins or ends the chat's subscription, shows or changes its settings, or shows what is new, as the route says."""
    return Done(await doers.subscriptions.open(press.chat_id, press.thread, press.data, press.view))


async def settings_page(doers: Doers, press: Press) -> Done:
    """The settings, on the page that a link names; of a change the page on which its button stands, and no change."""
    name, *_ = (*press.args, "")
    page = page_of(name) or (name if name in PAGES else "")
    route = f"set:{page}" if page else "set"
    return Done(await doers.subscriptions.open(press.chat_id, press.thread, route, press.view))


async def ask_before(_: Doers, press: Press) -> Done:
    """The question that comes before a change that a link asks for."""
    view, command = press.view, name_of(press.data)
    if not press.args:
        return Done(ask_first(command, "", view))
    topic = view.snapshot.topics.get(":".join(press.args))
    if topic is None:
        return Done(gone(view))
    names = (
        topic.name[view.lang],
        topic.id.replace("-", " "),
    )  # of a name that is too long for a button, the id
    asked = (ask_first(command, name, view) for name in names)
    return Done(next(filter(None, asked), gone(view)))


async def day(doers: Doers, press: Press) -> Done:
    """Answers from what was known on a day: `asof:2026-04-03`."""
    back = press_day(press.args, press.view)
    if back is None:
        return Done(gone(press.view))
    note_look_back(doers.edge, press.update, back)
    return Done(back.screen)


# -- the bot's admins ------------------------------------------------------------------------------------------


async def stand(doers: Doers, press: Press) -> Done:
    """How things stand, as `/admin` shows it."""
    return Done(await doers.admins.show(press.view))


async def push(doers: Doers, press: Press) -> Done:
    """A push or a text that waits, and what is done to it."""
    return Done(await doers.admins.pushes.press(press.data, press.view))


async def look_at_push(doers: Doers, press: Press) -> Done:
    """A push as it stands: what a link says is to be done to it is not done."""
    only = ":".join((name_of(press.data), *press.args[:1]))
    return Done(await doers.admins.pushes.press(only, press.view))


def _say(text: str) -> Screen:
    return Screen((rendering.escape(text),))
