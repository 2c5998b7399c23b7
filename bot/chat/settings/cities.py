"""Time zones by the name of a city, region or country: in the reader's language, in the other one, and in its own."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.languages import get_official_languages
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.text import Lang
from bot.i18n import format_clock

MOST_CITIES = 6
SHORTEST_BEGINNING = 4  # letters of a name that are enough to offer it
LONG = 9  # letters from which on a name may have two slips; a shorter one has one, a very short one none
SHORT = 4
COMMON = (
    "Europe/Amsterdam",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "UTC",
)
# Cities, regions and abbreviations that CLDR and the tz database have no zone for; by zone, or by a whole country.
_CITIES: dict[str, list[str]] = json.loads((files("bot.chat.settings") / "cities.json").read_text("utf-8"))


def find_zones(words: str, lang: Lang, now: datetime) -> list[tuple[str, str]]:
    """(zone, city and time there) for the places that `words` name, or else for those that they nearly name."""
    names = _names(lang)
    found: dict[str, str] = {}
    for name in _find_names(_plain(words), names):
        for zone, label in names[name]:
            at = format_clock(now.astimezone(ZoneInfo(zone)).time(), lang)
            found.setdefault(zone, f"{label} ({at})")
    return list(found.items())[:MOST_CITIES]


def is_name_of_zone(words: str, lang: Lang) -> bool:
    """Whether `words` are just the name of a place; else what `find_zones` offers is near it at best."""
    return _plain(words) in _names(lang)


def _find_names(words: str, names: Mapping[str, object]) -> list[str]:
    """The name itself; the names within the words ("Paris, Texas"); those that they begin; those with a slip in them."""
    if words in names:
        return [words]
    tokens = words.split()
    parts = [
        " ".join(tokens[start:end]) for start in range(len(tokens)) for end in range(len(tokens), start, -1)
    ]
    within = [part for part in parts if part in names and len(part) >= SHORTEST_BEGINNING]
    if within:
        return within[:1] + [part for part in within[1:] if part not in within[0]]
    if len(words) >= SHORTEST_BEGINNING:
        begun = [name for name in names if name.startswith(words)]
        if begun:
            return begun
    slips = 0 if len(words) < SHORT else 1 if len(words) < LONG else 2
    near = process.extract(words, names.keys(), scorer=OSA.distance, score_cutoff=slips, limit=MOST_CITIES)
    best = min((distance for _, distance, _ in near), default=0)
    return [name for name, distance, _ in near if distance == best and distance]


def _plain(name: str) -> str:
    """A name as it is looked up: without capitals, accents, marks and the article."""
    letters = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    kept = "".join(each if each.isalnum() else " " for each in letters if not unicodedata.combining(each))
    return re.sub(r"^(?:the|de|het) (?=\w)", "", " ".join(kept.split()))


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "đ": "d", "ı": "i"})


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
    """(zone, label) by plain name: the zones' cities and countries by CLDR and the tz database, and `cities.json`."""
    found: dict[str, list[tuple[str, str]]] = {}

    def add(name: str, zone: str, label: str) -> None:
        pairs = found.setdefault(_plain(name), [])
        if (zone, label) not in pairs:
            pairs.append((zone, label))

    countries = get_global("zone_territories")
    for zone, cities in _CITIES.items():
        for city in cities:
            if zone in zones():
                add(city, zone, zone if zone == "UTC" else city)
    for zone in sorted(zones() - {"UTC"}, key=_rank):
        label = name_of_zone(zone, lang)
        country = countries.get(zone, "")
        add(zone.rsplit("/", 1)[1].replace("_", " "), zone, label)
        for name in _CITIES.get(country, ()):
            add(name, zone, label)
        for locale in _locales_of(country):  # a reader may know a place by its name in another language
            if "ZZ" in locale.territories:  # else CLDR has no names in it
                add(str(get_timezone_location(zone, locale=locale, return_city=True)), zone, label)
            if country in locale.territories:
                add(locale.territories[country], zone, label)
    return found


def _locales_of(country: str) -> list[Locale]:
    """Our languages, and those of the country."""
    codes = (*(each.value for each in Lang), *get_official_languages(country, de_facto=True))
    found = []
    for code in dict.fromkeys(codes):
        try:
            found.append(Locale.parse(code))
        except (UnknownLocaleError, ValueError):
            continue  # CLDR knows of more languages than Babel has names in
    return found


def _rank(zone: str) -> tuple[int, bool, bool, str]:
    """Zones with many people first, and of several that stand for one city the one that bears its name."""
    city = zone.rsplit("/", 1)[1].replace("_", " ")
    common = COMMON.index(zone) if zone in COMMON else len(COMMON)
    return common, zone not in _CITIES, name_of_zone(zone, Lang.EN) != city, zone
