"""Corrections: who hears of them, and what becomes of the messages that showed what was wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.dress import dress
from bot.domain.briefing import UpdateKind
from bot.domain.push import PushKind
from bot.domain.snapshot import Snapshot
from bot.domain.subscription import Subscription, SubscriptionLevel
from bot.domain.text import Lang, Text
from bot.services import announcing
from bot.services.announcing import Announcing
from bot.services.showing import Showing
from bot.services.subscribing import Subscribing
from bot.storage.database import Database
from bot.storage.tables import bodies, outbox, pushes
from tests.integration.fakes import IDS, START, FakeCourier, HandClock, subscribe
from tests.integration.test_delivery import delivering, settled
from tests.integration.test_digests import an_update, sent, tick, with_updates

WRONG = "injunction-26-march"


def corrected(snapshot: Snapshot) -> Snapshot:
    """The snapshot with the fact in its next revision, and the correction that says so."""
    fact = snapshot.facts[WRONG]
    raised = replace(
        fact,
        text=Text("Het stond er verkeerd.", "It now stands right."),
        lifecycle=replace(fact.lifecycle, revision=fact.lifecycle.revision + 1),
    )
    update = an_update(
        "correction",
        kind=UpdateKind.CORRECTION,
        corrects=(WRONG,),
        was=Text("Zo was het.", "So it was."),
        reason=Text("Een tikfout.", "A typing error."),
    )
    changed = with_updates(snapshot, *snapshot.updates.values(), update)
    return replace(changed, facts={**snapshot.facts, WRONG: raised}, fingerprint="corrected")


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
    showing = Showing(database, IDS, HandClock())
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


async def test_a_digest_that_is_put_right_keeps_its_other_news(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1], level=SubscriptionLevel.DAILY)
    clock = HandClock()
    daily = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY)
    await Subscribing(database, IDS, clock).change(1, 0, daily)
    other = next(fact for fact in snapshot.facts.values() if fact.id != WRONG and "lawsuit" in fact.about)
    news = with_updates(snapshot, an_update("one"), an_update("two", facts=(other.id,)))
    clock.turn(days=1)
    await tick(database, news, clock())
    async with delivering(database, FakeCourier(), clock) as sender:
        await settled(database, sender, clock)
    await tick(database, corrected(news), clock() + timedelta(minutes=1))
    (html,) = (await edits(database)).values()
    assert "It now stands right." in html
    assert other.text.en in html


@pytest.mark.parametrize("most", [1, 2])
async def test_with_too_many_different_messages_the_rare_ones_show_what_is_corrected_alone(
    database: Database, snapshot: Snapshot, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "MOST_TEXTS", most)
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
    await Announcing(database, dress).begin(with_updates(snapshot), START)
    await subscribe(database, [1])
    await tick(database, corrected(with_updates(snapshot)), START + timedelta(minutes=1))
    assert not await sent(database, PushKind.CORRECTION)
    assert not await sent(database, PushKind.UPDATE)
