"""What screens are made of: a text in parts, a way home, pages, and labels that fit a button."""

from collections.abc import Callable, Sequence

from bot import rendering
from bot.chat.screen import ROW, Button, Rows, Screen
from bot.chat.screens.pictures import PICTURE
from bot.rendering.view import View

PAGE = 8  # records a page; a page then fits one message
Show = Callable[[View, Sequence[str]], Screen | None]  # what a route shows, by its arguments


def gone(view: View) -> Screen:
    """For an old or unknown button."""
    _ = view.translate
    return Screen(
        (
            rendering.escape(
                _(
                    "This button or link is from an older version of the briefing; what it showed is no longer there."
                )
            ),
        ),
        (home_row(view),),
    )


def unknown_command(view: View) -> Screen:
    """For a command that there is not, or not for who gave it."""
    text = view.translate("I do not know that command. /help shows what I can do.")
    return Screen((rendering.escape(text),))


def pager(route: str, page: int, pages: int, *, ends: bool = False) -> Rows:
    """The ways to the page before and the page after; `route` has a place for the page's number.

    With `ends`, also to the first and the last, where these are not next to it.
    """
    buttons = []
    if ends and page > 1:
        buttons.append(Button("«", route.format(0)))
    if page > 0:
        buttons.append(Button("‹", route.format(page - 1)))
    if page + 1 < pages:
        buttons.append(Button("›", route.format(page + 1)))
    if ends and page + 2 < pages:
        buttons.append(Button("»", route.format(pages - 1)))
    return (tuple(buttons),) if buttons else ()


def screen_of(html: str, rows: Rows) -> Screen:
    """A screen that shows no facts."""
    return Screen(tuple(rendering.split(html)), rows)


def page_of(view: View, html: str, rows: Rows, fact_ids: Sequence[str]) -> Screen:
    """A screen that shows these facts, as they stand now."""
    return Screen(tuple(rendering.split(html)), rows, view.snapshot.revisions_of(fact_ids), is_page=True)


def home_row(view: View) -> tuple[Button, ...]:
    """The way back to the start."""
    return (Button(view.translate("Start"), "home"),)


def number_in(args: Sequence[str]) -> int:
    """The number that a route's arguments begin with; 0 where it is none."""
    return int(args[0]) if args and args[0].isascii() and args[0].isdigit() and len(args[0]) < 7 else 0


def capital_label(name: str) -> str:
    """A name of the records as a button's label."""
    return cut_label(name[:1].upper() + name[1:])


def cut_label(label: str, limit: int = ROW) -> str:
    """A label that fits a row, cut between words."""
    return label if len(label) <= limit else label[:limit].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


def picture_button(view: View, name: str) -> tuple[Button, ...]:
    """The way to a picture of the same."""
    return (Button(view.translate("As a picture"), f"{PICTURE}:{name}"),)


def briefing_is_visible(view: View, slug: str) -> bool:
    """Whether the briefing is there in the reader's language, and may be shown."""
    briefing = view.snapshot.briefings.get((slug, view.lang))
    return briefing is not None and briefing.lifecycle.is_visible(view.now)
