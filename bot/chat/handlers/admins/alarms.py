"""Word to those who run the bot of what goes wrong: what comes together is told together, not too often, with what to do."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.problem import Problem
from bot.i18n import Translator
from bot.i18n.translator import N_

MOST_PROBLEMS = 5  # in a notice
MOST_AT_ONCE = 5  # notices, and then
EVERY_SECONDS = 300.0  # one
GATHER_SECONDS = 0.2  # what comes within it goes together

# What is wrong, and the page of docs/runbook.md; by the condition's name (`/readyz`).
CONDITIONS: Mapping[str, tuple[str, str]] = {
    "database": (
        N_("The database takes nothing. Answers go on; subscriptions and updates wait."),
        "Database away",
    ),
    "telegram": (
        N_("Telegram has not answered, or has given no updates, for more than a minute."),
        "Telegram down",
    ),
    "tick": (N_("No new updates are made ready: that part stands still."), "Queue stands still"),
    "queue": (N_("Updates to subscribers are a quarter of an hour late, or more."), "Queue stands still"),
    "answers": (
        N_("Answers to readers do not arrive, or Telegram does not say that they did."),
        "Answers lost",
    ),
}

Text = Callable[[Translator], str]  # in an admin's language


@dataclass(slots=True)
class _Gathered:
    """What is to be told. `conditions`: by name, what `/readyz` says of it; None: it holds again."""

    problems: Sequence[Problem] | None = None  # empty: the files are good again
    dead_letters: int = 0
    waiting: int = 0
    conditions: dict[str, str | None] = field(default_factory=dict)


class Alarms:
    """Gathers and tells: the first few at once, then one notice in five minutes with all that came meanwhile."""

    def __init__(
        self, send: Callable[[Text], Awaitable[None]], timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._send = send
        self._timer = timer
        self._gathered = _Gathered()
        self._some = asyncio.Event()
        self._free = float(MOST_AT_ONCE)
        self._counted_at = timer()

    async def run(self) -> None:
        """Tells until cancelled."""
        while True:
            await self._some.wait()
            await asyncio.sleep(max(GATHER_SECONDS, self.wait()))
            await self.tell()

    async def tell(self) -> None:
        """Tells what was gathered, if anything was."""
        gathered, self._gathered = self._gathered, _Gathered()
        self._some.clear()
        parts = _describe(gathered)
        if parts:
            self._free -= 1.0
            await self._send(lambda translator: "\n\n".join(part(translator) for part in parts))

    def wait(self) -> float:
        """Seconds until the next notice may go."""
        now = self._timer()
        self._free = min(float(MOST_AT_ONCE), self._free + (now - self._counted_at) / EVERY_SECONDS)
        self._counted_at = now
        return 0.0 if self._free >= 1.0 else (1.0 - self._free) * EVERY_SECONDS

    async def note_problems(self, problems: Sequence[Problem]) -> None:
        """What is wrong with the files, or that they are good again; the last word counts."""
        self._gathered.problems = tuple(problems)
        self._some.set()

    async def note_dead_letters(self, count: int) -> None:
        """Messages that can never be sent."""
        self._gathered.dead_letters += count
        self._some.set()

    async def note_waiting(self, count: int) -> None:
        """Texts that may not go out before an admin has approved them."""
        self._gathered.waiting += count
        self._some.set()

    def note_condition(self, name: str, detail: str | None) -> None:
        """A condition that does not hold, with what is wrong; None: it holds again. Others than `CONDITIONS` are told elsewhere."""
        if name in CONDITIONS:
            self._gathered.conditions[name] = detail
            self._some.set()


def _describe(gathered: _Gathered) -> list[Text]:
    parts: list[Text] = [_describe_condition(name, detail) for name, detail in gathered.conditions.items()]
    if gathered.problems is not None:
        parts.append(_describe_problems(gathered.problems))
    if gathered.dead_letters:
        parts.append(_count(N_("Messages that could not be sent, and are given up:"), gathered.dead_letters))
    if gathered.waiting:
        parts.append(_count(N_("Updates that wait for your approval:"), gathered.waiting))
    return parts


def _count(words: str, number: int) -> Text:
    return lambda translator: f"{translator.gettext(words)} {number}. /admin"


def _describe_condition(name: str, detail: str | None) -> Text:
    words, page = CONDITIONS[name]

    def text(translator: Translator) -> str:
        said = translator.gettext(words)
        if detail is None:
            return translator.gettext("Over: %(what)s", what=said)
        todo = translator.gettext("What to do: in the runbook, “%(page)s”.", page=page)
        return f"{said}\n{detail}\n{todo}"

    return text


def _describe_problems(problems: Sequence[Problem]) -> Text:
    def text(translator: Translator) -> str:
        if not problems:
            return translator.gettext("The briefings are good again, and live.")
        head = translator.gettext("The briefings have mistakes; the last good state stays live:")
        return "\n".join((head, "", *(str(problem) for problem in problems[:MOST_PROBLEMS])))

    return text
