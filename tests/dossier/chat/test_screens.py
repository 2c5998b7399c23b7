"""Buttons that a phone can show, and pages that begin and end where readers look."""

from bot.chat.screen import ROW, Button, grid
from bot.chat.screens.answers import MORE, show_reply
from bot.chat.screens.parts import capital_label
from bot.chat.screens.routes import show
from bot.domain.answer import Answered, Choice, Option, Subject
from bot.domain.blocks import ShowFact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.rendering.view import View
from tests.conftest import NOW


def test_a_long_label_has_a_row_of_its_own_and_short_ones_still_pair() -> None:
    short, other = Button("Deadlines", "dead"), Button("Timeline", "time:last")
    long = Button("x" * (ROW // 2 + 1), "said")
    assert grid([short, long, other]) == ((long,), (short, other))
    assert grid([short, other, short]) == ((short, other), (short,))


def test_no_label_of_a_list_is_cut_within_a_word(snapshot: Snapshot) -> None:
    for lang in Lang:
        for topic in snapshot.topics.values():
            label = capital_label(topic.name[lang])
            whole = label.removesuffix("…").lower()
            assert len(label) <= ROW + 1
            assert f"{topic.name[lang].lower()} ".startswith(f"{whole} ") or label[-1] != "…"


def test_readings_are_chosen_by_number_and_a_name_leads_to_all_of_theirs(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.NL)
    options = (Option(("altman-two-principles",)), Option(("altman-same-terms-for-all",)))
    screen = show_reply(Choice(Lang.NL, options, Subject(("sam-altman",))), view)
    first, second, name, last = ([button.label for button in row] for row in screen.rows)
    assert (first[0][:3], second[0][:3]) == ("1. ", "2. ")
    assert name == ["Sam Altman: alle feiten"]
    assert last[-1] == "Geen van deze"
    elsewhere = show_reply(Choice(Lang.NL, options, Subject(("rita-lin",))), view)
    assert [[button.label for button in row] for row in elsewhere.rows] == [first, second, last]


def test_more_shows_what_the_answer_left_out_with_its_sources(snapshot: Snapshot) -> None:
    view = View(snapshot.at(NOW), Lang.NL)
    more = ("hegseth-final-decision", "hegseth-veto-power")
    reply = Answered(
        Lang.NL, (ShowFact("trump-order"),), ("trump-order",), Subject(("pete-hegseth",)), more=more
    )
    (button,) = [button for row in show_reply(reply, view).rows for button in row if button.label == "Meer"]
    assert button.route.startswith(f"{MORE}:")
    screen = show(button.route, view)
    assert screen.parts[0].startswith("<b>Meer hierover</b>")
    assert [fact for fact, _ in screen.facts] == list(more)
    assert screen.parts[0].count("<i>") >= len(more)


def test_the_last_page_of_the_timeline_is_a_whole_one_and_no_fact_is_missing_or_double(
    snapshot: Snapshot,
) -> None:
    view = View(snapshot.at(NOW), Lang.EN)
    last = show("time:last", view)
    pages = int(last.parts[0].split("of ")[1].split("\n")[0])
    shown = [fact for page in range(pages) for fact, _ in show(f"time:{page}", view).facts]
    assert len(last.facts) == 8
    assert shown == [fact.id for fact in snapshot.at(NOW).facts]
