"""Screens of answers: a reply with its sources and verdicts, its readings, and what a fact leads to."""

from collections.abc import Sequence

from bot import rendering
from bot.answering import compose_chosen, compose_chosen_record
from bot.chat.route import Place, Route
from bot.chat.screen import Button, Rows, Screen
from bot.chat.screens.parts import Show, briefing_is_visible, capital_label, cut_label, home_row, page_of
from bot.chat.screens.sharing import copy_button, share_button
from bot.chat.screens.short_ids import expand, shorten
from bot.domain.answer import Answered, Choice, Option, Reply
from bot.domain.blocks import ShowFact, ShowUnknown
from bot.domain.context import bearing_of, came_before
from bot.domain.records.record import RecordKind
from bot.rendering.view import View

LIKE = "helped"  # the routes of the buttons by which a reader says whether an answer helped
DISLIKE = "nohelp"
CHOOSE = "opt"  # the route of a reading that is chosen: it comes below, and the others stay
NONE = "none"
RECORD = "rec"  # the route of a record that is no fact
MORE = "more"  # the route of what else there is on a question


def show_reply(reply: Reply, view: View) -> Screen:
    """An answer with its sources behind a button, or a question back with its readings as buttons."""
    _ = view.translate
    rendered = rendering.render_reply(reply, view)
    parts = tuple(rendering.split(rendered.html))
    if isinstance(reply, Choice):
        return Screen(parts, _choices(reply, view))
    buttons: list[Button] = []
    if reply.facts:
        buttons.append(Button(_("Sources"), f"cite:{shorten(reply.facts)}"))
    if isinstance(reply, Answered) and reply.more:
        buttons.append(Button(_("More"), f"{MORE}:{shorten(reply.more)}"))
    shared = reply.records[0] if isinstance(reply, Answered) and reply.records else ""
    if shared and not shared.startswith(f"{RecordKind.SCREEN}:"):
        buttons.append(share_button(shared, view.lang))
    verdicts: list[Button] = []
    if isinstance(reply, Answered) or any(isinstance(block, ShowUnknown) for block in reply.blocks):
        verdicts = [Button(_("Helpful"), LIKE), Button(_("Not helpful"), DISLIKE)]
    copied = copy_button(shared, view) if shared else None
    verdicts += [copied] if copied is not None else []
    rows = tuple(tuple(row) for row in (buttons, verdicts) if row) or (home_row(view),)
    shown = [block.fact for block in reply.blocks if isinstance(block, ShowFact)]
    return Screen(parts, rows, view.snapshot.revisions_of(shown))


def option_route(option: Option) -> str:
    """The route that shows one reading of a question."""
    if option.is_fact:
        return f"pick:{shorten(option.facts)}"
    return f"{RECORD}:{option.key}"


def _choices(choice: Choice, view: View) -> Rows:
    """A row a reading, by its number and the first of its words; and the ways on for who meant none of them."""
    _ = view.translate
    rows = [
        (
            Button(
                cut_label(f"{number}. {rendering.label_of(option.key, view)}"),
                f"{CHOOSE}:{option_route(option)}",
            ),
        )
        for number, option in enumerate(choice.options, start=1)
    ]
    facts = [view.snapshot.facts[fact] for option in choice.options for fact in option.facts]
    named = [person for person in choice.subject.people if any(person in fact.who for fact in facts)]
    if len(named) == 1:
        name = rendering.name_of(view, named[0])
        rows.append((Button(capital_label(_("%(name)s: all facts", name=name)), f"said:p:{named[0]}:0"),))
    story = (
        (Button(_("The story in brief"), "brief:overview:0"),)
        if briefing_is_visible(view, "overview")
        else ()
    )
    return (*rows, (*story, Button(_("None of these"), f"{CHOOSE}:{NONE}")))


def _none_of_these(view: View, _args: Sequence[str]) -> Screen:
    """For who meant none of the readings."""
    _ = view.translate
    text = _("Then I have nothing on it, or I do not understand you. Ask in other words, or look here:")
    brief = (Button(_("The story in brief"), "brief:overview:0"), Button(_("Help"), "help"))
    return Screen((rendering.escape(text),), (brief if briefing_is_visible(view, "overview") else brief[1:],))


def _pick(view: View, args: Sequence[str]) -> Screen | None:
    found = _expand_visible(view, args)
    return _show_chosen(found, view) if found else None


def _fact(view: View, args: Sequence[str]) -> Screen | None:
    return _show_chosen(args[:1], view) if args and _is_visible(view, args[0]) else None


def _is_visible(view: View, fact_id: str) -> bool:
    fact = view.snapshot.facts.get(fact_id)
    return fact is not None and view.visible.today.shows(fact)


def _record(view: View, args: Sequence[str]) -> Screen | None:
    """The answer with a record of another kind than a fact."""
    reply = compose_chosen_record(view.visible, ":".join(args), view.lang)
    return None if reply is None else show_reply(reply, view)


def _show_chosen(fact_ids: Sequence[str], view: View) -> Screen:
    facts = [view.snapshot.facts[fact_id] for fact_id in fact_ids]
    return show_reply(compose_chosen(view.visible, facts, view.lang), view)


def _more(view: View, args: Sequence[str]) -> Screen | None:
    """What else there is on a question: a message of its own, below the answer."""
    found = _expand_visible(view, args)
    if not found:
        return None
    facts = [view.snapshot.facts[fact_id] for fact_id in found]
    html = rendering.render_more(facts, view)
    rows = ((Button(view.translate("Sources"), f"cite:{shorten(found)}"), *home_row(view)),)
    return Screen(tuple(rendering.split(html)), rows, view.snapshot.revisions_of(found))


def _means(view: View, args: Sequence[str]) -> Screen | None:
    """What a fact means for how things stand; where nothing rests on it, the fact with what answers it."""
    if not args or not _is_visible(view, args[0]):
        return None
    bearing = bearing_of(args[:1], view.visible.today)
    if not bearing:
        return _show_chosen(args[:1], view)
    html = rendering.render_bearing(bearing, view)
    cite = Button(view.translate("Sources"), f"cite:{shorten(bearing.facts)}")
    return page_of(view, html, ((cite, *home_row(view)),), bearing.facts)


def _before(view: View, args: Sequence[str]) -> Screen | None:
    """What came before a fact."""
    if not args or not _is_visible(view, args[0]):
        return None
    found = came_before(args[:1], view.visible.today)
    if not found:
        return None
    html = rendering.render_before(found, view)
    facts = [fact.id for fact in found]
    rows = ((Button(view.translate("Sources"), f"cite:{shorten(facts)}"), *home_row(view)),)
    return page_of(view, html, rows, facts)


def _cite(view: View, args: Sequence[str]) -> Screen | None:
    found = _expand_visible(view, args)
    if not found:
        return None
    html = rendering.render_sources_of(found, view)
    return Screen(tuple(rendering.split(html)), ())


def _expand_visible(view: View, args: Sequence[str]) -> list[str]:
    """The fact ids of a button that may be shown now."""
    named = [view.snapshot.facts[fact_id] for fact_id in (expand(view.snapshot, args[0]) if args else ())]
    return [fact.id for fact in view.visible.today.of(named)]


ROUTES: Sequence[Route[Show]] = (
    Route(RECORD, _record),
    Route(NONE, _none_of_these),
    Route(MORE, _more, place=Place.BELOW_ONCE),
    Route("pick", _pick),
    Route("fact", _fact),
    Route("means", _means),
    Route("before", _before),
    Route("cite", _cite, place=Place.ADDED),
)
