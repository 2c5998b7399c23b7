"""Changes: a revision that was raised, and nothing says who is to be told."""

from collections.abc import Iterator

from bot.content.lint.reading.finding import Content, Finding


def find(content: Content) -> Iterator[Finding]:
    """A raised revision has a change of its own, or a correction in updates/ that names the fact."""
    corrected = {
        name
        for record in content.of("update")
        if record.model.kind == "correction"
        for name in record.model.corrects
    }
    for kind in ("facts", "briefing"):
        for record in content.of(kind):
            model = record.model
            declared = {change.revision for change in model.changes}
            if model.revision == 1 or model.revision in declared or getattr(model, "id", "") in corrected:
                continue
            message = (
                f"revision {model.revision} has no kind: add it to changes as a typo (nobody is told), an update "
                "(told in digests) or a correction (told to those who saw what was wrong)"
            )
            yield Finding(
                "change-without-kind", record, record.problem(message, "revision", severity="warning")
            )
