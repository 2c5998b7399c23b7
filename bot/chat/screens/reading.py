"""Screens to read: the start, the story in cards with its quiz, briefings, and about this service."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import rendering
from bot.chat.commands import list_help
from bot.chat.route import ANEW, Place, Route
from bot.chat.screen import CHOSEN, Button, Quiz, Rich, Screen
from bot.chat.screens.parts import (
    PAGE,
    Show,
    briefing_is_visible,
    cut_label,
    home_row,
    number_in,
    page_of,
    pager,
    picture_button,
    screen_of,
)
from bot.chat.screens.pictures import PICTURE, show_picture
from bot.chat.screens.sharing import share_button
from bot.domain.correction import name_of_briefing
from bot.domain.records.briefing import Briefing, Form, UpdateKind
from bot.domain.records.record import RecordKind, record_key
from bot.domain.records.status import Status
from bot.domain.text import Lang
from bot.rendering.pictures import find_sides, has_corrections
from bot.rendering.status import Holds, holds_of, verdicts
from bot.rendering.view import View

CORRECTIONS = 3  # a page: each has an old and a new wording
STORY_CARDS = 5  # two minutes of reading
QUIZ_QUESTIONS = 3
_LANGUAGE_NAMES: Mapping[Lang, str] = {Lang.NL: "Nederlands", Lang.EN: "English"}


def _home(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    other = Lang.EN if view.lang is Lang.NL else Lang.NL
    stands = (Button(_("Where it stands"), "status"),) if view.snapshot.statuses else ()
    brief = "story:0" if _story_slugs(view) else "brief"
    return screen_of(
        rendering.render_start(view),
        (
            (*stands, Button(_("The story in brief"), brief)),
            (Button(_("Timeline"), "time:last"), Button(_("Deadlines"), "dead")),
            (Button(_("Who said what"), "said"), Button(_("Who made this?"), "about")),
            (
                Button(_("Keep me informed"), f"subscribe{ANEW}"),
                Button(_LANGUAGE_NAMES[other], f"lang:{other.value}:home"),
            ),
        ),
    )


def _help(view: View, _args: Sequence[str]) -> Screen:
    return screen_of(rendering.render_help(view, list_help(view.translate)), (home_row(view),))


def _briefings(view: View, args: Sequence[str]) -> Screen:
    """`forms:1`: the lists; before them the stories, after them the comparisons and the reasons."""
    pages = _briefings_by_form(view) or [(Form.STORY, [])]
    page = min(number_in(args), len(pages) - 1)
    form, briefings = pages[page]
    rows = tuple((Button(cut_label(each.title), f"brief:{each.slug}:0"),) for each in briefings)
    turn = pager("forms:{}", page, len(pages))
    return screen_of(rendering.render_briefing_list(form, view), (*rows, *turn, home_row(view)))


def _briefings_by_form(view: View) -> list[tuple[Form, list[Briefing]]]:
    """The briefings in the editors' order, a page a form; the story in plain words stands among the stories."""
    briefings = _visible_briefings(view)
    pages = {
        Form.STORY: (Form.STORY, Form.PLAIN),
        Form.LIST: (Form.LIST,),
        Form.COMPARISON: (Form.COMPARISON,),
        Form.REASONS: (Form.REASONS,),
    }
    by_form = {page: [each for each in briefings if each.form in forms] for page, forms in pages.items()}
    return [(form, found) for form, found in by_form.items() if found]


def _visible_briefings(view: View) -> list[Briefing]:
    return [
        view.snapshot.briefings[slug, view.lang]
        for slug in view.snapshot.briefing_slugs()
        if briefing_is_visible(view, slug)
    ]


def _story(view: View, args: Sequence[str]) -> Screen | None:
    """`story:2`: the third card of the story. What it leads to comes below, so that the place is kept."""
    slugs = _story_slugs(view)
    if not slugs:
        return None
    _ = view.translate
    number = min(number_in(args), len(slugs) - 1)
    slug = slugs[number]
    html = rendering.render_story_card(slug, view, number=number, cards=len(slugs))
    on = [Button(_("Deeper"), f"brief:{slug}:0{ANEW}")]
    if find_sides(view):
        on.append(Button(_("Both sides"), f"{PICTURE}:sides:0:l{ANEW}"))
    if view.visible.statuses:
        on.append(Button(_("Where it stands"), f"status{ANEW}"))
    is_last = number + 1 == len(slugs)
    quiz = (Button(_("Quiz: where do things stand?"), f"quiz:0{ANEW}"),) if is_last and _quizzes(view) else ()
    share = share_button(record_key(RecordKind.BRIEFING, slug), view.lang)
    rows = (
        *pager("story:{}", number, len(slugs)),
        tuple(on),
        *((quiz,) if quiz else ()),
        (share, *home_row(view)),
    )
    shown = (*view.snapshot.briefings[(slug, view.lang)].facts, name_of_briefing(slug))
    return page_of(view, html, rows, shown)


def _story_slugs(view: View) -> list[str]:
    """The briefings of the story's cards: the first that have a short version."""
    return [each.slug for each in _visible_briefings(view) if each.form is Form.STORY and each.short][
        :STORY_CARDS
    ]


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
    number = number_in(args)
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
    slug, page = args[0], number_in(args[1:])
    if not briefing_is_visible(view, slug):
        return None
    texts, sources = rendering.render_briefing_pages(view, slug)
    parts = [*texts, *sources]
    page = min(page, len(parts) - 1)
    around = (Button(view.translate("All briefings"), _list_of(view, slug)), *home_row(view))
    ahead = (Button(view.translate("Sources"), f"brief:{slug}:{len(texts)}"),)
    to_sources = (ahead,) if sources and page < len(texts) else ()
    rows = (*pager(f"brief:{slug}:{{}}", page, len(parts)), *to_sources, around)
    shown = (*view.snapshot.briefings[(slug, view.lang)].facts, name_of_briefing(slug))
    screen = page_of(view, parts[page], rows, shown)
    if page:  # a page that somebody turns to stays one
        return screen
    return replace(screen, rich=Rich(rendering.render_rich_briefing(view, slug), (around,)))


def _list_of(view: View, slug: str) -> str:
    """The route of the page of the list on which a briefing stands."""
    pages = enumerate(_briefings_by_form(view))
    number = next(number for number, (_, found) in pages if any(each.slug == slug for each in found))
    return f"forms:{number}" if number else "brief"


def _picture(view: View, args: Sequence[str]) -> Screen | None:
    """`pic:NAME:PAGE:THEME`, with its words as caption."""
    return show_picture(args, view)


def _about(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    html = rendering.render_about(view)
    rows = ((Button(_("Sources"), "src:0"), Button(_("Corrections"), "fixed:0")), home_row(view))
    return screen_of(html, rows)


def _sources(view: View, args: Sequence[str]) -> Screen:
    sources = tuple(
        sorted(
            view.visible.sources,
            key=lambda source: (source.publisher.casefold(), source.published),
        )
    )
    pages = 1 + max(1, -(-len(sources) // PAGE))  # the overview, then the list
    page = min(number_in(args), pages - 1)
    if page == 0:
        html = rendering.render_sources_overview(view)
    else:
        html = rendering.render_source_list(
            sources[(page - 1) * PAGE : page * PAGE], view, page=page, pages=pages - 1
        )
    return screen_of(html, (*pager("src:{}", page, pages), home_row(view)))


def _corrections(view: View, args: Sequence[str]) -> Screen:
    corrections = [
        update
        for update in view.snapshot.updates.values()
        if update.kind is UpdateKind.CORRECTION and update.is_visible(view.now)
    ]
    corrections.sort(key=lambda update: update.id, reverse=True)  # an id begins with its day
    pages = max(1, -(-len(corrections) // CORRECTIONS))
    page = min(number_in(args), pages - 1)
    shown = corrections[page * CORRECTIONS : (page + 1) * CORRECTIONS]
    html = rendering.render_corrections(shown, view)
    has_card = has_corrections(view)
    picture = picture_button(view, "fixed") if has_card else ()
    return screen_of(html, (*pager("fixed:{}", page, pages), (*picture, *home_row(view))))


def _privacy(view: View, _args: Sequence[str]) -> Screen:
    return screen_of(rendering.render_privacy(lang=view.lang), (home_row(view),))


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
    return screen_of(
        rendering.escape(_("Which language shall I speak? It changes at once.")), (*rows, home_row(view))
    )


ROUTES: Sequence[Route[Show]] = (
    Route("home", _home),
    Route("help", _help),
    Route("brief", _briefing),
    Route("forms", _briefings),
    Route("story", _story),
    Route("quiz", _quiz, place=Place.BELOW),
    Route(PICTURE, _picture),
    Route("about", _about),
    Route("src", _sources),
    Route("fixed", _corrections),
    Route("privacy", _privacy),
    Route("language", _language),
)
