"""How long what is kept: the one place. Told to readers under /privacy, to operators in docs/delivery.md."""

from datetime import timedelta

SENT = timedelta(days=60)  # messages to subscribers that are done with, and the digests that they carried
SHOWN = timedelta(days=60)  # which chat was shown which fact: a correction reaches no further back
UNANSWERED = timedelta(days=30)  # what was asked in vain, since it was asked last
GONE = timedelta(days=60)  # a chat that is gone (deleted, left by all), with its settings
UPDATES = timedelta(days=2)  # which of Telegram's updates are done: it sends one again for a day
PAGE = 1_000  # rows that go in one transaction: nobody waits for longer
