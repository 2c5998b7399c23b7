"""Counts of the code's structure: how crowded its rooms are, who imports whom, how long files and signatures are.

    python -m benchmarks.house [FOLDER …]

Each folder holds a checkout (default: this one); several are printed side by side. A room is a package of `bot/`, an
arrow one that imports from another; `bot.chat.handlers` to `bot.chat.screens` is an arrow too.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES = 15  # in a folder, but for these
CROWDED = frozenset({"storage", "page", "versions"})
MOST_LINES = 300
MOST_PARAMETERS = 7


@dataclass(frozen=True)
class House:
    """The modules of one checkout, by dotted name."""

    root: Path

    @cached_property
    def files(self) -> Mapping[str, Path]:
        found = {}
        for path in sorted((self.root / "bot").rglob("*.py")):
            parts = path.relative_to(self.root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def trees(self) -> Mapping[str, ast.Module]:
        return {name: ast.parse(path.read_text("utf-8")) for name, path in self.files.items()}

    @cached_property
    def imports(self) -> Mapping[str, frozenset[str]]:
        """The modules of ours that each module imports."""
        return {name: frozenset(self._imports_of(tree)) - {name} for name, tree in self.trees.items()}

    def _imports_of(self, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                for each in node.names:
                    inner = f"{node.module}.{each.name}"
                    if inner in self.files or node.module in self.files:
                        yield inner if inner in self.files else node.module
            elif isinstance(node, ast.Import):
                yield from (each.name for each in node.names if each.name in self.files)

    def room_of(self, module: str) -> str:
        """The package that holds a module; a package itself is its own."""
        path = self.files[module]
        return module if path.name == "__init__.py" else module.rpartition(".")[0]

    @cached_property
    def rooms(self) -> frozenset[str]:
        return frozenset(map(self.room_of, self.files))

    @cached_property
    def arrows(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (self.room_of(name), self.room_of(other))
            for name, others in self.imports.items()
            for other in others
            if self.room_of(name) != self.room_of(other)
        )

    @cached_property
    def wide_arrows(self) -> frozenset[tuple[str, str]]:
        """Between what is right below `bot`: its rooms and its own modules."""
        short = [(_top(one), _top(other)) for one, others in self.imports.items() for other in others]
        return frozenset((one, other) for one, other in short if one != other and other != "bot")

    @cached_property
    def folders(self) -> Mapping[str, int]:
        """Folders by how many files they hold; data counts too."""
        counts: dict[str, int] = defaultdict(int)
        for path in (self.root / "bot").rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                counts[str(path.parent.relative_to(self.root))] += 1
        return counts

    @cached_property
    def crowded(self) -> Sequence[str]:
        return sorted(
            f"{folder} {count}"
            for folder, count in self.folders.items()
            if count > MOST_FILES and Path(folder).name not in CROWDED
        )

    @cached_property
    def long_files(self) -> Sequence[str]:
        lines = {path: len(path.read_text("utf-8").splitlines()) for path in self.files.values()}
        most = sorted(((count, path) for path, count in lines.items() if count > MOST_LINES), reverse=True)
        return [f"{path.relative_to(self.root)} {count}" for count, path in most]

    def functions(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Each function with its parameters, but for `self` and `cls`."""
        for name, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
                    yield (
                        f"{name}.{node.name}",
                        [each.arg for each in every if each.arg not in ("self", "cls")],
                    )

    @cached_property
    def many_parameters(self) -> Sequence[str]:
        return [f"{name} {len(each)}" for name, each in self.functions() if len(each) > MOST_PARAMETERS]

    @cached_property
    def two_moments(self) -> Sequence[str]:
        return [
            name
            for name, each in self.functions()
            if {"now", "as_of"} <= set(each) and not name.startswith("bot.domain.")
        ]

    @cached_property
    def longest_path(self) -> Sequence[str]:
        """Of imports inside answering, from module to module."""
        known: dict[str, tuple[str, ...]] = {}

        def walk(module: str) -> tuple[str, ...]:
            if module not in known:
                known[module] = (module,)  # a circle ends here
                inner = [each for each in self.imports[module] if each.startswith("bot.answering.")]
                known[module] = (module, *max((walk(each) for each in inner), key=len, default=()))
            return known[module]

        starts = [name for name in self.files if name.startswith("bot.answering.")]
        return max((walk(name) for name in starts), key=len, default=())

    @cached_property
    def without_mirror(self) -> Sequence[str]:
        """Modules with code in them whose room in tests/unit has no test of their name."""
        tests = {path.stem for path in (self.root / "tests").rglob("test_*.py")}
        return [
            name
            for name, path in self.files.items()
            if path.name != "__init__.py" and f"test_{path.stem}" not in tests
        ]

    def counts(self) -> Mapping[str, str]:
        busiest = max(self.folders.items(), key=lambda each: each[1] * (Path(each[0]).name not in CROWDED))
        return {
            "modules": str(len(self.files)),
            "rooms": str(len(self.rooms)),
            "files in the fullest folder": f"{busiest[1]} ({busiest[0]})",
            f"folders of over {MOST_FILES} files": f"{len(self.crowded)}",
            "arrows between the rooms of bot": str(len(self.wide_arrows)),
            "arrows between all rooms": str(len(self.arrows)),
            f"files of over {MOST_LINES} lines": str(len(self.long_files)),
            f"functions of over {MOST_PARAMETERS} parameters": str(len(self.many_parameters)),
            "signatures with now and as_of outside domain": str(len(self.two_moments)),
            "longest path of imports inside answering": str(len(self.longest_path)),
            "modules without a test of their name": f"{len(self.without_mirror)} of {len(self.files)}",
        }


def _top(module: str) -> str:
    return ".".join(module.split(".")[:2])


def main(arguments: Sequence[str]) -> None:
    houses = [House(Path(each).resolve()) for each in arguments] or [House(ROOT)]
    for what in houses[0].counts():
        print(f"{what:46}", " → ".join(house.counts()[what] for house in houses))
    last = houses[-1]
    for title, found in (
        ("crowded", last.crowded),
        ("long", last.long_files),
        ("many parameters", last.many_parameters),
        ("two moments", last.two_moments),
        ("longest path", last.longest_path),
    ):
        print(f"\n{title}:", *found, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
