"""An editor's slip is told at its line, in words that are no parser's, in the editors' language."""

import re
import shutil
from pathlib import Path

import pytest

from bot.content.loading import load
from bot.domain.text import Lang
from bot.i18n.editors import speaking_to_editors
from tests.support.examples import EXAMPLE

PARSERS_WORDS = re.compile(
    r"YAML|token|scalar|mapping|block|flow|parsing|scanning|simple key|expected|context|stream|Input|valid|None",
    re.I,
)

SLIPS = [
    ("an apostrophe opens it", "nl: ", "'s Nachts viel de stroom uit.", 0),
    ("another apostrophe", "nl: ", "'n Brief van de raad kwam te laat.", 0),
    ("a quotation opens it", "en: ", '"The council decided.', 0),
    ("a quotation ends inside it", "nl: ", '"Nooit" zei de wethouder.', 0),
    ("a colon inside it", "nl: ", "Het besluit: de dijk blijft.", 0),
    ("a colon inside it, English", "en: ", "One thing is sure: nobody knows.", 0),
    ("a number sign", "nl: ", "Besluit #12 vervalt.", 0),
    ("a hashtag at its end", "en: ", "The council tweeted #dike", 0),
    ("a comment behind a text", "nl: ", "De dijk blijft. # nog nakijken", 0),
    ("an at sign", "nl: ", "@raad meldt dat de dijk blijft.", 0),
    ("a backtick", "nl: ", "`dijk` is het woord.", 0),
    ("a percent sign", "en: ", "%20 of the people", 0),
    ("an asterisk", "nl: ", "*Dijk* is het woord.", 0),
    ("an ampersand", "en: ", "&c is what the council wrote.", 0),
    ("an exclamation mark", "nl: ", "!Let op", 0),
    ("a bracket that is not closed", "nl: ", "[De raad zegt dat de dijk blijft", 0),
    ("a brace that is not closed", "en: ", "{The council says so", 0),
    ("a backslash", "nl: ", '"De map C:\\dijk"', 0),
    ("a text behind the fold mark", "nl: ", ">- De dijk blijft.", 0),
    ("nothing at all", "nl: ", "", 0),
    ("yes as a word", "en: ", "true", 0),
    ("a dash", "nl: ", "- De dijk blijft.", 0),
]


TERM = """\
- id: dike
  term: {nl: Dijk, en: Dike}
  text:
    nl: Een wal tegen het water.
    en: A wall against the water.
  facts: [permit-granted]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "briefings"))


@pytest.fixture
def glossary(folder: Path) -> Path:
    path = folder / "glossary.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + TERM, "utf-8")
    return path


def _slip(path: Path, key: str, text: str) -> int:
    """Writes `text` where the last record's text stands, and says on which line."""
    lines = path.read_text("utf-8").split("\n")
    number = max(at for at, line in enumerate(lines) if line.strip().startswith(key))
    indent = len(lines[number]) - len(lines[number].lstrip())
    end = number + 1
    while end < len(lines) and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    lines[number:end] = [" " * indent + key + text]
    path.write_text("\n".join(lines), "utf-8")
    return number + 1


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize(("key", "text"), [each[1:3] for each in SLIPS], ids=[each[0] for each in SLIPS])
def test_a_slip_is_held_back_and_told_at_its_line(glossary: Path, lang: Lang, key: str, text: str) -> None:
    line = _slip(glossary, key, text)
    with speaking_to_editors(lang):
        loaded = load(glossary.parent)
    assert loaded.snapshot is None
    errors = [each for each in loaded.problems if each.severity == "error"]
    assert any(abs(each.line - line) <= 1 for each in errors), errors
    for each in errors:
        assert not PARSERS_WORDS.search(
            each.message.replace("block", "") if lang is Lang.EN else each.message
        ), each


def test_a_quotation_that_swallows_the_lines_below_it_is_told_where_it_was_opened(glossary: Path) -> None:
    lines = glossary.read_text("utf-8").rstrip("\n").split("\n")
    swallowing = [
        "- id: open-quote",
        "  term:",
        "    nl: 'Woord",
        "    en: Word",
        "  text:",
        "    nl: De huizen'",
        "    en: x",
    ]
    glossary.write_text("\n".join([*lines, *swallowing, ""]), "utf-8")
    loaded = load(glossary.parent)
    assert loaded.snapshot is None
    assert any(each.line == len(lines) + 3 for each in loaded.problems), loaded.problems


@pytest.mark.parametrize(
    "text",
    [
        '"Het besluit: de dijk blijft. #1"',
        "'It''s the council''s decision: wait.'",
        "De wet (art. 3), zegt de raad, 'geldt nog'.",
        ">-\n      's Nachts: de stroom viel uit, #3.",
        '"Twee\n      regels."',
        "De dijk#3 blijft; http://example.org/#deel",
    ],
)
def test_what_is_written_rightly_is_let_pass(glossary: Path, text: str) -> None:
    _slip(glossary, "nl: ", text)
    loaded = load(glossary.parent)
    assert [each for each in loaded.problems if each.severity == "error"] == []


def test_a_comment_of_an_editors_is_let_pass(glossary: Path) -> None:
    content = glossary.read_text("utf-8")
    glossary.write_text(
        content.replace("- id: ", "# nog na te kijken\n- id: ", 1).rstrip("\n") + "  # ook dit\n", "utf-8"
    )
    assert load(glossary.parent).snapshot is not None


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# only this\n", b"---\n", b"\xef\xbb\xbf"])
def test_an_emptied_file_is_held_back(folder: Path, content: bytes) -> None:
    for name in ("stakes.yaml", "topics.yaml", "glossary.yaml"):
        kept = (folder / name).read_bytes()
        (folder / name).write_bytes(content)
        loaded = load(folder)
        assert loaded.snapshot is None
        assert any(each.path.endswith(name) for each in loaded.problems)
        (folder / name).write_bytes(kept)


@pytest.mark.parametrize(
    "name",
    [
        "facts/.DS_Store",
        "facts/ehthumbs.db",
        "updates/Thumbs.db",
        "facts/Icon\r",
        "facts/~$spring.yaml",
        "facts/sedzZ09aB",
        "briefings/overview.nl.md.sb-0a1b2c3d-xYz123",
        "facts/01-spring.yaml___jb_old___",
        "updates/x.yaml.part",
        "facts/01-spring.yaml.bak",
        "facts/.01-spring.yaml.swo",
    ],
)
def test_what_nobody_wrote_holds_nothing_back(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00junk")
    loaded = load(folder)
    assert loaded.snapshot is not None
    assert not [each for each in loaded.problems if "junk" in each.message or each.path.endswith(name)]


@pytest.mark.parametrize("name", ["facts/spring.yml", "facts/copy.txt", "updates/2026.json"])
def test_a_file_that_somebody_may_have_meant_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"- id: x\n")
    assert any(each.path.endswith(name) for each in load(folder).problems)


@pytest.mark.parametrize(
    "text",
    [
        "Een ca\ufffd.",
        "De raadâ€™s brief.",
        "Het cafÃ© sloot.",
        "Een\u2061woord.",
        "Een\u200dwoord.",
        "Een \U000e0062\U000e0065 woord.",
        '"\u1160"',
        "Een \uf8ff woord.",
        "Een \U00100000 woord.",
        "Prijs: Â£5".replace(": ", " "),
    ],
)
def test_damaged_and_unseen_letters_are_told(glossary: Path, text: str) -> None:
    line = _slip(glossary, "nl: ", text)
    assert any(each.line == line for each in load(glossary.parent).problems)


@pytest.mark.parametrize(
    "text",
    [
        "Een 👩‍⚕️ en een 🏳️‍🌈.",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Ångström, Øresund, façade, Łódź, “ja”",
    ],
)
def test_pictures_flags_and_foreign_letters_are_let_pass(glossary: Path, text: str) -> None:
    _slip(glossary, "nl: ", text)
    assert [each for each in load(glossary.parent).problems if each.severity == "error"] == []
