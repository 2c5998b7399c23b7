"""Corrections: who hears of them, and what becomes of the messages that showed what was wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.screens.push_buttons import dress
from bot.domain.delivery.push import PushKind, Undo
from bot.domain.delivery.quiet_hours import QuietHours
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.records.briefing import Update, UpdateKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.services.delivery import corrections
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.outgoing_texts import OutgoingTexts
from bot.services.delivery.push_control import PushControl
from bot.services.delivery.setbacks import Setbacks
from bot.services.delivery.shown_facts import ShownFactsWriter
from bot.services.readers.subscriptions import Subscriptions
from bot.storage import shown_facts
from bot.storage.database import Database
from bot.storage.tables import bodies, outbox, pushes
from tests.integration.test_delivery import outbox_worker, settled
from tests.integration.test_digests import sent, tick
from tests.support.fakes import IDS, START, FakeSender, HandClock, subscribe, until
from tests.support.news import an_update, with_updates

WRONG = "judge-suspends-order"


def corrected(
    snapshot: Snapshot,
    was: Text = Text("Zo was het.", "So it was."),  # noqa: B008
    becomes: Text = Text("Het stond er verkeerd.", "It now stands right."),  # noqa: B008
    name: str = "correction",
) -> Snapshot:
    """The snapshot with the fact in its next revision, and the correction that says so."""
    fact = snapshot.facts[WRONG]
    revision = fact.lifecycle.revision + 1
    raised = replace(fact, text=becomes, lifecycle=replace(fact.lifecycle, revision=revision))
    update = an_update(
        name,
        kind=UpdateKind.CORRECTION,
        corrects=(WRONG,),
        text=becomes,
        was=was,
        reason=Text("Een tikfout.", "A typing error."),
    )
    changed = with_updates(snapshot, *snapshot.updates.values(), update)
    return replace(changed, facts={**snapshot.facts, WRONG: raised}, fingerprint=f"{name}{revision}")


async def edits(database: Database) -> dict[int, str]:
    """By message that is edited, the text that takes its place, in English."""
    query = (
        select(outbox.c.edits, bodies.c.html)
        .join(pushes, outbox.c.push_id == pushes.c.id)
        .join(bodies, bodies.c.push_id == pushes.c.id)
        .where(pushes.c.kind == PushKind.EDIT.value, bodies.c.lang == "en")
    )
    async with database.read() as connection:
        return dict((await connection.execute(query)).all())


async def answered(database: Database, chat: int, message: int, *facts: str) -> None:
    showing = ShownFactsWriter(database, IDS, HandClock())
    showing.note(chat, 0, message, tuple((fact, 1) for fact in facts))
    await showing.flush()


async def test_a_message_that_is_put_right_keeps_what_else_it_showed(
    database: Database, snapshot: Snapshot
) -> None:
    bare = with_updates(snapshot)
    await tick(database, bare, START)
    right = next(fact for fact in snapshot.facts.values() if fact.id != WRONG)
    await answered(database, 1, 11, WRONG)
    await answered(database, 2, 12, WRONG, right.id)
    await answered(database, 3, 13, right.id)
    await answered(database, 4, 0, WRONG)  # a page that may have been turned
    await tick(database, corrected(bare), START + timedelta(minutes=1))
    texts = await edits(database)
    assert set(texts) == {11, 12}
    assert all("It now stands right." in html for html in texts.values())
    assert right.text.en not in texts[11]
    assert right.text.en in texts[12]
    assert len(await sent(database, PushKind.CORRECTION)) == 3  # and not to chat 3


NOTED = Text(
    "Het hof hoort de zaak op 19 mei, schrijft de griffie.", "The court hears it on 19 May, a clerk wrote."
)
WAS = Text("Het hof hoort de partijen op 19 mei.", "The court hears the parties on 19 May.")
NOW = Text("Het hof hoort de partijen op 20 mei.", "The court hears the parties on 20 May.")


async def push_and_correct(
    database: Database, snapshot: Snapshot, *updates: Update, level: SubscriptionLevel = SubscriptionLevel.ALL
) -> HandClock:
    """Sends the updates to chat 1, as they come or in a digest, and then corrects 19 May to 20 May."""
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1])
    clock = HandClock()
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=level)
    await Subscriptions(database, IDS, clock).change(1, 0, wanted)
    news = with_updates(snapshot, *updates)
    clock.turn(hours=20)
    await tick(database, news, clock())
    async with outbox_worker(database, FakeSender(), clock) as sender:
        await settled(database, sender, clock)
    clock.turn(minutes=1)
    await tick(database, corrected(news, WAS, NOW), clock())
    return clock


@pytest.mark.parametrize("level", [SubscriptionLevel.ALL, SubscriptionLevel.DAILY])
async def test_a_push_keeps_every_word_but_those_that_were_wrong(
    database: Database, snapshot: Snapshot, level: SubscriptionLevel
) -> None:
    await push_and_correct(database, snapshot, an_update("one", text=NOTED), level=level)
    (html,) = (await edits(database)).values()
    assert "The court hears it on <s>19</s> 20 May, a clerk wrote." in html
    assert "one headline" in html
    assert "what is struck out was wrong" in html
    ((_, notice, _),) = await sent(database, PushKind.CORRECTION)
    assert notice.startswith("<b>Correction: 19 May → 20 May</b>")
    assert "on <b>20</b> May." in notice
    assert "stays as it was" not in notice


@pytest.mark.parametrize("level", [SubscriptionLevel.ALL, SubscriptionLevel.DAILY])
@pytest.mark.parametrize(
    "text",
    [
        "Something was decided, a spokesman said on Monday.",
        "The house votes on 119 May bills, of which 19 matter.",
    ],
)
async def test_a_push_that_shows_none_of_the_wrong_words_is_left_alone_and_the_notice_says_so(
    database: Database, snapshot: Snapshot, level: SubscriptionLevel, text: str
) -> None:
    await push_and_correct(database, snapshot, an_update("one", text=Text(text, text)), level=level)
    assert not await edits(database)
    ((_, notice, _),) = await sent(database, PushKind.CORRECTION)
    assert "does not say this, so it stays as it was" in notice


async def test_what_another_fact_in_the_message_says_rightly_is_not_struck(
    database: Database, snapshot: Snapshot
) -> None:
    other = next(fact for fact in snapshot.facts.values() if fact.id != WRONG and "oven" in fact.about)
    said = Text("De Senaat stemt op 19 mei.", "The Senate votes on 19 May.")
    with_other = replace(snapshot, facts={**snapshot.facts, other.id: replace(other, text=said)})
    both = an_update("both", facts=(WRONG, other.id), text=said)
    await push_and_correct(database, with_other, both)
    assert not await edits(database)


async def test_a_second_correction_starts_from_what_the_first_one_left(
    database: Database, snapshot: Snapshot
) -> None:
    news = an_update("one", text=NOTED)
    clock = await push_and_correct(database, snapshot, news)
    async with outbox_worker(database, FakeSender(first=100), clock) as sender:
        await settled(database, sender, clock)
    clock.turn(minutes=1)
    once = corrected(with_updates(snapshot, news), WAS, NOW)
    later = Text(*(text.replace("20", "21") for text in (NOW.nl, NOW.en)))
    twice = corrected(once, NOW, later, name="again")
    await tick(database, twice, clock())
    async with database.read() as connection:
        query = (
            select(bodies.c.html)
            .join(pushes)
            .where(pushes.c.key.startswith("edit/again/"), bodies.c.lang == "en")
        )
        found = list(await connection.scalars(query))  # of the push, and of the first correction's notice
    assert len(found) == 2
    assert any("The court hears it on <s>19</s> <s>20</s> 21 May, a clerk wrote." in html for html in found)


async def test_a_message_that_was_taken_back_is_not_written_again(
    database: Database, snapshot: Snapshot
) -> None:
    news = an_update("one", text=NOTED)
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1])
    clock = HandClock()
    await tick(database, with_updates(snapshot, news), clock())
    async with outbox_worker(database, FakeSender(), clock) as sender:
        await settled(database, sender, clock)
        push_control = PushControl(database, dress, clock, 30)
        (made,) = await push_control.list_latest()
        assert await push_control.undo(made.id, Undo.REPLACE)
        await settled(database, sender, clock)
    clock.turn(minutes=1)
    await tick(database, corrected(with_updates(snapshot, news), WAS, NOW), clock())
    assert not [key for key, *_ in await sent(database, PushKind.EDIT) if key.startswith("edit/")]
    assert len(await sent(database, PushKind.CORRECTION)) == 1


async def test_one_correction_that_fails_stops_nothing_else_and_is_tried_again(
    database: Database, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    elapsed = 0.0
    bare = with_updates(snapshot)
    announcer = Announcer(database, dress, Setbacks(lambda: elapsed))
    await announcer.announce(bare, START)
    await subscribe(database, [1])
    await answered(database, 1, 11, WRONG)
    fails = True

    async def who_saw(*arguments: object) -> list[shown_facts.MessageWithFact]:
        if fails:
            raise RuntimeError("more than it can hold")
        return await real(*arguments)  # type: ignore[arg-type]

    real = shown_facts.who_saw
    monkeypatch.setattr(shown_facts, "who_saw", who_saw)
    changed = corrected(bare)
    both = replace(changed, updates={**changed.updates, "two": an_update("two")}, fingerprint="both")
    for minute in range(1, 5):
        await announcer.announce(both, START + timedelta(minutes=minute))
        elapsed += 60
    while await announcer.fan_out():
        pass
    assert announcer.failing == 1
    assert len(await sent(database, PushKind.UPDATE)) == 1
    assert not await sent(database, PushKind.CORRECTION)
    fails = False
    await announcer.announce(both, START + timedelta(minutes=9))
    assert announcer.failing == 0
    assert len(await sent(database, PushKind.CORRECTION)) == 1


async def test_an_update_that_cannot_be_rendered_stops_nothing_else(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1])
    broken = an_update("broken", facts=("no-such-fact",))
    later = START + timedelta(minutes=1)
    await tick(database, with_updates(snapshot, broken, an_update("whole")), later)
    assert [key for key, *_ in await sent(database, PushKind.UPDATE)] == ["update/whole/1"]
    mended = an_update("broken")
    await tick(database, with_updates(snapshot, mended, an_update("whole")), later + timedelta(minutes=1))
    assert len(await sent(database, PushKind.UPDATE)) == 2


@pytest.mark.parametrize("most", [1, 2])
async def test_with_too_many_different_messages_the_rare_ones_show_what_is_corrected_alone(
    database: Database, snapshot: Snapshot, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "MOST_TEXTS", most)
    bare = with_updates(snapshot)
    await tick(database, bare, START)
    others = [fact.id for fact in snapshot.facts.values() if fact.id != WRONG][:3]
    for number, other in enumerate(others, start=1):
        await answered(database, number, 10 + number, WRONG, other)
    await tick(database, corrected(bare), START + timedelta(minutes=1))
    texts = await edits(database)
    assert set(texts) == {11, 12, 13}
    kept = [
        snapshot.facts[other].text.en in texts[10 + number] for number, other in enumerate(others, start=1)
    ]
    assert sum(kept) == most


async def test_a_correction_is_not_news_for_those_who_were_never_shown_what_was_wrong(
    database: Database, snapshot: Snapshot
) -> None:
    await Announcer(database, dress).begin(with_updates(snapshot), START)
    await subscribe(database, [1])
    await tick(database, corrected(with_updates(snapshot)), START + timedelta(minutes=1))
    assert not await sent(database, PushKind.CORRECTION)
    assert not await sent(database, PushKind.UPDATE)


async def test_what_still_waits_when_a_correction_comes_goes_out_right_and_needs_no_notice(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1, 2])
    clock = HandClock()
    asleep = QuietHours(clock().time().replace(minute=0), (clock() + timedelta(hours=8)).time())
    desk = Subscriptions(database, IDS, clock)
    await desk.change(1, 0, Subscription(lang=Lang.EN, zone="UTC", quiet=asleep))
    await desk.change(2, 0, Subscription(lang=Lang.EN, zone="UTC"))
    live = with_updates(snapshot, an_update("one", text=WAS, facts=(WRONG,)))
    clock.turn(hours=1)
    await tick(database, live, clock())
    sender = FakeSender()
    async with outbox_worker(database, sender, clock, OutgoingTexts(lambda: live, clock)) as worker:
        await until(lambda: (worker.settled, worker.put_back) == (1, 1))  # to chat 2, and put off for chat 1
        assert [outgoing.chat_id for outgoing in sender.carried] == [2]
        clock.turn(minutes=1)
        live = corrected(live, WAS, NOW)
        await tick(database, live, clock())
        worker.wake()
        await settled(database, worker, clock)
    of_asleep = [outgoing.body.html for outgoing in sender.carried if outgoing.chat_id == 1]
    assert len(of_asleep) == 1
    assert "20 May" in of_asleep[0]
    assert "<s>19</s>" in of_asleep[0] or "<s>19 May" in of_asleep[0]
    notices = [outgoing for outgoing in sender.carried if outgoing.chat_id == 2]
    assert len(notices) == 3  # what was wrong, the notice, and the message put right
