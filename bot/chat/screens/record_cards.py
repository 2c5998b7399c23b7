"""A record's card as readers get it, also of what they may not see yet: for editors."""

from bot import rendering
from bot.chat.screen import Screen
from bot.chat.screens.answers import show_reply
from bot.chat.screens.push_buttons import dress, rows_under
from bot.domain.answer import Answered, NoAnswer
from bot.domain.blocks import (
    Block,
    ShowConflict,
    ShowDeadline,
    ShowFact,
    ShowPerson,
    ShowStake,
    ShowTerm,
    ShowUnknown,
)
from bot.domain.snapshot import Snapshot
from bot.rendering.view import View
from bot.services.delivery.plans.push_building import text_of

KINDS = ("update", "fact", "briefing", "deadline", "stake", "term", "unknown", "person", "status", "conflict")


def find_kind(snapshot: Snapshot, record: str) -> str | None:
    """Of which kind the record of that id is; an update before all others."""
    return next((kind for kind in KINDS if _is_there(snapshot, kind, record)), None)


def draw(kind: str, record: str, view: View) -> Screen | None:
    """The card of a record; None where there is none. Of an update, the push itself."""
    snapshot = view.snapshot
    if not _is_there(snapshot, kind, record):
        return None
    if kind == "update":
        push = text_of(view.visible, snapshot.updates[record], dress)
        facts = tuple(fact for fact, _ in push.shown)
        return Screen((push.bodies[view.lang].html,), rows_under(view.lang, facts))
    if kind == "briefing":
        html = rendering.render_briefing(view, record)
        return Screen(tuple(rendering.split(html)))
    if kind == "status":
        then = view.visible.status(snapshot.statuses[record])
        status = then or snapshot.statuses[record]
        return Screen(tuple(rendering.split(rendering.render_status(status, view))))
    if kind == "unknown":
        return show_reply(NoAnswer(view.lang, (ShowUnknown(record),), snapshot.unknowns[record].facts), view)
    block, facts = _block(snapshot, kind, record)
    return show_reply(Answered(view.lang, (block,), facts), view)


def _block(snapshot: Snapshot, kind: str, record: str) -> tuple[Block, tuple[str, ...]]:
    match kind:
        case "deadline":
            return ShowDeadline(record), snapshot.deadlines[record].facts
        case "stake":
            return ShowStake(record), snapshot.stakes[record].facts
        case "conflict":
            return ShowConflict(record), snapshot.conflicts[record].facts
        case "term":
            return ShowTerm(record), snapshot.terms[record].facts
        case "person":
            facts = snapshot.facts_by_person.get(record, ())
            return ShowPerson(record), tuple(fact.id for fact in facts[-3:])
        case _:
            return ShowFact(record), (record,)


def _is_there(snapshot: Snapshot, kind: str, record: str) -> bool:
    records = snapshot.briefing_slugs() if kind == "briefing" else snapshot.of_kind(kind)
    return record in records
