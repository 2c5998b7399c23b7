"""Checks that need more than one field: order in time, quotes, relations in a circle, pairs of briefings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.content.building.asks import find_ask_problems
from bot.content.building.references import ByKind, Known, find_id_problems
from bot.content.building.values import build_moment
from bot.content.checks.statuses import find_status_problems
from bot.content.parsing.parsing import Record
from bot.content.parsing.parsing import slug_and_lang as slug_and_lang
from bot.content.parsing.suggestions import suggest
from bot.domain.problem import Problem
from bot.domain.text import Lang


def find_problems(records: ByKind, known: Known, briefing_paths: Sequence[str]) -> Iterator[Problem]:
    """Everything that is wrong between records; `briefing_paths` are of all briefings, readable or not."""
    yield from find_id_problems(records, known)
    yield from _dossier(records)
    yield from _facts(records, known)
    yield from _circles(records.get("facts", ()))
    yield from _deadlines(records)
    yield from _updates(records)
    yield from _lifecycles(records)
    yield from _changes(records)
    yield from _briefings(records, briefing_paths)
    yield from _topics(records)
    yield from find_status_problems(records, _known_until(records))
    yield from find_ask_problems(records, known)


def _dossier(records: ByKind) -> Iterator[Problem]:
    for record in records.get("dossier", ()):
        if record.model.known_until > record.model.checked_on:
            yield record.problem("is after the day of checking (checked_on)", "known_until")
        holders = record.model.holders
        for stake in records.get("stakes", ()):
            if stake.model.holder not in holders:
                message = f"unknown holder {stake.model.holder!r} (holders, dossier.yaml){suggest(stake.model.holder, holders)}"
                yield stake.problem(message, "holder")
        for source in records.get("sources", ()):
            if source.model.access == "seed" and record.model.seed_report is None:
                message = "is the report that the dossier began with: name it in dossier.yaml (seed_report)"
                yield source.problem(message, "access")


def _known_until(records: ByKind) -> date:
    return next(
        (date.fromisoformat(record.model.known_until) for record in records.get("dossier", ())), date.max
    )


def _facts(records: ByKind, known: Known) -> Iterator[Problem]:
    until = _known_until(records)
    access = {record.model.id: record.model.access for record in records.get("sources", ())}
    for record in records.get("facts", ()):
        fact = record.model
        cited = [citation.id for citation in fact.sources]
        if (
            fact.quote
            and fact.quote.source not in cited
            and not known.find_unknown("sources", fact.quote.source)
        ):
            yield record.problem("the quote's source is not among the fact's sources", "quote", "source")
        seen = {access[source] for source in cited if source in access}
        if fact.basis and seen and set(fact.basis) != seen:
            message = f"differs from how its sources were seen ({', '.join(sorted(seen))}, sources.yaml)"
            yield record.problem(message, "basis", severity="warning")
        if not fact.draft and build_moment(fact.date, "UTC").day > until:  # a draft waits to be verified
            yield record.problem(f"is dated after the last verified day ({until}, dossier.yaml)", "date")
        if fact.until and date.fromisoformat(fact.until) < build_moment(fact.date, "UTC").day:
            yield record.problem("is before its date", "until")
        if fact.date_precision and len(fact.date) != 10:
            yield record.problem("goes with a whole date (2026-02-27) only", "date_precision")


def _circles(facts: Sequence[Record]) -> Iterator[Problem]:
    """A problem for each fact that, by way of others, supersedes itself."""
    by_id = {record.model.id: record for record in facts}
    over = {
        name: [relation.supersedes for relation in record.model.relations if relation.supersedes]
        for name, record in by_id.items()
    }
    for name, record in by_id.items():
        waiting, seen = list(over[name]), set()
        while waiting:
            here = waiting.pop()
            if here == name and over[name] != [name]:
                yield record.problem("facts supersede one another in a circle", "relations")
                break
            if here not in seen:
                seen.add(here)
                waiting.extend(over.get(here, ()))


def _deadlines(records: ByKind) -> Iterator[Problem]:
    until = _known_until(records)
    for record in records.get("deadlines", ()):
        deadline = record.model
        known = build_moment(deadline.known_from, "UTC").day
        if build_moment(deadline.due, "UTC").day < known and len(deadline.due) > 7:
            yield record.problem("is due before it was known", "due")
        if known > until:
            yield record.problem(f"is after the last verified day ({until}, dossier.yaml)", "known_from")
        if deadline.date_precision and len(deadline.due) != 10:
            yield record.problem("goes with a whole date (2026-02-27) only", "date_precision")
        if deadline.outcome is None:
            continue
        outcome = build_moment(deadline.outcome.known_from, "UTC").day
        if outcome < known and len(deadline.outcome.known_from) > 7:
            yield record.problem("has an outcome before it was known", "outcome", "known_from")
        if outcome > until:
            yield record.problem(
                f"is after the last verified day ({until}, dossier.yaml)", "outcome", "known_from"
            )


def _topics(records: ByKind) -> Iterator[Problem]:
    above = {record.model.id: record.model.group for record in records.get("topics", ())}
    for record in records.get("topics", ()):
        if record.model.group == record.model.id:
            yield record.problem("a topic does not stand below itself", "group")
        elif above.get(record.model.group):
            yield record.problem(f"{record.model.group!r} is no group: it stands below one itself", "group")


def _updates(records: ByKind) -> Iterator[Problem]:
    revisions = {record.model.id: record.model.revision for record in records.get("facts", ())}
    for record in records.get("update", ()):
        update = record.model
        for name in ("corrects", "was", "reason"):
            if update.kind == "new" and getattr(update, name):
                yield record.problem("belongs to a correction; this update is new", name)
        for fact in update.corrects:
            if fact in revisions and revisions[fact] == 1:
                message = f"reaches nobody: nobody was shown an older {fact!r}; raise its revision to 2"
                yield record.problem(message, "corrects", severity="warning")
        stem = record.path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".yaml")
        if stem != update.id:
            yield record.problem(f"is not the file's name ({stem})", "id", severity="warning")


def _lifecycles(records: ByKind) -> Iterator[Problem]:
    for kind in ("facts", "briefing", "update"):
        for record in records.get(kind, ()):
            begin, end = record.model.publish_at, record.model.expires
            if begin and end and datetime.fromisoformat(end) <= datetime.fromisoformat(begin):
                yield record.problem("expires before it is published", "expires")


def _changes(records: ByKind) -> Iterator[Problem]:
    updates = {record.model.id: record.model for record in records.get("update", ())}
    for kind in ("facts", "briefing"):
        for record in records.get(kind, ()):
            before = 1
            for number, change in enumerate(record.model.changes):
                here = ("changes", number, "revision")
                if change.revision > record.model.revision:
                    yield record.problem(f"is above the record's revision, {record.model.revision}", *here)
                elif change.revision <= before:
                    yield record.problem("should be above that of the change before it", *here)
                before = change.revision
                yield from _told_by(record, number, updates)


def _told_by(record: Record, number: int, updates: Mapping[str, Any]) -> Iterator[Problem]:
    """A correction is told once: by its own words, or by an update that is a correction of this very fact."""
    change, place = record.model.changes[number], ("changes", number, "told_by")
    named = updates.get(change.told_by or "")
    corrected = record.model.id if record.kind.name == "facts" else None
    if named and (named.kind != "correction" or (corrected and corrected not in named.corrects)):
        yield record.problem(f"update {named.id!r} is no correction of this", *place)
    for update in updates.values():
        if change.was and update.was == change.was and corrected in update.corrects:
            message = f"update {update.id!r} tells readers of this too: name it (told_by) in place of was and reason"
            yield record.problem(message, "changes", number, "was")


def _briefings(records: ByKind, paths: Sequence[str]) -> Iterator[Problem]:
    there = {slug_and_lang(path) for path in paths}
    by_slug: dict[str, dict[str, Record]] = {}
    for record in records.get("briefing", ()):
        slug, lang = slug_and_lang(record.path)
        by_slug.setdefault(slug, {})[lang] = record
    for slug, versions in by_slug.items():
        for lang in Lang:
            if (slug, lang) not in there:
                message = f"{slug}.{lang}.md is missing: a briefing stands in both languages"
                yield next(iter(versions.values())).problem(message)
        if len(versions) == len(Lang):
            dutch, english = (versions[lang] for lang in Lang)
            if dutch.model.order != english.model.order:
                yield english.problem(f"has another order than {dutch.path}", "order", severity="warning")
            if dutch.model.form != english.model.form:
                yield english.problem(f"has another form than {dutch.path}", "form")
            if set(dutch.model.facts) != set(english.model.facts):
                yield english.problem(f"rests on other facts than {dutch.path}", "facts", severity="warning")
            if dutch.model.changes != english.model.changes:
                message = f"has other changes than {dutch.path}"
                yield english.problem(message, "changes", severity="warning")
