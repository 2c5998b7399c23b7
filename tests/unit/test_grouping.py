"""Tests that share what is dear (a browser, a database server) run in one process: pytest-xdist puts their group behind their name."""

import pytest

pytestmark = pytest.mark.xdist_group("together")


def test_what_belongs_together_is_grouped(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("nothing is handed out to several processes here")
    assert request.node.nodeid.endswith("@together")
