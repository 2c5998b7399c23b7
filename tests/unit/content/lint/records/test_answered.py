"""What is called unknown and a newer fact answers."""

from pathlib import Path

from tests.unit.content.lint.conftest import complete, warnings


def answered(folder: Path, fact: str) -> list[str]:
    (folder / "facts/09-told.yaml").write_text(complete(fact), "utf-8")
    return [each for each in warnings(folder) if each.endswith("[answered-unknown]")]


QUESTION = 'asks: {nl: ["Hoeveel betaalde bakker Brood voor haar houtoven?"], en: ["How much did baker Brood pay for the wood oven?"]}'


def ask(folder: Path) -> None:
    path = folder / "unknowns.yaml"
    text = path.read_text("utf-8")
    old = 'asks: {nl: ["Wat kostte de oven?"], en: ["What did the oven cost?"]}'
    assert old in text
    path.write_text(text.replace(old, QUESTION), "utf-8")


def test_a_newer_fact_with_the_words_of_the_question_is_told_once(folder: Path) -> None:
    ask(folder)
    fact = """
- id: oven-paid
  date: 2026-06-20
  text: {nl: Voor de houtoven betaalde bakker Brood 900 euro., en: Baker Brood did pay 900 euros for the wood oven.}
"""
    (told,) = answered(folder, fact)
    assert "the fact 'oven-paid' (2026-06-20) is newer and may answer" in told


def test_an_older_fact_and_one_on_something_else_are_not(folder: Path) -> None:
    ask(folder)
    facts = """
- id: oven-paid
  date: 2025-10-20
  text: {nl: Voor de houtoven betaalde bakker Brood 900 euro., en: Baker Brood did pay 900 euros for the wood oven.}
- id: bread-paid
  date: 2026-06-20
  text: {nl: Voor het brood betaalden de buren 9 euro., en: The neighbours paid 9 euros for the bread.}
"""
    assert answered(folder, facts) == []
