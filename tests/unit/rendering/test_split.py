"""Long messages are cut at meaning, and every part is whole HTML that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Phrase
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering import escape, render_briefing, split, to_plain
from bot.rendering.phrases import say
from bot.sandbox.html import parse_html
from tests.conftest import NOW

words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=30)


@given(
    st.lists(st.tuples(words, st.sampled_from(["", "b", "i", "blockquote"])), min_size=1, max_size=80),
    st.integers(40, 400),
)
def test_parts_fit_are_valid_and_lose_nothing(pieces: list[tuple[str, str]], limit: int) -> None:
    html = " ".join(f"<{tag}>{escape(word)}</{tag}>" if tag else escape(word) for word, tag in pieces)
    parts = split(html, limit)
    for part in parts:
        text, _ = parse_html(part)
        assert len(text) <= limit
    assert "".join(to_plain("".join(parts)).split()) == "".join(to_plain(html).split())


def test_every_briefing_is_html_that_telegram_takes(snapshot: Snapshot) -> None:
    for slug, lang in snapshot.briefings:
        for part in split(render_briefing(snapshot, slug, lang=lang, now=NOW), 3000):
            text, _ = parse_html(part)
            assert 0 < len(text) <= 3000


def test_every_phrase_has_words_in_both_languages() -> None:
    for phrase in Phrase:
        assert say(phrase, Lang.NL) != say(phrase, Lang.EN)


def test_every_quote_in_a_briefing_is_verbatim_from_a_fact_it_rests_on(snapshot: Snapshot) -> None:
    import re

    for briefing in snapshot.briefings.values():
        held = " ".join(q.text for q in (snapshot.facts[fact].quote for fact in briefing.facts) if q)
        for quoted in re.findall(r"“([^”]{15,})”", briefing.body):
            mine = " ".join(quoted.split()).rstrip(".,")
            assert mine in held, (briefing.slug, quoted)


def test_no_reader_is_shown_that_a_publisher_is_not_named_in_a_file(snapshot: Snapshot) -> None:
    from bot.rendering.facts import provenance
    from bot.rendering.sources import render_source

    for lang in Lang:
        shown = [
            provenance(fact, snapshot, lang=lang, zone="Europe/Amsterdam") for fact in snapshot.facts.values()
        ]
        shown += [render_source(source, snapshot, lang=lang) for source in snapshot.sources.values()]
        assert not any("seed file" in text for text in shown)
