"""A correction: a notice to exactly the chats that were shown what was wrong, and their old messages put right in place.

Of a push the text is kept: its wrong words are struck and replaced, and one that shows none of them is left alone. Of an
answer only the facts are known that it showed: these take its place, as they stand now.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery.push import Body, Push
from bot.domain.records.briefing import Update
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.domain.wording import Revision, compare_wordings
from bot.rendering import strike
from bot.services.delivery.push_building import Dress, correction_of, edit_of, struck_of
from bot.storage import push_rows, pushes, shown_facts
from bot.storage.database import LONG_SECONDS, Database
from bot.storage.dialects import chunks
from bot.storage.pushes import PushText
from bot.storage.shown_facts import MessageWithFact

MOST_TEXTS = 200  # different texts in which one correction takes the place of old answers
PAGE = 200  # pushes whose texts are looked through at once
ROWS = 2_000  # messages queued in one transaction

Place = tuple[int, int, int]  # chat number, thread, message


@dataclass(frozen=True, slots=True)
class Corrected:
    """To how many chats a correction went, and how many messages it puts right."""

    chats: int
    messages: int


async def correct(
    database: Database, snapshot: Snapshot, update: Update, now: datetime, dress: Dress
) -> Corrected:
    """Makes the notices and the edits of a correction, a page a transaction: others can write in between.

    Safe to cut off and repeat: keys decide, and the notices come first, since a message that was put right no longer says
    whom they are for. Raises `StorageUnavailable`.
    """
    # 1. Who has what, and which of it shows the wrong words.
    async with database.read(patience=LONG_SECONDS) as connection:
        seen = await find_misled(connection, snapshot, update)
    by_push: dict[int, list[Place]] = {}
    for each in seen:
        if each.message_id and each.push:
            by_push.setdefault(each.push, []).append((each.chat, each.thread_id, each.message_id))
    struck: dict[int, frozenset[Lang]] = {}
    async for texts in _pages(database, sorted(by_push)):
        struck |= {text.id: put_right(text, update, snapshot)[1] for text in texts}
    # 2. The notices, to each chat one.
    notices = _Edits()
    for stands, receivers in _receivers(seen, struck).items():
        notices.add(correction_of(snapshot.at(now), update, dress, stands), receivers)
    chats = await notices.send(database, now)
    # 3. What answers said, and what pushes said.
    edits = _Edits()
    for others, places in _by_others(seen, update, snapshot, now).items():
        edits.add(edit_of(snapshot.at(now), update, others, dress), places)
    messages = await edits.send(database, now)
    async for texts in _pages(database, sorted(number for number, languages in struck.items() if languages)):
        edits = _Edits()
        for text in texts:
            bodies, _ = put_right(text, update, snapshot)
            edits.add(struck_of(snapshot, update, bodies, text.facts), by_push[text.id])
        messages += await edits.send(database, now)
    return Corrected(chats, messages)


async def _pages(database: Database, numbers: Sequence[int]) -> AsyncIterator[Sequence[PushText]]:
    for some in chunks(numbers, PAGE):
        async with database.read(patience=LONG_SECONDS) as connection:
            texts = await pushes.find_texts(connection, some)
        yield texts


async def find_misled(
    connection: AsyncConnection, snapshot: Snapshot, update: Update
) -> list[MessageWithFact]:
    """Each message that showed what `update` corrects."""
    messages: dict[Place, MessageWithFact] = {}
    for name in update.corrects:
        revision = snapshot.revision_of(name) or 1
        for seen in await shown_facts.who_saw(connection, name, revision):
            messages.setdefault((seen.chat, seen.thread_id, seen.message_id), seen)
    return sorted(messages.values())


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


@dataclass(slots=True)
class _Edits:
    """Pushes with their receivers; those of one key are one push."""

    pushes: dict[str, Push] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, push: Push, places: Sequence[Place]) -> None:
        self.pushes.setdefault(push.key, push)
        self.places.setdefault(push.key, []).extend(places)

    async def send(self, database: Database, now: datetime) -> int:
        """Queues them; for how many messages."""
        if not self.pushes:
            return 0
        async with database.begin(patience=LONG_SECONDS) as connection:
            made = await pushes.add_all(connection, list(self.pushes.values()), now=now)
            for key in self.pushes:
                if key not in made:  # in an earlier try
                    made[key] = await pushes.find_number(connection, key) or 0
        wanted = [
            (made[key], int(self.pushes[key].lane), place)
            for key, places in self.places.items()
            for place in places
        ]
        for some in chunks(wanted, ROWS):
            async with database.begin(patience=LONG_SECONDS) as connection:
                await push_rows.add_rows(connection, some, now=now)
        return len(wanted)


def _receivers(
    seen: Sequence[MessageWithFact], struck: Mapping[int, frozenset[Lang]]
) -> dict[frozenset[Lang], list[Place]]:
    """The chats, by the languages in which their notice says that their message stands: none of it was struck."""
    shows_none: dict[tuple[int, int], frozenset[Lang]] = {}
    for each in seen:
        place = (each.chat, each.thread_id)
        is_kept = each.message_id and each.push
        stands = frozenset(Lang) - struck.get(each.push, frozenset()) if is_kept else frozenset()
        shows_none[place] = shows_none.get(place, frozenset(Lang)) & stands
    found: dict[frozenset[Lang], list[Place]] = {}
    for (chat, thread), stands in sorted(shows_none.items()):
        found.setdefault(stands, []).append((chat, thread, 0))
    return found


def _by_others(
    messages: Sequence[MessageWithFact], update: Update, snapshot: Snapshot, now: datetime
) -> dict[tuple[str, ...], list[Place]]:
    """Where the answers that can be edited stand, by what else they showed, which stays in them."""
    visible = {fact.id for fact in snapshot.at(now).facts}
    found: dict[tuple[str, ...], list[Place]] = {}
    for seen in messages:
        if seen.message_id and not seen.push:
            others = tuple(sorted(visible.intersection(seen.facts) - set(update.corrects)))
            found.setdefault(others, []).append((seen.chat, seen.thread_id, seen.message_id))
    # The most frequent have a text of their own; the rest show what is corrected alone.
    for others in sorted(found, key=lambda others: -len(found[others]))[MOST_TEXTS:]:
        if others:
            found.setdefault((), []).extend(found.pop(others))
    return found
