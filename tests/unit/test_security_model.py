"""docs/security.md and docs/runbook.md name tests and benchmarks that there are."""

import re

from tests.conftest import ROOT


def test_every_line_of_the_threat_model_has_a_test_that_there_is() -> None:
    text = (ROOT / "docs" / "security.md").read_text()
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(lines) > 25
    for line in lines:
        found = re.search(r"`(tests/[\w/]+\.py)::(\w+)` \|$", line)
        assert found is not None, line
        assert re.search(rf"^(?:async )?def {found[2]}\(", (ROOT / found[1]).read_text(), re.M), line


def test_what_the_runbook_says_is_rehearsed_is() -> None:
    text = (ROOT / "docs" / "runbook.md").read_text()
    pages = [page for page in re.split(r"^## ", text, flags=re.M)[1:] if not page.startswith("Sizes")]
    for page in pages:
        rehearsed = re.findall(r"(?:tests|benchmarks)/[\w/]+\.py", page)
        assert rehearsed or "not rehearsed" in page, page.splitlines()[0]
        assert [name for name in rehearsed if not (ROOT / name).is_file()] == []
