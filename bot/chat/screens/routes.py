"""Routes to screens: what a command sends and what a button turns its message into are the same thing.

A route is a button's callback data: a name and its arguments with colons between, at most 64 bytes. Old buttons
keep working as long as what they name is there; else the screen says why not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from bot import rendering
from bot.answering import compose_chosen, compose_chosen_record
from bot.chat.screen import ANEW, CHOSEN, ROW, Button, Quiz, Rows, Screen, grid
from bot.chat.screens.pictures import PICTURE, show_picture
from bot.chat.screens.sharing import copy_button, share_button
from bot.chat.screens.short_ids import expand, shorten
from bot.domain.answer import Answered, Choice, Option, Reply, ShowFact, ShowUnknown
from bot.domain.context import bearing_of, came_before
from bot.domain.correction import name_of_briefing
from bot.domain.records.briefing import UpdateKind
from bot.domain.records.chapters import chapters_of
from bot.domain.records.fact import Fact
from bot.domain.records.person import Person, PersonType
from bot.domain.records.record import RecordKind, record_key
from bot.domain.records.status import Status
from bot.domain.records.topic import Topic
from bot.domain.text import Lang
from bot.i18n import format_span
from bot.rendering.pictures import find_sides, has_corrections, has_deadline_day, has_replies
from bot.rendering.status import Holds, holds_of, verdicts
from bot.rendering.view import View

CORRECTIONS = 3  # a page: each has an old and a new wording
LIKE = "helped"  # the routes of the buttons by which a reader says whether an answer helped
DISLIKE = "nohelp"
CHOOSE = "opt"  # the route of a reading that is chosen: it comes below, and the others stay
NONE = "none"
RECORD = "rec"  # the route of a record that is no fact
MORE = "more"  # the route of what else there is on a question
R = TypeVar("R", Person, Topic)

STORY_CARDS = 5  # two minutes of reading
QUIZ_QUESTIONS = 3
PAGE = 8  # records a page; a page then fits one message


def show(route: str, view: View) -> Screen:
    """The screen of `route`; for a route that leads nowhere any more, a screen that says so."""
    name, _, rest = route.removesuffix(ANEW).partition(":")
    make = _ROUTES.get(name)
    screen = make(view, rest.split(":") if rest else []) if make else None
    return screen or gone(view)


def is_screen(route: str) -> bool:
    """Whether a route shows a screen that anybody may see, wherever it is shown."""
    return route.split(":")[0] in _ROUTES


def is_page(route: str) -> bool:
    """Whether a press on a button with this route does no more than show a screen in the message's place."""
    name = route.split(":")[0]
    return name in _ROUTES and name not in _BESIDE and not route.endswith(ANEW)


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
        (_home_row(view),),
    )


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
    rows = tuple(tuple(row) for row in (buttons, verdicts) if row) or (_home_row(view),)
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
                _short(f"{number}. {rendering.label_of(option.key, view)}"),
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
        if _briefing_is_visible(view, "overview")
        else ()
    )
    return (*rows, (*story, Button(_("None of these"), f"{CHOOSE}:{NONE}")))


def _none_of_these(view: View, _args: Sequence[str]) -> Screen:
    """For who meant none of the readings."""
    _ = view.translate
    text = _("Then I do not hold it, or I do not understand you. Ask in other words, or look here:")
    brief = (Button(_("The story in brief"), "brief:overview:0"), Button(_("Help"), "help"))
    return Screen(
        (rendering.escape(text),), (brief if _briefing_is_visible(view, "overview") else brief[1:],)
    )


def _home(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    other = Lang.EN if view.lang is Lang.NL else Lang.NL
    stands = (Button(_("Where it stands"), "status"),) if view.snapshot.statuses else ()
    brief = "story:0" if _story(view, ()) else "brief"
    return _screen(
        rendering.render_start(view),
        (
            (*stands, Button(_("The story in brief"), brief)),
            (Button(_("Timeline"), "time:last"), Button(_("Deadlines"), "dead")),
            (Button(_("Who said what"), "said"), Button(_("Who made this?"), "about")),
            (Button(_LANGUAGE_NAMES[other], f"lang:{other.value}:home"),),
        ),
    )


def _help(view: View, _args: Sequence[str]) -> Screen:
    return _screen(rendering.render_help(view), (_home_row(view),))


def _briefings(view: View, _args: Sequence[str]) -> Screen:
    slugs = [slug for slug in view.snapshot.briefing_slugs() if _briefing_is_visible(view, slug)]
    rows = tuple(
        (Button(_short(view.snapshot.briefings[(slug, view.lang)].title), f"brief:{slug}:0"),)
        for slug in slugs
    )
    return _screen(rendering.render_briefing_list(view), (*rows, _home_row(view)))


def _story(view: View, args: Sequence[str]) -> Screen | None:
    """`story:2`: the third card of the story. What it leads to comes below, so that the place is kept."""
    slugs = [
        slug
        for slug in view.snapshot.briefing_slugs()
        if _briefing_is_visible(view, slug) and view.snapshot.briefings[(slug, view.lang)].short
    ][:STORY_CARDS]
    if not slugs:
        return None
    _ = view.translate
    number = min(_number(args), len(slugs) - 1)
    slug = slugs[number]
    html = rendering.render_story_card(slug, view, number=number, cards=len(slugs))
    on = [Button(_("Deeper"), f"brief:{slug}:0{ANEW}")]
    if find_sides(view):
        on.append(Button(_("Both sides"), f"{PICTURE}:sides:0:l{ANEW}"))
    if view.visible.statuses:
        on.append(Button(_("Where it stands"), f"status{ANEW}"))
    is_last = number + 1 == len(slugs)
    quiz = (Button(_("Quiz: how does it stand?"), f"quiz:0{ANEW}"),) if is_last and _quizzes(view) else ()
    share = share_button(record_key(RecordKind.BRIEFING, slug), view.lang)
    rows = (
        *pager("story:{}", number, len(slugs)),
        tuple(on),
        *((quiz,) if quiz else ()),
        (share, *_home_row(view)),
    )
    shown = (*view.snapshot.briefings[(slug, view.lang)].facts, name_of_briefing(slug))
    return _page_of(view, html, rows, shown)


def _quizzes(view: View) -> list[tuple[Status, Holds]]:
    """A few measures whose answer begins with yes, no or partly: first one of each answer, in the editors' order."""
    answered = [
        (status, holds)
        for status in view.visible.today.statuses
        if (holds := holds_of(status, view.lang)) is not None
    ]
    firsts = list({holds: (status, holds) for status, holds in reversed(answered)}.values())[::-1]
    others = [each for each in answered if each not in firsts]
    return [*firsts, *others][:QUIZ_QUESTIONS]


def _quiz(view: View, args: Sequence[str]) -> Screen | None:
    """`quiz:1`: the second question on how things stand; never on who is right."""
    _ = view.translate
    questions = _quizzes(view)
    number = _number(args)
    if number >= len(questions):
        return None
    status, holds = questions[number]
    options = verdicts(view.lang)
    assert status.answer is not None, "it begins with yes, no or partly"
    quiz = Quiz(
        status.question[view.lang],
        tuple(options.values()),
        list(options).index(holds),
        rendering.explanation_of(status.answer[view.lang]),
    )
    following = (
        Button(_("Next question"), f"quiz:{number + 1}{ANEW}")
        if number + 1 < len(questions)
        else Button(_("Where it stands"), f"status{ANEW}")
    )
    facts = view.snapshot.revisions_of(status.facts)
    html = rendering.render_quiz(status, view)
    return Screen((html,), ((following,),), facts, quiz=quiz, is_page=True)


def _briefing(view: View, args: Sequence[str]) -> Screen | None:
    if not args:
        return _briefings(view, args)
    slug, page = args[0], _number(args[1:])
    if not _briefing_is_visible(view, slug):
        return None
    html = rendering.render_briefing(view, slug)
    parts = rendering.split(html, limit=3000)
    page = min(page, len(parts) - 1)
    back = Button(view.translate("All briefings"), "brief")
    rows = (*pager(f"brief:{slug}:{{}}", page, len(parts)), (back, *_home_row(view)))
    shown = (*view.snapshot.briefings[(slug, view.lang)].facts, name_of_briefing(slug))
    return _page_of(view, parts[page], rows, shown)


def _briefing_is_visible(view: View, slug: str) -> bool:
    briefing = view.snapshot.briefings.get((slug, view.lang))
    return briefing is not None and briefing.lifecycle.is_visible(view.now)


def _timeline(view: View, args: Sequence[str]) -> Screen:
    facts = view.visible.facts
    pages = max(1, -(-len(facts) // PAGE))
    page = pages - 1 if args[:1] == ["last"] or not args else min(_number(args), pages - 1)
    end = len(facts) - (pages - 1 - page) * PAGE  # the last page, which is read most, is a whole one
    shown = facts[max(0, end - PAGE) : end]
    html = rendering.render_timeline(shown, view, page=page, pages=pages)
    picture = _picture_button(view, "turns") if view.snapshot.statuses else ()
    chapters = Button(view.translate("Chapters"), "part")
    rows = (*pager("time:{}", page, pages, ends=True), (chapters, *picture, *_home_row(view)))
    return _page_of(view, html, rows, [fact.id for fact in shown])


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
        return _screen(html, (*grid(buttons), (whole, *_home_row(view))))
    number = min(_number(args), len(chapters) - 1)
    chapter = chapters[number]
    html = rendering.render_chapter(chapter, view, number=number, chapters=len(chapters))
    parts = rendering.split(html, limit=3000)
    page = min(_number(args[1:]), len(parts) - 1)
    picture = (Button(view.translate("As a picture"), f"{PICTURE}:part:{number}"),)
    rows = (
        *pager(f"part:{number}:{{}}", page, len(parts)),
        *_chapter_pager(number, len(chapters), view),
        (Button(view.translate("Chapters"), "part"), *picture, *_home_row(view)),
    )
    return _page_of(view, parts[page], rows, [fact.id for fact in chapter.facts])


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
    page = min(_number(args), pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    html = rendering.render_people_list(shown, view, page=page, pages=pages)
    rows = grid(
        [Button(capital_label(person.names[view.lang][0]), f"person:{person.id}") for person in shown]
    )
    has_faces = any(person.type is PersonType.PERSON for person in people)
    picture = _picture_button(view, "who") if has_faces else ()
    return _screen(html, (*rows, *pager("who:{}", page, pages), (*picture, *_home_row(view))))


def _person(view: View, args: Sequence[str]) -> Screen | None:
    person = view.snapshot.people.get(args[0]) if args else None
    if person is None or not _may_be_named(view, person.id):
        return None
    html = rendering.render_person(person, view)
    said = Button(view.translate("Words and deeds"), f"said:p:{person.id}:0")
    return _screen(html, ((said,), (Button(view.translate("Everyone"), "who:0"), *_home_row(view))))


def _said(view: View, args: Sequence[str]) -> Screen | None:
    if len(args) < 2:
        return _said_menu(view)
    kind, key, page = args[0], args[1], _number(args[2:])
    if kind == "p" and key in view.snapshot.people and _may_be_named(view, key):
        facts = view.snapshot.facts_by_person.get(key, ())
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
    others = (cite, Button(view.translate("Others"), "said"), *_home_row(view))
    rows = (*pager(f"said:{kind}:{key}:{{}}", page, pages), others)
    return _page_of(view, html, rows, [fact.id for fact in shown])


def _said_menu(view: View) -> Screen:
    snapshot = view.snapshot
    speakers = _by_visible_facts(view, snapshot.people.values(), snapshot.facts_by_person)[:6]
    topics = _by_visible_facts(view, snapshot.topics.values(), snapshot.facts_by_topic)[:8]
    picture = _picture_button(view, "said") if has_replies(view) else ()
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
        (*picture, Button(view.translate("Everyone"), "who:0"), *_home_row(view)),
    )
    return _screen(rendering.render_said_menu(view), rows)


def _may_be_named(view: View, person: str) -> bool:
    """Not someone of whom only hidden facts tell."""
    facts = view.snapshot.facts_by_person.get(person, ())
    return not facts or bool(view.visible.today.of(facts))


def _by_visible_facts(view: View, records: Iterable[R], facts_of: Mapping[str, tuple[Fact, ...]]) -> list[R]:
    """Those of the people or topics that have facts which may be shown, the one with most of them first."""
    counts = {record.id: len(view.visible.of(facts_of.get(record.id, ()))) for record in records}
    return sorted((each for each in records if counts[each.id]), key=lambda each: -counts[each.id])


def _deadlines(view: View, args: Sequence[str]) -> Screen:
    which, page, in_short = (args[0] if args else "all"), _number(args[1:]), not args
    is_open = {"open": True, "past": False}.get(which)
    html = rendering.render_deadlines(view, is_open=is_open, in_short=in_short)
    whole = ((Button(view.translate("All in full"), "dead:all:0"),),) if in_short else ()
    has_day = is_open is not True and has_deadline_day(view)
    picture = _picture_button(view, "day") if has_day else ()
    parts = rendering.split(html, limit=3000)
    page = min(page, len(parts) - 1)
    rows = (*pager(f"dead:{which}:{{}}", page, len(parts)), *whole, (*picture, *_home_row(view)))
    return _screen(parts[page], rows)


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
    beside = _picture_button(view, "laws") if _has_beside(then, view) else ()
    return _page_of(view, html, ((cite, *beside), (board, *_home_row(view))), then.facts)


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
    last = (*_picture_button(view, "stand"), *_home_row(view)) if found else _home_row(view)
    return _page_of(view, html, (*rows, last), [fact for each in found for fact in each.facts])


def _picture(view: View, args: Sequence[str]) -> Screen | None:
    """`pic:NAME:PAGE:THEME`, with its words as caption."""
    return show_picture(args, view)


def _picture_button(view: View, name: str) -> tuple[Button, ...]:
    return (Button(view.translate("As a picture"), f"{PICTURE}:{name}"),)


def _about(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    html = rendering.render_about(view)
    rows = ((Button(_("Sources"), "src:0"), Button(_("Corrections"), "fixed:0")), _home_row(view))
    return _screen(html, rows)


def _stakes(view: View, args: Sequence[str]) -> Screen:
    holder = args[0] if args and args[0] in view.dossier.holders else None
    html = rendering.render_stakes(view, holder=holder)
    labels = rendering.render_holder_labels(view)
    buttons = [Button(label, f"stakes:{key}") for key, label in labels.items() if key != holder]
    return _screen(html, (*grid(buttons), _home_row(view)))


def _sources(view: View, args: Sequence[str]) -> Screen:
    sources = tuple(
        sorted(
            view.visible.sources,
            key=lambda source: (source.publisher.casefold(), source.published),
        )
    )
    pages = 1 + max(1, -(-len(sources) // PAGE))  # the overview, then the list
    page = min(_number(args), pages - 1)
    if page == 0:
        html = rendering.render_sources_overview(view)
    else:
        html = rendering.render_source_list(
            sources[(page - 1) * PAGE : page * PAGE], view, page=page, pages=pages - 1
        )
    return _screen(html, (*pager("src:{}", page, pages), _home_row(view)))


def _corrections(view: View, args: Sequence[str]) -> Screen:
    corrections = [
        update
        for update in view.snapshot.updates.values()
        if update.kind is UpdateKind.CORRECTION and update.is_visible(view.now)
    ]
    corrections.sort(key=lambda update: update.id, reverse=True)  # an id begins with its day
    pages = max(1, -(-len(corrections) // CORRECTIONS))
    page = min(_number(args), pages - 1)
    shown = corrections[page * CORRECTIONS : (page + 1) * CORRECTIONS]
    html = rendering.render_corrections(shown, view)
    has_card = has_corrections(view)
    picture = _picture_button(view, "fixed") if has_card else ()
    return _screen(html, (*pager("fixed:{}", page, pages), (*picture, *_home_row(view))))


def _privacy(view: View, _args: Sequence[str]) -> Screen:
    return _screen(rendering.render_privacy(lang=view.lang), (_home_row(view),))


def _language(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    rows = tuple(
        (
            Button(
                (CHOSEN if lang is view.lang else "") + _LANGUAGE_NAMES[lang], f"lang:{lang.value}:language"
            ),
        )
        for lang in Lang
    )
    return _screen(
        rendering.escape(_("Which language shall I speak? It changes at once.")), (*rows, _home_row(view))
    )


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
    reply = compose_chosen_record(view.snapshot, ":".join(args), view.lang, view.now, view.as_of)
    return None if reply is None else show_reply(reply, view)


def _show_chosen(fact_ids: Sequence[str], view: View) -> Screen:
    facts = [view.snapshot.facts[fact_id] for fact_id in fact_ids]
    return show_reply(compose_chosen(view.snapshot, facts, view.lang, view.now, view.as_of), view)


def _more(view: View, args: Sequence[str]) -> Screen | None:
    """What else there is on a question: a message of its own, below the answer."""
    found = _expand_visible(view, args)
    if not found:
        return None
    facts = [view.snapshot.facts[fact_id] for fact_id in found]
    html = rendering.render_more(facts, view)
    rows = ((Button(view.translate("Sources"), f"cite:{shorten(found)}"), *_home_row(view)),)
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
    return _page_of(view, html, ((cite, *_home_row(view)),), bearing.facts)


def _before(view: View, args: Sequence[str]) -> Screen | None:
    """What came before a fact."""
    if not args or not _is_visible(view, args[0]):
        return None
    found = came_before(args[:1], view.visible.today)
    if not found:
        return None
    html = rendering.render_before(found, view)
    facts = [fact.id for fact in found]
    rows = ((Button(view.translate("Sources"), f"cite:{shorten(facts)}"), *_home_row(view)),)
    return _page_of(view, html, rows, facts)


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


def _screen(html: str, rows: Rows) -> Screen:
    return Screen(tuple(rendering.split(html)), rows)


def _page_of(view: View, html: str, rows: Rows, fact_ids: Sequence[str]) -> Screen:
    return Screen(tuple(rendering.split(html)), rows, view.snapshot.revisions_of(fact_ids), is_page=True)


def _home_row(view: View) -> tuple[Button, ...]:
    return (Button(view.translate("Start"), "home"),)


def _number(args: Sequence[str]) -> int:
    return int(args[0]) if args and args[0].isascii() and args[0].isdigit() and len(args[0]) < 7 else 0


def capital_label(name: str) -> str:
    """A name of the records as a button's label."""
    return _short(name[:1].upper() + name[1:])


def _short(label: str, limit: int = ROW) -> str:
    """A label that fits a row, cut between words."""
    return label if len(label) <= limit else label[:limit].rsplit(" ", 1)[0].rstrip(" ,;") + "…"


_LANGUAGE_NAMES: Mapping[Lang, str] = {Lang.NL: "Nederlands", Lang.EN: "English"}

_BESIDE = frozenset({MORE, "cite", "quiz"})  # what these show comes below, or is added

_ROUTES: Mapping[str, Callable[[View, Sequence[str]], Screen | None]] = {
    "home": _home,
    "help": _help,
    "brief": _briefing,
    "story": _story,
    "quiz": _quiz,
    "time": _timeline,
    "part": _chapter,
    "who": _people,
    "person": _person,
    "said": _said,
    "dead": _deadlines,
    "status": _status,
    PICTURE: _picture,
    "about": _about,
    "stakes": _stakes,
    "src": _sources,
    "fixed": _corrections,
    "privacy": _privacy,
    "language": _language,
    "pick": _pick,
    RECORD: _record,
    NONE: _none_of_these,
    MORE: _more,
    "fact": _fact,
    "means": _means,
    "before": _before,
    "cite": _cite,
}
