"""A written entry reads back just so, and every other byte of its file stays."""

from hypothesis import given
from hypothesis import strategies as st

from bot.content.parsing.yaml_tree import compose, to_plain
from bot.content.schema.fields import HTML
from bot.content.schema.letters import find_odd_letter
from bot.content.writing.writing import insert_entry, render_entry

texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn"), blacklist_characters="\u2028\u2029\ufeff\x85"),
    min_size=1,
    max_size=200,
).map(lambda text: " ".join(text.split())).filter(
    lambda text: text and not HTML.search(text) and find_odd_letter(text) is None
)  # fmt: skip
tricky = st.sampled_from(
    ["Why? Because.", "- a dash", "a: b", "# no comment", "'quoted'", '"so"', "yes", "12", "2026-02-27", "null", "[a]", "a? b", "@x", "%y", "x" * 150]
)  # fmt: skip


@given(st.one_of(texts, tricky), st.one_of(texts, tricky), st.lists(st.one_of(texts, tricky), max_size=4))
def test_any_text_reads_back_as_it_was_given(dutch: str, english: str, asks: list[str]) -> None:
    record = {"id": "a-fact", "text": {"nl": dutch, "en": english}, "asks": {"en": asks}}
    root = compose(render_entry(record, in_list=True))
    assert root is not None
    assert to_plain(root) == [record]


FILE = """# A file of facts.
- id: one
  x: y

# About the second.
- id: two
  x: z
# The end.
"""


@given(st.sampled_from([None, 2, 6]), st.sampled_from(["\n", "\r\n"]), st.booleans(), texts)
def test_every_other_byte_of_the_file_stays(
    before: int | None, newline: str, ends_open: bool, text: str
) -> None:
    file = FILE.replace("\n", newline)
    file = file.rstrip() if ends_open else file
    entry = render_entry({"id": "new", "x": text}, in_list=True)
    changed = insert_entry(file, entry, before)
    at = changed.index(entry.replace("\n", newline).rstrip())
    rest = changed[:at] + changed[at + len(entry.replace("\n", newline)) :]
    assert rest.split() == file.split()
    assert [line for line in rest.split(newline) if line] == [line for line in file.split(newline) if line]
    root = compose(changed)
    assert root is not None
    ids = [each["id"] for each in to_plain(root)]
    assert sorted(ids) == ["new", "one", "two"]
    assert ids.index("new") == {None: 2, 2: 0, 6: 1}[before]


def test_a_comment_above_a_record_stays_with_it() -> None:
    changed = insert_entry(FILE, "- id: new\n  x: a\n", 6)
    assert "- id: new\n  x: a\n\n# About the second.\n- id: two" in changed
