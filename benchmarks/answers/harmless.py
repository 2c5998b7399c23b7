"""Changes to a question that change nothing of what is asked, and how many answers they change all the same.

    python -m benchmarks.answers.harmless QUESTIONS.jsonl … [--each]

Each question gets one of the changes, chosen by its id; with --each, all of them. An answer has changed where its status
or the first of its records is another. Prints a line a kind, then all, with up to ten of those that changed.
"""

import argparse
import html
import json
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.answering import Context
from bot.clock import utc_now
from bot.commands.ask import Asker
from bot.domain.text import Lang
from bot.services.editing.model_store import ModelStore

MOST_SHOWN = 10
CHANGES: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "a capital each word": str.title,
    "soft hyphens": lambda text: _in_long_words(text, "\u00ad"),
    "zero-width spaces": lambda text: _in_long_words(text, "\u200b"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "entities": lambda text: html.escape(text).replace("?", "&#63;").replace(" ", "&nbsp;"),
    "escaped": lambda text: text.replace(" ", "%20"),
    "look-alikes": lambda text: text.replace("a", "а").replace("e", "е").replace("o", "о"),
    "a greeting": lambda text: f"Goedemiddag, {text}",
    "a greeting, English": lambda text: f"Hi there! {text}",
    "thanks": lambda text: f"{text} Alvast bedankt!",
    "thanks, English": lambda text: f"{text} Thanks in advance",
    "please": lambda text: f"{text} aub",
    "a signature": lambda text: f"{text}\n\nSent from my iPhone",
    "a closing": lambda text: f"{text}\n\nMet vriendelijke groet,\nJan de Boer",
    "no question mark": lambda text: text.rstrip(" ?!."),
    "marks": lambda text: f"{text.rstrip(' ?!.')}???",
    "spaces": lambda text: f"  {text.replace(' ', '  ')}\n",
    "an emoji": lambda text: f"{text} 🤔",
    "quoted": lambda text: f"“{text}”",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--briefings", type=Path, default=Path("briefings"))
    parser.add_argument("--cache", type=Path, default=Path("var/cache"))
    parser.add_argument("--each", action="store_true")
    chosen = parser.parse_args()
    asker = Asker.open(chosen.briefings, utc_now, ModelStore(chosen.cache))
    asked, changed = Counter[str](), Counter[str]()
    shown: list[tuple[str, str]] = []
    for path in chosen.questions:
        for question in map(json.loads, path.read_text("utf-8").splitlines()):
            plain = ask(asker, question, question["text"])
            for name in kinds_for(question["id"], every=chosen.each):
                text = CHANGES[name](question["text"])
                if text == question["text"]:
                    continue
                asked[name] += 1
                if ask(asker, question, text) != plain:
                    changed[name] += 1
                    shown.append((name, question["text"]))
    for name in CHANGES:
        if asked[name]:
            print(f"{name:22s} {changed[name]:4d} of {asked[name]:4d}  {changed[name] / asked[name]:6.1%}")
    total = asked.total()
    print(f"{'all':22s} {changed.total():4d} of {total:4d}  {changed.total() / total:6.1%}")
    for name, text in shown[:MOST_SHOWN]:
        print(f"   {name}: {text}", file=sys.stderr)


def kinds_for(question_id: str | int, *, every: bool) -> list[str]:
    names = list(CHANGES)
    return names if every else [names[zlib.crc32(str(question_id).encode()) % len(names)]]


def ask(asker: Asker, question: dict[str, Any], text: str) -> tuple[str, Sequence[str]]:
    now = datetime.fromisoformat(question["now"]) if question.get("now") else utc_now()
    context = Context(tuple(question.get("context", ())))
    record = asker.ask(text, lang=Lang(question["lang"]), now=now, context=context).as_record()
    return record["status"], record["records"][:1]


def _in_long_words(text: str, character: str) -> str:
    return " ".join(
        word[: len(word) // 2] + character + word[len(word) // 2 :] if len(word) > 6 else word
        for word in text.split(" ")
    )


if __name__ == "__main__":
    main()
