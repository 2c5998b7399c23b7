"""schema.org takes every node of the real dossier."""

import pytest

from bot.domain.snapshot import Snapshot
from tests.unit.commands.test_export import build, graph_of


@pytest.mark.xdist_group("schema.org")  # whose models take seconds to build, once a process
def test_schema_org_takes_every_node(snapshot: Snapshot) -> None:
    nodes = graph_of(snapshot)
    for node in nodes.values():
        build(node, nodes)
