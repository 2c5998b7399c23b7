"""A question: the live edition answers it; no database is needed."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import metrics
from bot.answering import NO_CONTEXT, Context, answer, other_readings
from bot.clock import Clock
from bot.domain.answer import Answered, Choice, NoAnswer, Reply
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.library import Library
from bot.services.questions.conversations import Conversations, Speaker

STATUS = {Answered: "answered", Choice: "choice", NoAnswer: "abstained"}
LONGEST_REMARK = 8  # words; a longer message says what it is about, and is not asked of what came before


@dataclass(frozen=True, slots=True)
class Asked:
    """A reply with the snapshot that it points into and the moment of asking."""

    reply: Reply
    snapshot: Snapshot
    now: datetime


class Asking:
    """Answers in a chat's language, with the speaker's earlier questions at hand.

    Beside the event loop, one question after another: an answer takes milliseconds of computing, in which others' buttons
    and messages are not to wait.
    """

    def __init__(self, library: Library, conversations: Conversations, clock: Clock) -> None:
        self._library = library
        self._conversations = conversations
        self._clock = clock
        self._turn = asyncio.Lock()

    async def ask(
        self,
        speaker: Speaker,
        question: str,
        lang: Lang,
        records: Sequence[str] = (),
        *,
        instead_of: str = "",
    ) -> Asked:
        """The reply to `question`; the question is remembered for follow-ups.

        `records`: keys of what it is put under, a push or a message replied to. `instead_of`: the question that it was
        before its writer changed it, which is then forgotten.
        """
        now = self._clock()
        if instead_of:
            self._conversations.take_back(speaker, instead_of, now)
        if not records and len(question.split()) <= LONGEST_REMARK:
            records = self._conversations.under(speaker, now)
        context = Context(
            questions=self._conversations.questions(speaker, now),
            records=tuple(records),
            as_of=self._conversations.as_of(speaker, now),
        )
        asked = await self._answer(question, lang, now, context)
        self._conversations.note(speaker, question, now, records)
        return asked

    def has_asked(self, speaker: Speaker, now: datetime) -> bool:
        """Whether the speaker asked something lately."""
        return bool(self._conversations.questions(speaker, now))

    async def find_other_readings(self, question: str, lang: Lang, shown: Sequence[str]) -> Asked | None:
        """Records beside those `shown` (keys) that the question may have meant, as a choice; None: there are none."""
        now = self._clock()
        async with self._turn:
            edition = self._library.edition
            choice = await asyncio.to_thread(
                other_readings, edition.engine, question, lang=lang, now=now, shown=shown
            )
        return Asked(choice, edition.snapshot, now) if choice is not None else None

    async def look_up(self, question: str, lang: Lang | None = None) -> Asked:
        """The reply to `question` alone, in its own language unless told; nothing is remembered."""
        return await self._answer(question, lang, self._clock(), NO_CONTEXT)

    async def _answer(self, question: str, lang: Lang | None, now: datetime, context: Context) -> Asked:
        asked_at = time.perf_counter()
        async with self._turn:
            edition = self._library.edition
            reply = await asyncio.to_thread(
                answer, edition.engine, question, lang=lang, now=now, context=context
            )
        metrics.ANSWERS.labels(STATUS[type(reply)], reply.lang.value, leading_kind(reply)).inc()
        metrics.ANSWER_SECONDS.observe(time.perf_counter() - asked_at)
        return Asked(reply, edition.snapshot, now)


def leading_kind(reply: Reply) -> str:
    """What kind of record a reply shows first: `fact`, `person` …; `none` where it shows none."""
    return reply.records[0].partition(":")[0] if reply.records else "none"
