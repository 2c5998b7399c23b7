"""`bot export`: schema.org takes every node, the same state gives the same bytes, and nothing is in it that is not shown yet."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from schema_org import registry
from schema_org.base import SchemaModel
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.snapshot import Snapshot
from bot.domain.visibility import visible_part
from bot.rendering.linked_data import CONTEXT, render_linked_data
from bot.services.editing.exporting import export, plain_dossier
from tests.conftest import NOW
from tests.support.examples import write_example

Node = dict[str, Any]
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)


def graph_of(snapshot: Snapshot, now: datetime = NOW) -> dict[str, Node]:
    document = render_linked_data(visible_part(snapshot, now))
    assert document["@context"] == CONTEXT
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"])
    return nodes


def build(node: Node, nodes: dict[str, Node]) -> SchemaModel:
    """The node as the library's own model, which refuses unknown properties and values of another type.

    A link to another node is followed: what it leads to must be there, and of a type that may stand there.
    """
    model = registry.get_model(node["@type"])
    ranges = {each.schema_name: set(each.ranges) for each in model.SCHEMA_PROPERTIES}
    values = {
        name: [_value(each, ranges[name], nodes) for each in (given if isinstance(given, list) else [given])]
        for name, given in node.items()
        if not name.startswith("@")
    }
    return model(**{name: each if len(each) > 1 else each[0] for name, each in values.items()})


def _value(value: Any, ranges: set[str], nodes: dict[str, Node]) -> Any:
    match value:
        case {"@language": "nl" | "en", "@value": str(text), **rest}:
            assert not rest
            return text
        case {"@id": str(place), **rest} if not rest:
            return registry.get_model(nodes[place]["@type"])()
        case dict():
            return build(value, nodes)
        case str() if "Text" not in ranges and ranges & {"Date", "DateTime"}:
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        case _:
            return value


@pytest.mark.xdist_group("schema.org")  # whose models take seconds to build, once a process
def test_schema_org_takes_every_node(snapshot: Snapshot) -> None:
    nodes = graph_of(snapshot)
    for node in nodes.values():
        build(node, nodes)


def test_every_fact_is_a_claim_and_only_what_somebody_said_has_an_author(snapshot: Snapshot) -> None:
    nodes = graph_of(snapshot)
    assert len([node for node in nodes.values() if node["@type"] == "Claim"]) == len(snapshot.at(NOW).facts)
    said = nodes["#fact-baker-refuses"]
    assert said["author"] == {"@id": "#person-bea-brood"}
    assert said["dateCreated"] == "2026-03-02"
    assert "author" not in nodes["#fact-judge-suspends-order"]


def test_nothing_is_rated_and_a_review_stands_only_where_a_fact_contradicts_a_premise(
    snapshot: Snapshot,
) -> None:
    nodes = graph_of(snapshot)
    assert "reviewRating" not in json.dumps(nodes)
    reviews = [node for node in nodes.values() if node["@type"] == "ClaimReview"]
    based_on = {node["isBasedOn"]["@id"].removeprefix("#fact-") for node in reviews}
    assert based_on == {fact.id for fact in snapshot.facts.values() if fact.refutes.all()}


def test_a_first_appearance_is_told_only_where_it_is_clear(snapshot: Snapshot) -> None:
    for node in graph_of(snapshot).values():
        first = node.get("firstAppearance")
        if first is None:
            continue
        days = [
            snapshot.sources[each["@id"].removeprefix("#source-")].published for each in node["appearance"]
        ]
        day = snapshot.sources[first["@id"].removeprefix("#source-")].published
        assert days.count(day) == 1
        assert day == min(days)
        assert all(len(each) == 10 for each in days)


def test_a_correction_names_what_it_corrects_and_keeps_the_old_wording(snapshot: Snapshot) -> None:
    nodes = graph_of(snapshot)
    update = snapshot.updates["2026-06-10-order-suspended"]
    comment = nodes[f"#correction-{update.id}"]
    assert comment["@type"] == "CorrectionComment"
    (corrected,) = comment["parentItem"]
    assert {"@id": comment["@id"]} in nodes[corrected["@id"]]["correction"]
    assert update.was is not None
    assert comment["about"]["text"][1] == {"@language": "en", "@value": update.was.en}


def test_a_second_run_writes_the_same_bytes(snapshot: Snapshot, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in export(snapshot, NOW, tmp_path / "first")]
    second = [path.read_bytes() for path in export(snapshot, NOW, tmp_path / "second")]
    assert first == second


def test_the_command_leaves_out_what_may_not_be_shown_at_that_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    briefings = write_example(tmp_path / "briefings")
    file = briefings / "facts" / "02-court.yaml"
    text = file.read_text("utf-8")
    fact = text.split("- id: ", 1)[1].split("\n", 1)[0]
    file.write_text(
        text.replace(f"- id: {fact}\n", f"- id: {fact}\n  publish_at: {LATER.isoformat()}\n", 1), "utf-8"
    )
    monkeypatch.setenv("BRIEFINGS_DIR", str(briefings))

    def written(now: str) -> str:
        done = CliRunner().invoke(app, ["export", "--out", str(tmp_path / "out"), "--now", now])
        assert done.exit_code == 0, done.output
        return "".join(Path(line).read_text("utf-8") for line in done.stdout.split())

    assert fact not in written("2026-12-01T08:59:59Z")
    assert fact in written("2026-12-01T09:00:00Z")


def test_what_rests_on_hidden_facts_alone_goes_with_them(snapshot: Snapshot) -> None:
    draft = {
        fact.id: replace(fact, lifecycle=replace(fact.lifecycle, draft=True))
        for fact in snapshot.facts.values()
        if "bea-brood" in fact.who or "bea-brood" in fact.said_to
    }
    hidden = replace(snapshot, facts={**snapshot.facts, **draft})
    shown = visible_part(hidden, NOW)
    assert "bea-brood" in snapshot.people
    assert "bea-brood" not in shown.people
    assert not set(_strings(plain_dossier(shown))) & set(draft)


def test_what_editors_note_for_one_another_stays_with_them(snapshot: Snapshot, tmp_path: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in export(snapshot, NOW, tmp_path))
    for source in snapshot.sources.values():
        assert json.dumps(source.reliability, ensure_ascii=False)[1:-1] not in text
    assert snapshot.facts["baker-refuses"].path not in text


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)
