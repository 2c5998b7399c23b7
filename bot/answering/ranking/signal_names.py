"""What speaks for a candidate, by name, in the order of the columns."""

import numpy as np

from bot.answering.retrieval.documents import SORTS
from bot.answering.retrieval.vectors import Floats
from bot.answering.understanding.cues.asked import ASKED, OPENERS

# Of a document's own words: there for every document.
TEXT = (
    "text",  # cosine of words, pairs and letters
    "bm25",  # with names and topics
    "text_covered",  # the part of the question's weight whose words the text has
    "lexicon",  # how likely readers put it in these words
    "meaning_text",  # of the encoder: the nearer of its texts, in the learned space
)
# Of the questions that lead to it.
ASKS = (
    "words_class",  # classifier over words
    "nearest",  # cosine with the most alike question
    "nearest_three",  # mean of the three most alike
    "covered",  # as text_covered, with the questions' words
    "meaning_class",  # classifier over the learned space
    "meaning_nearest",
    "meaning_three",
)
COUNTS = (
    "asks_none",
    "asks_few",
    "asks_some",
    "asks_many",
)  # how many questions it has: 0, to 4, to 12, more
NAMED = (
    "named",  # it is a record of that name
    "named_alone",  # … and the question says little else
    "title_covered",  # the part of the question's weight that is in its name
    "title_whole",  # the part of its name that is in the question
)
PEOPLE = (
    "speaker",  # the first of its people is named
    "party",  # another of its people is
    "others",  # someone is named with whom it has nothing to do
    "speaks_for",  # the speaker belongs to an organisation that is named
    "nobody_named",  # a statement, and the question names nobody
    "said_by_speaker",  # asked is what someone said, and the speaker is the one named
    "said_by_another",  # … and the speaker is none of those named
    "why_of_speaker",  # asked are reasons, and the speaker is named, or speaks for who is
    "group",  # someone of a role that is asked for ("which senators")
)
FACTS = (
    "amount_number",  # asked is how much, and there is a number
    "react_answer",  # asked is a reaction, and it answers another
    "date_match",
    "date_miss",
    "channel",
    "publisher",
    "topic",
    "central",  # how many others bear on it
    "fresh",  # how near to the moment of asking, or to the last that we know
    "fresh_state",  # … where asked is how things stand
    "fresh_then",  # … where the moment of asking is in the midst of the events
    "pending",  # it is about a deadline that is yet to come
    "pending_when",  # … where asked is when, or how long
    "over",  # it described a state that has ended since, or something newer stands in its place
    "over_now",  # … where asked is how things stand
)
CONTEXT = (
    "kept_record",  # follow-up: what the question before it was about
    "kept_detail",  # … where asked is only when, how much or by whom
    "kept_answer",  # answers or denies what the question before it was about, or comes of it
    "kept_cause",  # is what that answered
    "kept_topic",
    "kept_people",
    "kept_later",  # happened within a month after it
    "kept_after",  # … where asked is what came of it or what others said to it
    "own_covered",  # the part of the follow-up's own words that it has
    "kept_rests",  # another record that rests on the same facts
)
REST = ("rest_covered", "unknown_bare", "unknown_rest")
PLAIN = (
    *TEXT,
    *ASKS,
    *(f"{name}_gap" for name in (*TEXT, *ASKS)),
    *(f"{name}_alone" for name in TEXT),  # where the document has no questions
    *COUNTS,
    *NAMED,
    *PEOPLE,
    *FACTS,
    *CONTEXT,
    *REST,
)
ASKED_NAMES = ("always", *ASKED, *OPENERS, "nothing")
CROSSED = tuple(f"{asked}: {sort}" for asked in ASKED_NAMES for sort in SORTS)
NAMES = (*PLAIN, *CROSSED)
# What the hidden layer sees: each signal, what sort of thing a candidate is, and what is asked.
DENSE = (*PLAIN, *SORTS, *(f"asked {name}" for name in ASKED_NAMES))
PLACE = {name: place for place, name in enumerate(NAMES)}


def dense(rows: Floats) -> Floats:
    """The columns of `DENSE`, of rows in the order of `NAMES`."""
    crossed = rows[:, len(PLAIN) :].reshape(len(rows), len(ASKED_NAMES), len(SORTS))
    return np.concatenate([rows[:, : len(PLAIN)], crossed[:, 0], crossed.max(axis=2)], axis=1)
