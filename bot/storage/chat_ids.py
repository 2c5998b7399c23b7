"""Chat ids at rest: plain, or, with a data key, encrypted and found by a keyed hash.

Telegram's terms for bot developers ask for encryption at rest of users' data.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.errors import ConfigError

SEALED = "e1:"  # begins what is encrypted


class ChatIds:
    """Turns a chat id into what the columns hold. Without a key both columns hold the id as text."""

    def __init__(self, data_key: str | None = None) -> None:
        self._hash_key: bytes | None = None
        self._cipher: AESSIV | None = None
        if data_key:
            # Two independent keys from one secret: 64 bytes for AES-SIV-256, 32 for the hash.
            material = hashlib.scrypt(
                data_key.encode(), salt=b"briefing-bot chat ids", n=2**14, r=8, p=1, dklen=96
            )
            self._cipher = AESSIV(material[:64])
            self._hash_key = material[64:]

    @property
    def has_key(self) -> bool:
        return self._cipher is not None

    def key_of(self, chat_id: int) -> str:
        """What a chat is found by: at most 64 characters."""
        if self._hash_key is None:
            return str(chat_id)
        return hmac.new(self._hash_key, str(chat_id).encode(), hashlib.sha256).hexdigest()

    def seal(self, chat_id: int) -> str:
        """What is kept so that the chat can be written to."""
        if self._cipher is None:
            return str(chat_id)
        return SEALED + urlsafe_b64encode(self._cipher.encrypt(str(chat_id).encode(), None)).decode()

    def open(self, sealed: str) -> int:
        """The chat id again. Raises `ConfigError` when the data key is missing or another one."""
        if not sealed.startswith(SEALED):
            return int(sealed)
        if self._cipher is None:
            raise ConfigError(
                "DATA_KEY: the database holds encrypted chat ids; set the key they were written with"
            )
        try:
            return int(self._cipher.decrypt(urlsafe_b64decode(sealed[len(SEALED) :]), None))
        except InvalidTag as error:
            raise ConfigError("DATA_KEY: is not the key that the database was written with") from error
