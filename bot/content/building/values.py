"""Moments, texts and words of models to the domain's."""

from datetime import date, datetime
from typing import Any

from bot.domain.moment import Moment, Precision
from bot.domain.text import Text, Words


def build_moment(text: str, zone: str, precision: str | None = None) -> Moment:
    """A moment from its text in a file: a month, a date, or an instant with its offset."""
    if len(text) == 7:
        return Moment(date.fromisoformat(text + "-01"), Precision.MONTH, zone)
    if len(text) == 10:
        return Moment(date.fromisoformat(text), Precision(precision or "day"), zone)
    at = datetime.fromisoformat(text)
    return Moment(at.date(), Precision.MINUTE, zone, at)


def build_text(model: Any) -> Text:
    return Text(model.nl, model.en)


def build_words(model: Any) -> Words:
    return Words(tuple(model.nl), tuple(model.en))


def build_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
