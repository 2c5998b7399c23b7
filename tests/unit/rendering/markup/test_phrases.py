"""What the bot says of itself: in both languages, but to who speaks another in that one."""

from bot.domain.blocks import Phrase
from bot.domain.text import Lang
from bot.rendering.markup.phrases import say

IN_ANOTHER = [phrase for phrase in Phrase if phrase.startswith("only-two-languages-")]


def test_every_phrase_has_words_in_both_languages() -> None:
    for phrase in Phrase:
        assert say(phrase, Lang.NL)
        assert (say(phrase, Lang.NL) == say(phrase, Lang.EN)) is (phrase in IN_ANOTHER), phrase


def test_each_other_language_has_words_of_its_own() -> None:
    assert len({say(phrase, Lang.NL) for phrase in IN_ANOTHER}) == len(IN_ANOTHER) > 3
