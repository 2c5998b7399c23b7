"""Two answers in one reply: nothing twice, and each phrase above what it belongs to."""

from bot.answering.replies.join import join
from bot.domain.answer import Answered
from bot.domain.blocks import Block, Phrase, Role, Say, ShowFact, ShowTerm
from bot.domain.text import Lang


def reply(*blocks: Block) -> Answered:
    return Answered(Lang.EN, blocks, tuple(b.fact for b in blocks if isinstance(b, ShowFact)))


def test_what_the_first_has_shown_in_any_place_the_second_does_not_show_again() -> None:
    joined = join([reply(ShowTerm("levy"), ShowFact("a", Role.SUPPORT)), reply(ShowFact("a"), ShowFact("b"))])
    assert isinstance(joined, Answered)
    assert joined.blocks == (ShowTerm("levy"), ShowFact("a", Role.SUPPORT), ShowFact("b"))
    assert joined.facts == ("a", "b")


def test_a_phrase_stays_above_its_own_fact_and_goes_with_it() -> None:
    other_side = Say(Phrase.OTHER_SIDE)
    first = reply(ShowFact("a"), other_side, ShowFact("b", Role.OTHER_SIDE))
    joined = join([first, reply(ShowFact("c"), other_side, ShowFact("d", Role.OTHER_SIDE))])
    assert isinstance(joined, Answered)
    assert joined.blocks[-2:] == (other_side, ShowFact("d", Role.OTHER_SIDE))
    again = join([first, reply(ShowFact("c"), other_side, ShowFact("b", Role.OTHER_SIDE))])
    assert isinstance(again, Answered)
    assert again.blocks[-1] == ShowFact("c")
    assert again.blocks.count(other_side) == 1
