"""Screens of records: the timeline and its chapters, people and what they said, deadlines, measures, stakes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from bot import rendering
from bot.chat.route import Route
from bot.chat.screen import Button, Rows, Screen, grid
from bot.chat.screens.parts import (
    PAGE,
    Show,
    capital_label,
    home_row,
    number_in,
    page_of,
    pager,
    picture_button,
    screen_of,
)
from bot.chat.screens.pictures import PICTURE
from bot.chat.screens.short_ids import shorten
from bot.domain.records.chapters import chapters_of
from bot.domain.records.fact import Fact
from bot.domain.records.person import Person, PersonType
from bot.domain.records.status import Status
from bot.domain.records.topic import Topic
from bot.i18n import format_span
from bot.rendering.pictures import find_sides, has_deadline_day, has_replies
from bot.rendering.view import View

R = TypeVar("R", Person, Topic)


def _timeline(view: View, args: Sequence[str]) -> Screen:
    facts = view.visible.facts
    pages = max(1, -(-len(facts) // PAGE))
    page = pages - 1 if args[:1] == ["last"] or not args else min(number_in(args), pages - 1)
    end = len(facts) - (pages - 1 - page) * PAGE  # the last page, which is read most, is a whole one
    shown = facts[max(0, end - PAGE) : end]
    html = rendering.render_timeline(shown, view, page=page, pages=pages)
    picture = picture_button(view, "turns") if view.snapshot.statuses else ()
    chapters = Button(view.translate("Chapters"), "part")
    rows = (*pager("time:{}", page, pages, ends=True), (chapters, *picture, *home_row(view)))
    return page_of(view, html, rows, [fact.id for fact in shown])


def _chapter(view: View, args: Sequence[str]) -> Screen | None:
    """`part`: all chapters; `part:2:0`: the third of them, its first page."""
    chapters = chapters_of(view.visible.facts)
    if not args or not chapters:
        html = rendering.render_chapter_list(chapters, view)
        buttons = [
            Button(format_span(*chapter.days, view.lang), f"part:{number}:0")
            for number, chapter in enumerate(chapters)
        ]
        whole = Button(view.translate("Timeline"), "time:last")
        return screen_of(html, (*grid(buttons), (whole, *home_row(view))))
    number = min(number_in(args), len(chapters) - 1)
    chapter = chapters[number]
    html = rendering.render_chapter(chapter, view, number=number, chapters=len(chapters))
    parts = rendering.split(html, limit=3000)
    page = min(number_in(args[1:]), len(parts) - 1)
    picture = (Button(view.translate("As a picture"), f"{PICTURE}:part:{number}"),)
    rows = (
        *pager(f"part:{number}:{{}}", page, len(parts)),
        *_chapter_pager(number, len(chapters), view),
        (Button(view.translate("Chapters"), "part"), *picture, *home_row(view)),
    )
    return page_of(view, parts[page], rows, [fact.id for fact in chapter.facts])


def _chapter_pager(number: int, chapters: int, view: View) -> Rows:
    """The ways to the chapter before and the one after, by name."""
    _ = view.translate
    before = [Button(_("Previous chapter"), f"part:{number - 1}:0")] if number > 0 else []
    after = [Button(_("Next chapter"), f"part:{number + 1}:0")] if number + 1 < chapters else []
    return ((*before, *after),) if before or after else ()


def timeline_page_of(view: View, first: date, last: date) -> tuple[int, bool]:
    """The page on which those days begin, or what is next to them; and whether the timeline has anything on them."""
    days = [fact.when.day for fact in view.visible.facts]
    at = next((number for number, day in enumerate(days) if day >= first), len(days) - 1)
    pages = max(1, -(-len(days) // PAGE))
    return max(0, pages - 1 - (len(days) - 1 - at) // PAGE), any(first <= day <= last for day in days)


def _people(view: View, args: Sequence[str]) -> Screen:
    people = _by_visible_facts(view, view.snapshot.people.values(), view.snapshot.facts_by_person)
    pages = max(1, -(-len(people) // PAGE))
    page = min(number_in(args), pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    html = rendering.render_people_list(shown, view, page=page, pages=pages)
    rows = grid(
        [Button(capital_label(person.names[view.lang][0]), f"person:{person.id}") for person in shown]
    )
    has_faces = any(person.type is PersonType.PERSON for person in people)
    picture = picture_button(view, "who") if has_faces else ()
    return screen_of(html, (*rows, *pager("who:{}", page, pages), (*picture, *home_row(view))))


def _person(view: View, args: Sequence[str]) -> Screen | None:
    person = view.snapshot.people.get(args[0]) if args else None
    if person is None or not _may_be_named(view, person.id):
        return None
    html = rendering.render_person(person, view)
    said = Button(view.translate("Words and deeds"), f"said:p:{person.id}:0")
    return screen_of(html, ((said,), (Button(view.translate("Everyone"), "who:0"), *home_row(view))))


def _said(view: View, args: Sequence[str]) -> Screen | None:
    if len(args) < 2:
        return _said_menu(view)
    kind, key, page = args[0], args[1], number_in(args[2:])
    if kind == "p" and key in view.snapshot.people and _may_be_named(view, key):
        facts = view.snapshot.words_and_deeds_of(key)
    elif kind == "t" and key in view.snapshot.topics:
        facts = view.snapshot.facts_about(key)
    else:
        return None
    visible = view.visible.of(facts)[::-1]
    size = 4
    pages = max(1, -(-len(visible) // size))
    page = min(page, pages - 1)
    shown = visible[page * size : (page + 1) * size]
    html = rendering.render_said(
        shown,
        view,
        person=key if kind == "p" else None,
        topic=key if kind == "t" else None,
        page=page,
        pages=pages,
    )
    cite = Button(view.translate("Sources"), f"cite:{shorten(fact.id for fact in shown)}")
    others = (cite, Button(view.translate("Others"), "said"), *home_row(view))
    rows = (*pager(f"said:{kind}:{key}:{{}}", page, pages), others)
    return page_of(view, html, rows, [fact.id for fact in shown])


def _said_menu(view: View) -> Screen:
    snapshot = view.snapshot
    speakers = _by_visible_facts(view, snapshot.people.values(), snapshot.facts_by_person)[:6]
    topics = _by_visible_facts(view, snapshot.topics.values(), snapshot.facts_by_topic)[:8]
    picture = picture_button(view, "said") if has_replies(view) else ()
    sides = (Button(view.translate("Both sides"), f"{PICTURE}:sides"),) if find_sides(view) else ()
    rows = (
        *grid(
            [
                Button(capital_label(person.names[view.lang][0]), f"said:p:{person.id}:0")
                for person in speakers
            ]
        ),
        *grid([Button(capital_label(topic.name[view.lang]), f"said:t:{topic.id}:0") for topic in topics]),
        *((sides,) if sides else ()),
        (*picture, Button(view.translate("Everyone"), "who:0"), *home_row(view)),
    )
    return screen_of(rendering.render_said_menu(view), rows)


def _may_be_named(view: View, person: str) -> bool:
    """Not someone of whom only hidden facts tell."""
    facts = view.snapshot.facts_by_person.get(person, ())
    return not facts or bool(view.visible.today.of(facts))


def _by_visible_facts(view: View, records: Iterable[R], facts_of: Mapping[str, tuple[Fact, ...]]) -> list[R]:
    """Those of the people or topics that have facts which may be shown, the one with most of them first."""
    counts = {record.id: len(view.visible.of(facts_of.get(record.id, ()))) for record in records}
    return sorted((each for each in records if counts[each.id]), key=lambda each: -counts[each.id])


def _deadlines(view: View, args: Sequence[str]) -> Screen:
    which, page, in_short = (args[0] if args else "all"), number_in(args[1:]), not args
    is_open = {"open": True, "past": False}.get(which)
    html = rendering.render_deadlines(view, is_open=is_open, in_short=in_short)
    whole = ((Button(view.translate("All in full"), "dead:all:0"),),) if in_short else ()
    has_day = is_open is not True and has_deadline_day(view)
    picture = picture_button(view, "day") if has_day else ()
    parts = rendering.split(html, limit=3000)
    page = min(page, len(parts) - 1)
    rows = (*pager(f"dead:{which}:{{}}", page, len(parts)), *whole, (*picture, *home_row(view)))
    return screen_of(parts[page], rows)


def _status(view: View, args: Sequence[str]) -> Screen | None:
    """The board, or one measure."""
    if not args:
        return _status_board(view)
    status = view.snapshot.statuses.get(args[0])
    then = view.visible.status(status) if status else None
    if then is None:
        return None
    html = rendering.render_status(then, view)
    cite = Button(view.translate("Sources"), f"cite:{shorten(then.facts)}")
    board = Button(view.translate("Where the rest stands"), "status")
    beside = picture_button(view, "laws") if _has_beside(then, view) else ()
    return page_of(view, html, ((cite, *beside), (board, *home_row(view))), then.facts)


def _has_beside(status: Status, view: View) -> bool:
    """Whether another measure has a law and a court of its own too."""
    ruled = [each for each in view.visible.statuses if each.is_ruled_on]
    return status.is_ruled_on and len(ruled) > 1


def find_status(words: str, view: View) -> str | None:
    """The one measure whose id, law or title in either language has all of the words; None: none, or several."""
    wanted = words.casefold().split()
    found = [
        each.id
        for each in view.visible.statuses
        if all(word in f"{each.id} {each.law} {each.title.nl} {each.title.en}".casefold() for word in wanted)
    ]
    if words.casefold() in found:
        return words.casefold()
    return found[0] if wanted and len(found) == 1 else None


def _status_board(view: View) -> Screen:
    found = view.visible.statuses
    html = rendering.render_status_board(view)
    rows = tuple(
        (Button(capital_label(rendering.without_aside(each.title[view.lang])), f"status:{each.id}"),)
        for each in found
    )
    last = (*picture_button(view, "stand"), *home_row(view)) if found else home_row(view)
    return page_of(view, html, (*rows, last), [fact for each in found for fact in each.facts])


def _stakes(view: View, args: Sequence[str]) -> Screen:
    holder = args[0] if args and args[0] in view.dossier.holders else None
    html = rendering.render_stakes(view, holder=holder)
    labels = rendering.render_holder_labels(view)
    buttons = [Button(label, f"stakes:{key}") for key, label in labels.items() if key != holder]
    return screen_of(html, (*grid(buttons), home_row(view)))


ROUTES: Sequence[Route[Show]] = (
    Route("time", _timeline),
    Route("part", _chapter),
    Route("who", _people),
    Route("person", _person),
    Route("said", _said),
    Route("dead", _deadlines),
    Route("status", _status),
    Route("stakes", _stakes),
)
