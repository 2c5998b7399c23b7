"""What random edits of the real briefings come to, and how fast loading is, also with 10,000 facts.

    python -m benchmarks.content.mutations [EDITS]

Each edit is made to one file of a copy, loaded, counted and taken back. Loading must never raise; a refused state must
name a file and a line that are there; of the states that are taken, every 25th is answered from, tested and looked
through for warnings.
"""

import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.answering import Engine
from bot.content.loading import Loaded, ParseCache, load
from bot.services.editing.checking import find_doubts, find_failed_expectations
from bot.services.editing.model_store import ModelStore, renew

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("*.yaml", "facts/*.yaml", "updates/*.yaml", "briefings/*.md")


def line_deleted(lines: list[bytes], at: int, chance: random.Random) -> None:
    del lines[at]


def line_doubled(lines: list[bytes], at: int, chance: random.Random) -> None:
    lines.insert(at, lines[at])


def lines_swapped(lines: list[bytes], at: int, chance: random.Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def indentation_changed(lines: list[bytes], at: int, chance: random.Random) -> None:
    lines[at] = b" " * chance.randrange(8) + lines[at].lstrip()


def word_misspelt(lines: list[bytes], at: int, chance: random.Random) -> None:
    lines[at] = re.sub(rb"([a-z])([a-z])", rb"\2\1", lines[at], count=1)


def on_lines(
    edit: Callable[[list[bytes], int, random.Random], None],
) -> Callable[[Path, bytes, random.Random], None]:
    def spoil(path: Path, content: bytes, chance: random.Random) -> None:
        lines = content.split(b"\n")
        edit(lines, chance.randrange(len(lines)), chance)
        path.write_bytes(b"\n".join(lines))

    return spoil


def bytes_changed(path: Path, content: bytes, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    path.write_bytes(content[:at] + chance.randbytes(2) + content[at + 2 :])


def cut_off(path: Path, content: bytes, chance: random.Random) -> None:
    path.write_bytes(content[: chance.randrange(len(content))])


def other_encoding(path: Path, content: bytes, chance: random.Random) -> None:
    path.write_bytes(content.decode().encode(chance.choice(["utf-16", "cp1252"]), errors="replace"))


def symlink(path: Path, content: bytes, chance: random.Random) -> None:
    """To a place outside, to itself, to nothing, or to another file of the dossier."""
    others = ["/etc/hostname", path.name, "nothing-there", *(other.name for other in path.parent.iterdir())]
    path.unlink()
    path.symlink_to(chance.choice(others))


def fifty_megabytes(path: Path, content: bytes, chance: random.Random) -> None:
    with path.open("wb") as file:
        file.truncate(50_000_000)


EDITS: dict[str, Callable[[Path, bytes, random.Random], None]] = {
    edit.__name__: on_lines(edit)
    for edit in (line_deleted, line_doubled, lines_swapped, indentation_changed, word_misspelt)
} | {edit.__name__: edit for edit in (bytes_changed, cut_off, other_encoding, symlink, fifty_megabytes)}


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EACH_LIVED_WITH = 25


def main(edits: int = 5000) -> None:
    chance, cache = random.Random(7), ParseCache()
    made, refused, elsewhere = Counter[str](), Counter[str](), Counter[str]()
    seconds: list[float] = []
    lived = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(ROOT / "briefings", Path(place) / "briefings"))
        started = time.perf_counter()
        good = load(folder, cache)
        assert good.snapshot is not None
        print(f"full load {time.perf_counter() - started:.3f} s")
        engine = ModelStore(ROOT / "var/cache").open_engine(good.snapshot, wait=True)
        paths = sorted(path for pattern in SOURCES for path in folder.glob(pattern))
        for number in range(edits):
            name = list(EDITS)[number % len(EDITS)]
            path = chance.choice(paths)
            content = path.read_bytes()
            EDITS[name](path, content, chance)
            started = time.perf_counter()
            loaded = load(folder, cache, before=lambda: good.places)
            seconds.append(time.perf_counter() - started)
            errors = [problem for problem in loaded.problems if problem.severity == "error"]
            assert (loaded.snapshot is None) is bool(errors), (name, path)
            made[name] += 1
            refused[name] += bool(errors)
            for problem in errors:
                assert 1 <= problem.line <= 1 + lines_of(Path(problem.path)), (name, str(problem))
            if errors and not any(str(path) in str(problem) for problem in errors):
                elsewhere[name] += 1
                print(f"{name} of {path.name} told elsewhere: {errors[0]}")
            if (
                loaded.snapshot is not None
                and (sum(made.values()) - sum(refused.values())) % EACH_LIVED_WITH == 0
            ):
                live_with(loaded, engine)
                lived += 1
            path.unlink()
            path.write_bytes(content)
        assert load(folder, cache).snapshot == good.snapshot
        print(f"{'edit':<22}{'made':>7}{'refused':>9}{'taken':>7}{'told only in another file':>27}")
        for name in EDITS:
            print(
                f"{name:<22}{made[name]:>7}{refused[name]:>9}{made[name] - refused[name]:>7}{elsewhere[name]:>27}"
            )
        taken = made.total() - refused.total()
        print(f"{'all':<22}{made.total():>7}{refused.total():>9}{taken:>7}{elsewhere.total():>27}")
        print(f"none raised; every refused state named file and line; {lived} of those taken were lived with")
        seconds.sort()
        print(f"reload after an edit: median {seconds[len(seconds) // 2]:.3f} s, slowest {seconds[-1]:.3f} s")
        many_facts(folder)


def lines_of(path: Path) -> int:
    """As many as an editor would see; of what cannot be read, none."""
    try:
        with path.open("rb") as file:
            return file.read(3_000_000).count(b"\n")
    except OSError:
        return 0


def live_with(loaded: Loaded, engine: Engine) -> None:
    """All that follows a save that is taken: an index, the editors' tests, the warnings."""
    assert loaded.snapshot is not None
    changed = renew(engine, loaded.snapshot)
    list(find_failed_expectations(loaded.snapshot, changed, lambda: NOW))
    find_doubts(loaded, NOW)


def many_facts(folder: Path, wanted: int = 10_000) -> None:
    text = "".join(path.read_text() for path in sorted((folder / "facts").glob("*.yaml")))
    ids = re.findall(r"^- id: (\S+)", text, re.MULTILINE)
    copies = -(-wanted // len(ids)) - 1
    for number in range(copies):
        more = re.sub(r"^- id: (\S{1,40})\S*", rf"- id: x{number}-\1", text, flags=re.MULTILINE)
        (folder / f"facts/more-{number:03}.yaml").write_text(more)
    cache = ParseCache()
    for what in ("full load", "reload after one edit"):
        started = time.perf_counter()
        loaded = load(folder, cache)
        taken = time.perf_counter() - started
        print(f"{len(ids) * (copies + 1):,} facts, {what}: {taken:.2f} s; {len(loaded.problems)} problems")
        edited = folder / "facts/more-000.yaml"
        edited.write_text(edited.read_text() + "# edited\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
