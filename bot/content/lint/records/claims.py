"""Claims: what somebody states about the dispute says in each language who states it."""

from collections.abc import Iterator

from bot.content.lint.reading.finding import Content, Finding
from bot.content.lint.reading.passages import pair_at
from bot.content.lint.reading.phrases import is_attributed

_CONTESTED = ("claim", "denial", "threat")


def find(content: Content) -> Iterator[Finding]:
    """Texts of facts whose stance is a claim, a denial or a threat, and that speak as if we knew."""
    for record in content.of("facts"):
        if record.model.stance not in _CONTESTED:
            continue
        for passage in pair_at(record, "text") or ():
            if not is_attributed(passage.text, passage.lang):
                message = f"a {record.model.stance} that the text gives as ours: say who says so"
                yield Finding("claim-without-speaker", record, passage.problem(message))
