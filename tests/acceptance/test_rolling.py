"""Two real replicas behind a real nginx on a real PostgreSQL: restarted in turn while readers ask, they lose none of them."""

import shutil

import pytest

from benchmarks.ops.many import open_replicas, rolling, under_load
from tests.support.postgres import HOW_TO, find_binaries

pytestmark = pytest.mark.timeout(400)  # processes of their own


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_rolling_restart_under_load_leaves_nobody_without_an_answer() -> None:
    if find_binaries() is None:
        pytest.skip(HOW_TO)
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") is None:
        pytest.skip("no nginx here: `apt-get install nginx` enables it")
    async with open_replicas() as (telegram, replicas):
        figures = await under_load(telegram, 10, 3.0, rolling(replicas))
    assert figures["asked"] > 20
    assert (figures["unanswered"], figures["twice"]) == (0, 0)
