"""Time zones by the name of a city or country, in the reader's language."""

import json
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from rapidfuzz import fuzz, process

from bot.domain.text import Lang
from bot.i18n import format_clock

MOST_CITIES = 6
CITY_SCORE = 75  # of 100, from which a name is worth offering
NEAR = 10  # below the best, up to which others are offered beside it
COMMON = (
    "Europe/Amsterdam",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "UTC",
)
# Large cities that the tz database names no zone after.
_CITIES: dict[str, list[str]] = json.loads((files("bot.chat") / "cities.json").read_text("utf-8"))


def find_zones(words: str, lang: Lang, now: datetime) -> list[tuple[str, str]]:
    """(zone, city and time there) for the places most like `words`, the likest first."""
    names = _names(lang)
    matches = process.extract(
        words.casefold(), names.keys(), scorer=fuzz.WRatio, score_cutoff=CITY_SCORE, limit=MOST_CITIES * 2
    )
    best = max((score for _, score, _ in matches), default=0.0)
    found: dict[str, str] = {}
    for name, score, _ in matches:
        if score < best - NEAR or (best == 100 and score < 100):  # named exactly: nothing else is meant
            continue
        for zone, label in names[name]:
            at = format_clock(now.astimezone(ZoneInfo(zone)).time(), lang)
            found.setdefault(f"{label} ({at})", zone)
    return [(zone, label) for label, zone in found.items()][:MOST_CITIES]


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The IANA zones that are places, and UTC."""
    strange = ("Etc/", "posix/", "right/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(strange)}
    return frozenset({*places, "UTC"})


def name_of_zone(zone: str, lang: Lang) -> str:
    """The zone's city, by CLDR."""
    if zone == "UTC":
        return zone
    return str(get_timezone_location(zone, locale=Locale(lang.value), return_city=True))


@lru_cache(maxsize=2)
def _names(lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """(zone, label) by casefolded name: the zones' cities by CLDR and by the tz database, other cities, countries."""
    found: dict[str, list[tuple[str, str]]] = {}

    def add(name: str, zone: str, label: str) -> None:
        pairs = found.setdefault(name.casefold(), [])
        if (zone, label) not in pairs:
            pairs.append((zone, label))

    countries = get_global("zone_territories")
    for zone in sorted(zones() - {"UTC"}, key=_rank):
        label = name_of_zone(zone, lang)
        add(zone.rsplit("/", 1)[1].replace("_", " "), zone, label)
        for other in Lang:  # a reader may know a place by its name in the other language
            add(name_of_zone(zone, other), zone, label)
            country = Locale(other.value).territories.get(countries.get(zone, ""))
            if country:
                add(country, zone, label)
    for zone, cities in _CITIES.items():
        for city in cities:
            add(city, zone, city)
    return found


def _rank(zone: str) -> tuple[bool, bool, bool, str]:
    """Zones with many people first, and of several that stand for one city the one that bears its name."""
    city = zone.rsplit("/", 1)[1].replace("_", " ")
    return zone not in COMMON, zone not in _CITIES, name_of_zone(zone, Lang.EN) != city, zone
