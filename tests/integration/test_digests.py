"""Digests and announcements under a virtual clock: weeks of schedule in seconds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy import update as change

from bot.chat.screens.push_buttons import dress
from bot.domain.delivery.push import PushKind
from bot.domain.delivery.subscription import Subscription, SubscriptionLevel
from bot.domain.moment import Moment, Precision
from bot.domain.records.briefing import Level, Update
from bot.domain.records.deadline import Deadline
from bot.domain.records.fact import Change, ChangeKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.services.delivery.announcer import Announcer
from bot.services.delivery.digest_maker import DigestMaker
from bot.services.delivery.plans.digests import following
from bot.storage import changes, chats, subscriptions
from bot.storage.database import Database
from bot.storage.outbox import KEPT_FOR
from bot.storage.tables import bodies, outbox, pushes
from bot.storage.tables import subscriptions as table
from tests.support.fakes import IDS, START, subscribe
from tests.support.news import an_update, with_updates

ZONE = ZoneInfo("Europe/Amsterdam")


async def subscribe_digest(database: Database, chat_id: int, wanted: Subscription, now: datetime) -> None:
    async with database.begin() as connection:
        chat = await chats.open_chat(connection, IDS, chat_id, now=now)
        due = following(wanted, now)
        await subscriptions.save(connection, chat, 0, wanted, next_due=due, now=now)


async def sent(database: Database, kind: PushKind) -> Sequence[tuple[str, str, datetime]]:
    """(push key, text in English or whatever there is, when it was queued), in order."""
    query = (
        select(pushes.c.key, bodies.c.html, outbox.c.not_before)
        .join(outbox, outbox.c.push_id == pushes.c.id)
        .join(bodies, bodies.c.push_id == pushes.c.id)
        .where(pushes.c.kind == kind.value, bodies.c.lang == "en")
        .order_by(outbox.c.id)
    )
    async with database.begin() as connection:
        return [(row.key, row.html, row.not_before) for row in await connection.execute(query)]


async def tick(database: Database, snapshot: Snapshot, now: datetime) -> None:
    announcer = Announcer(database, dress)
    await announcer.announce(snapshot, now)
    while await announcer.fan_out():
        pass
    digest_maker = DigestMaker(database, dress)
    while await digest_maker.make_due(snapshot, now):
        pass


# Both after the example's last fact: one that becomes known within the weeks would be news too.
@pytest.mark.parametrize("start", [date(2027, 3, 14), date(2026, 10, 11)], ids=["23 hours", "25 hours"])
async def test_four_weeks_over_a_change_of_the_clock_bring_one_digest_on_each_day_with_news(
    database: Database, snapshot: Snapshot, start: date
) -> None:
    now = datetime.combine(start, time(0), tzinfo=UTC)
    await tick(database, with_updates(snapshot), now)  # the baseline: nothing of it is news
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY, at=time(8))
    await subscribe_digest(database, 1, wanted, now)
    updates: list[Update] = []
    for hour in range(28 * 24):
        now += timedelta(hours=1)
        if hour % 48 == 5:  # news on every other day
            updates.append(an_update(f"u{hour}"))
        await tick(database, with_updates(snapshot, *updates), now)
    digests = await sent(database, PushKind.DIGEST)
    days = [queued.astimezone(ZONE).date() for _, _, queued in digests]
    assert len(days) == len(set(days)) == 14
    assert all(queued.astimezone(ZONE).hour == 8 for _, _, queued in digests)
    for update in updates:
        assert sum(update.title.en in html for _, html, _ in digests) == 1


async def test_a_zone_that_changed_its_rules_meanwhile_brings_the_day_one_digest_at_its_time(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY, at=time(8))
    await subscribe_digest(database, 1, wanted, START)
    async with database.begin() as connection:  # reckoned when eight o'clock was an hour earlier
        reckoned = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        await connection.execute(change(table).values(next_due=reckoned))
    news = [an_update("one")]
    for minutes in range(0, 3 * 60, 20):
        if minutes == 80:
            news.append(an_update("two"))
        await tick(database, with_updates(snapshot, *news), reckoned + timedelta(minutes=minutes))
    ((_, html, queued),) = await sent(database, PushKind.DIGEST)
    assert queued == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert "one headline" in html


async def test_after_a_long_stop_there_is_one_digest_with_everything(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY)
    await subscribe_digest(database, 1, wanted, START)
    later = START + timedelta(days=10)
    await tick(database, with_updates(snapshot, an_update("one"), an_update("two")), later)
    ((_, html, _),) = await sent(database, PushKind.DIGEST)
    assert "one headline" in html
    assert "two headline" in html


async def test_who_was_sent_breaking_news_does_not_find_it_in_the_digest_again(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY)
    await subscribe_digest(database, 1, wanted, START)
    both = (an_update("loud", level=Level.BREAKING), an_update("soft"))
    await tick(database, with_updates(snapshot, *both), START + timedelta(minutes=1))
    assert len(await sent(database, PushKind.UPDATE)) == 1
    await tick(database, with_updates(snapshot, *both), START + timedelta(days=1))
    ((_, html, _),) = await sent(database, PushKind.DIGEST)
    assert "soft headline" in html
    assert "loud headline" not in html


async def test_a_late_digest_does_not_tell_again_what_was_sent_long_ago(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY)
    await subscribe_digest(database, 1, wanted, START)
    old = an_update("old", level=Level.BREAKING)
    async with database.begin() as connection:
        await changes.note(connection, [("update:old", 1)], at=START + timedelta(days=1))
    later = START + timedelta(days=1) + KEPT_FOR  # by now the outbox has forgotten that it was sent
    await tick(database, with_updates(snapshot, old, an_update("new")), later + timedelta(hours=1))
    ((_, html, _),) = await sent(database, PushKind.DIGEST)
    assert "new headline" in html
    assert "old headline" not in html


async def test_a_digest_holds_only_the_readers_topics_and_an_empty_one_is_not_sent(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(
        lang=Lang.EN,
        zone="Europe/Amsterdam",
        level=SubscriptionLevel.DAILY,
        topics=frozenset({"night-bread"}),
    )
    await subscribe_digest(database, 1, wanted, START)
    await tick(database, with_updates(snapshot, an_update("one")), START + timedelta(days=1))
    assert not await sent(database, PushKind.DIGEST)


async def test_an_embargo_holds_to_the_second_and_a_late_start_folds_what_is_stale(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1])
    opens = START + timedelta(hours=2)
    update = an_update("later", level=Level.BREAKING, publish_at=opens, shelf_life_hours=6)
    held = with_updates(snapshot, update)
    await tick(database, held, START + timedelta(minutes=1))
    await tick(database, held, opens - timedelta(seconds=1))
    assert not await sent(database, PushKind.UPDATE)
    await tick(database, held, opens)
    assert len(await sent(database, PushKind.UPDATE)) == 1
    async with database.begin() as connection:
        fold_at = (await connection.execute(select(pushes.c.fold_at))).scalar_one()
    assert fold_at == opens + timedelta(hours=6)


async def test_a_file_that_is_new_but_dated_long_ago_is_fresh(database: Database, snapshot: Snapshot) -> None:
    await tick(database, with_updates(snapshot), START)
    await subscribe(database, [1])
    old = an_update("old", level=Level.BREAKING, publish_at=START - timedelta(days=200))
    await tick(database, with_updates(snapshot, old), START + timedelta(minutes=1))
    async with database.begin() as connection:
        fold_at = (await connection.execute(select(pushes.c.fold_at))).scalar_one()
    assert fold_at > START + timedelta(hours=23)


async def test_a_typo_fix_announces_nothing_and_a_raised_revision_does(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot, an_update("one")), START)
    await subscribe(database, [1])
    fixed = an_update("one", text=Text("Er is iets beslist.", "Something was decided, we hear."))
    await tick(
        database, replace(with_updates(snapshot, fixed), fingerprint="typo"), START + timedelta(minutes=1)
    )
    assert not await sent(database, PushKind.UPDATE)
    raised = replace(fixed, revision=2)
    await tick(database, with_updates(snapshot, raised), START + timedelta(minutes=2))
    assert len(await sent(database, PushKind.UPDATE)) == 1


async def test_a_fact_that_was_updated_is_in_the_digest_and_one_with_a_typo_put_right_is_not(
    database: Database, snapshot: Snapshot
) -> None:
    await tick(database, with_updates(snapshot), START)
    wanted = Subscription(lang=Lang.EN, zone="Europe/Amsterdam", level=SubscriptionLevel.DAILY)
    await subscribe_digest(database, 1, wanted, START)
    facts = dict(snapshot.facts)
    on = START.date()
    for name, *kinds in (
        ("permit-granted", ChangeKind.TYPO),
        ("baker-refuses", ChangeKind.UPDATE, ChangeKind.TYPO),
    ):
        changed = tuple(Change(number, kind, on) for number, kind in enumerate(kinds, start=2))
        lifecycle = replace(facts[name].lifecycle, revision=len(kinds) + 1, changes=changed)
        facts[name] = replace(facts[name], text=Text(f"{name} nu", f"{name} now"), lifecycle=lifecycle)
    edited = replace(with_updates(snapshot), facts=facts, fingerprint="edited")
    await tick(database, edited, START + timedelta(days=1))
    ((_, html, _),) = await sent(database, PushKind.DIGEST)
    assert "baker-refuses now" in html
    assert "permit-granted now" not in html


async def test_a_deadline_is_announced_a_day_and_an_hour_ahead_and_when_it_has_passed(
    database: Database, snapshot: Snapshot
) -> None:
    due = START + timedelta(days=3)
    moment = Moment(due.date(), Precision.MINUTE, "America/New_York", due)
    deadline = Deadline(
        id="a-deadline",
        title=Text("Nieuwe termijn", "A new term"),
        text=Text("Tot dan.", "Until then."),
        due=moment,
        set_by=("town-council",),
        binding_on=("the-crust",),
        facts=("judge-suspends-order",),
        known_from=Moment(START.date(), Precision.DAY),
    )
    later = replace(snapshot, deadlines={"a-deadline": deadline}, updates={}, fingerprint="deadline")
    await tick(database, later, START)
    await subscribe(database, [1])
    for minutes in range(0, 4 * 24 * 60, 10):
        await tick(database, later, START + timedelta(minutes=minutes))
    reminders = [key.split("/")[2] for key, _, _ in await sent(database, PushKind.REMINDER)]
    assert reminders == ["24h", "1h", "passed"]


async def test_an_update_is_pushed_when_its_embargo_ends_also_where_nothing_could_be_seen_before(
    database: Database, snapshot: Snapshot
) -> None:
    await subscribe(database, [1])
    due = START + timedelta(seconds=1)
    hidden = replace(with_updates(snapshot, an_update("first", publish_at=due)), facts={})
    announcer = Announcer(database, dress)
    await announcer.begin(hidden, START)
    await tick(database, replace(hidden, facts=snapshot.facts), due)
    assert [key for key, _, _ in await sent(database, PushKind.UPDATE)] == ["update/first/1"]
