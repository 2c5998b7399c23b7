"""Words open screens, as readers say them; questions are left alone."""

import pytest

from bot.answering.understanding.screen_words import Opening, find_opening, list_openings


def _knows(word: str) -> bool:
    return word in {"deadline", "court", "hof", "letter", "brief", "who", "wie", "the", "de"}


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("Tijdlijn", "timeline"),
        ("mag ik de chronologie even zien", "timeline"),
        ("Could you show me the timeline please?", "timeline"),
        ("tijdlijnn", "timeline"),
        ("/Timeline", "timeline"),
        ("time-line", "timeline"),
        ("wie is wie?", "who"),
        ("open het menu", "help"),
        ("what can I ask?", "help"),
        ("voorkeuren", "settings"),
        ("instelingen", "settings"),
        ("sign me up", "subscribe"),
        ("hou me op de hoogte", "subscribe"),
        ("ik wil geen berichten meer", "stop"),
        ("how can I stop the notifications", "stop"),
        ("wis mijn gegevens", "forget"),
        ("please erase my data", "forget"),
        ("stuur mijn gegevens", "mydata"),
        ("waar staan we nu?", "status"),
        ("where do things stand", "status"),
        ("wat staat er op het spel?", "stakes"),
        ("rectificaties", "corrections"),
    ],
)
def test_words_of_buttons_and_their_synonyms_open_the_thing(typed: str, command: str) -> None:
    found = find_opening(typed, _knows)
    assert found is not None
    assert found.command == command


@pytest.mark.parametrize(
    ("typed", "command", "words"),
    [
        ("spreek Nederlands", "language", "nl"),
        ("in het Engels graag", "language", "en"),
        ("pause for 3 weeks", "pause", "3 weeks"),
        ("pauzeer de meldingen tien dagen", "pause", "tien dagen"),
        ("set my time zone to São Paulo", "zone", "São Paulo"),
        ("updates every evening at 20:30", "time", "20:30"),
        ("stuur me elke ochtend een update om 6.45", "time", "6.45"),
    ],
)
def test_what_the_reader_adds_goes_with_the_command(typed: str, command: str, words: str) -> None:
    found = find_opening(typed, _knows)
    assert found is not None
    assert (found.command, found.words) == (command, words)


@pytest.mark.parametrize(
    "question",
    [
        "deadline",
        "deadlien",
        "wanneer liep de deadline af",
        "As of late November, which of the measures are still in force?",
        "wie is de rechter",
        "who said the letter was wrong",
        "is there news about the court",
        "why did they stop the work",
        "what is at stake for the town",
        "wat staat er in de brief",
        "",
        "hm",
    ],
)
def test_a_question_opens_nothing(question: str) -> None:
    assert find_opening(question, _knows) is None


@pytest.mark.parametrize(
    "typed",
    [
        "All deadlines that were ever set in this affair, in order please",
        "alle termijnen op een rij",
        "geef een lijst van de deadlines",
    ],
)
def test_who_asks_for_all_of_what_a_screen_lists_gets_the_screen(typed: str) -> None:
    assert find_opening(typed, lambda _: True) == Opening("deadlines")


@pytest.mark.parametrize("typed", ["who?", "others", "bronnen", "stand"])
def test_a_word_that_goes_on_with_the_question_before_opens_nothing_after_one(typed: str) -> None:
    assert find_opening(typed, _knows) is not None
    assert find_opening(typed, _knows, is_first=False) is None


def test_each_command_is_opened_by_its_own_name() -> None:
    for opening in list_openings():
        if not opening.words:
            assert find_opening(f"/{opening.command}", _knows) == opening
