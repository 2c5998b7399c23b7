"""What a correction does about the messages that showed what was wrong: notices, and the messages put right in place.

Of a push the text is kept: its wrong words are struck and replaced, and one that shows none of them is left alone. Of an
answer only the facts are known that it showed: these take its place, as they stand now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.delivery.push import Body, Push
from bot.domain.records.briefing import Update
from bot.domain.snapshot import Snapshot, Visible
from bot.domain.text import Lang
from bot.domain.wording import Revision, compare_wordings
from bot.rendering import strike
from bot.services.delivery.plans.push_building import Dress, correction_of, edit_of, struck_of
from bot.storage.pushes import PushText
from bot.storage.shown_facts import MessageWithFact

Place = tuple[int, int, int]  # chat's number, thread, message to edit; 0: a new one


@dataclass(frozen=True, slots=True)
class Addressed:
    """A push and where it goes."""

    push: Push
    places: tuple[Place, ...]


def plan_notices(
    seen: Iterable[MessageWithFact],
    struck: Mapping[int, frozenset[Lang]],
    update: Update,
    visible: Visible,
    dress: Dress,
) -> tuple[Addressed, ...]:
    """To each chat one. `struck`: by a push's number the languages in which its text has the wrong words."""
    shows_none: dict[tuple[int, int], frozenset[Lang]] = {}
    for each in seen:
        place = (each.chat, each.thread_id)
        is_kept = each.message_id and each.push
        stands = frozenset(Lang) - struck.get(each.push, frozenset()) if is_kept else frozenset()
        shows_none[place] = shows_none.get(place, frozenset(Lang)) & stands
    # By the languages in which the notice says that their message stands: none of it was struck.
    receivers: dict[frozenset[Lang], list[Place]] = {}
    for (chat, thread), stands in sorted(shows_none.items()):
        receivers.setdefault(stands, []).append((chat, thread, 0))
    return _by_key(
        (correction_of(visible, update, dress, stands), places) for stands, places in receivers.items()
    )


def plan_answers(
    seen: Iterable[MessageWithFact], update: Update, visible: Visible, dress: Dress, *, most_texts: int
) -> tuple[Addressed, ...]:
    """What takes the place of the answers that can be edited, by what else they showed, which stays in them.

    The `most_texts` most frequent have a text of their own; the rest show what is corrected alone.
    """
    shown = {fact.id for fact in visible.facts}
    found: dict[tuple[str, ...], list[Place]] = {}
    for each in seen:
        if each.message_id and not each.push:
            others = tuple(sorted(shown.intersection(each.facts) - set(update.corrects)))
            found.setdefault(others, []).append((each.chat, each.thread_id, each.message_id))
    for others in sorted(found, key=lambda others: -len(found[others]))[most_texts:]:
        if others:
            found.setdefault((), []).extend(found.pop(others))
    return _by_key((edit_of(visible, update, others, dress), places) for others, places in found.items())


def plan_pushes(
    texts: Iterable[PushText], places: Mapping[int, Sequence[Place]], update: Update, snapshot: Snapshot
) -> tuple[Addressed, ...]:
    """Pushes' own texts put right, where their messages stand: `places`, by the push's number."""
    found = []
    for text in texts:
        bodies, languages = put_right(text, update, snapshot)
        if languages:
            found.append((struck_of(snapshot, update, bodies, text.facts), places[text.id]))
    return _by_key(found)


def places_by_push(seen: Iterable[MessageWithFact]) -> Mapping[int, Sequence[Place]]:
    """Where the messages stand that show a push's text, by its number."""
    found: dict[int, list[Place]] = {}
    for each in seen:
        if each.message_id and each.push:
            found.setdefault(each.push, []).append((each.chat, each.thread_id, each.message_id))
    return found


def put_right(
    text: PushText, update: Update, snapshot: Snapshot
) -> tuple[Mapping[Lang, Body], frozenset[Lang]]:
    """A push's texts with the wrong words struck and replaced, and the languages in which there were any."""
    others = [
        snapshot.facts[name].text
        for name in text.facts
        if name in snapshot.facts and name not in update.corrects
    ]
    bodies, languages = dict(text.bodies), set()
    for lang, body in text.bodies.items():
        html = strike(
            body.html, _revisions(update, lang), lang=lang, others=[other[lang] for other in others]
        )
        if html is not None:
            bodies[lang] = Body(html, body.markup)
            languages.add(lang)
    return bodies, frozenset(languages)


def _revisions(update: Update, lang: Lang) -> Sequence[Revision]:
    return [compare_wordings(update.was[lang], update.text[lang])] if update.was else []


def _by_key(wanted: Iterable[tuple[Push, Sequence[Place]]]) -> tuple[Addressed, ...]:
    """Those of one key are one push."""
    pushes: dict[str, Push] = {}
    places: dict[str, list[Place]] = {}
    for push, some in wanted:
        pushes.setdefault(push.key, push)
        places.setdefault(push.key, []).extend(some)
    return tuple(Addressed(push, tuple(places[key])) for key, push in pushes.items())
