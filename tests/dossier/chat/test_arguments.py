"""Words after a command: honoured, or answered with why not."""

from datetime import UTC, datetime

import pytest

from bot.chat.handlers.looking_back import look_back, press_day
from bot.chat.screens.arguments import find_language, find_named, show_with
from bot.chat.screens.routes import show
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def view(snapshot: Snapshot) -> View:
    return View(snapshot.at(NOW), Lang.EN)


def text_with(command: str, words: str, view: View) -> str:
    screen = show_with(command, words, view)
    assert screen is not None
    return screen.parts[0]


def test_a_language_is_chosen_by_its_name_in_either() -> None:
    assert find_language("Nederlands") == find_language("dutch") == find_language("NL") == Lang.NL
    assert find_language("engels") == find_language("English") == Lang.EN
    assert find_language("Deutsch") is None


def test_a_name_is_said_whole_or_by_words_of_it() -> None:
    names = {
        "a": ["court cases", "lawsuits"],
        "b": ["the contract"],
        "c": ["robot weapons"],
        "d": ["weapons trade"],
    }
    assert find_named("Lawsuits", names) == ["a"]
    assert find_named("courts", names) == []
    assert find_named("court", names) == ["a"]
    assert find_named("weapons", names) == ["c", "d"]
    assert find_named("robot weapons", names) == ["c"]
    assert find_named("the", names) == find_named("xyzzy", names) == find_named("", names) == []


def test_the_timeline_opens_where_the_words_say(view: View) -> None:
    assert "27 February 2026" in text_with("timeline", "27 Feb", view)
    assert text_with("timeline", "first", view) == show("time:0", view).parts[0]
    assert text_with("timeline", "2", view) == show("time:1", view).parts[0]
    assert text_with("timeline", "1 March 1950", view).startswith("<i>The timeline has nothing then")
    assert text_with("timeline", "someday", view).startswith("<i>I do not understand that day")


def test_deadlines_are_those_to_come_or_those_past(snapshot: Snapshot) -> None:
    before = View(snapshot.at(datetime(2026, 2, 26, 12, tzinfo=UTC)), Lang.NL)
    pending = text_with("deadlines", "lopende", before)
    assert "over " in pending
    assert "verstreken" not in pending
    now = View(snapshot.at(NOW), Lang.NL)
    assert "loopt er geen meer" in text_with("deadlines", "open", now)
    assert text_with("deadlines", "voorbij", now).count("verstreken") > 3
    assert text_with("deadlines", "paars", now).startswith("<i>‘paars’ begrijp ik niet")


def test_what_is_at_stake_is_shown_for_whom_the_words_name(snapshot: Snapshot) -> None:
    dutch, english = View(snapshot.at(NOW), Lang.NL), View(snapshot.at(NOW), Lang.EN)
    assert text_with("stakes", "de regering", dutch) == show("stakes:government", dutch).parts[0]
    assert text_with("stakes", "contractors", english) == show("stakes:supply-chain", english).parts[0]
    assert "no list of what is at stake for “penguins”" in text_with("stakes", "penguins", english)


def test_a_briefing_is_found_by_its_name_or_title(view: View) -> None:
    slug, _ = next(key for key in view.snapshot.briefings if key[1] is Lang.EN)
    title = view.snapshot.briefings[slug, Lang.EN].title
    assert (
        text_with("briefing", slug, view)
        == text_with("briefing", title, view)
        == show(f"brief:{slug}:0", view).parts[0]
    )
    assert "no briefing called “recipes”" in text_with("briefing", "recipes", view)


def test_a_command_without_words_or_that_takes_none_is_its_screen(view: View) -> None:
    assert show_with("timeline", "", view) is None
    assert show_with("privacy", "please", view) is None


def test_looking_back_sets_the_day_that_was_typed_or_asks(view: View) -> None:
    back = look_back("8ste april", view)
    assert back.moment is not None
    assert back.moment.date().isoformat() == "2026-04-08"
    assert "There is no 31 June" in look_back("31 juni", view).screen.parts[0]
    assert "still to come" in look_back("3 May 2031", view).screen.parts[0]
    assert "do not understand" in look_back("long ago", view).screen.parts[0]
    unclear = look_back("5/6/2026", view)
    assert unclear.moment is None
    assert [button.route for button in unclear.screen.rows[0]] == ["asof:2026-06-05", "asof:2026-05-06"]
    pressed = press_day(["2026-05-06"], view)
    assert pressed is not None
    assert pressed.moment is not None
    assert press_day(["tomorrow"], view) is None


@pytest.mark.parametrize("words", ["now", "nu", "uit", "off", "vandaag", "today", "alles"])
def test_looking_back_ends_in_plain_words(view: View, words: str) -> None:
    assert look_back(words, view).ends
