"""Old messages put right: only wrong words are touched, and only where they stand for what was wrong."""

import pytest

from bot.domain.text import Lang
from bot.domain.wording import compare_wordings
from bot.rendering import strike, to_plain
from bot.rendering.changes.corrected import MOST_CHARACTERS, mark_changes

DATE = compare_wordings("Het hof komt op 3 juni bijeen.", "Het hof komt op 4 juni bijeen.")
COUNT = compare_wordings("The firm has 12 lawyers & 3 offices.", "The firm has 21 lawyers & 3 offices.")
VERB = compare_wordings("The judge upheld the ban.", "The judge lifted the ban.")


@pytest.mark.parametrize(
    ("html", "revision", "shows"),
    [
        ("<b>Zitting op 3 juni</b>\n\nTekst.", DATE, "<b>Zitting op <s>3</s> 4 juni</b>"),
        ("▪ Het hof komt op 3 juni bijeen.", DATE, "Het hof komt op <s>3</s> 4 juni bijeen."),
        ("The firm has 12 lawyers &amp; 3 offices.", COUNT, "has <s>12</s> 21 lawyers &amp; 3"),
        ("A firm with 12\nlawyers", COUNT, "with <s>12</s> 21\nlawyers"),
        ("The Judge upheld it.", VERB, "Judge <s>upheld</s> lifted it"),
        ("Zitting op <b>3</b> juni", DATE, "Zitting op <b><s>3</s> 4</b> juni"),
        (
            "<s>Op 2 juni.</s> Het <i>hof</i> komt op 3 juni bijeen.",
            DATE,
            "</s> Het hof komt op <s>3</s> 4 juni",
        ),
    ],
)
def test_the_wrong_words_are_struck_and_the_right_ones_follow(
    html: str, revision: object, shows: str
) -> None:
    found = strike(html, [revision], lang=Lang.EN)  # type: ignore[list-item]
    assert found is not None
    assert shows in found


@pytest.mark.parametrize(
    ("html", "revision"),
    [
        ("Op 13 juni kwam het bijeen.", DATE),
        ("Op 3 juli kwam het bijeen.", DATE),
        ("Artikel 3, zei het hof.", DATE),
        ("The firm has 12 offices.", COUNT),
        ("They upheld it.", VERB),
        ('<a href="https://example.org/3 juni">hier</a>', DATE),
        ("Op <s>3</s> 4 juni", DATE),
        ("", DATE),
    ],
)
def test_a_message_without_the_wrong_words_is_left_alone(html: str, revision: object) -> None:
    assert strike(html, [revision], lang=Lang.NL) is None  # type: ignore[list-item]


def test_the_same_words_of_another_fact_are_left_alone_and_the_whole_sentence_is_not() -> None:
    others = ["De raad stemt op 3 juni."]
    assert strike("De raad stemt op 3 juni.", [DATE], lang=Lang.NL, others=others) is None
    both = "De raad stemt op 3 juni. Het hof komt op 3 juni bijeen."
    found = strike(both, [DATE], lang=Lang.NL, others=others)
    assert found is not None
    assert "De raad stemt op 3 juni. Het hof komt op <s>3</s> 4 juni bijeen." in found


def test_it_is_said_once_however_often_a_message_is_corrected() -> None:
    once = strike("Op 3 juni, schreef men.", [DATE], lang=Lang.NL)
    again = compare_wordings(DATE.becomes, DATE.becomes.replace("4", "5"))
    twice = strike(once or "", [again], lang=Lang.NL)
    assert twice is not None
    assert twice.count("doorgestreept") == 1
    assert "<s>3</s> <s>4</s> 5 juni" in twice


def test_a_message_that_would_get_too_long_is_left_alone() -> None:
    full = "3 juni " + "x" * (MOST_CHARACTERS - 10)
    assert len(to_plain(full)) <= MOST_CHARACTERS
    assert strike(full, [DATE], lang=Lang.NL) is None


def test_what_takes_the_old_ones_place_may_hold_its_words() -> None:
    revision = compare_wordings("The court met.", "The district court met.")
    assert "<s>court</s> district court met" in mark_changes(revision.was, revision.becomes)
    found = strike("The court met.", [revision], lang=Lang.EN)
    assert found is not None
    assert found.startswith("The <s>court</s> district court met.")
