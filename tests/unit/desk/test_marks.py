"""What the desk marks: per language where the two differ, and nothing where all is well."""

from datetime import timedelta

from bot.desk.marks import DRAFT, ONE_LANGUAGE, Badge, groups_to_look_at, marks_of_versions, marks_of_words
from bot.domain.records.fact import Lifecycle
from bot.domain.text import Lang, Words
from tests.conftest import NOW


def test_a_mark_of_both_languages_stands_once_and_one_of_either_says_which() -> None:
    both = {lang: Lifecycle(draft=True) for lang in Lang}
    assert list(marks_of_versions(both, NOW)) == [Badge(DRAFT, "draft")]
    one = {Lang.NL: Lifecycle(), Lang.EN: Lifecycle(draft=True)}
    assert list(marks_of_versions(one, NOW)) == [Badge(DRAFT, "draft (English)")]
    later = {lang: Lifecycle(publish_at=NOW + timedelta(seconds=1)) for lang in Lang}
    assert len(list(marks_of_versions(later, NOW))) == 1
    assert not list(marks_of_versions(later, NOW + timedelta(seconds=1)))


def test_words_in_one_language_only_are_marked() -> None:
    assert list(marks_of_words("asks", Words(nl=("wie?",)))) == [Badge(ONE_LANGUAGE, "no asks in English")]
    assert not list(marks_of_words("asks", Words(("wie?",), ("who?",))))
    assert not list(marks_of_words("asks", Words()))


def test_a_record_that_stands_in_two_groups_is_looked_at_once() -> None:
    item = {"kind": "fact", "id": "one", "marks": ["draft"], "flags": [DRAFT]}
    (group,) = groups_to_look_at([{**item, "group": "Facts"}, {**item, "group": "Said by A"}])
    assert [each["id"] for each in group["items"]] == ["one"]
