"""The names of the rules whose severity `dossier.yaml` sets; `bot.content.lint` has the rules themselves."""

from typing import Literal, get_args

RuleName = Literal[
    "older-translation", "unagreed-translation", "number-in-one-language", "date-in-one-language",
    "quote-in-one-language", "unknown-name", "claim-without-answer", "one-sided-briefing", "loaded-word",
    "long-sentence", "hard-to-read", "dead-relation", "unreached-fact", "change-without-kind", "banned-term",
    "outcome-before-cause", "answer-off-topic", "other-date", "leaning-text", "person-without-role",
    "claim-without-speaker", "hedge-in-one-language", "negation-in-one-language", "name-in-one-language",
    "unmarked-relay", "open-though-passed", "answered-unknown", "stronger-than-source", "lost-word",
]  # fmt: skip
Level = Literal["error", "warning", "off"]

RULES: tuple[RuleName, ...] = get_args(RuleName)
