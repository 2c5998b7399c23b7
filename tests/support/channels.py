"""Everything that readers can get at one moment, by channel, of a dossier whose records each bear a word of their own."""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import rendering
from bot.answering import Context, Engine, answer
from bot.chat.handlers.inline import articles_of
from bot.chat.screen import Screen
from bot.chat.screens.answers import show_reply
from bot.chat.screens.push_buttons import dress
from bot.chat.screens.routes import show
from bot.chat.screens.short_ids import shorten
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang, Text
from bot.domain.visibility import visible_part
from bot.rendering import render_digest
from bot.rendering.linked_data import render_linked_data
from bot.rendering.view import View
from bot.services.delivery.plans.announcements import reminders_due, visible_records
from bot.services.delivery.plans.news import News, select_changes
from bot.services.delivery.plans.push_building import edit_of, reminder_of, text_of
from bot.services.editing.exporting import plain_dossier
from bot.storage.changes import Change


@dataclass(frozen=True, slots=True)
class Marked:
    """A snapshot with its marks: (kind, id) -> a word that stands in each text of that record and nowhere else."""

    snapshot: Snapshot
    marks: Mapping[tuple[str, str], str]


def mark(snapshot: Snapshot) -> Marked:
    """A word of its own in every text of every record that can be hidden."""
    marks: dict[tuple[str, str], str] = {}

    def word(kind: str, record: str) -> str:
        return marks.setdefault((kind, record), f"zq{kind}{len(marks):03d}qz")

    def both(text: Text, mark: str) -> Text:
        return Text(f"{text.nl} {mark}", f"{text.en} {mark}")

    facts = {}
    for fact in snapshot.facts.values():
        own = word("fact", fact.id)
        quote = fact.quote and replace(
            fact.quote, text=f"{fact.quote.text} {own}", rendering=f"{fact.quote.rendering} {own}"
        )
        channel = both(fact.channel, own) if fact.channel else None
        facts[fact.id] = replace(fact, text=both(fact.text, own), quote=quote, channel=channel)
    deadlines = {}
    for deadline in snapshot.deadlines.values():
        own, over = word("deadline", deadline.id), word("outcome", deadline.id)
        outcome = deadline.outcome and replace(deadline.outcome, text=both(deadline.outcome.text, over))
        deadlines[deadline.id] = replace(
            deadline, title=both(deadline.title, own), text=both(deadline.text, own), outcome=outcome
        )
    conflicts = {}
    for conflict in snapshot.conflicts.values():
        own = word("conflict", conflict.id)
        versions = tuple(replace(version, text=both(version.text, own)) for version in conflict.versions)
        conflicts[conflict.id] = replace(conflict, subject=both(conflict.subject, own), versions=versions)
    briefings = {}
    for key, briefing in snapshot.briefings.items():
        own = word("briefing", f"{briefing.slug}.{briefing.lang}")
        briefings[key] = replace(
            briefing,
            title=f"{briefing.title} {own}",
            body=f"{own} {briefing.body}",
            short=briefing.short and f"{briefing.short} {own}",
        )
    updates = {}
    for update in snapshot.updates.values():
        own = word("update", update.id)
        updates[update.id] = replace(
            update,
            title=both(update.title, own),
            text=both(update.text, own),
            was=both(update.was, own) if update.was else None,
            reason=both(update.reason, own) if update.reason else None,
        )
    made = replace(
        snapshot,
        facts=facts,
        deadlines=deadlines,
        conflicts=conflicts,
        briefings=briefings,
        updates=updates,
        stakes={
            stake.id: replace(stake, title=both(stake.title, word("stake", stake.id)))
            for stake in snapshot.stakes.values()
        },
        terms={
            term.id: replace(term, text=both(term.text, word("term", term.id)))
            for term in snapshot.terms.values()
        },
        unknowns={
            unknown.id: replace(unknown, text=both(unknown.text, word("unknown", unknown.id)))
            for unknown in snapshot.unknowns.values()
        },
        sources={
            source.id: replace(source, title=f"{source.title} {word('source', source.id)}")
            for source in snapshot.sources.values()
        },
    )
    return Marked(made, marks)


def read_everything(engine: Engine, questions: Iterable[str], now: datetime) -> dict[str, str]:
    """What each channel shows at `now`, in both languages, as one text."""
    found: dict[str, list[str]] = {}
    snapshot = engine.snapshot
    asked = list(questions)
    for lang in Lang:
        view = View(snapshot.at(now), lang)
        for number, question in enumerate(asked):
            before = tuple(asked[number - 1 : number]) if number else ()
            for as_of in (None, now):
                reply = answer(engine, question, lang=lang, now=now, context=Context(before, as_of=as_of))
                found.setdefault("answers", []).append(_text(show_reply(reply, view)))
        for route, screen in _walk(view).items():
            found.setdefault(route.split(":")[0], []).append(_text(screen))
        found.setdefault("digest", []).append(_digest(snapshot, lang, now))
    for question in asked:
        reply = answer(engine, question, lang=None, now=now)
        for article in articles_of(reply, View(snapshot.at(now), reply.lang)):
            found.setdefault("inline", []).append(json.dumps(article.to_dict(), ensure_ascii=False))
    found["pushes"] = [body.html for push in _pushes(snapshot, now) for body in push.bodies.values()]
    shown = visible_part(snapshot, now)
    found["export"] = [
        json.dumps(document, ensure_ascii=False)
        for document in (plain_dossier(shown), render_linked_data(shown))
    ]
    return {channel: "\n".join(texts) for channel, texts in found.items()}


def _walk(view: View) -> dict[str, Screen]:
    """Every screen that a button, a command or a deep link leads to, by its route."""
    snapshot = view.snapshot
    waiting = deque(
        ["home", "help", "brief", "time:0", "who:0", "said", "dead", "stakes", "src:0", "fixed:0"]
    )
    waiting.extend(f"brief:{slug}:0" for slug in snapshot.briefing_slugs())
    waiting.extend(f"fact:{fact}" for fact in snapshot.facts)
    waiting.extend(f"{name}:{shorten([fact])}" for name in ("pick", "cite") for fact in snapshot.facts)
    waiting.append(f"pick:{shorten(snapshot.facts)}")
    waiting.append(f"cite:{shorten(snapshot.facts)}")
    waiting.extend(f"person:{person}" for person in snapshot.people)
    waiting.extend(f"said:p:{person}:0" for person in snapshot.people)
    waiting.extend(f"said:t:{topic}:0" for topic in snapshot.topics)
    screens: dict[str, Screen] = {}
    while waiting:
        route = waiting.popleft()
        if route in screens:
            continue
        screens[route] = show(route, view)
        waiting.extend(
            button.route
            for row in screens[route].rows
            for button in row
            if not button.route.startswith("lang")
        )
    return screens


def _text(screen: Screen) -> str:
    labels = [button.label for row in screen.rows for button in row]
    rich = (screen.rich.html,) if screen.rich is not None else ()
    return "\n".join([*(rendering.to_plain(part) for part in (*screen.parts, *rich)), *labels])


def _digest(snapshot: Snapshot, lang: Lang, now: datetime) -> str:
    """A digest, or `/new`, of a reader who has seen nothing, made from whatever was ever noted as changed."""
    changed = [Change(f"fact:{fact.id}", fact.lifecycle.revision, now) for fact in snapshot.facts.values()]
    changed += [Change(f"update:{update.id}", update.revision, now) for update in snapshot.updates.values()]
    news = select_changes(snapshot, changed, None, now)
    each = [News(updates=[update]) for update in news.updates]
    each += [News(facts=[fact]) for fact in news.facts]  # one by one: a digest tells what fits one message
    return "\n".join(
        render_digest(one.updates, one.facts, (), View(snapshot.at(now), lang), head="").html for one in each
    )


def _pushes(snapshot: Snapshot, now: datetime) -> Iterable[Any]:
    for record, _ in visible_records(snapshot, now):
        kind, _, name = record.partition(":")
        if kind == "update":
            yield text_of(snapshot.at(now), snapshot.updates[name], dress)
            yield edit_of(snapshot.at(now), snapshot.updates[name], (), dress)
    for deadline, reminder, moment in reminders_due(snapshot, now):
        yield reminder_of(snapshot.at(now), deadline, reminder, moment, dress)
