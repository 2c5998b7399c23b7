"""The dossier grown to many facts, as files: their words drawn from all of its texts and spelt backwards.

Backwards, so that the generated facts are as wordy as real ones and answer none of the editors' own tests.
"""

import random
import shutil
from pathlib import Path

from ruamel.yaml import YAML

from bot.content.loading import load_usable
from bot.domain.text import Lang

A_FILE = 500  # facts; a file may hold 2 MB


def write_grown(source: Path, target: Path, count: int) -> Path:
    """Copies the briefings and adds generated facts until there are `count`; returns the folder."""
    target = Path(shutil.copytree(source, target))
    snapshot, _ = load_usable(target)
    rng = random.Random(5)
    words = {
        lang.value: [
            word[::-1]
            for fact in snapshot.facts.values()
            for word in fact.text[lang].split()
            if word.isalpha()
        ]
        for lang in Lang
    }
    # What is dated later is a draft, and a copy of it would not be.
    known_until = snapshot.dossier.known_until
    originals = [fact for fact in snapshot.facts.values() if fact.when.day <= known_until]
    records = []
    for number in range(count - len(snapshot.facts)):
        fact = originals[number % len(originals)]
        text = {lang: " ".join(rng.choices(words[lang], k=25)) + f" {number}." for lang in ("nl", "en")}
        records.append(
            {
                "id": f"generated-{number}",
                "kind": fact.kind.value,
                "stance": fact.stance.value,
                "date": fact.when.day.isoformat(),
                "who": list(fact.who),
                "about": list(fact.about),
                "text": text,
                "sources": [{"id": fact.citations[0].source, "locator": "generated"}],
                "basis": [fact.basis[0].value],
                "confidence": "high",
                "asks": {lang: [f"{' '.join(rng.choices(words[lang], k=5))} {number}"] for lang in text},
            }
        )
    yaml = YAML(typ="safe", pure=False)
    yaml.default_flow_style = False
    yaml.width = 110
    for start in range(0, len(records), A_FILE):
        with (target / "facts" / f"99-generated-{start // A_FILE:03d}.yaml").open(
            "w", encoding="utf-8"
        ) as file:
            yaml.dump(records[start : start + A_FILE], file)
    return target
