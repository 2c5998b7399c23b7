"""The promise that no chatbot makes: every word of a reply was written by an editor, stands in a catalog, or is CLDR's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import Context, Engine, answer
from bot.answering.understanding.screen_words import list_openings
from bot.domain.blocks import DirectSpan
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import format_ago, format_day, format_list, format_moment, format_span
from bot.i18n.catalogs import read_catalog
from bot.rendering import render_reply
from bot.rendering.facts import publisher_of, publishers_of, role_of
from bot.rendering.records import label_of
from bot.rendering.status import without_verdict
from bot.rendering.view import View
from tests.conftest import NOW

ZONE = "Europe/Amsterdam"
MOMENTS = (NOW, datetime(2026, 2, 27, 15, tzinfo=UTC), datetime(2026, 4, 20, 8, tzinfo=UTC))
_PLACE = re.compile(r"%\(\w+\)s")
_WORD = re.compile(r"\w+")
# The number of a reading that is asked back, how many publishers are not named, and how many facts there are of a period.
_NUMBER = re.compile(
    r"^\d\. |\bnog \d+|\b\d+ more\b|(?<=^De )\d+|(?<=^The main )\d+|\d+(?= feiten[,:])|\d+(?= facts[,:])",
    re.MULTILINE,
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), lang=st.sampled_from(list(Lang)), now=st.sampled_from(MOMENTS))
def test_every_word_shown_is_an_editors_a_catalogs_or_of_cldr(
    engine: Engine, data: st.DataObject, lang: Lang, now: datetime
) -> None:
    asked = st.sampled_from(engine.index.asks.texts)
    words = st.lists(asked.flatmap(lambda text: st.sampled_from(text.split() or [text])), max_size=8)
    text = data.draw(asked | words.map(" ".join) | st.text(max_size=80))
    context = data.draw(st.lists(asked, max_size=2))
    reply = answer(engine, text, lang=lang, now=now, context=Context(tuple(context)))
    plain = render_reply(reply, View(engine.snapshot.at(now), lang)).plain
    rest = _NUMBER.sub("", plain).casefold()
    for block in getattr(reply, "blocks", ()):
        if isinstance(block, DirectSpan):
            rest = rest.replace(format_span(block.first, block.last, lang).casefold(), "", 1)
    for piece in _pieces(engine.snapshot, lang, now):
        rest = rest.replace(piece, " ")
    assert not _WORD.findall(rest), (text, plain)


_KEPT: dict[tuple[str, Lang, datetime], list[str]] = {}


def _pieces(snapshot: Snapshot, lang: Lang, now: datetime) -> list[str]:
    """Everything that may be shown, whole, the longest first."""
    key = (snapshot.fingerprint, lang, now)
    if key not in _KEPT:
        pieces = {piece.strip().casefold() for piece in _all(snapshot, lang, now)}
        _KEPT[key] = sorted((piece for piece in pieces if piece), key=len, reverse=True)
    return _KEPT[key]


def _all(snapshot: Snapshot, lang: Lang, now: datetime) -> Iterator[str]:
    yield from _of_catalog(lang)
    yield format_list(["·", "·"], lang).replace("·", "")
    yield from (snapshot.dossier.title[lang], *snapshot.dossier.examples[lang])
    yield snapshot.dossier.disclosure[lang]
    yield snapshot.dossier.state_of_knowledge[lang]
    yield from (opening.command for opening in list_openings())
    for briefing in snapshot.briefings.values():
        yield from (briefing.title, briefing.short, briefing.gist)
    for status in snapshot.statuses.values():
        yield without_verdict(status, lang)
        texts = [status.title, status.answer, status.lead_when_unspecified]
        texts += [status.awaited.text] if status.awaited else []
        texts += [text for period in status.periods for text in (period.state, period.text, period.as_known)]
        yield from (text[lang] for text in texts if text is not None)
    for fact in snapshot.facts.values():
        yield label_of(f"fact:{fact.id}", View(snapshot.at(NOW), lang))
    for source in snapshot.sources.values():
        yield publisher_of(source, View(snapshot.at(NOW), lang))
    for person in snapshot.people.values():
        yield from (person.names[lang][0], person.role[lang], role_of(person, lang))
    for topic in snapshot.topics.values():
        yield topic.name[lang]
    for fact in snapshot.facts.values():
        yield fact.text[lang]
        yield from publishers_of(fact, View(snapshot.at(NOW), lang))
        if fact.channel:
            yield fact.channel[lang]
        if fact.quote:
            yield from (fact.quote.text.rstrip(","), fact.quote.rendering.rstrip(","))
        yield from (format_moment(fact.when, lang, zone) for zone in (ZONE, fact.when.zone))
        yield format_day(fact.when.day, lang)
        yield format_ago(fact.when, now, lang)
    for deadline in snapshot.deadlines.values():
        yield from (deadline.title[lang], deadline.text[lang], format_moment(deadline.due, lang, ZONE))
        yield format_ago(deadline.due, now, lang)
        if deadline.outcome:
            yield deadline.outcome.text[lang]
    for stake in snapshot.stakes.values():
        yield from (stake.title[lang], stake.text[lang])
    for term in snapshot.terms.values():
        yield from (term.term[lang], term.text[lang])
    for conflict in snapshot.conflicts.values():
        if conflict.note is not None:
            yield conflict.note[lang]
        yield conflict.subject[lang]
        yield from (version.text[lang] for version in conflict.versions)
    for unknown in snapshot.unknowns.values():
        yield unknown.text[lang]
    yield format_day(snapshot.dossier.known_until, lang)
    yield format_day(now.date(), lang)  # how far the knowledge went on an earlier day


def _of_catalog(lang: Lang) -> Iterator[str]:
    """The phrases' words between the places that are filled."""
    for message in read_catalog(lang):
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for string in strings if message.id else ():
            yield from _PLACE.split(string or "")
