"""An item added to a list reads back, and every other byte of the file stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.parsing.yaml_tree import compose, to_plain
from bot.content.writing.extending import NotExtendable, add_item, add_keyed
from tests.unit.content.writing.test_writing import texts, tricky

FORMS = {
    "block": "- id: a\n  asks:\n    nl:\n      - één\n      - twee # over two\n      # the end\n    en:\n      - one\n\n# About b.\n- id: b\n  x: y\n",
    "block, last of the file, no line break": "- id: a\n  asks:\n    en: [one]\n    nl:\n    - één",
    "flow": "- id: a\n  asks:\n    nl: [één, \"twee\"] # two\n    en: [one]\n",
    "flow over lines": "- id: a\n  asks:\n    nl: [één, twee, # two\n         drie\n        ]\n    en: [one]\n",
    "flow, comma at the end": "- id: a\n  asks: {nl: [één, ], en: [one]}\n",
    "flow, empty": "- id: a\n  asks: {nl: [ ], en: [one]}\n- id: b\n",
    "one language, block": "- id: a\n  asks:\n    # as asked\n    en:\n      - one\n  notes: x\n",
    "one language, flow": "- id: a\n  asks: {en: [one]}\n  notes: x\n",
    "no list": "- id: a # first\n  text: >\n    more\n    words\n\n  # b comes\n- id: b\n",
    "no list, text in quotes over lines": "- id: a\n  text: 'more\n    words'  # so\n",
    "no list, all in flow": "- {id: a, text: 'x'}\n- {id: b}\n",
    "nothing in the mapping": "- id: a\n  asks: {}\n",
}  # fmt: skip


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(["nl", "en"]), st.booleans(), st.one_of(texts, tricky))
def test_the_item_stands_at_the_end_of_its_list_and_nothing_else_changes(
    form: str, lang: str, is_windows: bool, item: str
) -> None:
    text = FORMS[form].replace("\n", "\r\n") if is_windows else FORMS[form]
    before = compose(text)
    assert before is not None
    wanted = to_plain(before)
    wanted[0].setdefault("asks", {}).setdefault(lang, []).append(item)
    extended = add_item(text, 0, ("asks", lang), item)
    after = compose(extended.text)
    assert after is not None
    assert to_plain(after) == wanted
    rest = list(extended.text)
    kept = [rest.pop(0) for character in text if _drop_until(rest, character)]
    assert "".join(kept) == text, "what was there is there still, in order"
    line = extended.text.split("\n")[extended.line - 1]
    assert item.split()[0].strip("\"'")[:1] in line
    assert "\r\r" not in extended.text
    assert ("\r\n" in extended.text) == is_windows


def _drop_until(rest: list[str], character: str) -> bool:
    while rest and rest[0] != character:
        rest.pop(0)
    return bool(rest)


@pytest.mark.parametrize(("form", "added"), [
    ("block", "      - twee # over two\n      - new one\n      # the end\n"),
    ("flow over lines", "         drie, new one\n"),
    ("one language, block", "  asks:\n    # as asked\n    nl: [new one]\n    en:\n"),
    ("one language, flow", "  asks: {nl: [new one], en: [one]}\n"),
    ("no list", "    words\n  asks:\n    nl: [new one]\n\n  # b comes\n"),
])  # fmt: skip
def test_it_is_written_as_its_neighbours_are(form: str, added: str) -> None:
    assert added in add_item(FORMS[form], 0, ("asks", "nl"), "new one").text


def test_a_line_that_is_full_goes_on_below_its_first_item() -> None:
    text = f"- id: a\n  asks:\n    nl: [{'a word, ' * 12}end]\n"
    assert add_item(text, 0, ("asks", "nl"), "new one").text.endswith("end,\n         new one]\n")


def test_a_form_that_only_an_editor_can_add_to_is_left_alone() -> None:
    with pytest.raises(NotExtendable):
        add_item("- id: a\n  asks:\n", 0, ("asks", "nl"), "new")


KEYED = "one:\n  nl:\n    - één # first\n  en:\n    - one\n# about two\nunknown:two:\n  en:\n    - two\n"


@given(
    st.sampled_from(["one", "unknown:two"]),
    st.sampled_from(["nl", "en"]),
    st.booleans(),
    st.one_of(texts, tricky),
)
def test_a_question_apart_has_a_line_of_its_own_and_nothing_else_changes(
    key: str, lang: str, is_windows: bool, item: str
) -> None:
    text = KEYED.replace("\n", "\r\n") if is_windows else KEYED
    before = compose(text)
    assert before is not None
    wanted = to_plain(before)
    wanted[key].setdefault(lang, []).append(item)
    extended = add_item(text, key, (lang,), item)
    after = compose(extended.text)
    assert after is not None
    assert to_plain(after) == wanted
    lines = extended.text.splitlines()
    assert lines[extended.line - 1].startswith("    - ")
    assert set(text.splitlines()) <= set(lines)


@given(st.sampled_from(["", KEYED, "one:\n  nl: [één]"]), st.one_of(texts, tricky))
def test_the_first_question_for_a_record_makes_its_place_at_the_end(text: str, item: str) -> None:
    extended = add_keyed(text, "status:three", "en", item)
    after = compose(extended.text)
    assert after is not None
    assert to_plain(after)["status:three"] == {"en": [item]}
    assert extended.text.startswith(text)
    assert extended.text.splitlines()[extended.line - 1].startswith("    - ")
