"""Who someone is, what happened on a day and where an answer comes from need no ranking: they are always answered."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bot.answering import Context, Engine, answer
from bot.answering.understanding.dates import Calendar, Span
from bot.answering.understanding.spans import find_span
from bot.domain.answer import Answered, NoAnswer, Reply
from bot.domain.blocks import DirectDate, DirectSources, Phrase, Say, ShowPerson
from bot.domain.records.fact import Kind
from bot.domain.records.person import PersonType
from bot.domain.text import Lang
from tests.conftest import NOW


def ask(engine: Engine, text: str, *context: str, as_of: datetime | None = None) -> Reply:
    return answer(engine, text, lang=None, now=NOW, context=Context(context, as_of=as_of))


@pytest.mark.parametrize(
    "question", ["wie is {}", "who is {}", "Who's {}?", "wie is {} nou eigenlijk", "and who was {} again"]
)
def test_who_is_someone_is_always_answered_with_their_card(engine: Engine, question: str) -> None:
    snapshot = engine.snapshot
    shown = [
        person
        for person in snapshot.people.values()
        if person.type is PersonType.PERSON and snapshot.facts_by_person.get(person.id)
    ]
    assert len(shown) > 20
    for person in shown:
        name = person.names.nl[0] if question.startswith("wie") else person.names.en[0]
        if engine.find_names(name)[0] != (person.id,):
            continue  # the name holds another's: the question may mean either
        reply = ask(engine, question.format(name))
        assert isinstance(reply, Answered), name
        assert reply.blocks[0] == ShowPerson(person.id)


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("who is rao", {"neomi-rao", "krishna-rao"}),
        ("rao?", {"neomi-rao", "krishna-rao"}),
        ("wie is krishna rao", {"krishna-rao"}),
        ("wie is neomi rao", {"neomi-rao"}),
    ],
)
def test_a_surname_that_two_have_shows_both(engine: Engine, question: str, people: set[str]) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answered)
    assert {block.person for block in reply.blocks if isinstance(block, ShowPerson)} == people


@pytest.mark.parametrize("question", ["Wat wilde Anthropic eigenlijk niet?", "wat moest Anthropic dan"])
def test_what_somebody_wants_is_not_who_they_are(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert not any(isinstance(block, ShowPerson) for block in getattr(reply, "blocks", ()))


@pytest.mark.parametrize("question", ["who is dario's wife", "wie is de vrouw van Hegseth"])
def test_who_is_with_more_than_a_name_is_not_that_persons_card(engine: Engine, question: str) -> None:
    assert isinstance(ask(engine, question), NoAnswer)


@pytest.mark.parametrize(
    ("question", "span"),
    [
        ("what happened on march 5", Span(date(2026, 3, 5), date(2026, 3, 5))),
        ("wat gebeurde er op 27 feb", Span(date(2026, 2, 27), date(2026, 2, 27))),
        ("wat is er in april allemaal gebeurd", Span(date(2026, 4, 1), date(2026, 4, 30))),
    ],
)
def test_what_happened_on_a_day_lists_that_days_facts(engine: Engine, question: str, span: Span) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answered)
    assert all(span.holds(engine.snapshot.facts[fact].when.day) for fact in (*reply.facts, *reply.more))


def test_of_a_day_without_facts_we_say_so(engine: Engine) -> None:
    reply = ask(engine, "wat gebeurde er op 3 mei")
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (Say(Phrase.NOTHING_THEN),)


def test_a_word_before_a_noun_is_not_always_one_of_time(engine: Engine) -> None:
    reply = ask(engine, "3252, wat is dat voor wet")
    assert isinstance(reply, Answered)
    assert reply.records[0] == "term:law-3252"


def test_a_month_between_what_we_know_and_today_is_this_years(engine: Engine) -> None:
    assert find_span("in september", Calendar(NOW, date(2026, 6, 30), "UTC")) == Span(
        date(2026, 9, 1), date(2026, 9, 30)
    )
    assert isinstance(ask(engine, "what happened in november"), NoAnswer)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("when did anthropic sue?", "who says so?"),
        ("wanneer stapte anthropic naar de rechter?", "Waar komt dit vandaan?"),
        ("wat gebeurde er op 27 feb", "wie zegt dat?"),
    ],
)
def test_where_an_answer_comes_from_names_its_sources(engine: Engine, before: str, question: str) -> None:
    first = ask(engine, before)
    reply = ask(engine, question, before)
    assert isinstance(first, Answered)
    assert isinstance(reply, Answered)
    assert reply.blocks[0] == DirectSources(first.facts[0])
    assert reply.from_context


def test_what_was_learned_later_was_not_known_then(engine: Engine) -> None:
    then = datetime(2026, 2, 28, tzinfo=UTC)
    reply = ask(engine, "wat besloot rechter Lin?", as_of=then)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (Say(Phrase.NOT_KNOWN_THEN),)
    assert not isinstance(ask(engine, "wat besloot rechter Lin?"), NoAnswer)


@pytest.mark.parametrize(
    "question", ["which senators support anthropic", "welke senatoren steunen anthropic"]
)
def test_a_list_of_a_role_has_only_those_of_that_role(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, Answered)
    people = engine.snapshot.people
    speakers = [people[engine.snapshot.facts[fact].who[0]] for fact in reply.facts]
    assert len(speakers) > 2
    assert all("senator" in person.role.en.lower() for person in speakers)


@pytest.mark.parametrize(
    "question",
    [
        "vertel een mop",
        "Hoeveel drones heeft Oekraïne vorig jaar gebouwd?",
        "How many parameters does Grok have?",
    ],
)
def test_beside_what_is_far_from_the_dossier_stand_no_facts(engine: Engine, question: str) -> None:
    reply = ask(engine, question)
    assert isinstance(reply, NoAnswer)
    assert not reply.facts


def test_what_somebody_said_is_told_of_everyone_who_said_something(engine: Engine) -> None:
    snapshot = engine.snapshot
    spoke = Counter(
        fact.who[0] for fact in snapshot.facts.values() if fact.kind in (Kind.STATEMENT, Kind.POSITION)
    )
    missed = []
    for person, count in spoke.items():
        names = snapshot.people[person].names
        asked = {
            Lang.NL: f"Wat zegt {names[Lang.NL][0]} hierover?",
            Lang.EN: f"What does {names[Lang.EN][0]} say about this?",
        }
        for lang, question in asked.items() if count > 1 else ():
            reply = answer(engine, question, lang=lang, now=NOW)
            first = snapshot.facts[reply.facts[0]].who if isinstance(reply, Answered) and reply.facts else ()
            # An organisation also speaks by its people.
            if person not in first and person not in {snapshot.people[who].affiliation for who in first[:1]}:
                missed.append(question)
    assert not missed


@pytest.mark.parametrize("question", ["what do u think of dario", "wat vind jij van hegseth"])
def test_what_the_bot_thinks_of_somebody_is_not_what_they_said(engine: Engine, question: str) -> None:
    assert isinstance(ask(engine, question), NoAnswer)


@pytest.mark.parametrize(
    ("text", "moment", "day"),
    [
        ("how long have they got left?", datetime(2026, 2, 27, 17, tzinfo=UTC), date(2026, 2, 27)),
        ("hoelang hebben ze nog om toe te geven", datetime(2026, 2, 26, 19, tzinfo=UTC), date(2026, 2, 27)),
        (
            "how many hours does anthropic still have",
            datetime(2026, 2, 27, 19, tzinfo=UTC),
            date(2026, 2, 27),
        ),
        ("hoeveel tijd is er nog", datetime(2026, 8, 20, 12, tzinfo=UTC), date(2026, 8, 27)),
    ],
)
def test_how_long_is_left_counts_to_the_next_term_that_has_not_run_out(
    engine: Engine, text: str, moment: datetime, day: date
) -> None:
    reply = answer(engine, text, lang=None, now=moment)
    assert isinstance(reply, Answered)
    assert isinstance(reply.blocks[0], DirectDate)
    assert reply.blocks[0].when.day == day


def test_how_long_something_took_is_no_term(engine: Engine) -> None:
    reply = answer(
        engine, "how long did the meeting last", lang=None, now=datetime(2026, 2, 26, 19, tzinfo=UTC)
    )
    assert not any(isinstance(block, DirectDate) for block in getattr(reply, "blocks", ()))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("datum gesprek hegseth amodei", "meeting-24-february"),
        ("when did Hegseth and Amodei meet", "meeting-24-february"),
        ("Sinds wanneer werkt het Amerikaanse leger al met Claude?", "palantir-aws-partnership"),
        ("since when is anthropic a supply chain risk", "hegseth-designation"),
    ],
)
def test_when_is_the_day_of_the_thing_itself_and_since_when_the_first(
    engine: Engine, text: str, fact: str
) -> None:
    reply = ask(engine, text)
    assert isinstance(reply, Answered)
    assert reply.facts[0] == fact


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "' OR 1=1 --", "qwop fghj"])
def test_noise_is_not_understood_and_refused_for_no_subject(engine: Engine, text: str) -> None:
    reply = ask(engine, text)
    assert isinstance(reply, NoAnswer)
    assert reply.blocks == (Say(Phrase.WE_DO_NOT_KNOW),)
