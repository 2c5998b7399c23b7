"""Routes to screens: what a command sends and what a button turns its message into are the same thing.

A route is a button's callback data: a name and its arguments with colons between, at most 64 bytes. Old buttons
keep working as long as what they name is there; else the screen says why not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot import rendering
from bot.chat.screen import Button, Rows, Screen, grid
from bot.chat.short_ids import expand, shorten
from bot.domain.answer import Answered, Choice, Reply, Role, ShowFact, ShowUnknown, Subject
from bot.domain.briefing import UpdateKind
from bot.domain.correction import name_of_briefing
from bot.domain.fact import Fact
from bot.domain.person import Person
from bot.domain.snapshot import Snapshot
from bot.domain.stake import Holder
from bot.domain.text import Lang
from bot.domain.topic import Topic
from bot.i18n import Translator

CORRECTIONS = 3  # a page: each has an old and a new wording
DISLIKE = "nohelp"  # the route of the button by which a reader says so
R = TypeVar("R", Person, Topic)

PAGE = 8  # records a page; a page then fits one message


@dataclass(frozen=True, slots=True)
class View:
    """Through whose eyes a screen is made."""

    snapshot: Snapshot
    lang: Lang
    now: datetime
    as_of: datetime | None = None

    @property
    def zone(self) -> str:
        return self.snapshot.dossier.zone

    def translate(self, message: str, **places: object) -> str:
        return Translator(self.lang).gettext(message, **places)


def show(route: str, view: View) -> Screen:
    """The screen of `route`; for a route that leads nowhere any more, a screen that says so."""
    name, _, rest = route.partition(":")
    make = _ROUTES.get(name)
    screen = make(view, rest.split(":") if rest else []) if make else None
    return screen or gone(view)


def gone(view: View) -> Screen:
    """For an old or unknown button."""
    _ = view.translate
    return Screen(
        (
            rendering.escape(
                _("This button is from an older version of the briefing; what it showed is no longer there.")
            ),
        ),
        (_home_row(view),),
    )


def pager(route: str, page: int, pages: int) -> Rows:
    """The ways to the page before and the page after; `route` has a place for the page's number."""
    buttons = []
    if page > 0:
        buttons.append(Button("‹", route.format(page - 1)))
    if page + 1 < pages:
        buttons.append(Button("›", route.format(page + 1)))
    return (tuple(buttons),) if buttons else ()


def show_reply(reply: Reply, view: View) -> Screen:
    """An answer with its sources behind a button, or a question back with its readings as buttons."""
    _ = view.translate
    rendered = rendering.render_reply(reply, view.snapshot, lang=view.lang, now=view.now, zone=view.zone)
    parts = tuple(rendering.split(rendered.html))
    if isinstance(reply, Choice):
        labels = rendering.render_option_labels(reply, view.snapshot, lang=view.lang)
        rows: Rows = tuple(
            (Button(label, f"pick:{shorten(option.facts)}"),)
            for option, label in zip(reply.options, labels, strict=True)
        )
        return Screen(parts, rows)
    buttons: list[Button] = []
    if reply.facts:
        buttons.append(Button(_("Sources"), f"cite:{shorten(reply.facts)}"))
    if isinstance(reply, Answered) and reply.more:
        buttons.append(Button(_("More"), _more_route(reply.subject, reply.more)))
    if isinstance(reply, Answered) or any(isinstance(block, ShowUnknown) for block in reply.blocks):
        buttons.append(Button(_("No help"), DISLIKE))
    rows = (tuple(buttons),) if buttons else (_home_row(view),)
    shown = [block.fact for block in reply.blocks if isinstance(block, ShowFact)]
    return Screen(parts, rows, view.snapshot.revisions_of(shown))


def _more_route(subject: Subject, more: Sequence[str]) -> str:
    if len(subject.people) == 1:
        return f"said:p:{subject.people[0]}:0"
    return f"pick:{shorten(more)}"


def _home(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    other = Lang.EN if view.lang is Lang.NL else Lang.NL
    brief = "brief:overview:0" if _briefing_is_visible(view, "overview") else "brief"
    return _screen(
        rendering.render_start(view.snapshot, lang=view.lang),
        (
            (Button(_("The story in brief"), brief), Button(_("Timeline"), "time:last")),
            (Button(_("Deadlines"), "dead"), Button(_("Who said what"), "said")),
            (Button(_LANGUAGE_NAMES[other], f"lang:{other.value}:home"),),
        ),
    )


def _help(view: View, _args: Sequence[str]) -> Screen:
    return _screen(rendering.render_help(view.snapshot, lang=view.lang), (_home_row(view),))


def _briefings(view: View, _args: Sequence[str]) -> Screen:
    slugs = [slug for slug in view.snapshot.briefing_slugs() if _briefing_is_visible(view, slug)]
    rows = tuple(
        (Button(_short(view.snapshot.briefings[(slug, view.lang)].title), f"brief:{slug}:0"),)
        for slug in slugs
    )
    return _screen(
        rendering.render_briefing_list(view.snapshot, lang=view.lang, now=view.now), (*rows, _home_row(view))
    )


def _briefing(view: View, args: Sequence[str]) -> Screen | None:
    if not args:
        return _briefings(view, args)
    slug, page = args[0], _number(args[1:])
    if not _briefing_is_visible(view, slug):
        return None
    html = rendering.render_briefing(view.snapshot, slug, lang=view.lang, now=view.now)
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
    facts = view.snapshot.visible_facts(view.now, as_of=view.as_of)
    pages = max(1, -(-len(facts) // PAGE))
    page = pages - 1 if args[:1] == ["last"] or not args else min(_number(args), pages - 1)
    shown = facts[page * PAGE : (page + 1) * PAGE]
    html = rendering.render_timeline(shown, view.snapshot, lang=view.lang, page=page, pages=pages)
    return _page_of(
        view, html, (*pager("time:{}", page, pages), _home_row(view)), [fact.id for fact in shown]
    )


def _people(view: View, args: Sequence[str]) -> Screen:
    people = _by_visible_facts(view, view.snapshot.people.values(), view.snapshot.facts_by_person)
    pages = max(1, -(-len(people) // PAGE))
    page = min(_number(args), pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    html = rendering.render_people_list(shown, view.snapshot, lang=view.lang, page=page, pages=pages)
    rows = grid([Button(_short(person.names[view.lang][0]), f"person:{person.id}") for person in shown])
    return _screen(html, (*rows, *pager("who:{}", page, pages), _home_row(view)))


def _person(view: View, args: Sequence[str]) -> Screen | None:
    person = view.snapshot.people.get(args[0]) if args else None
    if person is None or not _may_be_named(view, person.id):
        return None
    html = rendering.render_person(person, view.snapshot, lang=view.lang, now=view.now, as_of=view.as_of)
    said = Button(view.translate("What they said and did"), f"said:p:{person.id}:0")
    return _screen(html, ((said,), (Button(view.translate("Everyone"), "who:0"), *_home_row(view))))


def _said(view: View, args: Sequence[str]) -> Screen | None:
    if len(args) < 2:
        return _said_menu(view)
    kind, key, page = args[0], args[1], _number(args[2:])
    if kind == "p" and key in view.snapshot.people and _may_be_named(view, key):
        facts = view.snapshot.facts_by_person.get(key, ())
    elif kind == "t" and key in view.snapshot.topics:
        facts = view.snapshot.facts_by_topic.get(key, ())
    else:
        return None
    visible = view.snapshot.visible(facts, view.now, as_of=view.as_of)[::-1]
    size = 4
    pages = max(1, -(-len(visible) // size))
    page = min(page, pages - 1)
    shown = visible[page * size : (page + 1) * size]
    html = rendering.render_said(
        shown,
        view.snapshot,
        person=key if kind == "p" else None,
        topic=key if kind == "t" else None,
        lang=view.lang,
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
    rows = (
        *grid([Button(_short(person.names[view.lang][0]), f"said:p:{person.id}:0") for person in speakers]),
        *grid([Button(_short(topic.name[view.lang]), f"said:t:{topic.id}:0") for topic in topics]),
        (Button(view.translate("Everyone"), "who:0"), *_home_row(view)),
    )
    return _screen(rendering.render_said_menu(snapshot, lang=view.lang), rows)


def _may_be_named(view: View, person: str) -> bool:
    """Not someone of whom only hidden facts tell."""
    facts = view.snapshot.facts_by_person.get(person, ())
    return not facts or bool(view.snapshot.visible(facts, view.now))


def _by_visible_facts(view: View, records: Iterable[R], facts_of: Mapping[str, tuple[Fact, ...]]) -> list[R]:
    """Those of the people or topics that have facts which may be shown, the one with most of them first."""
    counts = {
        record.id: len(view.snapshot.visible(facts_of.get(record.id, ()), view.now, as_of=view.as_of))
        for record in records
    }
    return sorted((each for each in records if counts[each.id]), key=lambda each: -counts[each.id])


def _deadlines(view: View, _args: Sequence[str]) -> Screen:
    html = rendering.render_deadlines(view.snapshot, lang=view.lang, now=view.now, as_of=view.as_of)
    return Screen(tuple(rendering.split(html)), (_home_row(view),))


def _stakes(view: View, args: Sequence[str]) -> Screen:
    holder = Holder(args[0]) if args and args[0] in set(Holder) else None
    html = rendering.render_stakes(view.snapshot, holder=holder, lang=view.lang, now=view.now)
    labels = rendering.render_holder_labels(view.snapshot, lang=view.lang, now=view.now)
    buttons = [Button(label, f"stakes:{key.value}") for key, label in labels.items() if key is not holder]
    return _screen(html, (*grid(buttons), _home_row(view)))


def _sources(view: View, args: Sequence[str]) -> Screen:
    sources = tuple(
        sorted(
            view.snapshot.visible_sources(view.now),
            key=lambda source: (source.publisher.casefold(), source.published),
        )
    )
    pages = 1 + max(1, -(-len(sources) // PAGE))  # the overview, then the list
    page = min(_number(args), pages - 1)
    if page == 0:
        html = rendering.render_sources_overview(view.snapshot, lang=view.lang, now=view.now)
    else:
        html = rendering.render_source_list(
            sources[(page - 1) * PAGE : page * PAGE],
            view.snapshot,
            lang=view.lang,
            page=page,
            pages=pages - 1,
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
    html = rendering.render_corrections(shown, view.snapshot, lang=view.lang)
    return _screen(html, (*pager("fixed:{}", page, pages), _home_row(view)))


def _privacy(view: View, _args: Sequence[str]) -> Screen:
    return _screen(rendering.render_privacy(lang=view.lang), (_home_row(view),))


def _language(view: View, _args: Sequence[str]) -> Screen:
    _ = view.translate
    rows = tuple(
        (Button(("✓ " if lang is view.lang else "") + _LANGUAGE_NAMES[lang], f"lang:{lang.value}:language"),)
        for lang in Lang
    )
    return _screen(
        rendering.escape(_("Which language shall I speak? It changes at once.")), (*rows, _home_row(view))
    )


def _pick(view: View, args: Sequence[str]) -> Screen | None:
    found = _expand_visible(view, args)
    return show_reply(_answer_with(found, view.lang), view) if found else None


def _fact(view: View, args: Sequence[str]) -> Screen | None:
    fact = view.snapshot.facts.get(args[0]) if args else None
    if fact is None or not view.snapshot.is_visible(fact, view.now):
        return None
    return show_reply(_answer_with([fact.id], view.lang), view)


def _answer_with(fact_ids: Sequence[str], lang: Lang) -> Answered:
    main, *others = fact_ids
    blocks = (ShowFact(main), *(ShowFact(fact_id, Role.SUPPORT) for fact_id in others[:2]))
    return Answered(lang, blocks, tuple(fact_ids), Subject(facts=tuple(fact_ids)))


def _cite(view: View, args: Sequence[str]) -> Screen | None:
    found = _expand_visible(view, args)
    if not found:
        return None
    html = rendering.render_sources_of(found, view.snapshot, lang=view.lang)
    return Screen(tuple(rendering.split(html)), ())


def _expand_visible(view: View, args: Sequence[str]) -> list[str]:
    """The fact ids of a button that may be shown now."""
    named = [view.snapshot.facts[fact_id] for fact_id in (expand(view.snapshot, args[0]) if args else ())]
    return [fact.id for fact in view.snapshot.visible(named, view.now)]


def _screen(html: str, rows: Rows) -> Screen:
    return Screen(tuple(rendering.split(html)), rows)


def _page_of(view: View, html: str, rows: Rows, fact_ids: Sequence[str]) -> Screen:
    return Screen(tuple(rendering.split(html)), rows, view.snapshot.revisions_of(fact_ids), is_page=True)


def _home_row(view: View) -> tuple[Button, ...]:
    return (Button(view.translate("Start"), "home"),)


def _number(args: Sequence[str]) -> int:
    return int(args[0]) if args and args[0].isascii() and args[0].isdigit() and len(args[0]) < 7 else 0


def _short(label: str, limit: int = 40) -> str:
    return label if len(label) <= limit else label[: limit - 1].rstrip() + "…"


_LANGUAGE_NAMES: Mapping[Lang, str] = {Lang.NL: "Nederlands", Lang.EN: "English"}

_ROUTES: Mapping[str, Callable[[View, Sequence[str]], Screen | None]] = {
    "home": _home,
    "help": _help,
    "brief": _briefing,
    "time": _timeline,
    "who": _people,
    "person": _person,
    "said": _said,
    "dead": _deadlines,
    "stakes": _stakes,
    "src": _sources,
    "fixed": _corrections,
    "privacy": _privacy,
    "language": _language,
    "pick": _pick,
    "fact": _fact,
    "cite": _cite,
}
