"""What a look at the files leads to, by values alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery.push import Body, Lane, PushKind
from bot.domain.delivery.reminders import REMINDER_LATE, REMINDERS
from bot.domain.delivery.subscription import SubscriptionLevel
from bot.domain.moment import Moment, Precision
from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.records.deadline import Deadline, is_known
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.services.delivery.plans.announcements import (
    AnnouncementPlan,
    Noted,
    plan_announcements,
    record_of,
    visible_records,
)
from bot.services.delivery.plans.push_building import key_of, text_of
from bot.storage.approvals import Approval
from bot.storage.changes import BEGUN
from tests.support.examples import load_example
from tests.support.fakes import START
from tests.support.news import an_update, undressed, with_updates

SECOND = timedelta(seconds=1)
NEAR = st.integers(-3, 3).map(lambda hours: START + timedelta(hours=hours))
UPDATES = st.lists(
    st.builds(
        an_update,
        st.sampled_from(["one", "two", "three", "four"]),
        kind=st.sampled_from(UpdateKind),
        level=st.sampled_from(Level),
        draft=st.sampled_from([False, False, True]),
        publish_at=st.none() | NEAR,
        expires=st.none() | NEAR,
        revision=st.integers(1, 2),
        would_have_been=st.sampled_from([None, None, Level.NORMAL]),
        corrects=st.just(("judge-suspends-order",)),
        was=st.just(Text("Er is niets besloten.", "Nothing was decided.")),
    ),
    max_size=4,
    unique_by=lambda update: update.id,
)


def plan(snapshot: Snapshot, noted: Noted, now: datetime = START, **more: object) -> AnnouncementPlan:
    return plan_announcements(snapshot, noted, now, undressed, **more)  # type: ignore[arg-type]


def begun(snapshot: Snapshot, *updates: Update) -> Noted:
    """A database whose first look was at the snapshot without updates; these were announced since."""
    bare = visible_records(with_updates(snapshot), START)
    return Noted(known=frozenset({BEGUN, *bare, *map(record_of, updates)}))


def written(noted: Noted, made: AnnouncementPlan, now: datetime = START) -> Noted:
    """What the database holds once the plan was written."""
    announced = [each.update for each in made.announcements if each.update is not None]
    keys = [*made.sighted, *(each.push.key for each in made.announcements if each.is_first_seen)]
    return replace(
        noted,
        known=noted.known | {*made.noted, *map(record_of, announced), *map(record_of, made.corrections)},
        first_seen={**dict.fromkeys(keys, now), **noted.first_seen},
    )


def names(made: AnnouncementPlan) -> list[str]:
    return [each.name for each in made.announcements]


@given(UPDATES, st.sets(st.sampled_from(["one", "two", "three", "four"])), NEAR)
def test_what_may_be_shown_and_was_not_announced_is_announced_once(
    updates: list[Update], announced: set[str], now: datetime
) -> None:
    snapshot = load_example()
    files = with_updates(snapshot, *updates)
    noted = begun(snapshot, *(update for update in updates if update.id in announced))
    made = plan(files, noted, now)
    fresh = [
        update
        for update in updates
        if update.is_visible(now) and not update.is_told_afterwards and update.id not in announced
    ]
    assert names(made) == [key_of(update) for update in fresh if update.kind is UpdateKind.NEW]
    assert list(made.corrections) == [update for update in fresh if update.kind is UpdateKind.CORRECTION]
    assert made.due == {key_of(update) for update in fresh}
    assert not made.failures
    again = plan(files, written(noted, made, now), now)
    assert (again.announcements, again.corrections, again.noted, again.sighted) == ((), (), (), ())
    assert plan(files, noted, now) == made


@given(UPDATES, NEAR)
def test_at_the_first_look_of_all_everything_is_old(updates: list[Update], now: datetime) -> None:
    snapshot = load_example()
    files = with_updates(snapshot, *updates)
    made = plan(files, Noted(), now)
    assert (made.announcements, made.corrections, made.noted_at) == ((), (), None)
    assert set(made.noted) == {BEGUN, *visible_records(files, now)}
    assert BEGUN not in plan(files, written(Noted(), made, now), now).noted


@given(UPDATES, NEAR, st.integers(1, 6 * 3600))
def test_until_the_plan_is_to_be_looked_at_again_time_alone_makes_nothing_due(
    updates: list[Update], now: datetime, seconds: int
) -> None:
    snapshot = load_example()
    files = with_updates(snapshot, *updates)
    noted = begun(snapshot)
    made = plan(files, noted, now)
    later = now + timedelta(seconds=seconds)
    assert made.again_at is None or made.again_at > now
    if made.again_at is None or later < made.again_at:
        then = plan(files, written(noted, made, now), later)
        assert (then.announcements, then.corrections, then.noted, then.sighted) == ((), (), (), ())


@given(
    st.sampled_from(["UTC", "Pacific/Auckland", "America/Santiago"]), st.booleans(), st.integers(0, 72 * 3600)
)
def test_what_is_known_from_a_later_day_or_minute_is_noted_then(
    zone: str, is_timed: bool, seconds: int
) -> None:
    snapshot = with_updates(load_example())
    at = START + timedelta(hours=30)
    day = at.astimezone(ZoneInfo(zone)).date()
    when = Moment(day, Precision.MINUTE, zone, at) if is_timed else Moment(day, Precision.DAY, zone)
    fact = replace(snapshot.facts["permit-granted"], id="later", when=when)
    later = replace(snapshot, facts={**snapshot.facts, "later": fact})
    made = plan(later, begun(snapshot))
    assert made.noted == ()
    now = START + timedelta(seconds=seconds)
    then = plan(later, begun(snapshot), now)
    assert bool(then.noted) == is_known(when, now)
    assert made.again_at is not None
    assert (now >= made.again_at) == is_known(when, now)


@given(st.sampled_from(Level), st.none() | NEAR, st.none() | NEAR, st.none() | NEAR, st.integers(1, 48))
def test_an_update_goes_to_its_level_and_ages_from_when_it_could_have_gone(
    level: Level,
    publish_at: datetime | None,
    expires: datetime | None,
    first_seen: datetime | None,
    hours: int,
) -> None:
    snapshot = load_example()
    update = an_update("one", level=level, publish_at=publish_at, expires=expires, shelf_life_hours=hours)
    noted = begun(snapshot)
    if publish_at is not None and first_seen is not None:
        noted = replace(noted, first_seen={key_of(update): first_seen})
    made = plan(with_updates(snapshot, update), noted)
    if not update.is_visible(START):
        assert not made.announcements
        is_new = publish_at is not None and publish_at > START and not noted.first_seen
        assert made.sighted == ((key_of(update),) if is_new else ())
        return
    (announcement,) = made.announcements
    push = announcement.push
    assert push.lane is (Lane.BREAKING if level is Level.BREAKING else Lane.NORMAL)
    assert push.only_levels == (() if level is Level.BREAKING else (SubscriptionLevel.ALL.value,))
    assert push.topics == snapshot.audience_of(update.about)
    since = START if publish_at is None else max(noted.first_seen.get(push.key, START), publish_at)
    stale = since + timedelta(hours=hours)
    assert push.fold_at == (stale if expires is None else min(stale, expires))
    assert announcement.is_first_seen == (publish_at is not None and not noted.first_seen)


def test_a_correction_comes_after_the_rest_and_is_no_push_to_subscribers(snapshot: Snapshot) -> None:
    correction = an_update("wrong", kind=UpdateKind.CORRECTION, corrects=("judge-suspends-order",))
    made = plan(with_updates(snapshot, correction, an_update("news")), begun(snapshot))
    assert made.corrections == (correction,)
    assert names(made) == ["update/news/1"]
    assert record_of(correction) not in made.noted  # that is noted when all of it is done


def test_what_is_told_afterwards_is_noted_and_sent_to_nobody(snapshot: Snapshot) -> None:
    old = an_update("old", would_have_been=Level.BREAKING)
    made = plan(with_updates(snapshot, old), begun(snapshot))
    assert not made.announcements
    assert made.noted == (record_of(old),)


def a_deadline(snapshot: Snapshot, due: datetime, known_from: datetime) -> Snapshot:
    deadline = Deadline(
        id="term",
        title=Text("De termijn", "The term"),
        text=Text("Tot dan.", "Until then."),
        due=Moment(due.date(), Precision.MINUTE, "UTC", due),
        set_by=("town-council",),
        binding_on=("the-crust",),
        facts=("judge-suspends-order",),
        known_from=Moment(known_from.date(), Precision.MINUTE, "UTC", known_from),
    )
    return replace(snapshot, deadlines={"term": deadline}, updates={})


@given(st.integers(-26 * 60, 60), st.integers(-26 * 60, 60))
def test_a_reminder_comes_in_its_half_hour_and_of_a_deadline_that_is_known(
    minutes: int, known_minutes: int
) -> None:
    snapshot = load_example()
    due, now = START + timedelta(days=3), START + timedelta(days=3, minutes=minutes)
    known_from = due + timedelta(minutes=known_minutes)
    made = plan(a_deadline(snapshot, due, known_from), begun(snapshot), now)
    assert names(made) == [
        f"reminder/term/{reminder.name}"
        for reminder in REMINDERS
        if due - reminder.before <= now < due - reminder.before + REMINDER_LATE and known_from <= now
    ]
    for announcement in made.announcements:
        assert announcement.push.kind is PushKind.REMINDER
        assert announcement.push.fold_at is not None
        assert announcement.push.fold_at > now


def approvals(snapshot: Snapshot, update: Update, *, digest: str | None, approved: bool) -> list[Approval]:
    """`digest` "": of the text as it stands."""
    if digest is None:
        return []
    digest = digest or text_of(snapshot.at(START), update, undressed).digest()
    return [Approval(7, key_of(update), digest, START, START if approved else None)]


@pytest.mark.parametrize("kind", UpdateKind)
@pytest.mark.parametrize("digest", [None, "", "of-another-text"])
@pytest.mark.parametrize("approved", [False, True])
def test_a_text_waits_until_an_editor_has_approved_that_very_text(
    snapshot: Snapshot, kind: UpdateKind, digest: str | None, approved: bool
) -> None:
    update = an_update("one", kind=kind, corrects=("judge-suspends-order",))
    files = under_approval(with_updates(snapshot, update))
    kept = approvals(files, update, digest=digest, approved=approved)
    made = plan(files, replace(begun(snapshot), approvals=kept))
    goes_out = digest == "" and approved
    assert bool(made.announcements or made.corrections) == goes_out
    assert [key for key, _ in made.asked] == ([] if digest == "" else [key_of(update)])
    assert made.again_at == (
        START if not goes_out else plan(with_updates(snapshot), begun(snapshot)).again_at
    )
    assert record_of(update) not in made.noted


def test_a_text_whose_update_has_gone_is_not_asked_about_any_more(snapshot: Snapshot) -> None:
    update = an_update("one")
    files = under_approval(with_updates(snapshot, update))
    kept = [
        Approval(1, "update/gone/1", "d", START, None),
        Approval(2, "update/approved-long-ago/1", "d", START, START),
        *approvals(files, update, digest="", approved=False),
    ]
    assert plan(files, replace(begun(snapshot), approvals=kept)).forgotten == (1,)


def under_approval(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, dossier=replace(snapshot.dossier, push_approval=True))


def fails_for(*words: str) -> object:
    def dress(html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body:
        if any(word in html for word in words):
            raise RuntimeError("cannot be made")
        return Body(html)

    return dress


@pytest.mark.parametrize("with_approval", [False, True])
def test_a_text_that_cannot_be_made_stops_nothing_else_and_rests(
    snapshot: Snapshot, with_approval: bool
) -> None:
    broken, whole = an_update("broken"), an_update("whole")
    files = with_updates(snapshot, broken, whole)
    noted = begun(snapshot)
    if with_approval:
        files = under_approval(files)
        noted = replace(noted, approvals=approvals(files, whole, digest="", approved=True))
    dress = fails_for("broken")
    made = plan_announcements(files, noted, START, dress)  # type: ignore[arg-type]
    assert names(made) == ["update/whole/1"]
    assert [failure.name for failure in made.failures] == ["update/broken/1"]
    rests = plan_announcements(files, noted, START, dress, {"update/broken/1"})  # type: ignore[arg-type]
    assert names(rests) == ["update/whole/1"]
    assert not rests.failures
    assert made.due == rests.due == {"update/broken/1", "update/whole/1"}


def test_a_correction_that_failed_rests_and_stays_due(snapshot: Snapshot) -> None:
    wrong = an_update("wrong", kind=UpdateKind.CORRECTION, corrects=("judge-suspends-order",))
    made = plan(with_updates(snapshot, wrong), begun(snapshot), resting={key_of(wrong)})
    assert made.corrections == ()
    assert made.due == {key_of(wrong)}
