"""What a follow-up leans on."""

from dataclasses import dataclass

from bot.answering.understanding.question import Question


@dataclass(frozen=True, slots=True)
class Background:
    """The best facts and records of what came before, whom it named, and the question itself where it was one."""

    facts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    records: tuple[str, ...] = ()  # keys
    question: Question | None = None  # completed by those before it
