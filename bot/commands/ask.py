"""`bot ask`: questions from the command line, answered as the chat would."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.answering import NO_CONTEXT, Context, Engine, answer
from bot.chat.handlers.openings import opening_of, show_opening
from bot.clock import Clock, check_moment
from bot.content.loading import load_usable
from bot.domain.answer import Choice, Reply
from bot.domain.snapshot import Snapshot, Visible
from bot.domain.text import Lang
from bot.rendering import render_reply, to_plain
from bot.rendering.view import View
from bot.services.editing.model_store import ModelStore
from bot.services.questions.asking import STATUS


class _Line(BaseModel):
    """One line of `ask --jsonl`."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str = Field(max_length=100_000)
    lang: Lang | None = None
    now: Annotated[datetime, AfterValidator(check_moment)] | None = None
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the contract's JSON object has it, its id apart."""

    status: str
    lang: Lang
    facts: tuple[str, ...]
    records: tuple[str, ...]
    text: str
    elapsed_ms: float
    explain: Mapping[str, Any] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "lang": self.lang.value,
            "facts": list(self.facts),
            "records": list(self.records),
            "text": self.text,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


class Asker:
    """Answers questions from one state of the files."""

    def __init__(self, snapshot: Snapshot, engine: Engine, clock: Clock) -> None:
        self._snapshot = snapshot
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, folder: Path, clock: Clock, model_store: ModelStore) -> "Asker":
        """Loads the briefings. Raises `ContentUnusable` where they have errors that keep them from loading."""
        snapshot, _ = load_usable(folder)
        return cls(snapshot, model_store.open_engine(snapshot, wait=True), clock)

    def ask_now(self, text: str, lang: Lang | None, as_of: datetime | None = None) -> Answer:
        """One answer at the clock's moment; with `as_of`, of what was known by then."""
        return self.ask(text, lang=lang, now=self._clock(), context=Context(as_of=as_of))

    def ask(
        self,
        text: str,
        *,
        lang: Lang | None,
        now: datetime,
        context: Context = NO_CONTEXT,
    ) -> Answer:
        """One answer; `elapsed_ms` is the time of answering and rendering."""
        started = time.perf_counter()
        reply = answer(self._engine, text, lang=lang, now=now, context=context)
        plain = self._write(reply, self._snapshot.at(now, context.as_of))
        elapsed = (time.perf_counter() - started) * 1000
        return Answer(
            STATUS[type(reply)], reply.lang, facts_of(reply), reply.records, plain, elapsed, reply.explain
        )

    def _write(self, reply: Reply, visible: Visible) -> str:
        """The text as the chat shows it: of words that open a screen, the screen's."""
        opening = opening_of(reply)
        view = View(visible, reply.lang)
        if opening is None:
            return render_reply(reply, view).plain
        screen = show_opening(opening, view)
        return to_plain("\n\n".join(screen.parts)) if screen is not None else f"/{opening.screen}"

    def answer_line(self, line: bytes) -> bytes:
        """One line in, one line out; a malformed line is answered with its error."""
        try:
            raw = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            return orjson.dumps({"id": None, "status": "error", "error": f"not JSON: {error}"})
        try:
            asked = _Line.model_validate(raw)
        except ValidationError as error:
            given = raw.get("id") if isinstance(raw, dict) else None
            fault = error.errors()[0]
            where = ".".join(map(str, fault["loc"])) or "line"
            said = str(fault["msg"]).removeprefix("Value error, ")
            return orjson.dumps({"id": given, "status": "error", "error": f"{where}: {said}"}, default=str)
        now = asked.now or self._clock()
        answered = self.ask(asked.text, lang=asked.lang, now=now, context=Context(asked.context))
        return orjson.dumps({"id": asked.id, **answered.as_record()})


def facts_of(reply: Reply) -> tuple[str, ...]:
    """The fact ids that a reply rests on, best first; of a choice, the best of each option, at most three."""
    if isinstance(reply, Choice):
        return tuple(option.facts[0] for option in reply.options if option.facts)[:3]
    return reply.facts
