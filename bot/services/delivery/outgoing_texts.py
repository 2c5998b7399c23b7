"""What a queued push says when its turn comes: a correction that went live since it was made is in it.

A push may wait, for the end of quiet hours or for Telegram. Whom a correction has to reach is settled when it is
announced, from what had been sent by then; so what goes out later must not say the wrong words any more.
"""

from collections.abc import Callable, Mapping

from cachetools import LRUCache

from bot.clock import Clock
from bot.domain.delivery.push import Body
from bot.domain.records.briefing import UpdateKind
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.services.delivery.plans.corrections import put_right
from bot.storage.pushes import PushText

MOST_KEPT = 1_000  # texts that were put right


class OutgoingTexts:
    """Each text is looked through once an edition."""

    def __init__(self, live: Callable[[], Snapshot], clock: Clock) -> None:
        """`live`: the snapshot that is live now."""
        self._live = live
        self._clock = clock
        self._fingerprint = ""
        self._kept: LRUCache[int, Mapping[Lang, Body]] = LRUCache(MOST_KEPT)

    def bodies_of(self, text: PushText) -> Mapping[Lang, Body]:
        """The text's bodies, with the words that were corrected since struck and replaced."""
        snapshot = self._live()
        if snapshot.fingerprint != self._fingerprint:
            self._fingerprint = snapshot.fingerprint
            self._kept.clear()
        found = self._kept.get(text.id)
        if found is None:
            found = self._kept[text.id] = self._put_right(text, snapshot)
        return found

    def _put_right(self, text: PushText, snapshot: Snapshot) -> Mapping[Lang, Body]:
        changed = {
            name for name, revision in text.revisions.items() if revision < (snapshot.revision_of(name) or 1)
        }
        now = self._clock()
        corrections = [
            update
            for update in snapshot.updates.values()
            if changed.intersection(update.corrects)
            and update.kind is UpdateKind.CORRECTION
            and update.is_visible(now)
        ]
        for update in sorted(corrections, key=lambda update: update.id):  # an id begins with its day
            text = text.with_bodies(put_right(text, update, snapshot)[0])
        return text.bodies
