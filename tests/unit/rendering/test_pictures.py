"""Pictures say what the records say, and can be read: by everyone, on a phone, in both languages and themes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.domain.records.briefing import UpdateKind
from bot.domain.records.chapters import chapters_of
from bot.domain.records.person import PersonType, Side
from bot.domain.records.status import Status
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.i18n import Translator, format_day, format_moment
from bot.i18n.sentences import first_sentence
from bot.rendering.facts import sources_of
from bot.rendering.markup.html import to_plain
from bot.rendering.pictures import (
    Picture,
    Theme,
    draw_chapter,
    draw_corrections,
    draw_deadline_day,
    draw_replies,
    draw_sides,
    draw_standing,
    draw_tracks,
    draw_turning_points,
    draw_who,
    find_sides,
    has_deadline_day,
    has_replies,
    rail,
)
from bot.rendering.pictures import chapters as chapter_pictures
from bot.rendering.pictures.canvas import LEAST_SIZE, Style
from bot.rendering.pictures.fonts import Weight, font_files, has_letter, width_of, wrap
from bot.rendering.pictures.frame import cut, in_pages
from bot.rendering.pictures.rasterise import rasterise
from bot.rendering.pictures.themes import PALETTES, Tone, contrast
from bot.rendering.status import Holds, holds_of
from bot.rendering.view import View
from tests.conftest import NOW
from tests.support.drawn import (
    boxes_of,
    differing_bits,
    grey_of,
    lines_of,
    look_of,
    markers_of,
    paragraphs_of,
)
from tests.support.town import LATER, load_town

DRAWINGS = {
    "standing": draw_standing,
    "turns": draw_turning_points,
    "day": draw_deadline_day,
    "laws": draw_tracks,
    "who": draw_who,
    "said": draw_replies,
    "sides": draw_sides,
    "part": draw_chapter,
    "fixed": draw_corrections,
}
NOW_OR_LATER = datetime(2026, 12, 1, tzinfo=UTC)  # when all that was corrected had been
CAPTION = 1024  # code points; Bot API, sendPhoto


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return load_town()


@pytest.fixture(scope="module")
def snapshot(town: Snapshot) -> Snapshot:
    """Of the tests that `tests/dossier` runs on the real one too."""
    return town


def pages_of(
    name: str, snapshot: Snapshot, lang: Lang, theme: Theme, now: datetime = NOW
) -> Iterator[Picture]:
    page = 0
    while True:
        picture = DRAWINGS[name](View(snapshot.at(now), lang), theme=theme, page=page)
        assert picture is not None
        yield picture
        page += 1
        if page == picture.pages:
            return


every = pytest.mark.parametrize("name", DRAWINGS)
both = pytest.mark.parametrize("lang", list(Lang))
themed = pytest.mark.parametrize("theme", list(Theme))


@every
@both
@themed
def test_every_text_can_be_read_on_a_phone_and_none_lies_on_another_or_outside(
    name: str, lang: Lang, theme: Theme, snapshot: Snapshot
) -> None:
    for picture in pages_of(name, snapshot, lang, theme):
        boxes = boxes_of(picture.svg)
        assert boxes
        assert min(box.size for box in boxes) >= LEAST_SIZE
        assert [box.text for box in boxes if not box.is_inside] == []
        assert [(a.text, b.text) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []


@every
@both
def test_the_caption_says_in_words_what_the_picture_shows(name: str, lang: Lang, snapshot: Snapshot) -> None:
    for picture in pages_of(name, snapshot, lang, Theme.LIGHT):
        caption = to_plain(picture.caption).casefold()
        assert len(to_plain(picture.caption)) <= CAPTION
        frame = (snapshot.dossier.disclosure_short[lang], snapshot.dossier.title[lang])
        unknown = Translator(lang).gettext(
            "What happened after %(day)s we do not know.", day=format_day(snapshot.dossier.known_until, lang)
        )
        for text in paragraphs_of(picture.svg):
            if text == unknown or text in frame or text == f"{picture.page + 1}/{picture.pages}":
                continue
            if len(text) <= 2 and text.isupper():  # initials, beside the name
                continue
            legend = Translator(lang).gettext("Open circle: the deadline.")
            said = text.replace(f" {frame[0]}", "").removeprefix(f"{legend} ").casefold()
            assert all(part in caption for part in said.split(" · ")), text


@every
@both
def test_the_foot_has_the_last_day_that_is_known_the_number_of_sources_and_who_made_it(
    name: str, lang: Lang, snapshot: Snapshot
) -> None:
    for picture in pages_of(name, snapshot, lang, Theme.DARK):
        texts = " ".join(paragraphs_of(picture.svg))
        number = len(sources_of((snapshot.facts[fact] for fact in picture.facts), snapshot))
        assert format_day(snapshot.dossier.known_until, lang) in texts
        assert f" {number} " in f" {texts} "
        assert snapshot.dossier.disclosure_short[lang] in texts


@every
def test_the_themes_say_the_same_in_the_same_places(name: str, snapshot: Snapshot) -> None:
    for light, dark in zip(
        pages_of(name, snapshot, Lang.NL, Theme.LIGHT),
        pages_of(name, snapshot, Lang.NL, Theme.DARK),
        strict=True,
    ):
        places = [[(box.text, box.left, box.top) for box in boxes_of(each.svg)] for each in (light, dark)]
        assert places[0] == places[1]
        assert light.svg != dark.svg


@themed
def test_every_text_stands_out_from_its_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    for tone in (Tone.INK, Tone.MUTED, Tone.HOUSE):
        for ground in (Tone.GROUND, Tone.PANEL):
            assert contrast(palette[tone], palette[ground]) >= 4.5


@every
@both
def test_the_family_has_every_letter(name: str, lang: Lang, snapshot: Snapshot) -> None:
    for picture in pages_of(name, snapshot, lang, Theme.LIGHT):
        letters = {letter for text in paragraphs_of(picture.svg) for letter in text}
        assert [letter for letter in letters if not has_letter(letter)] == []


@every
def test_what_may_not_be_shown_yet_is_in_no_picture(name: str, snapshot: Snapshot) -> None:
    hidden = set(list(snapshot.facts)[::2])
    facts = {
        fact.id: replace(fact, lifecycle=replace(fact.lifecycle, draft=True)) if fact.id in hidden else fact
        for fact in snapshot.facts.values()
    }
    for page in range(3):
        picture = DRAWINGS[name](
            View(replace(snapshot, facts=facts).at(NOW_OR_LATER), Lang.EN), theme=Theme.LIGHT, page=page
        )
        assert picture is None or not hidden & set(picture.facts)
        texts = paragraphs_of(picture.svg) if picture else []
        if name != "fixed":  # a correction is an update, with a lifecycle and words of its own
            assert not {cut(snapshot.facts[fact].text.en) for fact in hidden} & set(texts)


def test_text_that_no_phone_shows_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Style(LEAST_SIZE - 1)


# -- where it stands ---------------------------------------------------------------------------------------------------


@both
def test_the_board_has_every_measure_once_with_its_state_day_and_court(
    lang: Lang, snapshot: Snapshot
) -> None:
    pages = [paragraphs_of(picture.svg) for picture in pages_of("standing", snapshot, lang, Theme.LIGHT)]
    texts = [text for page in pages for text in page]
    for status in snapshot.at(NOW).statuses:
        assert texts.count(status.question[lang]) == 1
        at = texts.index(status.question[lang])
        period = status.periods[-1]
        court = period.court or status.court
        circumstances = " ".join(texts[at + 2 : at + 4]).casefold()
        assert texts[at + 1].casefold() == period.state[lang].casefold()
        assert court is None or snapshot.people[court].names[lang][0].casefold() in circumstances
        assert format_moment(period.begin, lang, snapshot.dossier.zone).casefold() in circumstances


@both
def test_a_marker_is_as_full_as_the_answer_and_the_word_for_it_stands_below(
    lang: Lang, snapshot: Snapshot
) -> None:
    answered = [status for status in snapshot.at(NOW).statuses if holds_of(status, lang)]
    measures = iter(answered)
    words = {Holds.YES: ("Ja", "Yes"), Holds.PARTLY: ("Deels", "Partly"), Holds.NO: ("Nee", "No")}
    for picture in pages_of("standing", snapshot, lang, Theme.LIGHT):
        texts = paragraphs_of(picture.svg)
        for filled in markers_of(picture.svg):
            status = next(measures)
            answer = status.answer
            assert answer is not None
            word = words[Holds(filled)][lang is Lang.EN]
            assert answer[lang].startswith(word)
            assert texts[texts.index(status.question[lang]) - 1] == word
    assert next(measures, None) is None


def _with_answer(status: Status, nl: str) -> Status:
    return replace(status, answer=Text(nl=nl, en="Whatever."))


def test_an_answer_that_begins_otherwise_has_no_marker(town: Snapshot) -> None:
    status = town.statuses["oven-order"]
    assert holds_of(_with_answer(status, "Deels. Het ene wel."), Lang.NL) is Holds.PARTLY
    assert holds_of(_with_answer(status, "Ja, nog wel."), Lang.NL) is Holds.YES
    assert holds_of(_with_answer(status, "Jammer genoeg."), Lang.NL) is None
    assert holds_of(replace(status, answer=None), Lang.NL) is None


def test_a_look_back_shows_that_day_and_neither_a_later_answer_nor_what_is_unknown_now(
    town: Snapshot,
) -> None:
    then = datetime(2026, 4, 1, 12, tzinfo=UTC)
    picture = draw_standing(View(town.at(LATER, then), Lang.EN), theme=Theme.LIGHT)
    assert picture is not None
    texts = paragraphs_of(picture.svg)
    assert "In force" in texts
    assert "As it stood on 1 April 2026" in texts
    assert not any("suspended" in text.casefold() or "we do not know" in text for text in texts)
    assert markers_of(picture.svg) == []
    assert "1 April 2026" in picture.caption


def test_before_anything_was_known_there_is_no_picture(town: Snapshot) -> None:
    then = datetime(2020, 1, 1, tzinfo=UTC)
    assert draw_standing(View(town.at(LATER, then), Lang.NL), theme=Theme.LIGHT) is None


def test_a_changed_fact_is_another_picture(town: Snapshot) -> None:
    status = town.statuses["oven-order"]
    period = replace(status.periods[-1], state=Text(nl="ingetrokken", en="withdrawn"))
    changed = replace(
        town, statuses={**town.statuses, status.id: replace(status, periods=(*status.periods[:-1], period))}
    )
    before = draw_standing(View(town.at(LATER), Lang.NL), theme=Theme.LIGHT)
    after = draw_standing(View(changed.at(LATER), Lang.NL), theme=Theme.LIGHT)
    assert before is not None
    assert after is not None
    assert before.svg != after.svg
    assert "Ingetrokken" in paragraphs_of(after.svg)


# -- timelines and tracks ----------------------------------------------------------------------------------------------


@both
def test_every_turn_of_every_measure_is_in_the_timeline_once_oldest_first(
    lang: Lang, snapshot: Snapshot
) -> None:
    texts = [
        text
        for picture in pages_of("turns", snapshot, lang, Theme.LIGHT)
        for text in paragraphs_of(picture.svg)
    ]
    turns = sorted(
        (period.begin.sort_key, period.state[lang], format_moment(period.begin, lang, snapshot.dossier.zone))
        for status in snapshot.at(NOW).statuses
        for period in status.periods
    )
    states = {state[:1].upper() + state[1:] for _, state, _ in turns}
    assert sorted(text for text in texts if text in states) == sorted(
        state[:1].upper() + state[1:] for _, state, _ in turns
    )
    days = [text.casefold() for text in texts if text.casefold() in {day.casefold() for _, _, day in turns}]
    assert days == list(dict.fromkeys(day.casefold() for _, _, day in turns))


@both
def test_the_day_of_a_deadline_has_its_minutes_in_both_clocks_and_the_deadline_as_a_ring(
    lang: Lang, town: Snapshot
) -> None:
    (picture,) = pages_of("day", town, lang, Theme.LIGHT, LATER)
    texts = paragraphs_of(picture.svg)
    # 20:30 and 22:00 in Oudewetering are 04:30 and 06:00 of the next day in Tokyo.
    clocks = (
        ["04.30", "zo 20.30", "06.00", "zo 22.00"]
        if lang is Lang.NL
        else ["4:30 a.m.", "Sun 8:30 p.m.", "6:00 a.m.", "Sun 10:00 p.m."]
    )
    assert [text for text in texts if text in clocks] == clocks
    assert markers_of(picture.svg) == [1, 0]
    deadline = next(each for each in town.deadlines.values() if each.due.at)
    assert deadline.title[lang] in texts


def test_no_minute_is_shown_before_it_came_and_a_day_with_the_deadline_alone_is_none(town: Snapshot) -> None:
    due = next(each.due.at for each in town.deadlines.values() if each.due.at)
    assert due is not None
    assert not has_deadline_day(View(town.at(LATER, due - timedelta(minutes=1)), Lang.NL))
    assert draw_deadline_day(View(town.at(due - timedelta(minutes=1)), Lang.NL), theme=Theme.LIGHT) is None
    assert has_deadline_day(View(town.at(LATER), Lang.NL))
    facts = {fact.id: fact for fact in town.facts.values() if fact.id != "baker-refuses-by-phone"}
    assert not has_deadline_day(View(replace(town, facts=facts).at(LATER), Lang.NL))


@both
def test_two_measures_stand_side_by_side_with_law_court_and_every_step(lang: Lang, town: Snapshot) -> None:
    (picture,) = pages_of("laws", town, lang, Theme.LIGHT, LATER)
    texts = paragraphs_of(picture.svg)
    for status in town.statuses.values():
        assert status.law in texts
        assert status.title[lang] in texts
        for period in status.periods:
            assert texts.count(period.state[lang][:1].upper() + period.state[lang][1:]) == len(town.statuses)
    columns = {round(box.left) for box in boxes_of(picture.svg) if box.text in ("bylaw 12", "bylaw 30")}
    assert len(columns) == 2


def test_one_measure_alone_is_set_beside_nothing(town: Snapshot) -> None:
    alone = replace(town, statuses={"oven-order": town.statuses["oven-order"]})
    assert draw_tracks(View(alone.at(LATER), Lang.NL), theme=Theme.LIGHT) is None


def test_a_chapter_is_one_picture_of_what_most_rests_on_in_order(snapshot: Snapshot) -> None:
    chapters = chapters_of(snapshot.at(NOW).facts)
    pictures = list(pages_of("part", snapshot, Lang.NL, Theme.LIGHT))
    assert len(pictures) == len(chapters)
    for picture, chapter in zip(pictures, chapters, strict=True):
        named = [fact.id for fact in chapter.facts if fact.id in picture.facts]
        assert list(picture.facts) == named
        assert f" {len(chapter.facts)} feiten" in " ".join(paragraphs_of(picture.svg))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("De oven bleef aan. De raad boog zich erover.", "De oven bleef aan."),
        ("Onder 10 U.S.C. 3252 gold het. Later niet.", "Onder 10 U.S.C. 3252 gold het."),
        ("Rechter J. Lin zweeg. Punt.", "Rechter J. Lin zweeg."),
        ("“Nee”, zei hij. “Nooit.”", "“Nee”, zei hij."),
        ("Zonder punt", "Zonder punt"),
    ],
)
def test_a_sentence_ends_at_its_own_full_stop(text: str, first: str) -> None:
    assert first_sentence(text) == first


# -- people and their words --------------------------------------------------------------------------------------------


def test_both_parties_have_as_many_people_in_the_picture_and_courts_a_page_of_their_own(
    snapshot: Snapshot,
) -> None:
    counts: dict[Side, int] = {}
    for picture in pages_of("who", snapshot, Lang.NL, Theme.LIGHT):
        texts = set(paragraphs_of(picture.svg))
        shown = [
            person
            for person in snapshot.people.values()
            if person.type is PersonType.PERSON and person.names.nl[0] in texts
        ]
        (side,) = {person.side for person in shown}
        counts[side] = len(shown)
    assert counts[Side.COMPANY] == counts[Side.GOVERNMENT]


@both
def test_what_was_said_stands_with_the_reply_of_the_other_party_and_words_never_without_their_sentence(
    lang: Lang, snapshot: Snapshot
) -> None:
    for picture in pages_of("said", snapshot, lang, Theme.LIGHT):
        said, reply = (snapshot.facts[fact] for fact in picture.facts)
        assert said.id in [relation.to for relation in reply.relations]
        sides = {snapshot.people[fact.who[0]].side for fact in (said, reply)}
        assert sides == {Side.COMPANY, Side.GOVERNMENT}
        texts = paragraphs_of(picture.svg)
        quoted = [text for text in texts if text.startswith("“")]
        for fact in (said, reply):
            assert cut(fact.text[lang]) in texts, (
                "words alone, torn from their sentence, can say the contrary"
            )
            assert fact.quote is not None
            words = fact.quote.text if fact.quote.lang is lang else fact.quote.rendering
            assert not quoted or f"“{words.rstrip(',')}”" in quoted
        assert len(quoted) in (0, 2), "both parties in one form"
        is_ours = any(each.quote is not None and each.quote.lang is not lang for each in (said, reply))
        ours = Translator(lang).gettext("our translation")
        assert any(ours in text for text in texts) == (bool(quoted) and is_ours)


@both
def test_both_sides_have_a_column_each_and_about_as_many_words_in_both_languages(
    lang: Lang, snapshot: Snapshot
) -> None:
    found = find_sides(View(snapshot.at(NOW), lang))
    pictures = list(pages_of("sides", snapshot, lang, Theme.LIGHT))
    assert len(pictures) == len(found)
    shown = [fact for picture in pictures for fact in picture.facts]
    assert len(shown) == len(set(shown)), "no fact stands in two"
    for picture, sides in zip(pictures, found, strict=True):
        assert [snapshot.people[fact.who[0]].side for fact in sides.facts] == [Side.COMPANY, Side.GOVERNMENT]
        assert all(sides.topic in fact.about for fact in sides.facts)
        for each in Lang:
            fewest, most = sorted(len(fact.text[each].split()) for fact in sides.facts)
            assert most - fewest <= 0.15 * most
        boxes = boxes_of(picture.svg)
        names = {snapshot.people[fact.who[0]].names[lang][0].casefold() for fact in sides.facts}
        # The uppermost: further down a line of a text may be no more than a name either.
        heads = [
            min((box for box in boxes if name.startswith(box.text.casefold())), key=lambda box: box.top)
            for name in names
        ]
        assert len({box.left for box in heads}) == 2
        texts = paragraphs_of(picture.svg)
        assert all(cut(fact.text[lang]) in texts for fact in sides.facts)


def test_sides_of_unequal_length_are_not_set_beside_one_another(town: Snapshot) -> None:
    (sides,) = find_sides(View(town.at(LATER), Lang.NL))[:1]
    fact = sides.facts[0]
    longer = replace(fact, text=Text(nl=fact.text.nl + " En meer." * 9, en=fact.text.en))
    changed = replace(town, facts={**town.facts, fact.id: longer})
    assert all(
        fact.id not in {each.id for each in found.facts}
        for found in find_sides(View(changed.at(LATER), Lang.NL))
    )


def test_a_reply_that_may_not_be_shown_yet_is_in_no_picture(town: Snapshot) -> None:
    assert has_replies(View(town.at(LATER), Lang.NL))
    reply = town.facts["baker-denies-harm"]
    draft = replace(reply, lifecycle=replace(reply.lifecycle, draft=True))
    hidden = replace(town, facts={**town.facts, reply.id: draft})
    assert not has_replies(View(hidden.at(LATER), Lang.NL))
    assert draw_replies(View(hidden.at(LATER), Lang.NL), theme=Theme.LIGHT) is None


# -- corrections -------------------------------------------------------------------------------------------------------


@both
def test_a_correction_shows_old_and_new_wording_day_and_reason_the_newest_first(
    lang: Lang, snapshot: Snapshot
) -> None:
    wanted = [
        update
        for update in sorted(snapshot.updates.values(), key=lambda update: update.id, reverse=True)
        if update.kind is UpdateKind.CORRECTION and update.was and update.is_visible(NOW_OR_LATER)
    ]
    pictures = list(pages_of("fixed", snapshot, lang, Theme.LIGHT, NOW_OR_LATER))
    assert len(pictures) == len(wanted)
    for picture, update in zip(pictures, wanted, strict=True):
        texts = paragraphs_of(picture.svg)
        assert update.was is not None
        assert cut(update.was[lang]) in texts
        assert cut(update.text[lang]) in texts
        assert update.reason is None or cut(update.reason[lang], 200) in texts


def test_exactly_the_words_that_went_are_struck_and_those_that_came_underlined(town: Snapshot) -> None:
    update = next(each for each in town.updates.values() if each.kind is UpdateKind.CORRECTION)
    changed = replace(
        update,
        was=Text(nl="De zitting is op 19 mei in Utrecht.", en="The hearing is on 19 May in Utrecht."),
        text=Text(nl="De zitting is op 20 mei in Utrecht.", en="The hearing is on 20 May in Utrecht."),
    )
    wording = replace(town, updates={changed.id: changed})
    picture = draw_corrections(View(wording.at(LATER), Lang.EN), theme=Theme.LIGHT)
    assert picture is not None
    old, new = (
        next(box for box in boxes_of(picture.svg) if text in box.text) for text in ("on 19 May", "on 20 May")
    )
    lines = lines_of(picture.svg)
    for box, number in ((old, "19"), (new, "20")):
        before = box.text[: box.text.index(number)]
        left = box.left + width_of(before, box.size)
        (line,) = [line for line in lines if box.top < line[1] < box.bottom + 8]
        assert line[0] == pytest.approx(left, abs=0.2)
        assert line[2] == pytest.approx(left + width_of(number, box.size), abs=0.2)


# -- more than fits ----------------------------------------------------------------------------------------------------


def _long(status: Status, count: int, words: int) -> Status:
    """The same with more periods than a page holds, and with long words for each."""
    first = status.periods[0]
    periods = tuple(
        replace(
            first,
            begin=replace(first.begin, day=first.begin.day + timedelta(days=number)),
            state=Text(nl="woord " * words + str(number), en="word " * words + str(number)),
        )
        for number in range(count)
    )
    return replace(status, periods=periods)


@every
@both
def test_more_than_a_page_holds_goes_on_the_next_or_is_counted_and_nothing_runs_into_the_foot(
    name: str, lang: Lang, town: Snapshot
) -> None:
    statuses = {key: _long(status, 40, 18) for key, status in town.statuses.items()}
    facts = {
        **town.facts,
        **{
            f"more-{number}": replace(
                town.facts["baker-refuses-by-phone"],
                id=f"more-{number}",
                text=Text(nl="woord " * 160, en="word " * 160),
            )
            for number in range(9)
        },
    }
    long = Text(nl="woord " * 160, en="word " * 160)
    updates = {
        update.id: replace(update, id=f"long-{update.id}", was=long, text=long, reason=long)
        for update in town.updates.values()
    }
    crowded = replace(town, statuses=statuses, facts=facts, updates=updates)
    for picture in pages_of(name, crowded, lang, Theme.LIGHT, LATER):
        boxes = boxes_of(picture.svg)
        assert [box.text for box in boxes if not box.is_inside] == []
        assert [(a.text, b.text) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []
        assert len(to_plain(picture.caption)) <= CAPTION


# -- how it looks ------------------------------------------------------------------------------------------------------

# Looked at and approved: `python -m tests.unit.rendering.approve` writes them anew.
APPROVED = dict(
    line.split() for line in (Path(__file__).parent / "approved_pictures.txt").read_text().splitlines()
)
ALIKE = 12  # of 256 bits: another version of the library may put an edge a pixel elsewhere


@every
@both
@themed
def test_a_picture_looks_like_the_one_that_was_approved(
    name: str, lang: Lang, theme: Theme, town: Snapshot
) -> None:
    for picture in pages_of(name, town, lang, theme, LATER):
        approved = APPROVED[f"{name}-{picture.page}-{lang.value}-{theme.value}"]
        assert differing_bits(look_of(picture.svg), approved) <= ALIKE


def test_a_picture_that_looks_otherwise_is_told_apart(town: Snapshot) -> None:
    (picture,) = pages_of("standing", town, Lang.NL, Theme.LIGHT, LATER)
    moved = picture.svg.replace('<g class="text">', '<g class="text" transform="translate(60 90)">')
    assert differing_bits(look_of(picture.svg), look_of(moved)) > ALIKE


# -- parts -------------------------------------------------------------------------------------------------------------


def test_lines_are_no_wider_than_asked_and_lose_no_letter() -> None:
    text = "Aansprakelijkheidsverzekeringsmaatschappij en een gewone zin met “aanhalingen” – en meer."
    for width in (120, 300, 900):
        lines = wrap(text, 36, Weight.BOLD, width)
        assert max(width_of(line, 36, Weight.BOLD) for line in lines) <= width
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_is_measured_is_what_is_drawn() -> None:
    """A bar as long as the text was measured is no longer, and not much longer, than the letters are."""
    text = "Het gebruiksverbod van president Trump voor federale instanties"
    for weight in Weight:
        wide = width_of(text, 40, weight)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="60" font-family="Source Sans Pro">'
            f'<rect width="1400" height="60" fill="#fff"/><text x="0" y="40" font-size="40" '
            f'font-weight="{weight.value}">{text}</text></svg>'
        )
        right = _last_dark_column(rasterise(svg, font_files()))
        assert wide * 0.96 <= right <= wide + 1


def _last_dark_column(png: bytes) -> int:
    return max(at for row in grey_of(png) for at, cell in enumerate(row) if cell < 128)


def test_pages_are_as_few_as_can_be_about_as_full_and_in_order() -> None:
    rows = [300.0, 100, 100, 100, 100, 100, 100, 100]
    pages = in_pages(rows, 700, lambda row: row, lambda _: "")
    assert [row for page in pages for row in page] == rows
    assert [sum(page) for page in pages] == [500, 500]
    assert in_pages([900.0], 700, lambda row: row, lambda _: "") == ((900.0,),)


def test_a_page_ends_where_its_words_would_not_fit_the_caption() -> None:
    pages = in_pages([10.0, 10, 10], 700, lambda row: row, lambda _: "x" * 380)
    assert [len(page) for page in pages] == [2, 1]


def test_of_a_chapter_s_page_that_chapter_alone_is_laid_out(
    town: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    in_sheets = rail.in_sheets

    def counted(title: str, *rest: Any, **named: Any) -> Any:
        laid_out.append(title)
        return in_sheets(title, *rest, **named)

    monkeypatch.setattr(chapter_pictures, "in_sheets", counted)
    view = View(town.at(LATER), Lang.EN)
    first = draw_chapter(view, theme=Theme.LIGHT)
    assert first is not None
    assert len(set(laid_out)) == 1
    last = draw_chapter(view, theme=Theme.LIGHT, page=99)
    assert last is not None
    assert (last.page, last.pages) == (first.pages - 1, first.pages)
