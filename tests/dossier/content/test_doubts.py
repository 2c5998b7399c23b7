"""What the rules say of the real dossier."""

from pathlib import Path

from tests.unit.content.lint.conftest import warnings


def test_the_real_dossier_is_without_a_doubt(briefings: Path) -> None:
    assert warnings(briefings) == []
