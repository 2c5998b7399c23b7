"""The dashboard and the alerts ask for figures that there are, in Prometheus' own language."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    PROMTOOL is None, reason="no promtool here: `apt-get install prometheus` enables it"
)
# Made of others by the client: a histogram's series, and what the process itself tells.
_SERIES = re.compile(r"\b(?:briefing_bot|process)_[a-z0-9_]+\b")


def asked_by_the_dashboard() -> Iterator[str]:
    panels = json.loads((DEPLOY / "grafana" / "briefing-bot.json").read_text())["panels"]
    for panel in panels:
        assert panel["description"], panel["title"]
        yield from (target["expr"] for target in panel["targets"])


def known() -> set[str]:
    """Names of figures, by the code that makes them."""
    found = {"process_resident_memory_bytes", "process_cpu_seconds_total"}
    counted = (ROOT / "bot" / "metrics.py").read_text()
    found |= {f"briefing_bot_{name}_total" for name in re.findall(r'_counter\(\s*"(\w+)"', counted)}
    found |= {f"briefing_bot_{name}_seconds_bucket" for name in re.findall(r'_seconds\(\s*"(\w+)"', counted)}
    stands = (ROOT / "bot" / "monitoring" / "gauges.py").read_text()
    found |= {f"briefing_bot_{name}" for name in re.findall(r'_gauge\(\s*"(\w+)"', stands)}
    found |= set(re.findall(r'GaugeMetricFamily\(\s*"(\w+)"', stands))
    found |= {f"{name}_info" for name in re.findall(r'InfoMetricFamily\(\s*"(\w+)"', stands)}
    return found


def test_the_dashboard_and_the_alerts_ask_only_for_figures_that_there_are() -> None:
    asked = [*asked_by_the_dashboard(), ALERTS.read_text()]
    names = {name for each in asked for name in _SERIES.findall(each)}
    assert len(names) > 15
    assert names - known() == set()


def test_every_alert_says_what_to_do_in_the_runbook() -> None:
    headings = set(re.findall(r"^## (.+)$", (ROOT / "docs" / "runbook.md").read_text(), re.M))
    pages = re.findall(r"[Rr]unbook, \\?\"([^\"\\]+?)\.?\\?\"", ALERTS.read_text())
    assert len(pages) == len(re.findall(r"- alert:", ALERTS.read_text())) == 6
    assert {page.rstrip(".") for page in pages} - headings == set()


@needs_promtool
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "rules", "alerts.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
)
def test_prometheus_own_tool_takes_the_rules_and_each_alert_rings_at_its_fault(
    arguments: tuple[str, ...],
) -> None:
    assert PROMTOOL is not None
    ran = subprocess.run(
        [PROMTOOL, *arguments], cwd=ALERTS.parent, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@needs_promtool
def test_prometheus_own_tool_can_read_what_the_dashboard_asks(tmp_path: Path) -> None:
    assert PROMTOOL is not None
    asked = [
        expr.replace("$__rate_interval", "5m").replace("$job", "bot") for expr in asked_by_the_dashboard()
    ]
    rules = [{"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(asked)]
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    ran = subprocess.run(
        [PROMTOOL, "check", "rules", tmp_path / "rules.yml"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
