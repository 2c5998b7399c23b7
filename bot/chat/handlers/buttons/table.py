"""The table of routes: a row for whatever a button, its words or a link may name. Another route is another row."""

from collections.abc import Mapping, Sequence

from bot.chat.handlers.buttons import acts, verdicts
from bot.chat.handlers.buttons.press import Act
from bot.chat.handlers.openings import DO
from bot.chat.route import Place, Route, Who, name_of
from bot.chat.screens.answers import CHOOSE, DISLIKE, LIKE
from bot.chat.screens.routes import SCREENS

ROUTES: Sequence[Route[Act]] = (
    *map(acts.opens, SCREENS),
    Route("lang", acts.change_language, Who.CHAT_ADMINS, named=acts.speak, linked=acts.speak),
    Route("set", acts.subscription, Who.CHAT_ADMINS, linked=acts.settings_page),
    Route("subscribe", acts.subscription, Who.CHAT_ADMINS, linked=acts.ask_before),
    Route("stop", acts.subscription, Who.CHAT_ADMINS, linked=acts.ask_before),
    Route("new", acts.subscription, linked=acts.subscription),
    Route("asof", acts.day, linked=acts.day),
    Route(CHOOSE, acts.choose, place=Place.BELOW_CHOSEN),
    Route(DO, acts.confirm),
    Route(LIKE, verdicts.judge, place=Place.NOTICE, named=verdicts.praise),
    Route(DISLIKE, verdicts.judge, place=Place.NOTICE, named=verdicts.dislike),
    Route("admin", acts.stand, Who.BOT_ADMINS, linked=acts.stand),
    Route("push", acts.push, Who.BOT_ADMINS, linked=acts.look_at_push),
    Route("okay", acts.push, Who.BOT_ADMINS, linked=acts.look_at_push),
)
NOWHERE: Route[Act] = Route("", acts.nowhere)  # of what no row knows
_BY_NAME: Mapping[str, Route[Act]] = {route.name: route for route in ROUTES}


def find_route(data: str) -> Route[Act]:
    """The row of a button's data, or of a link's route."""
    return _BY_NAME.get(name_of(data), NOWHERE)
