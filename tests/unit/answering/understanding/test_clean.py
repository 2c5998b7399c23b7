"""A question is the same with the manners and the odd characters that came along with it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.understanding.clean import MOST_CHARACTERS, clean, says_nothing

QUESTIONS = (
    "Wat besliste het hof over de dijk?",
    "who signed the letter",
    "hoeveel kostte de brug",
    "Why did the mayor refuse?",
    "is de vergunning nog geldig?",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "manner",
    [
        "Goedenavond, {}",
        "hallo daar! {}",
        "Beste redactie, {}",
        "Dear editors: {}",
        "Hi there {}",
        "Ik heb een vraagje: {}",
        "Could you tell me {}",
        "please tell me, {}",
        "{} Dank u wel!",
        "{} bij voorbaat dank",
        "{} thx",
        "{} s.v.p.",
        "{} Thanks in advance :)",
        "{} Hartelijke groeten, Anna van Dijk",
        "{}\n\nKind regards,\nT. O'Neill",
        "{}\nSent from my Galaxy",
        "{}\n\nOutlook voor Android downloaden",
        "Hey, sorry to bother you, {} Many thanks!",
    ],
)
def test_manners_around_a_question_go(question: str, manner: str) -> None:
    assert clean(manner.format(question)).rstrip("?") == question.rstrip("?")


@pytest.mark.parametrize(
    "text",
    [
        "dag van de zitting",
        "top van de dijk",
        "who thanked the mayor",
        "wie kreeg de groeten van de burgemeester en waarom dan",
        "was the letter sent from a phone",
        "please",
        "thanks",
        "Goedemorgen",
        "Hartelijke groeten",
    ],
)
def test_words_that_are_the_message_itself_stay(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "character", ["\u00ad", "\u200c", "\u2063", "\ufeff", "\u3164", "\U000e0067", "\ufe0f"]
)
def test_invisible_characters_count_for_nothing(question: str, character: str) -> None:
    half = len(question) // 2
    assert clean(question[:half] + character + question[half:]) == question


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_web_pages_and_links_write_for_a_character_is_that_character(question: str) -> None:
    assert clean(html.escape(question)) == question
    assert clean(html.escape(html.escape(f'"{question}"'))) == f'"{question}"'
    assert clean(question.replace(" ", "&nbsp;")) == question
    assert clean(question.replace(" ", "%20")) == question
    assert clean(question.replace(" ", "\u00a0\n\t ")) == question


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Wаt zеi hеt hоf", "Wat zei het hof"),  # Cyrillic а, е, о
        ("wıe tekende", "wie tekende"),
        ("ｗｈｏ signed", "who signed"),
        ("whο signed", "who signed"),  # Greek omicron
        ("waaaarom tekende hij niet???", "waarom tekende hij niet?"),
        ("World War III", "World War III"),
        ("who signed ✍️ it 🙏", "who signed it"),
        ("who signed it?!?!", "who signed it?"),
    ],
)
def test_letters_that_only_look_like_ours_are_read_as_ours(typed: str, meant: str) -> None:
    assert clean(typed) == meant


@pytest.mark.parametrize("question", QUESTIONS)
def test_capitals_throughout_or_at_each_word_say_nothing(question: str) -> None:
    assert clean(question.upper()) == question.lower()
    assert clean(question.title()) == question.lower()
    assert clean("Emil Jansen") == "Emil Jansen"


def test_another_alphabet_stays_what_it_is() -> None:
    assert clean("кто подписал письмо") == "кто подписал письмо"


@given(st.text(max_size=300))
def test_cleaning_never_fails_and_never_grows_without_bound(text: str) -> None:
    assert len(clean(text)) <= MOST_CHARACTERS


@given(
    st.lists(
        st.sampled_from(["who", "what", "letter", "court", "hof", "brief", "wanneer", "12", "nog", "still"]),
        min_size=1,
    )
)
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert clean(" ".join(words)) == " ".join(words)


def _knows(word: str) -> bool:
    return word in {"brief", "letter", "de", "the", "of"}


@pytest.mark.parametrize(
    "text", ["ja", "OK", "testje", "zzzz", "42", "q w e r", "%d%d", "hmm...", "no", "ff", "😀", ""]
)
def test_noise_says_nothing(text: str) -> None:
    assert says_nothing(clean(text), _knows)


@pytest.mark.parametrize("text", ["brief", "de brief", "waarom", "letter 12", "wie"])
def test_a_word_that_may_be_asked_about_says_something(text: str) -> None:
    assert not says_nothing(clean(text), _knows)
