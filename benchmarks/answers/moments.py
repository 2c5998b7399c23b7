"""Each state of play asked about in ten ways a language, at several moments: is it the state of that moment that is told?

    python -m benchmarks.answers.moments

The questions (`questions/status-moments.jsonl`) were written by someone who saw the dossier alone: half in the record's
own words, half freely. Right: the answer begins with that record, and its text has the state that held at the moment;
before there was any state, that nothing is told of it.
"""

import os
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.answers.asked import QUESTIONS, read
from bot.answering import Engine, answer
from bot.content.loading import load_usable
from bot.domain.text import Lang
from bot.rendering import render_reply
from bot.rendering.view import View
from bot.services.editing.model_store import ModelStore

MOMENTS = [datetime(2026, month, day, 12, tzinfo=UTC) for month, day in ((4, 20), (7, 1), (9, 10), (11, 27))]


def is_right(engine: Engine, question: dict[str, Any], now: datetime) -> bool:
    snapshot, lang = engine.snapshot, Lang(question["lang"])
    then = snapshot.at(now).status(snapshot.statuses[question["record"]])
    reply = answer(engine, question["text"], lang=lang, now=now)
    told = reply.records[:1] == (f"status:{question['record']}",)
    if then is None:
        return not told
    text = render_reply(reply, View(snapshot.at(now), lang)).plain
    period = then.periods[-1]
    known = [period.state[lang], *([period.text[lang]] if period.text else [])]
    known += [text[lang] for text in (then.answer, then.lead_when_unspecified) if text is not None]
    return told and any(each.casefold() in text.casefold() for each in known)


def main() -> None:
    questions = read([QUESTIONS / "status-moments.jsonl"])
    engine = ModelStore(Path(os.environ.get("CACHE_DIR", "var/cache"))).open_engine(
        load_usable(Path("briefings"))[0], wait=True
    )
    tally: dict[str, list[bool]] = defaultdict(list)
    for question in questions:
        for now in MOMENTS:
            right = is_right(engine, question, now)
            kind = "own words" if re.search(r"-d\d+$", question["id"]) else "free"
            for key in ("all", kind, question["lang"], f"{now:%d %B}", f"{kind}, {question['record']}"):
                tally[key].append(right)
    for key, found in tally.items():
        print(f"{key:35s} {100 * sum(found) / len(found):5.1f} %  of {len(found)}")


if __name__ == "__main__":
    main()
