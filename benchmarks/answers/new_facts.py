"""Facts that nobody knew a minute ago: invented, with their text alone, each asked about in ten ways by another hand.

    python -m benchmarks.answers.new_facts [benchmarks/questions/new-facts.yaml] [--briefings briefings]

Each fact is added to the dossier alone, as an editor would, with no questions of its own. Found: the answer shows it
first. Denied: the bot says that it does not hold just that. Prints a line a fact, and how many facts are answered by more
than half of their questions. A set counts once: after that it is known.
"""

import argparse
import io
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.harness import ROOT
from bot.clock import utc_now
from bot.commands.ask import Asker
from bot.content.loading import load
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.editing.model_store import ModelStore, renew

LAST_DAY = "2026-11-20"  # of what was invented
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("facts", nargs="?", type=Path, default=ROOT / "benchmarks/questions/new-facts.yaml")
    parser.add_argument("--briefings", type=Path, default=ROOT / "briefings")
    chosen = parser.parse_args()
    invented = YAML(typ="safe").load(chosen.facts)
    before = ModelStore(Path(os.environ.get("CACHE_DIR", ROOT / "var" / "cache"))).open_engine(
        load_with(chosen.briefings), wait=True
    )
    well, asked, found, denied = 0, 0, 0, 0
    for each in invented:
        questions = each.pop("questions")
        snapshot = load_with(chosen.briefings, each)
        asker = Asker(
            snapshot, renew(before, snapshot), utc_now
        )  # as a running bot has it, a second after the save
        seen = [judge(asker, each["id"], lang, text) for lang in Lang for text in questions[lang.value]]
        hits = seen.count("found")
        well += hits * 2 > len(seen)
        asked, found, denied = asked + len(seen), found + hits, denied + seen.count("denied")
        print(f"{each['id']:36s} {hits:3d} of {len(seen)}  {' '.join(one[0] for one in seen)}", flush=True)
    print(f"facts answered by more than half of their questions: {well} of {len(invented)}")
    print(f"questions: {found} of {asked} found, {denied} denied")


def load_with(briefings: Path, fact: dict[str, Any] | None = None) -> Snapshot:
    """The dossier, with one more fact."""
    planned: dict[Path, bytes] = {}
    if fact is not None:
        written = io.BytesIO()
        YAML(typ="safe").dump([fact], written)
        planned = {briefings / "facts" / "zz-new.yaml": written.getvalue()}
    # As an editor would: the dossier's last verified day moves with its newest fact.
    path = briefings / "dossier.yaml"
    planned[path] = re.sub(
        r"(?m)^known_until: .*$", f"known_until: {LAST_DAY}", path.read_text("utf-8")
    ).encode()
    loaded = load(briefings, planned=planned)
    if loaded.snapshot is None:
        raise SystemExit(
            "\n".join(str(problem) for problem in loaded.problems if problem.severity == "error")
        )
    return loaded.snapshot


def judge(asker: Asker, fact: str, lang: Lang, text: str) -> str:
    """found, choice (among the readings offered), more (shown, not first), denied, refused or other."""
    reply = asker.ask(text, lang=lang, now=NOW)
    records = reply.as_record()["records"]
    if reply.status == "answered" and reply.facts[:1] == (fact,):
        return "found"
    if reply.status == "choice" and fact in reply.facts:
        return "choice"
    if reply.status == "answered" and fact in reply.facts:
        return "more"
    if reply.status == "abstained":
        return "denied" if any(record.startswith("unknown:") for record in records) else "refused"
    return "other"


if __name__ == "__main__":
    main()
