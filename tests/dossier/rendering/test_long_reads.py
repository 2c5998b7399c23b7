"""A long read says the same as a rich message, in pages of HTML and as plain text."""

import pytest

from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.facts import sources_of
from bot.rendering.view import View
from tests.conftest import NOW
from tests.support.forms import html_form, plain_form, rich_form


@pytest.mark.parametrize("lang", list(Lang))
def test_the_three_forms_of_a_long_read_have_the_same_words_sources_and_links(
    snapshot: Snapshot, lang: Lang
) -> None:
    view = View(snapshot.at(NOW), lang)
    slugs = [slug for slug, of in snapshot.briefings if of is lang]
    assert slugs
    for slug in slugs:
        rich, html, plain = (form(slug, view) for form in (rich_form, html_form, plain_form))
        assert html.words == plain.words, slug
        assert (rich.words - html.words, html.words - rich.words) == ({}, {}), slug
        assert rich.links == html.links == plain.links, slug
        facts = [snapshot.facts[each] for each in snapshot.briefings[(slug, lang)].facts]
        cited = sources_of(view.visible.today.of(facts), snapshot)
        assert {source.url for source in cited if source.url} <= rich.links, slug
