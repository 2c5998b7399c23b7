"""What readers ask in vain, for the editors: only what at least three readers asked, and nothing of who they were.

A question waits in memory, beside a number that says nothing outside this process, until two other readers ask much
the same; only then is it written down, without numbers, addresses and names that the dossier does not hold.
"""

import asyncio
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

import structlog
from cachetools import FIFOCache
from rapidfuzz import fuzz

from bot.clock import Clock, has_passed
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.storage import retention, unanswered
from bot.storage.database import Database
from bot.storage.unanswered import Cluster

__all__ = ["Cluster", "UnansweredQuestions", "strip_personal"]

log = structlog.get_logger(__name__)

FEWEST_READERS = 3
KEPT_FOR = retention.UNANSWERED
MOST_WAITING = 2_000  # questions in memory; the oldest go
MOST_SHOWN = 3_000  # answers whose question is still known when its button is pressed
ALIKE = 82  # rapidfuzz token_sort_ratio, of 100, from which two questions are the same to an editor
PAUSE_SECONDS = 5.0
MASK = "…"
_ADDRESS = re.compile(r"\S*@\S+|\S+://\S+|www\.\S+|\S+\.(?:nl|com|org|net|be|eu|uk)\b\S*", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")
_NUMBER = re.compile(r"\d")

Knows = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Asked:
    reader: bytes
    text: str
    lang: Lang
    at: datetime
    disliked: bool


@dataclass(slots=True)
class _Gathering:
    """Questions that are much the same, from too few readers yet."""

    lang: Lang
    asked: list[_Asked] = field(default_factory=list)

    @property
    def readers(self) -> int:
        return len({each.reader for each in self.asked})


class UnansweredQuestions:
    """Gathers in memory, writes clusters down. `knows` says whether the dossier has a word."""

    def __init__(self, database: Database, knows: Knows, clock: Clock) -> None:
        self._database = database
        self._knows = knows
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._gatherings: list[_Gathering] = []
        self._full: list[_Gathering] = []
        self._shown: FIFOCache[tuple[int, int], tuple[str, Lang]] = FIFOCache(MOST_SHOWN)
        self._disliked: FIFOCache[tuple[int, int], _Asked | None] = FIFOCache(MOST_SHOWN)
        self._has_some = asyncio.Event()
        self._writing = asyncio.Lock()

    def note_unanswered(self, chat_id: int, question: str, lang: Lang) -> None:
        """A question that was not answered."""
        self._gather(chat_id, question, lang, disliked=False)

    def note_answered(self, chat_id: int, message_id: int, question: str, lang: Lang) -> None:
        """A question and the message that answered it, for as long as its reader may say that it was no help."""
        self._shown[(chat_id, message_id)] = (question, lang)

    def dislike(self, chat_id: int, message_id: int) -> str | None:
        """The reader says that an answer was no help, once a message; the question, where it is still known."""
        place = (chat_id, message_id)
        found = self._shown.get(place)
        if found is None or place in self._disliked:
            return None
        self._disliked[place] = self._gather(chat_id, *found, disliked=True)
        return found[0]

    def take_back(self, chat_id: int, message_id: int) -> None:
        """The reader takes that back; what is written down with others' already stays, without who said it."""
        asked = self._disliked.pop((chat_id, message_id), None)
        for gathering in self._gatherings:
            gathering.asked = [each for each in gathering.asked if each is not asked]
        self._gatherings = [gathering for gathering in self._gatherings if gathering.asked]

    def forget(self, chat_id: int) -> None:
        """Drops what this reader asked, as far as it is not a cluster yet."""
        reader = self._reader(chat_id)
        for gathering in self._gatherings:
            gathering.asked = [each for each in gathering.asked if each.reader != reader]
        self._gatherings = [gathering for gathering in self._gatherings if gathering.asked]
        for place in [place for place in (*self._shown, *self._disliked) if place[0] == chat_id]:
            self._shown.pop(place, None)
            self._disliked.pop(place, None)

    async def run(self) -> None:
        """Writes clusters down until cancelled."""
        while True:
            await self._has_some.wait()
            try:
                await self.flush()
            except StorageUnavailable:
                log.warning("inbox waits: the database does not answer")
                await asyncio.sleep(PAUSE_SECONDS)

    async def flush(self) -> None:
        """Writes what is a cluster now, after what is being written. Raises `StorageUnavailable`; then it waits still."""
        async with self._writing:
            self._has_some.clear()
            full, self._full = self._full, []
            if not full:
                return
            try:
                async with self._database.begin() as connection:
                    kept = await unanswered.find_all(connection)
                    for gathering in full:
                        cluster = _cluster(gathering, self._knows)
                        same = next((each for each in kept if _is_alike(each, cluster)), None)
                        await unanswered.add(connection, cluster, to=same)
            except StorageUnavailable:
                self._full[:0] = full
                self._has_some.set()
                raise

    async def list_clusters(self) -> Sequence[Cluster]:
        """What was asked in vain lately, the most frequent first. Raises `StorageUnavailable`."""
        return await list_clusters(self._database, self._clock())

    def _gather(self, chat_id: int, question: str, lang: Lang, *, disliked: bool) -> _Asked | None:
        """What was noted; None: a question without a word in it."""
        now = self._clock()
        text = " ".join(_ADDRESS.sub(MASK, question[:200]).split())
        if not any(len(word) > 1 for word in _WORD.findall(text)):
            return None
        asked = _Asked(self._reader(chat_id), text, lang, now, disliked)
        self._drop_old(now)
        for gathering in self._gatherings:
            if gathering.lang is lang and _alike(gathering.asked[0].text, text) >= ALIKE:
                gathering.asked.append(asked)
                break
        else:
            gathering = _Gathering(lang, [asked])
            self._gatherings.append(gathering)
        if gathering.readers >= FEWEST_READERS:
            self._gatherings.remove(gathering)
            self._full.append(gathering)
            self._has_some.set()
        return asked

    def _drop_old(self, now: datetime) -> None:
        for gathering in self._gatherings:
            gathering.asked = [each for each in gathering.asked if not has_passed(KEPT_FOR, each.at, now)]
        kept = [gathering for gathering in self._gatherings if gathering.asked]
        self._gatherings = kept[-MOST_WAITING:]

    def _reader(self, chat_id: int) -> bytes:
        return blake2b(str(chat_id).encode(), key=self._salt, digest_size=8).digest()


async def list_clusters(database: Database, now: datetime) -> Sequence[Cluster]:
    """What was asked in vain in the last thirty days, the most frequent first. Raises `StorageUnavailable`."""
    async with database.read() as connection:
        found = await unanswered.find_all(connection)
    return sorted(
        (each for each in found if now - each.last_at < KEPT_FOR),
        key=lambda each: (-each.asked - each.disliked, each.question),
    )


def strip_personal(texts: Sequence[str], knows: Knows) -> str:
    """The first of several readers' questions, without what could say who asked.

    A word stays where the dossier knows it, or where at least three of the questions have it and none as a name: with
    a capital inside a sentence. A number stays only where the dossier has it.
    """
    used: dict[str, int] = {}
    names: set[str] = set()
    for text in texts:
        words = _WORD.findall(text)
        for word in {word.casefold() for word in words}:
            used[word] = used.get(word, 0) + 1
        names |= {word.casefold() for word in words[1:] if word[:1].isupper()}

    def keep(match: re.Match[str]) -> str:
        word = match[0]
        folded = word.casefold()
        common = used[folded] >= FEWEST_READERS and folded not in names and not _NUMBER.search(word)
        return word if knows(word) or common else MASK

    masked = _WORD.sub(keep, texts[0])
    return re.sub(rf"{MASK}(?:\s*{MASK})+", MASK, masked)


def _cluster(gathering: _Gathering, knows: Knows) -> Cluster:
    disliked = sum(each.disliked for each in gathering.asked)
    moments = [each.at for each in gathering.asked]
    return Cluster(
        id=0,
        lang=gathering.lang,
        question=strip_personal([each.text for each in gathering.asked], knows),
        asked=len(gathering.asked) - disliked,
        disliked=disliked,
        first_at=min(moments),
        last_at=max(moments),
    )


def _is_alike(one: Cluster, other: Cluster) -> bool:
    return one.lang is other.lang and _alike(one.question, other.question) >= ALIKE


def _alike(one: str, other: str) -> float:
    return float(fuzz.token_sort_ratio(one.casefold(), other.casefold()))
