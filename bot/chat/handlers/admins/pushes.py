"""Pushes in the hands of the admins (`ADMIN_IDS`): what waits for approval, what is under way, and taking it back."""

from collections.abc import Callable, Mapping, Sequence

from bot import rendering
from bot.chat.screen import Button, Rows, Screen
from bot.chat.screens.parts import gone
from bot.chat.settings.summary import level_labels
from bot.domain.delivery.push import PushKind, PushState, Undo
from bot.domain.delivery.retry_policy import Guarantee, OutboxCounts, State
from bot.domain.delivery.subscription import Subscription
from bot.domain.records.briefing import Update
from bot.domain.text import Lang
from bot.errors import StorageUnavailable
from bot.i18n import format_number, format_time_at
from bot.rendering.changes.pushes import render_run_time
from bot.rendering.view import View
from bot.services.delivery.push_control import DryRun, Progress, PushControl, update_of

_UNDOABLE = frozenset({PushKind.UPDATE, PushKind.REMINDER, PushKind.CORRECTION})


class AdminPushes:
    """Screens and their buttons; whoever calls has made sure that an admin asks."""

    def __init__(self, push_control: PushControl, soon: Callable[[], None]) -> None:
        """`soon`: something may be due now."""
        self._push_control = push_control
        self._soon = soon

    async def list_buttons(self, view: View) -> Rows:
        """A button for each text that waits, and for each of the last pushes. Raises `StorageUnavailable`."""
        rows = [
            (
                Button(
                    view.translate("To approve: %(title)s", title=update.title[view.lang])[:60],
                    f"okay:{waiting.id}",
                ),
            )
            for waiting in await self._push_control.list_waiting()
            if (update := update_of(view.snapshot, waiting))
        ]
        rows += [
            (Button(f"{_SIGNS[made.state]} {made.key}"[:60], f"push:{made.id}"),)
            for made in await self._push_control.list_latest()
        ]
        return tuple(rows)

    async def try_out(self, update: Update, view: View) -> Screen:
        """What sending an update now would be: to how many chats, for how long, and for whom, some of them."""
        try:
            run = await self._push_control.try_out(update, view.snapshot)
        except StorageUnavailable:
            return Screen((rendering.escape(view.translate("The database does not answer.")),))
        head = rendering.bold(view.translate("If it were sent now"))
        return Screen(("\n".join([head, *_render_run(run, view)]),))

    async def press(self, data: str, view: View) -> Screen:
        """The screen of a button's `data`."""
        name, *args = data.split(":")
        number = int(args[0]) if args and args[0].isdigit() else 0
        try:
            if name == "okay":
                return await self._approval(number, args[1:], view)
            return await self._push(number, args[1:], view)
        except StorageUnavailable:
            return Screen((rendering.escape(view.translate("The database does not answer.")),))

    async def _approval(self, number: int, args: Sequence[str], view: View) -> Screen:
        """The text as it will be sent, and what sending it would be; with its digest as argument, approves it."""
        _ = view.translate
        waiting = next((each for each in await self._push_control.list_waiting() if each.id == number), None)
        update = update_of(view.snapshot, waiting) if waiting else None
        if waiting is None or update is None:
            return Screen((rendering.escape(_("Nothing waits here any more.")),), (_back(view),))
        if args:
            if not await self._push_control.approve(number, args[0]):
                return Screen(
                    (rendering.escape(_("The text has changed since it was shown. Please look again.")),),
                    ((Button(_("Show it"), f"okay:{number}"),), _back(view)),
                )
            self._soon()
            return Screen((rendering.escape(_("Approved. It goes out as it was shown.")),), (_back(view),))
        run = await self._push_control.try_out(update, view.snapshot)
        head = "\n".join([rendering.bold(_("Waits for approval")), *_render_run(run, view)])
        texts = "\n\n".join(run.push.bodies[lang].html for lang in Lang)
        approve = (Button(_("Approve"), f"okay:{number}:{run.push.digest()}"),)
        return Screen(tuple(rendering.split(f"{head}\n\n{texts}")), (approve, _back(view)))

    async def _push(self, number: int, args: Sequence[str], view: View) -> Screen:
        """How far a push is; with an argument, does that to it. What cannot be reversed asks first."""
        action, sure = (args[0] if args else ""), args[1:2] == ["yes"]
        if action in _FINAL and not sure:
            progress = await self._push_control.find(number)
            return _ask(progress, action, view) if progress else gone(view)
        if action in _STATES:
            await self._push_control.set_state(number, _STATES[action])
        elif action in set(Undo):
            await self._push_control.undo(number, Undo(action))
        if action:
            self._soon()
        progress = await self._push_control.find(number)
        return _show(progress, view) if progress else gone(view)


_STATES: Mapping[str, PushState] = {
    "pause": PushState.PAUSED,
    "resume": PushState.ACTIVE,
    "cancel": PushState.CANCELLED,
}
_FINAL = frozenset({"cancel", *Undo})
_SIGNS: Mapping[PushState, str] = {PushState.ACTIVE: "▶", PushState.PAUSED: "‖", PushState.CANCELLED: "■"}


def render_stand(
    stand: OutboxCounts, view: View, *, repeat: Guarantee | None = None, is_undo: bool = False
) -> list[str]:
    """How many messages stand where, a line a state; `is_undo`: of what takes a push back.

    With the rule of one push: without what does not occur.
    """
    _ = view.translate
    labels = _labels(view)
    if is_undo:
        labels = {**labels, State.SENT: _("Done"), State.DROPPED: _("No longer possible")}
    counts = {label: stand.counts.get(state, 0) for state, label in labels.items()}
    unsure = labels[State.UNKNOWN]
    twice = _("Sent again, may have arrived twice")
    shown = {name: count for name, count in counts.items() if count or repeat is None}
    match repeat:
        case Guarantee.AT_LEAST_ONCE:
            shown[twice] = stand.twice
        case Guarantee.AT_MOST_ONCE:
            shown[unsure] = counts[unsure]
        case None:
            shown[twice] = stand.twice
    return [f"{rendering.escape(name)}: {format_number(count, view.lang)}" for name, count in shown.items()]


def _show(progress: Progress, view: View) -> Screen:
    _ = view.translate
    made, number = progress.made, progress.made.id
    lines = [
        rendering.bold(f"{_SIGNS[made.state]} {made.key}"),
        rendering.escape(format_time_at(made.created_at, view.lang, view.zone)),
        rendering.escape(_rules(view)[made.repeat]),
        *render_stand(progress.stand, view, repeat=made.repeat),
    ]
    counts = progress.stand.counts
    buttons = []
    waiting = not made.is_queued or counts.get(State.QUEUED) or counts.get(State.CLAIMED)
    if waiting and made.state is PushState.ACTIVE:
        buttons += [Button(_("Pause"), f"push:{number}:pause"), Button(_("Cancel"), f"push:{number}:cancel")]
    if made.state is PushState.PAUSED:
        buttons += [
            Button(_("Resume"), f"push:{number}:resume"),
            Button(_("Cancel"), f"push:{number}:cancel"),
        ]
    rows = [tuple(buttons)] if buttons else []
    if progress.undo is not None:
        lines += ["", rendering.bold(_("Taken back"))]
        lines += render_stand(progress.undo.stand, view, repeat=progress.undo.made.repeat, is_undo=True)
    elif made.kind in _UNDOABLE and counts.get(State.SENT):
        delete = Button(_("Delete everywhere"), f"push:{number}:{Undo.DELETE}")
        rows.append((delete, Button(_("Replace by a note"), f"push:{number}:{Undo.REPLACE}")))
    rows.append((Button(_("Refresh"), f"push:{number}"), *_back(view)))
    return Screen(("\n".join(lines),), tuple(rows))


def _ask(progress: Progress, action: str, view: View) -> Screen:
    _ = view.translate
    questions = {
        "cancel": _("Cancel what is still waiting? That cannot be reversed."),
        Undo.DELETE: _("Delete this push from every chat, as far as Telegram's 48 hours allow?"),
        Undo.REPLACE: _("Replace this push by a note in every chat?"),
    }
    number = progress.made.id
    rows = (
        (
            Button(_("Yes, do it"), f"push:{number}:{action}:yes"),
            Button(_("No"), f"push:{number}"),
        ),
    )
    return Screen((f"{rendering.bold(progress.made.key)}\n\n{rendering.escape(questions[action])}",), rows)


def _render_run(run: DryRun, view: View) -> list[str]:
    lines = [
        view.ngettext(
            "To %(chats)s chat; takes about %(time)s.",
            "To %(chats)s chats; takes about %(time)s.",
            run.chats,
            chats=format_number(run.chats, view.lang),
            time=render_run_time(run.lasts, view.lang),
        )
    ]
    lines += [f"· {_describe(sample, view)}" for sample in run.samples]
    return [rendering.escape(line) for line in lines]


def _describe(subscription: Subscription, view: View) -> str:
    """A subscriber as far as a push concerns them: no name, no number."""
    parts = [subscription.lang.value, subscription.zone, level_labels(view)[subscription.level]]
    if subscription.quiet is not None:
        parts.append(view.translate("Quiet hours"))
    return ", ".join(parts)


def _back(view: View) -> tuple[Button, ...]:
    return (Button(view.translate("All pushes"), "admin"),)


def _rules(view: View) -> Mapping[Guarantee, str]:
    """What a push does where nobody can tell whether a message arrived."""
    _ = view.translate
    return {
        Guarantee.AT_LEAST_ONCE: _("Where a message may have arrived: rather twice"),
        Guarantee.AT_MOST_ONCE: _("Where a message may have arrived: rather never"),
    }


def _labels(view: View) -> Mapping[State, str]:
    _ = view.translate
    return {
        State.QUEUED: _("Waiting"),
        State.CLAIMED: _("On their way"),
        State.SENT: _("Sent"),
        State.UNKNOWN: _("May have arrived, not sent again"),
        State.FOLDED: _("Moved to a digest"),
        State.DROPPED: _("Not sent: the reader stopped or cannot be reached"),
        State.CANCELLED: _("Cancelled"),
        State.DEAD: _("Given up"),
    }
