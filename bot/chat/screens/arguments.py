"""What is typed after a command that shows a screen: honoured, or the screen says why not. Never passed over."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot import rendering
from bot.answering.understanding.dates import Calendar
from bot.answering.understanding.spans import find_span
from bot.answering.understanding.text import fold, tokenise
from bot.chat.screen import Button, Screen, grid
from bot.chat.screens.lists import find_status, timeline_page_of
from bot.chat.screens.parts import capital_label
from bot.chat.screens.routes import show
from bot.domain.records.topic import Topic
from bot.domain.text import Lang
from bot.domain.topic_groups import groups_of
from bot.rendering.view import View

_LANGUAGES = {
    Lang.NL: ("nl", "nederlands", "dutch", "hollands", "vlaams", "flemish"),
    Lang.EN: ("en", "engels", "english", "uk", "gb"),
}
_FIRST = frozenset({"first", "start", "begin", "beginning", "eerste", "the beginning", "het begin"})
_LAST = frozenset({"last", "latest", "end", "laatste", "eind", "einde", "nieuwste", "newest"})
_OPEN = frozenset(
    "open pending running lopend lopende coming upcoming future komend komende toekomst toekomstige".split()  # noqa: SIM905 - a line of words reads as what it is
)
_PAST = frozenset(
    "past passed over closed expired settled voorbij verlopen verstreken afgelopen gesloten oud oude".split()  # noqa: SIM905 - as above
)
_ARTICLE = re.compile(r"^(the|de|het|een|an?) ")
_NEAR = 80  # of 100: a letter or two amiss
LEAST_LETTERS = 4  # of a word that may stand for a longer one


def show_with(command: str, words: str, view: View) -> Screen | None:
    """The screen of a command with these words; None for a command that takes none, and where there are none."""
    make = _TAKES.get(command)
    return make(words, view) if make is not None and words else None


def find_language(words: str) -> Lang | None:
    """The language that a reader names, in either."""
    wanted = fold(words).strip(" .!")
    return next((lang for lang, names in _LANGUAGES.items() if wanted in names), None)


def find_topic(words: str, topics: Mapping[str, Topic]) -> str | None:
    """The topic that is called so, or nearly so, in either language; a group before what is beneath it."""
    groups = groups_of(topics)
    ordered = [*groups, *(topic for topic in topics.values() if topic not in groups)]
    named = {
        _folded(name): topic.id
        for topic in reversed(ordered)  # the first to have a name keeps it
        for lang in reversed(Lang)
        for name in (*topic.aliases[lang], topic.name[lang], topic.id.replace("-", " "))
    }
    if _folded(words) in named:
        return named[_folded(words)]
    found = process.extractOne(_folded(words), list(named), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return named[found[0]] if found else None


def _folded(words: str) -> str:
    return _ARTICLE.sub("", " ".join(words.casefold().split()))


def find_topics(words: str, view: View) -> list[str]:
    """The topics that have facts and are named by `words`: by a name or alias of theirs, else by parts of one."""
    topics = [topic for topic in view.snapshot.topics.values() if view.snapshot.facts_by_topic.get(topic.id)]
    return find_named(
        words, {topic.id: (*(topic.name[lang] for lang in Lang), *topic.aliases.all()) for topic in topics}
    )


def find_named(words: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """The keys of which a name is said: whole, or else each word of `words` begins or ends a word of it."""
    wanted = tokenise(fold(words))
    spelt = {key: [tokenise(fold(name)) for name in of_key] for key, of_key in names.items()}
    whole = [key for key, of_key in spelt.items() if wanted in of_key]
    if whole or not wanted or max(map(len, wanted)) < LEAST_LETTERS:
        return whole
    content = [each for each in wanted if len(each) >= LEAST_LETTERS]
    return [
        key
        for key, of_key in spelt.items()
        if any(all(any(_is_part(each, token) for token in name) for each in content) for name in of_key)
    ]


def offer(ids: Sequence[str], route: str, view: View) -> tuple[tuple[Button, ...], ...]:
    """Buttons for some topics; `route` has a place for the topic's id."""
    topics = view.snapshot.topics
    return grid([Button(capital_label(topics[each].name[view.lang]), route.format(each)) for each in ids])


def with_note(text: str, screen: Screen) -> Screen:
    """A screen below a line that says what of the words could not be done."""
    first, *others = screen.parts
    return replace(screen, parts=(f"{rendering.italic(text)}\n\n{first}", *others))


def _is_part(word: str, token: str) -> bool:
    return word == token or (token.startswith(word) or (token.endswith(word) and len(token) > len(word) + 2))


def _timeline(words: str, view: View) -> Screen:
    _ = view.translate
    wanted = fold(words).strip(" .!")
    if wanted in _FIRST:
        return show("time:0", view)
    if wanted in _LAST:
        return show("time:last", view)
    if wanted.isascii() and wanted.isdigit() and 0 < len(wanted) < 4:
        return show(f"time:{max(0, int(wanted) - 1)}", view)
    dossier = view.dossier
    span = find_span(fold(words), Calendar.of(dossier, view.now))
    if span is None:
        note = _("I do not understand that day or month. Try /timeline March")
        return with_note(note, show("time:last", view))
    page, held = timeline_page_of(view, span.first, span.last)
    screen = show(f"time:{page}", view)
    return screen if held else with_note(_("The timeline has nothing then. Nearest to it:"), screen)


def _deadlines(words: str, view: View) -> Screen:
    wanted = {*tokenise(fold(words))}
    if wanted & _OPEN:
        return show("dead:open", view)
    if wanted & _PAST:
        return show("dead:past", view)
    note = view.translate("I do not understand “%(words)s”. /deadlines takes “open” or “past”.", words=words)
    return with_note(note, show("dead", view))


def _stakes(words: str, view: View) -> Screen:
    names: dict[str, list[str]] = {}
    for lang in Lang:
        for holder, label in rendering.render_holder_labels(replace(view, lang=lang)).items():
            names.setdefault(holder, [holder]).append(label)
    found = find_named(words, names)
    if len(found) == 1:
        return show(f"stakes:{found[0]}", view)
    note = view.translate("I have no list of what is at stake for “%(words)s”.", words=words)
    return with_note(note, show("stakes", view))


def _briefing(words: str, view: View) -> Screen:
    briefings = view.snapshot.briefings
    names: dict[str, list[str]] = {}
    for (slug, _lang), each in briefings.items():
        if each.lifecycle.is_visible(view.now) and (slug, view.lang) in briefings:
            names.setdefault(slug, [slug]).append(each.title)
    found = find_named(words, names)
    if len(found) == 1:
        return show(f"brief:{found[0]}:0", view)
    note = view.translate("There is no briefing called “%(words)s”. These are the ones I have:", words=words)
    return with_note(note, show("brief", view))


def _status(words: str, view: View) -> Screen:
    found = find_status(words, view)
    return show(f"status:{found}" if found else "status", view)


_TAKES: Mapping[str, Callable[[str, View], Screen]] = {
    "timeline": _timeline,
    "deadlines": _deadlines,
    "stakes": _stakes,
    "status": _status,
    "briefing": _briefing,
}
