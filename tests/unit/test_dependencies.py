"""What the bot needs is told: each dependency stands in docs/dependencies.md, and what stands there is one."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_every_runtime_dependency_is_in_the_table_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]
    names = {re.split(r"[\[<>=;]", each)[0].strip() for each in needed}
    table = re.findall(
        r"^\| ([\w.-]+) \| .+ \| .+ \| [\d.]", (ROOT / "docs/dependencies.md").read_text(), re.M
    )
    assert set(table) == names
    assert len(table) == len(names)


def test_the_locks_pin_the_same_versions_with_hashes_and_name_no_registry() -> None:
    pins = {}
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pins[name] = dict(re.findall(r"^([\w.-]+)==(\S+)(?=.*\\\n    --hash=sha256:)", text, re.M))
    runtime, dev = pins["requirements.lock"], pins["requirements-dev.lock"]
    assert len(runtime) > 40
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_bill_of_materials_lists_what_the_lock_pins(tmp_path: Path) -> None:
    tool = Path(sys.executable).parent / "cyclonedx-py"
    if not tool.exists():
        pytest.skip("no cyclonedx-py here: `make setup` enables it")
    arguments = (
        "requirements",
        "requirements.lock",
        "--pyproject",
        "pyproject.toml",
        "-o",
        tmp_path / "sbom.json",
    )
    subprocess.run([tool, *arguments], cwd=ROOT, check=True, capture_output=True)
    found = json.loads((tmp_path / "sbom.json").read_text())
    assert found["bomFormat"] == "CycloneDX"
    listed = {each["name"]: each["version"] for each in found["components"]}
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(), re.M)
    assert listed == dict(pinned)
