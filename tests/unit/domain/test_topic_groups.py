"""Groups of topics: who follows a group hears of what stands below it, and single topics stay what they were."""

from bot.domain.records.topic import Topic
from bot.domain.text import Text
from bot.domain.topic_groups import audience_of, groups_of, is_followed, toggle


def topic(name: str, group: str | None = None) -> Topic:
    return Topic(name, Text(name, name), group=group)


TOPICS = {
    each.id: each
    for each in (topic("courts"), topic("money"), topic("lawsuit", "courts"), topic("appeal", "courts"), topic("contract", "money"), topic("weather"))
}  # fmt: skip


def test_a_group_is_what_others_name() -> None:
    assert [group.id for group in groups_of(TOPICS)] == ["courts", "money"]


def test_what_is_about_a_topic_reaches_its_group_and_not_its_neighbours() -> None:
    assert set(audience_of(TOPICS, ["lawsuit"])) == {"lawsuit", "courts"}
    assert set(audience_of(TOPICS, ["weather", "contract"])) == {"weather", "contract", "money"}


def test_what_is_about_a_group_reaches_all_below_it() -> None:
    assert set(audience_of(TOPICS, ["courts"])) == {"courts", "lawsuit", "appeal"}


def test_a_topic_that_comes_later_is_heard_of_by_those_who_have_its_group() -> None:
    later = {**TOPICS, "verdict": topic("verdict", "courts")}
    assert "courts" in audience_of(later, ["verdict"])
    assert is_followed(later, frozenset({"courts"}), "verdict")


def test_a_group_takes_the_place_of_what_is_below_it() -> None:
    assert toggle(TOPICS, frozenset({"lawsuit", "contract"}), "courts") == {"courts", "contract"}
    assert toggle(TOPICS, frozenset({"courts"}), "courts") == frozenset()


def test_a_topic_that_is_left_out_leaves_the_others_of_its_group() -> None:
    assert toggle(TOPICS, frozenset({"courts", "money"}), "appeal") == {"lawsuit", "money"}
    assert toggle(TOPICS, frozenset({"lawsuit"}), "appeal") == {"lawsuit", "appeal"}


def test_a_topic_that_is_gone_from_the_files_reaches_whoever_still_follows_it() -> None:
    assert audience_of(TOPICS, ["gone"]) == ("gone",)
