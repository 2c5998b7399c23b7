"""Every text of the dossier, as readers get it."""

import re

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import render_briefing, split
from bot.rendering.facts import provenance
from bot.rendering.sources import render_source
from bot.rendering.view import View
from bot.sandbox.rules.html import parse_html
from tests.conftest import NOW


def test_every_briefing_is_html_that_telegram_takes(snapshot: Snapshot) -> None:
    for slug, lang in snapshot.briefings:
        for part in split(render_briefing(View(snapshot.at(NOW), lang), slug), 3000):
            text, _ = parse_html(part)
            assert 0 < len(text) <= 3000


def test_every_quote_in_a_briefing_is_verbatim_from_a_fact_it_rests_on(snapshot: Snapshot) -> None:
    for briefing in snapshot.briefings.values():
        held = " ".join(q.text for q in (snapshot.facts[fact].quote for fact in briefing.facts) if q)
        for quoted in re.findall(r"“([^”]{15,})”", briefing.body):
            mine = " ".join(quoted.split()).rstrip(".,")
            assert mine in held, (briefing.slug, quoted)


def test_no_reader_is_shown_that_a_publisher_is_not_named_in_a_file(snapshot: Snapshot) -> None:
    for lang in Lang:
        shown = [provenance(fact, View(snapshot.at(NOW), lang)) for fact in snapshot.facts.values()]
        shown += [render_source(source, View(snapshot.at(NOW), lang)) for source in snapshot.sources.values()]
        assert not any("seed file" in text for text in shown)
