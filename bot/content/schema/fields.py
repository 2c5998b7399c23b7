"""The kinds of values that fields hold, for the models: checked text, ids, dates, moments."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.content.schema.letters import find_odd_letter
from bot.i18n import N_
from bot.i18n.editors import tell

# Tags, not a lone "<" or "&": a tag would reach readers as text, or break a message.
LangCode = Literal["nl", "en"]
HTML = re.compile(r"</?[A-Za-z](?![\w+.-]*:)[^>]*>|<!--|&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);")
_MOMENT = re.compile(r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?")
_ZONES = available_timezones()

ABOUT_DOSSIER, ABOUT_BOT = "dossier", "bot"  # what questions about ourselves lead to, as in about:dossier

LONGEST_TEXT = 1000  # characters: a fact with its sources and footer then fits one message of 4,096
LONGEST_TITLE = 120
LONGEST_QUOTE = 25  # words
LONGEST_BLOCK = 4096  # characters: one message (core.telegram.org/bots/api#sendmessage)
_YEARS = range(1900, 2100)  # outside it is a typing error, and some reckoning with zones fails there


def _clean(value: str) -> str:
    if HTML.search(value):
        raise ValueError(tell(N_("has HTML in it; write plain text")))
    _is_visible(value)
    if not value.strip():
        raise ValueError(tell(N_("is empty")))
    return value.strip()


def _is_visible(value: str) -> str:
    odd = find_odd_letter(value)
    if odd is not None:
        raise ValueError(odd[1])
    return value


def _is_one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise ValueError(tell(N_("should be one line")))
    return value


def _to_string(value: Any) -> Any:
    """A plain scalar that looks like a number is text where text is asked for."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _is_moment(value: str) -> str:
    if not _MOMENT.fullmatch(value):
        message = N_(
            "should be a date (2026-02-27), a month (2026-02) or a moment with its offset (2026-02-27T17:01:00-05:00)"
        )
        raise ValueError(tell(message))
    try:
        if len(value) == 7:
            date.fromisoformat(value + "-01")
        elif len(value) == 10:
            date.fromisoformat(value)
        else:
            datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(tell(N_("there is no such day: %(value)s"), value=value)) from error
    if int(value[:4]) not in _YEARS:
        raise ValueError(tell(N_("is a year that cannot be meant: %(value)s"), value=value))
    return value


def _is_day(value: str) -> str:
    if len(_is_moment(value)) != 10:
        raise ValueError(tell(N_("should be a date, for example 2026-02-27")))
    return value


def _is_instant(value: str) -> str:
    if len(_is_moment(value)) <= 10:
        raise ValueError(
            tell(N_("should be a moment with its offset, for example 2026-02-27T17:01:00-05:00"))
        )
    return value


def _is_zone(value: str) -> str:
    if value not in _ZONES:
        raise ValueError(tell(N_("is no IANA time zone, for example Europe/Amsterdam")))
    return value


Line = Annotated[str, BeforeValidator(_to_string), AfterValidator(_clean), Field(max_length=LONGEST_TEXT)]
Title = Annotated[
    str,
    BeforeValidator(_to_string),
    AfterValidator(_clean),
    AfterValidator(_is_one_line),
    Field(max_length=LONGEST_TITLE),
]
Note = Annotated[str, BeforeValidator(_to_string), AfterValidator(_is_visible), Field(max_length=5000)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
# An id, or kind/id where several kinds may have it.
RecordName = Annotated[str, Field(pattern=r"^([a-z]+/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
# A fact's id, or kind:id of any other record.
AskedId = Annotated[str, Field(pattern=r"^([a-z]+:)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Digest = Annotated[str, Field(pattern=r"^[a-p]{10}$")]
MomentText = Annotated[
    str,
    BeforeValidator(_to_string),
    AfterValidator(_is_moment),
    WithJsonSchema({"type": "string", "pattern": f"^{_MOMENT.pattern}$"}),
]
Day = Annotated[
    str,
    BeforeValidator(_to_string),
    AfterValidator(_is_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Instant = Annotated[
    str,
    BeforeValidator(_to_string),
    AfterValidator(_is_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Zone = Annotated[str, AfterValidator(_is_zone)]
Ids = Annotated[list[Id], Field(max_length=60)]
SomeIds = Annotated[list[Id], Field(min_length=1, max_length=60)]
ManyIds = Annotated[list[Id], Field(min_length=1, max_length=200)]  # of a long read


class Model(BaseModel):
    """What all models share: no unknown keys, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextModel(Model):
    """A text in both languages."""

    nl: Line
    en: Line


class TitleModel(Model):
    """A short text in both languages."""

    nl: Title
    en: Title


class WordsModel(Model):
    """Lists of words or questions per language."""

    nl: list[Line] = []
    en: list[Line] = []


class BothWordsModel(Model):
    """Lists that neither language may leave empty."""

    nl: Annotated[list[Line], Field(min_length=1)]
    en: Annotated[list[Line], Field(min_length=1)]
