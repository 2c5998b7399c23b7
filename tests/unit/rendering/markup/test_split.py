"""Long messages are cut at meaning, and every part is whole HTML that Telegram takes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.rendering import escape, split, to_plain
from bot.sandbox.rules.html import parse_html

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
