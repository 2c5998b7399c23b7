"""All rules over all records: what is doubtful, with the severity that `dossier.yaml` gives its rule."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.content.building.references import ByKind
from bot.content.lint.languages import agreement, nuances, parity
from bot.content.lint.reading.finding import Content, Finding, Unwanted, id_of
from bot.content.lint.reading.passages import find_pairs
from bot.content.lint.records import answered, answers, causes, changes, claims, relations
from bot.content.lint.texts import (
    balance,
    dates,
    kept_words,
    names,
    passed,
    readability,
    standing_alone,
    strength,
    terms,
    wording,
)
from bot.content.parsing.suggestions import suggest
from bot.content.schema.models.dossier import DossierModel
from bot.content.schema.rules import RULES, Level, RuleName
from bot.domain.problem import Problem

Family = Callable[[Content], Iterator[Finding]]

_FAMILIES: tuple[tuple[frozenset[RuleName], Family], ...] = (
    (frozenset({"older-translation", "unagreed-translation"}), agreement.find),
    (frozenset({"number-in-one-language", "date-in-one-language", "quote-in-one-language"}), parity.find),
    (frozenset({"unknown-name"}), names.find),
    (frozenset({"claim-without-answer", "one-sided-briefing"}), balance.find),
    (frozenset({"loaded-word", "long-sentence"}), wording.find),
    (frozenset({"hard-to-read"}), readability.find),
    (frozenset({"dead-relation", "unreached-fact"}), relations.find),
    (frozenset({"change-without-kind"}), changes.find),
    (frozenset({"banned-term"}), terms.find),
    (frozenset({"outcome-before-cause"}), causes.find),
    (frozenset({"answer-off-topic"}), answers.find),
    (frozenset({"other-date"}), dates.find),
    (frozenset({"leaning-text", "person-without-role"}), standing_alone.find),
    (frozenset({"claim-without-speaker"}), claims.find),
    (frozenset({"hedge-in-one-language", "negation-in-one-language", "name-in-one-language"}), nuances.find),
    (frozenset({"stronger-than-source", "unmarked-relay"}), strength.find),
    (frozenset({"lost-word"}), kept_words.find),
    (frozenset({"open-though-passed"}), passed.find),
    (frozenset({"answered-unknown"}), answered.find),
)


def find_errors(records: ByKind, now: datetime) -> tuple[Problem, ...]:
    """What holds an edit back: the findings of those rules alone that are set to `error`, in the order of the files.

    `records`: those of a whole dossier without errors, by kind of file.
    """
    return _find(records, now, "error")


def find_warnings(
    records: ByKind, now: datetime, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[Problem, ...]:
    """What an editor should look at; as `find_errors`. Ends early, with nothing, once it `is_wanted` no more."""
    try:
        found = [*_find(records, now, "warning", is_wanted), *_idle_exceptions(records)]
    except Unwanted:
        return ()
    return tuple(sorted(found))


def _find(
    records: ByKind, now: datetime, level: Level, is_wanted: Callable[[], bool] = lambda: True
) -> tuple[Problem, ...]:
    dossier: DossierModel = records["dossier"][0].model
    wanted = {rule for rule, chosen in levels_of(dossier).items() if chosen == level}
    families = [find for rules, find in _FAMILIES if rules & wanted]
    if not families:
        return ()
    excepted = _exceptions(dossier)
    content = Content(records, tuple(find_pairs(records)), dossier, now, is_wanted)
    found = (finding for find in families for finding in find(content))
    return tuple(
        sorted(
            _as_problem(finding, level)
            for finding in found
            if finding.rule in wanted and not excepted.get(finding.rule, frozenset()) & _names_of(finding)
        )
    )


def levels_of(dossier: DossierModel) -> Mapping[RuleName, Level]:
    """The severity of every rule."""
    return {rule: getattr(dossier.checks, rule.replace("-", "_")) for rule in RULES}


def _exceptions(dossier: DossierModel) -> dict[RuleName, frozenset[str]]:
    found: dict[RuleName, frozenset[str]] = {}
    for exception in dossier.exceptions:
        found[exception.rule] = found.get(exception.rule, frozenset()) | set(exception.records)
    return found


def _names_of(finding: Finding) -> frozenset[str]:
    name = id_of(finding.record)
    return frozenset({name, f"{finding.record.kind.record}/{name}"})


def _as_problem(finding: Finding, level: Level) -> Problem:
    message = f"{finding.problem.message} [{finding.rule}]"
    return replace(finding.problem, severity="error" if level == "error" else "warning", message=message)


def _idle_exceptions(records: ByKind) -> Iterator[Problem]:
    """An exception for a record that is not there."""
    (dossier,) = records["dossier"]
    names = {
        name
        for of_kind in records.values()
        for record in of_kind
        for name in (id_of(record), f"{record.kind.record}/{id_of(record)}")
    }
    for number, exception in enumerate(dossier.model.exceptions):
        for at, name in enumerate(exception.records):
            if name not in names:
                message = f"no record is called {name!r}{suggest(name, names)}"
                yield dossier.problem(message, "exceptions", number, "records", at, severity="warning")
