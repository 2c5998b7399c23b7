"""Chat ids at rest: plain, or, with a data key, encrypted and found by a keyed hash.

Telegram's terms for bot developers ask for encryption at rest of users' data.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.errors import ConfigError

SEALED = "e1:"  # begins what is encrypted


class ChatIds:
    """Turns a chat id into what the columns hold. Without a key both columns hold the id as text."""

    def __init__(self, data_key: str | None = None, others: Sequence[str] = ()) -> None:
        """`data_key` encrypts and opens; `others` open what was encrypted with them, and find it."""
        self._key = _Key(data_key) if data_key else None
        self._others = tuple(_Key(each) for each in others if each != data_key)

    @property
    def has_key(self) -> bool:
        return self._key is not None

    @property
    def has_others(self) -> bool:
        return bool(self._others)

    def key_of(self, chat_id: int) -> str:
        """What a chat is found by: at most 64 characters."""
        return self._key.find_by(chat_id) if self._key is not None else str(chat_id)

    def keys_of(self, chat_id: int) -> tuple[str, ...]:
        """What a chat may be found by, with each of the keys; `key_of` first."""
        return (self.key_of(chat_id), *(each.find_by(chat_id) for each in self._others))

    def seal(self, chat_id: int) -> str:
        """What is kept so that the chat can be written to."""
        return SEALED + self._key.encrypt(chat_id) if self._key is not None else str(chat_id)

    def is_newest(self, sealed: str) -> bool:
        """Whether it was sealed with the key that seals now, or is plain and there is none."""
        if self._key is None or not sealed.startswith(SEALED):
            return self._key is None and not sealed.startswith(SEALED)
        return self._key.decrypt(sealed[len(SEALED) :]) is not None

    def open(self, sealed: str) -> int:
        """The chat id again. Raises `ConfigError` when the data key is missing or another one."""
        if not sealed.startswith(SEALED):
            return int(sealed)
        if self._key is None:
            raise ConfigError(
                "DATA_KEY: the database holds encrypted chat ids; set the key they were written with"
            )
        for key in (self._key, *self._others):
            chat_id = key.decrypt(sealed[len(SEALED) :])
            if chat_id is not None:
                return chat_id
        raise ConfigError("DATA_KEY: is not the key that the database was written with")


class _Key:
    def __init__(self, secret: str) -> None:
        # Two independent keys from one secret: 64 bytes for AES-SIV-256, 32 for the hash.
        material = hashlib.scrypt(secret.encode(), salt=b"briefing-bot chat ids", n=2**14, r=8, p=1, dklen=96)
        self._cipher = AESSIV(material[:64])
        self._hash_key = material[64:]

    def find_by(self, chat_id: int) -> str:
        return hmac.new(self._hash_key, str(chat_id).encode(), hashlib.sha256).hexdigest()

    def encrypt(self, chat_id: int) -> str:
        return urlsafe_b64encode(self._cipher.encrypt(str(chat_id).encode(), None)).decode()

    def decrypt(self, text: str) -> int | None:
        """None: it was encrypted with another key."""
        try:
            return int(self._cipher.decrypt(urlsafe_b64decode(text), None))
        except (InvalidTag, ValueError):
            return None
