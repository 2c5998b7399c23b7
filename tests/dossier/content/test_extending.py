"""A list of the real briefings takes another item."""

from bot.content.parsing.parsing import parse_file
from bot.content.schema.kinds import AT_TOP, FACT
from bot.content.writing.extending import add_item
from tests.dossier.conftest import REAL


def test_every_list_of_the_real_briefings_can_be_added_to() -> None:
    folder, count = REAL, 0
    files = [(folder / f"{name}.yaml", AT_TOP[f"{name}.yaml"], "aliases") for name in ("people", "topics")]
    files += [(path, FACT, "asks") for path in sorted((folder / "facts").glob("*.yaml"))]
    for path, kind, key in files:
        text = path.read_text("utf-8")
        records = parse_file(kind, str(path), text.encode()).records
        for number, record in enumerate(records[:4]):
            for lang in ("nl", "en"):
                extended = add_item(text, number, (key, lang), "Waar: en waarom?")
                line = extended.text.split("\n")[extended.line - 1]
                assert "Waar: en waarom?" in line, (path, record.model.id)
                count += 1
    assert count > 100
