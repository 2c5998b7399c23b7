"""How a measure stands, asked for by its name: the state of that moment, whatever else is near."""

from datetime import UTC, datetime

import pytest

from bot.answering import Engine, answer
from bot.answering.replies.of_states import compose_state
from bot.answering.replies.turn import Turn
from bot.answering.search import parse
from bot.domain.answer import Answered
from bot.domain.blocks import ShowStatus, StatusPart
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.status import without_verdict
from bot.rendering.view import View

MOMENTS = [datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((4, 20), (7, 1), (9, 10), (11, 27))]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize(
    "form", ["status {}", "{} state of play", "stand van zaken {}", "hoe staat het met {}?"]
)
def test_a_measure_by_its_id_is_told_as_it_stood(engine: Engine, form: str, now: datetime) -> None:
    for status in engine.snapshot.at(now).statuses:
        reply = answer(engine, form.format(status.id), lang=Lang.EN, now=now)
        assert isinstance(reply, Answered)
        assert reply.records[0] == f"status:{status.id}", (form, status.id)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Is the first designation still in force?", StatusPart.ANSWER),
        ("Geldt het tweede risicostempel nog?", StatusPart.ANSWER),
        ("Is the presidential ban dead letter now?", StatusPart.STATE),
        ("is het gebruiksverbod van trump opgeheven?", StatusPart.STATE),
        ("is het gebruiksverbod van trump nu van tafel?", StatusPart.STATE),
        ("can NASA staff use it again?", StatusPart.STATE),
        ("mogen ministeries claude weer gebruiken?", StatusPart.STATE),
        ("status stop-use-order", StatusPart.STATE),
        ("gaat de regering nog in beroep tegen het vonnis van Lin?", StatusPart.NEXT),
        ("what is next in the case in San Francisco?", StatusPart.NEXT),
        (
            "Zijn de Amerikaanse president en meneer Amodei elkaar na de zomer nog tegengekomen?",
            StatusPart.STATE,
        ),
        ("is er al een schikking?", StatusPart.ANSWER),
    ],
)
def test_yes_or_no_is_said_where_it_answers_the_question(
    engine: Engine, question: str, part: StatusPart
) -> None:
    reply = answer(engine, question, lang=None, now=MOMENTS[-1])
    assert isinstance(reply, Answered)
    assert isinstance(reply.blocks[0], ShowStatus)
    assert reply.blocks[0].part is part


@pytest.mark.parametrize("lang", Lang)
def test_what_is_open_comes_first_and_has_its_sources_where_that_is_asked(engine: Engine, lang: Lang) -> None:
    status = engine.snapshot.statuses["case-san-francisco"]
    reply = answer(engine, "what is next in the case in San Francisco?", lang=lang, now=MOMENTS[-1])
    text = render_reply(reply, View(engine.snapshot.at(MOMENTS[-1]), lang)).plain
    assert status.awaited is not None
    assert text.index(status.awaited.text[lang]) < text.index(status.periods[-1].state[lang][1:])
    assert {"nl": "Bron", "en": "Source"}[lang] in text


def test_where_there_is_no_verdict_yet_the_state_comes_first(engine: Engine) -> None:
    moment = datetime(2026, 9, 10, 8, tzinfo=UTC)
    reply = answer(engine, "Heeft het hof in Washington al gesproken?", lang=None, now=moment)
    text = render_reply(reply, View(engine.snapshot.at(moment), Lang.NL)).plain
    assert text.startswith(
        "De zaak in Washington (hof van beroep, nr. 26-1049)\n\nIn beraad · sinds 19 mei 2026"
    )


@pytest.mark.parametrize("question", ["is the label on hold?", "is het stempel geschorst?"])
def test_a_moment_back_too_both_are_told_where_the_question_says_not_which(
    engine: Engine, question: str
) -> None:
    reply = answer(engine, question, lang=None, now=datetime(2026, 5, 2, 8, tzinfo=UTC))
    assert isinstance(reply, Answered)
    assert set(reply.records[:2]) == {"status:designation-3252", "status:designation-4713"}
    text = render_reply(
        reply, View(engine.snapshot.at(datetime(2026, 5, 2, 8, tzinfo=UTC)), reply.lang)
    ).plain
    assert all(
        engine.snapshot.statuses[each].title[reply.lang] in text
        for each in ("designation-3252", "designation-4713")
    )
    one = answer(
        engine,
        "is the San Francisco designation in force?",
        lang=None,
        now=datetime(2026, 5, 2, 8, tzinfo=UTC),
    )
    assert one.records[0] == "status:designation-3252"
    assert "status:designation-4713" not in one.records


def test_without_its_yes_or_no_an_answer_still_says_something(engine: Engine) -> None:
    for status in engine.snapshot.statuses.values():
        for lang in Lang:
            assert status.answer is not None
            rest = without_verdict(status, lang)
            assert len(rest) > 40, status.id
            assert len(rest) > len(status.answer[lang]) - 20, "it loses a word or two, and no sentence"
            assert rest[0].isupper()
            assert status.answer[lang].casefold().endswith(rest.casefold())


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Zijn de president en Amodei elkaar in de week voor 5 oktober nog tegengekomen?", StatusPart.STATE),
        ("Is er al een schikking?", StatusPart.ANSWER),
        ("Komt er nog een vervolg?", StatusPart.NEXT),
    ],
)
def test_the_part_whose_sentences_are_most_like_the_question_comes_first(
    engine: Engine, question: str, part: StatusPart
) -> None:
    now = MOMENTS[-1]
    turn = Turn(engine.snapshot.at(now), parse(engine, question, now, Lang.NL), Lang.NL, False, {}, engine)
    (block,) = compose_state(turn, engine.snapshot.statuses["talks"]).blocks
    assert isinstance(block, ShowStatus)
    assert block.part is part
