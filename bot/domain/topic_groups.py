"""Groups of topics: few to choose from, with the rest beneath them. A group is a topic that others name as theirs."""

from collections.abc import Iterable, Mapping

from bot.domain.records.topic import Topic

Topics = Mapping[str, Topic]


def groups_of(topics: Topics) -> tuple[Topic, ...]:
    """Those under which others stand, in the editors' order."""
    named = {topic.group for topic in topics.values()}
    return tuple(topic for topic in topics.values() if topic.id in named)


def topics_below(topics: Topics, group: str) -> tuple[Topic, ...]:
    """Those that stand under it, in the editors' order."""
    return tuple(topic for topic in topics.values() if topic.group == group)


def audience_of(topics: Topics, about: Iterable[str]) -> tuple[str, ...]:
    """Whoever follows one of these hears of what is about `about`: the topics, their groups, and what is below a group."""
    found: dict[str, None] = {}
    for topic_id in about:
        found[topic_id] = None
        above = topics[topic_id].group if topic_id in topics else None
        if above is not None:
            found[above] = None
        found.update((each.id, None) for each in topics_below(topics, topic_id))
    return tuple(found)


def toggle(topics: Topics, chosen: frozenset[str], topic_id: str) -> frozenset[str]:
    """What is followed after a topic was pressed.

    A group takes the place of what is below it; a topic that is followed by its group leaves the others of it.
    """
    below = {each.id for each in topics_below(topics, topic_id)}
    above = topics[topic_id].group
    if above in chosen:
        others = {each.id for each in topics_below(topics, above or "")}
        return (chosen - {above}) | (others - {topic_id})
    return (chosen ^ {topic_id}) - below


def is_followed(topics: Topics, chosen: frozenset[str], topic_id: str) -> bool:
    """Whether it, or the group that it stands under, is among the chosen."""
    return topic_id in chosen or topics[topic_id].group in chosen
