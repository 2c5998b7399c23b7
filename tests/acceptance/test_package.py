"""The package, built as it is published and installed alone, runs anywhere: nothing of the checkout is with it."""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import tarfile
import urllib.request
import venv
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from tests.conftest import CACHE, ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package"), pytest.mark.timeout(300)]


def run(*command: object, **more: Any) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs: the wheel made from the sdist, and the libraries that are here.

    They are lent by path alone, so that no network is needed and this checkout's own installation stays out.
    """
    made = tmp_path_factory.mktemp("package")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", made, cwd=ROOT)
    (sdist,) = made.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):  # from Python 3.11.4 on
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(made)
    source = made / sdist.name.removesuffix(".tar.gz")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made, cwd=source)
    (wheel,) = made.glob("*.whl")
    home = made / "home"
    venv.create(home, with_pip=False)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", home / "bin" / "python")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin"


def surroundings(briefings: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "BRIEFINGS_DIR": str(briefings), "CACHE_DIR": str(CACHE), **more}


def test_the_installed_program_tells_its_version_and_is_its_own(
    installed: Path, briefings: Path, tmp_path: Path
) -> None:
    told = run(installed / "briefing-bot", "--version", cwd=tmp_path, env=surroundings(briefings)).stdout
    assert told == f"briefing-bot {__version__}\n"
    where = run(installed / "python", "-c", "import bot; print(bot.__file__)", cwd=tmp_path).stdout
    assert str(ROOT) not in where
    assert str(installed.parent) in where


def test_the_installed_program_answers_and_makes_its_database_in_a_folder_of_nothing(
    installed: Path, briefings: Path, tmp_path: Path
) -> None:
    for lang, word in (("nl", "Bron: "), ("en", "Source: ")):
        said = run(
            *(installed / "briefing-bot", "ask", "--lang", lang, "Wie is Rob Regel?"),
            cwd=tmp_path,
            env=surroundings(briefings),
        )
        assert word in said.stdout
    run(installed / "briefing-bot", "migrate", cwd=tmp_path, env=surroundings(briefings))
    assert (tmp_path / "var" / "briefing-bot.db").is_file()


def test_the_installed_demo_shows_its_pages(installed: Path, briefings: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        [installed / "briefing-bot", "demo", "--port", "0"],
        cwd=tmp_path,
        env=surroundings(briefings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = next(
                found.group() for line in process.stdout if (found := re.search(r"http://[\d.:]+/", line))
            )
            for path in ("", "desk"):
                with urllib.request.urlopen(address + path, timeout=20) as page:
                    assert b"<html" in page.read()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
