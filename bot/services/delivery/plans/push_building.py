"""What the files say, as pushes: both languages rendered once, with their buttons, and who gets them how."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Protocol

from bot.domain.delivery.push import Body, Lane, Push, PushKind
from bot.domain.delivery.reminders import Reminder
from bot.domain.delivery.retry_policy import Guarantee
from bot.domain.delivery.subscription import SubscriptionLevel
from bot.domain.records.briefing import Level, Update, UpdateKind
from bot.domain.records.deadline import Deadline
from bot.domain.snapshot import Snapshot, Visible
from bot.domain.text import Lang
from bot.rendering import render_corrected, render_correction, render_reminder, render_update
from bot.rendering.view import View


class Dress(Protocol):
    """Puts the keyboard of a push under its text; the edge knows how Telegram writes one."""

    def __call__(self, html: str, lang: Lang, *, facts: tuple[str, ...]) -> Body: ...


def in_both(
    render: Callable[[View], str], visible: Visible, dress: Dress, facts: tuple[str, ...] = ()
) -> Mapping[Lang, Body]:
    """The texts of a push in each language."""
    return {lang: dress(render(View(visible, lang)), lang, facts=facts) for lang in Lang}


def key_of(update: Update) -> str:
    """Which push an update is: a raised revision is another one."""
    return f"update/{update.id}/{update.revision}"


def text_of(visible: Visible, update: Update, dress: Dress) -> Push:
    """What readers would be sent for `update`: the text that an editor approves."""
    if update.kind is UpdateKind.CORRECTION:
        return correction_of(visible, update, dress)
    return push_of(visible, update, visible.now, dress)


def push_of(visible: Visible, update: Update, since: datetime, dress: Dress) -> Push:
    """An update as a push that became due at `since`."""
    snapshot = visible.snapshot
    breaking = update.level is Level.BREAKING
    return Push(
        key=key_of(update),
        kind=PushKind.UPDATE,
        lane=_lane_of(update),
        repeat=update.when_unsure,
        bodies=in_both(lambda view: render_update(update, view), visible, dress, update.facts),
        shown=snapshot.revisions_of(update.facts),
        topics=snapshot.audience_of(update.about),
        only_levels=() if breaking else (SubscriptionLevel.ALL.value,),
        fold_at=min(
            since + timedelta(hours=update.shelf_life_hours),
            update.expires or datetime.max.replace(tzinfo=UTC),
        ),
    )


def correction_of(
    visible: Visible, update: Update, dress: Dress, stands: frozenset[Lang] = frozenset()
) -> Push:
    """The notice to those who were shown what was wrong.

    `stands`: the languages in which it says that the reader's message shows none of it.
    """
    snapshot = visible.snapshot
    facts = _facts_of(update, snapshot)
    key = f"correction/{update.id}/{update.revision}"
    return Push(
        key="/".join([key, *sorted(stands)]),
        kind=PushKind.CORRECTION,
        lane=_lane_of(update),
        repeat=update.when_unsure,
        bodies=in_both(
            lambda view: render_correction(update, view, stands=view.lang in stands), visible, dress, facts
        ),
        shown=snapshot.revisions_of(facts),
    )


def struck_of(
    snapshot: Snapshot, update: Update, bodies: Mapping[Lang, Body], shown: tuple[str, ...]
) -> Push:
    """A push's own texts with the wrong words struck, in the place of its messages. `shown`: the facts that it shows."""
    facts = dict.fromkeys((*shown, *_facts_of(update, snapshot)))
    said = "\0".join(f"{lang}\0{body.html}\0{body.markup}" for lang, body in sorted(bodies.items()))
    return Push(
        key=f"edit/{update.id}/{update.revision}/{blake2b(said.encode(), digest_size=9).hexdigest()}",
        kind=PushKind.EDIT,
        lane=_lane_of(update),
        repeat=Guarantee.AT_LEAST_ONCE,
        bodies=bodies,
        shown=snapshot.revisions_of(facts),
    )


def edit_of(visible: Visible, update: Update, others: tuple[str, ...], dress: Dress) -> Push:
    """What takes the place of the answers that showed what `update` corrects, and `others` beside it."""
    snapshot = visible.snapshot
    facts = tuple(dict.fromkeys((*_facts_of(update, snapshot), *others)))
    among = blake2b(" ".join(others).encode(), digest_size=6).hexdigest()
    return Push(
        key=f"edit/{update.id}/{update.revision}/{among}",
        kind=PushKind.EDIT,
        lane=_lane_of(update),
        repeat=Guarantee.AT_LEAST_ONCE,  # the same edit twice is one edit
        bodies=in_both(lambda view: render_corrected(update, others, view), visible, dress, facts),
        shown=snapshot.revisions_of(facts),
    )


def reminder_of(
    visible: Visible, deadline: Deadline, reminder: Reminder, moment: datetime, dress: Dress
) -> Push:
    """A deadline that comes near at `moment`, or has passed then."""
    snapshot, passed = visible.snapshot, not reminder.before
    return Push(
        key=f"reminder/{deadline.id}/{reminder.name}/{moment:%Y%m%d%H%M}",
        kind=PushKind.REMINDER,
        lane=Lane.NORMAL,
        repeat=Guarantee.AT_LEAST_ONCE,
        bodies=in_both(
            lambda view: render_reminder(deadline, view, passed=passed), visible, dress, deadline.facts
        ),
        shown=snapshot.revisions_of(deadline.facts),
        topics=snapshot.audience_of(
            sorted({topic for fact in deadline.facts for topic in snapshot.facts[fact].about})
        ),
        only_levels=(SubscriptionLevel.ALL.value, SubscriptionLevel.DAILY.value),
        fold_at=moment + (reminder.before or timedelta(hours=24)),
    )


def _facts_of(update: Update, snapshot: Snapshot) -> tuple[str, ...]:
    named = dict.fromkeys((*update.facts, *update.corrects))
    return tuple(name for name in named if name in snapshot.facts)


def _lane_of(update: Update) -> Lane:
    return Lane.BREAKING if update.level is Level.BREAKING else Lane.NORMAL
