"""Which kinds of lint would have found the faults that an editor found by reading: the rules run on the texts as they were then.

    python -m benchmarks.content.lint_kinds [--commit f40d5e7] [--list]

The texts of that commit are read with today's rules and today's table of terms. A row of the editorial study counts as
found by a rule where that rule tells of the record and, where the row quotes a word, of that word.
"""

import argparse
import io
import re
import subprocess
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.content.lint import find_warnings
from bot.content.loading import load
from bot.content.schema.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
NEWER = ("banned-term", *RULES[RULES.index("banned-term") + 1 :])

# Row of the study: its subject in a few words, and what a finding on it has in its place and message, as (file, record or
# word) patterns: the first against the path, the second against the line of the file, its record and the message.
ROWS = {
    2: ("a result dated before its cause", "facts/05", r"said to come of.*trump-order"),
    7: ("news reports called papers seen as a copy", "", r"(als kopie|as copies)' is not"),
    9: ("a paraphrase that drifts", "glossary|stakes|briefings/arguments", r"parnell-no-autonomous-weapons"),
    10: ("very good concessions, made smaller", "facts/04|conflicts|briefings", r"lost here.*michael-concessions"),
    11: ("revenge for retaliatory", "facts/05", r"lost here.*amodei-retaliatory|'revenge'"),
    13: ("denied having asked, told as having wanted", "facts/07", r"lost here.*michael-never-asked"),
    15: ("one paper's minute, flat", "briefings/(overview|deadline)|deadlines.yaml", r"hegseth-designation|trump-post"),
    20: ("a company's claim without a limit in time", "briefings/(overview|stakes)", r"claude-most-used"),
    26: ("a single source, no word on certainty", "briefings/(overview|courts)|updates/", r"filing-|emails-"),
    30: ("aanmerking as a noun", "", r"'aanmerking"),
    32: ("a push that leans on a step never named", "updates/2026-06-08", r"leans on"),
    37: ("lawyers glued to a company's statement", "facts/07", r"lockheed"),
    38: ("officials claimed", "", r"'beweerden'"),
    41: ("a lawyer without a party", "briefings/courts", r"without a word of who"),
    42: ("people without a role or party", "briefings/whos-who", r"without a word of who"),
    44: ("designated so, and so is nowhere", "facts/07|stakes", r"first-us-company|leans on"),
    45: ("linking words in texts that are shown alone", "facts/", r"leans on"),
    46: ("people without who they are in facts", "facts/", r"without a word of who"),
    48: ("the Dutch report, never introduced", "", r"Nederlandse bericht|Dutch report"),
    59: ("two words for contractors", "", r"[Tt]oeleveranciers' is not"),
    60: ("stopbevel, five names for one thing", "", r"[Ss]topbevel|stop-use"),
    64: ("vergelding voor een uiting", "", r"'uiting"),
    73: ("a term of February told as one to come", "facts/05", r"moment to come"),
    67: ("a calque for agencies that were stopping", "", r"bezig te stoppen|'toeleveranciers"),
    68: ("handel drijven", "", r"[Hh]andel drij"),
    77: ("vastligt", "", r"vastlig"),
    82: ("volgens berichten, which are messages", "", r"olgens berichten|berichten noemen"),
    86: ("the question who decides", "", r"question who"),
    87: ("tell what is on record", "", r"tell what|[Tt]ell "),
    89: ("the research service of Congress", "", r"research service"),
    90: ("foreign and finance ministries of the US", "", r"(foreign|finance) ministry"),
    92: ("the military command line", "", r"command line"),
    94: ("NPR speaks of", "", r"NPR speaks of"),
    95: ("mass surveillance at home", "", r"surveillance at home' is not"),
    98: ("three titles for one secretary", "", r"Defence Secretary|Secretary of Defense|Defence Department"),
    99: ("four names for a thing", "", r"(label|stop-use|blacklist)\w*( order)?' is not"),
    100: ("our dossier holds no", "", r"[Oo]ur dossier holds"),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commit", default="f40d5e7", help="of the texts that the study read")
    parser.add_argument("--list", action="store_true", help="every finding as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = write_old(Path(place), chosen.commit)
        loaded = load(folder)
        assert loaded.snapshot is not None, "\n".join(map(str, loaded.problems[:5]))
        found = [
            (*_rule_of(problem.message), problem)
            for problem in find_warnings(loaded.records, datetime.now(UTC))
        ]
        lines = {
            path: Path(path).read_text("utf-8").split("\n") for path in {each.path for *_, each in found}
        }
        rows: dict[str, set[int]] = defaultdict(set)
        for number, (_, where, what) in ROWS.items():
            for rule, message, problem in found:
                inside = str(Path(problem.path).relative_to(folder))
                said = f"{message} {_record_at(lines[problem.path], problem.line)}"
                if re.search(where, inside) and re.search(what, said):
                    rows[rule].add(number)
    counted = Counter(rule for rule, *_ in found)
    print(f"{'rule':<26s} {'findings':>8s}  rows of the study")
    for rule in RULES:
        if counted[rule] or rule in NEWER:
            print(f"{rule:<26s} {counted[rule]:8,d}  {', '.join(map(str, sorted(rows[rule])))}")
    caught = set[int]().union(*rows.values())
    print(f"{len(caught)} of 100 rows would have been told by at least one rule:")
    for number in sorted(caught):
        print(
            f"  {number:3d} {ROWS[number][0]} ({', '.join(sorted(rule for rule in rows if number in rows[rule]))})"
        )
    if chosen.list:
        for _, _, problem in found:
            print(problem)


def write_old(place: Path, commit: str) -> Path:
    """The texts of `commit`, with what a dossier has had to say since, and today's table of terms."""
    packed = subprocess.run(
        ["git", "archive", "--format=zip", commit, "briefings"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(place)
    folder = place / "briefings"
    today = (ROOT / "briefings/dossier.yaml").read_text("utf-8")
    dossier = folder / "dossier.yaml"
    text = dossier.read_text("utf-8")
    for key in ("disclosure_short", "holders", "seed_report"):
        if f"\n{key}:" not in text:
            said = re.search(rf"^{key}:.*\n(?:[ ].*\n)*", today, re.MULTILINE)
            assert said is not None, f"dossier.yaml has no {key}"
            text += said[0]
    dossier.write_text(text, "utf-8")
    terms = (ROOT / "briefings/terms.yaml").read_text("utf-8")
    known = re.search(
        r"^- id: (\S+)$", next((folder / "facts").glob("*.yaml")).read_text("utf-8"), re.MULTILINE
    )
    assert known is not None, "a file of facts has none"
    for path in (folder / "facts").glob("*.yaml"):
        path.write_text(_with_kept_words(path.read_text("utf-8")), "utf-8")
    # What the table rests on is younger than the texts.
    (folder / "terms.yaml").write_text(
        re.sub(r"^  facts:.*(?:\n   .*)*", f"  facts: [{known[1]}]", terms, flags=re.MULTILINE), "utf-8"
    )
    return folder


def _with_kept_words(facts: str) -> str:
    """The old facts with the words that are to be kept of their quotations, as an editor has since noted."""
    today = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "briefings/facts").glob("*.yaml")))
    kept = re.findall(r"^- id: (\S+)\n(?:(?!- id:).*\n)*?(  keep: .*\n)", today, re.MULTILINE)
    for name, line in kept:
        facts = facts.replace(f"- id: {name}\n", f"- id: {name}\n{line}")
    return facts


def _rule_of(message: str) -> tuple[str, str]:
    rule = re.search(r" \[([\w-]+)\]$", message)
    return (rule[1], message) if rule else ("", message)


def _record_at(lines: Sequence[str], number: int) -> str:
    """The id of the record around a line, and the line."""
    above = next((line for line in reversed(lines[:number]) if line.startswith("- id:")), "")
    return f"{above} {lines[number - 1]}"


if __name__ == "__main__":
    main()
