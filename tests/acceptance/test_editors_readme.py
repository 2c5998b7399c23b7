"""The worked example of `briefings/README.md`, followed to the letter on a copy of the dossier."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.answering import Engine
from bot.cli import app
from bot.content.loading import ParseCache
from bot.content.parsing.parsing import ParsedFile
from bot.content.schema.kinds import Kind
from bot.domain.snapshot import Snapshot
from bot.services.editing.model_store import ModelStore
from tests.conftest import CACHE, ROOT

_FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`(briefings/[\w./-]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text without indentation, and the prose before it."""

    kind: str
    text: str
    before: str


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one command has parsed and opened the next one need not: all but one or two files are as they were."""
    parse, open_engine = ParseCache.parse, ModelStore.open_engine
    parsed: dict[tuple[str, bytes], ParsedFile] = {}
    opened: dict[str, Engine] = {}

    def parse_once(
        cache: ParseCache, kind: Kind, path: str, content: bytes, digest: bytes | None = None
    ) -> ParsedFile:
        if (path, content) not in parsed:
            parsed[path, content] = parse(cache, kind, path, content, digest)
        return parsed[path, content]

    def open_once(store: ModelStore, snapshot: Snapshot, *, wait: bool) -> Engine:
        assert wait
        if snapshot.fingerprint not in opened:
            opened[snapshot.fingerprint] = open_engine(store, snapshot, wait=wait)
        return opened[snapshot.fingerprint]

    monkeypatch.setattr(ParseCache, "parse", parse_once)
    monkeypatch.setattr(ModelStore, "open_engine", open_once)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the briefings in it, committed; commands run there."""
    shutil.copytree(ROOT / "briefings", tmp_path / "briefings")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CACHE_DIR", str(CACHE))
    monkeypatch.delenv("BRIEFINGS_DIR", raising=False)
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-q", "-m", "the dossier")):
        subprocess.run(["git", *arguments], check=True)
    return tmp_path


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here: apt-get install git")
@pytest.mark.usefixtures("once")
@pytest.mark.timeout(900)  # a dozen programs, one after the other, each of which opens the whole dossier
def test_the_worked_example_says_what_the_commands_print(project: Path) -> None:
    readme = (project / "briefings" / "README.md").read_text("utf-8")
    example = readme.split("## A worked example\n", 1)[1].split("\n## ", 1)[0]
    done = {"console": 0, "diff": 0, "yaml": 0}
    for block in blocks_of(example):
        done[block.kind] += 1
        match block.kind:
            case "console":
                for command, wanted in commands_of(block.text):
                    printed = run(command)
                    assert re.fullmatch(pattern_of(wanted), printed), f"$ {command}\n{printed}"
            case "yaml":
                with file_of(block).open("a", encoding="utf-8") as file:
                    file.write(block.text)
            case "diff":
                change(file_of(block), block.text)
    assert done == {"console": 10, "diff": 5, "yaml": 1}


def blocks_of(markdown: str) -> Iterator[Block]:
    for found in _FENCE.finditer(markdown):
        indent = len(found[0]) - len(found[0].lstrip())
        lines = (line[indent:] for line in found[2].splitlines(keepends=True))
        yield Block(found[1], "".join(line or "\n" for line in lines), markdown[: found.start()])


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Each command with what it should print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, wanted = part.replace("\\\n", " ").partition("\n")
        yield command, wanted


def run(command: str) -> str:
    name, *arguments = shlex.split(command)
    if name == "briefing-bot":
        return CliRunner().invoke(app, arguments).output
    assert name in ("git", "rm"), command
    return subprocess.run([name, *arguments], capture_output=True, text=True, check=True).stdout


def pattern_of(wanted: str) -> str:
    """`…` alone on a line stands for any lines, none too; within a line for anything."""
    lines = [
        r"(?:.*\n)*" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in wanted.splitlines()
    ]
    return "".join(lines)


def file_of(block: Block) -> Path:
    """The file that the prose before the block named last."""
    return Path(_FILE.findall(block.before)[-1])


def change(file: Path, diff: str) -> None:
    """Puts the lines with + in the place of those with -, where these stand first."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line.startswith("-"))
    new = "".join(line[1:] for line in lines if line.startswith("+"))
    text = file.read_text("utf-8")
    assert old in text, f"{file} has no {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")
