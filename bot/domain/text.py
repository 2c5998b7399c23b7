"""Text in both languages, and the two languages themselves."""

from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """A language that the bot speaks (ISO 639-1)."""

    NL = "nl"
    EN = "en"

    @classmethod
    def read(cls, code: object) -> "Lang | None":
        """The language with this code; None for anything else."""
        return cls(code) if isinstance(code, str) and code in set(cls) else None


@dataclass(frozen=True, slots=True)
class Text:
    """One text, written in each language; neither is empty."""

    nl: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.nl if lang is Lang.NL else self.en


@dataclass(frozen=True, slots=True)
class Words:
    """Lists of words or questions per language: aliases, `asks`."""

    nl: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, lang: Lang) -> tuple[str, ...]:
        return self.nl if lang is Lang.NL else self.en

    def __bool__(self) -> bool:
        return bool(self.nl or self.en)

    def __add__(self, more: "Words") -> "Words":
        """These and then those of `more` that are not among them, language by language."""
        if not self:
            return more
        return Words(
            *(self[lang] + tuple(each for each in more[lang] if each not in self[lang]) for lang in Lang)
        )

    def all(self) -> tuple[str, ...]:
        """Both languages' words, Dutch first."""
        return self.nl + self.en
