"""Makes `asks` of questions whose answer is known: those that say themselves what they are after, with few fair records.

    python -m benchmarks.answers.questions_to_asks QUESTIONS.jsonl [MORE.jsonl …]

Writes into briefings/asks/, each into the file of its record's kind. Never run it with questions that are to measure.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks.answers.asked import read
from bot.answering.retrieval.documents import documents_of
from bot.answering.understanding.text import fold
from bot.content.loading import load_usable

MOST_FACTS, MOST_RECORDS = 3, 3
_FILES = {
    "person": "people", "term": "glossary", "deadline": "deadlines", "stake": "stakes", "conflict": "conflicts",
    "briefing": "briefings", "status": "status", "unknown": "unknowns", "about": "about",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z(][\w(),.'’/+%€$& -]*[\w.)%]\??|[A-Za-z]\w*")
_WORDS = {"yes", "no", "true", "false", "on", "off", "null", "y", "n", "ja", "nee"}


def owners_of(question: dict[str, Any]) -> list[str]:
    """The keys of the records that the question becomes an ask of."""
    expect = question["expect"]
    if question.get("context"):
        return []
    if expect.get("abstain"):
        unknown = expect.get("unknown_any", [])
        return [f"unknown:{each}" for each in unknown] if len(unknown) == 1 else []
    records = [each for each in expect.get("any_record", ()) if not each.startswith("unknown:")]
    found = records if len(records) <= MOST_RECORDS else []
    facts = expect.get("any_of") or expect.get("all_of") or []
    # At another moment a fact may have been the answer that now is not.
    if "now" not in question and len(facts) <= MOST_FACTS and "or_abstain" not in expect:
        found = [*found, *(f"fact:{each}" for each in facts)]
    return found


def quoted(text: str) -> str:
    return (
        text
        if _PLAIN.fullmatch(text) and text.lower() not in _WORDS
        else json.dumps(text, ensure_ascii=False)
    )


def main(paths: Iterable[str]) -> None:
    folder = Path("briefings/asks")
    snapshot, _ = load_usable(Path("briefings"))
    known = {document.key: document for document in documents_of(snapshot)}
    files = {path.stem: YAML(typ="safe").load(path) or {} for path in sorted(folder.glob("*.yaml"))}
    added: dict[str, int] = defaultdict(int)
    for question in read(paths):
        for key in owners_of(question):
            if key not in known or fold(question["text"]) in {fold(ask) for ask in known[key].asks.all()}:
                continue
            kind, _, record = key.partition(":")
            name = Path(snapshot.facts[record].path).stem if kind == "fact" else _FILES[kind]
            held = files.setdefault(name, {}).setdefault(record if kind == "fact" else key, {})
            asks = held.setdefault(question["lang"], [])
            if question["text"] not in asks:
                asks.append(question["text"])
                added[name] += 1
    for name in added:
        lines = []
        for key, by_lang in files[name].items():
            lines.append(f"{key}:")
            for lang in ("nl", "en"):
                if by_lang.get(lang):
                    lines += [f"  {lang}:", *(f"    - {quoted(str(ask))}" for ask in by_lang[lang])]
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(dict(added))


if __name__ == "__main__":
    main(sys.argv[1:])
