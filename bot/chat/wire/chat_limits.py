"""Each chat's own limit: a few messages in some seconds, and what Telegram asked that chat to wait."""

from bisect import insort

CHAT_MOST, CHAT_WINDOW = 4, 5.0  # a chat: at most four in five seconds
GROUP_MOST, GROUP_WINDOW = 18, 60.0
EVEN_AFTER = 2  # a private chat's pages come evenly from the third message within its window on: no burst, no standstill
FORGET_EVERY = 5.0

ChatId = int | str  # Telegram takes a number, or the @name of a channel or supergroup


class ChatLimits:
    """When each chat was written to, and will be. All moments are monotonic seconds."""

    def __init__(self) -> None:
        self._sent: dict[ChatId, list[float]] = {}  # sorted
        self._closed: dict[ChatId, float] = {}
        self._forgot = 0.0

    def wait(self, chat_id: ChatId, now: float, *, is_page: bool = False) -> float:
        """Seconds; at most 0 where the chat may be written to. `is_page`: with another page in a message's place."""
        closed = self._closed.get(chat_id, 0.0) - now
        most, window = _limits_of(chat_id)
        sent = [at for at in self._sent.get(chat_id, ()) if at > now - window]
        full = sent[-most] + window - now if len(sent) >= most else 0.0
        even = 0.0
        if is_page and window == CHAT_WINDOW and EVEN_AFTER <= len(sent) < most:
            # What is left of the window, shared by the places that are left of it and the first of the next.
            even = sent[-1] + (sent[0] + window - sent[-1]) / (most - len(sent) + 1) - now
        return max(closed, full, even)

    def close(self, chat_id: ChatId, until: float) -> None:
        """Telegram asked to leave this chat alone until then."""
        self._closed[chat_id] = max(self._closed.get(chat_id, 0.0), until)

    def note(self, chat_id: ChatId, at: float, now: float) -> None:
        """A message goes, or will go, to the chat at that moment."""
        insort(self._sent.setdefault(chat_id, []), at)
        if now - self._forgot > FORGET_EVERY:
            self._forgot = now
            for chat, sent in list(self._sent.items()):
                since = now - _limits_of(chat)[1]
                kept = [at for at in sent if at > since]
                if kept:
                    self._sent[chat] = kept
                else:
                    del self._sent[chat]
            for chat in [chat for chat, until in self._closed.items() if until < now]:
                del self._closed[chat]

    def unnote(self, chat_id: ChatId, at: float) -> None:
        """The message of that moment does not go after all."""
        noted = self._sent.get(chat_id, [])
        if at in noted:
            noted.remove(at)


def _limits_of(chat_id: ChatId) -> tuple[int, float]:
    """Groups and channels have negative ids (Bot API, Chat), or names."""
    is_private = isinstance(chat_id, int) and chat_id > 0
    return (CHAT_MOST, CHAT_WINDOW) if is_private else (GROUP_MOST, GROUP_WINDOW)
