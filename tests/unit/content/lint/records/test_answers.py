"""Answers: a topic in common."""

from collections.abc import Sequence

RULES = ("answer-off-topic",)


def test_an_answer_without_a_topic_in_common_is_told(told: Sequence[str]) -> None:
    """The refusal is about the oven.

    - id: about-bread
      about: [night-bread]
      relations: [{answers: baker-refuses}]
    - id: denies-bread
      about: [night-bread]
      relations: [{denies: baker-refuses}]
    - id: about-the-oven
      about: [night-bread, oven]
      relations: [{answers: baker-refuses}]
    - id: comes-of-it
      about: [night-bread]
      relations: [{outcome-of: baker-refuses}]
    """
    assert [each.partition(": ")[2] for each in told] == [
        f"this {how} 'baker-refuses' and shares no topic with it (oven): name the topic in both, or drop the relation [answer-off-topic]"
        for how in ("answers", "denies")
    ]
