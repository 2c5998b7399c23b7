"""What a single word tells: of grammar, of how something is asked, of what is asked."""

from bot.answering.understanding.cues.word_lists import words_of


def is_function_word(token: str) -> bool:
    """Whether a word carries grammar rather than subject, in either language."""
    return token in words_of("function_words")


def is_follow_word(token: str) -> bool:
    """Whether a word leans on what was said before."""
    return token in words_of("follow")


def is_pronoun(token: str) -> bool:
    """Whether a word stands for somebody who was named before."""
    return token in words_of("pronouns")


def is_of_one_person(token: str) -> bool:
    """Whether a word stands for one person, and for nothing else ("his", "hij")."""
    return token in words_of("one_person")


def is_linking_word(token: str) -> bool:
    """Whether a word, first in a message, goes on with what was said before ("and", "maar", "dus")."""
    return token in words_of("linking")


def is_question_word(token: str) -> bool:
    """Whether a word says what kind of thing is asked, and nothing of the subject ("when", "hoeveel")."""
    return any(token in words_of(name) for name in ("when", "why", "amount", "who"))


def is_filler(token: str) -> bool:
    """Whether a word adds nothing to "who" beside a name ("who was Hegseth again")."""
    return token in words_of("fillers")


def says_happened(token: str) -> bool:
    """Whether a word asks for whatever happened ("gebeurde", "news")."""
    return token in words_of("happened")


def says_standing(token: str) -> bool:
    """Whether a word asks how something stands ("status", "stand van zaken", "state of play")."""
    return token in words_of("standing")


def says_due(token: str) -> bool:
    """Whether the word asks for the day by which something must be done ("uiterlijk", "by")."""
    return token in words_of("due")


def says_allowed(token: str) -> bool:
    """Whether a word asks what may be done, or done again: "mag", "can", "again"."""
    return token in words_of("allowed")


def says_ended(token: str) -> bool:
    """Whether a word says that something is over ("void", "opgeheven"): a yes then means the no of "is it in force?"."""
    return token in words_of("ended")


def is_period_word(token: str) -> bool:
    """Whether a word belongs to asking for what happened in some days ("weken", "events", "moved")."""
    return token.isdigit() or token in words_of("of_period")


def says_newest(token: str) -> bool:
    """Whether a word asks for what came last ("newest", "laatste")."""
    return token in words_of("newest")


def is_telling(token: str) -> bool:
    """Whether a word asks to be told ("tell", "vertel", "info")."""
    return token in words_of("telling")


def says_office(token: str) -> bool:
    """Whether a word asks for what somebody is by profession ("job", "functie")."""
    return token in words_of("office")


def is_person_word(token: str) -> bool:
    """Whether a word stands for a person without saying who ("woman", "vent")."""
    return token in words_of("person_words")


def is_relative(token: str) -> bool:
    """Whether a word can open a clause about the name before it ("that", "die")."""
    return token in words_of("relative")


def is_explaining(token: str) -> bool:
    """Whether a word asks to have something explained ("explain", "leg … uit")."""
    return token in words_of("explaining")


def says_wanting(token: str) -> bool:
    """Whether a word says what somebody wants, may or must: "what did X not want" is not "who is X"."""
    return token in words_of("wanting")


def asks_about(token: str) -> bool:
    """Whether a word only asks to be told of what it stands beside ("tell me about …", "vertel over …")."""
    return (
        is_function_word(token)
        or is_filler(token)
        or token in words_of("telling")
        or token in words_of("who")
    )
