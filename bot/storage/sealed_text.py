"""Texts that are kept for a moment: never readable without a secret that is not in the database."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class SealedText:
    """Seals with a key made from a secret: the data key, or where there is none the bot's token."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def seal(self, text: str) -> str:
        return urlsafe_b64encode(self._cipher.encrypt(text.encode(), None)).decode()

    def open(self, sealed: str) -> str | None:
        """The text again; None where it was sealed with another secret."""
        try:
            return self._cipher.decrypt(urlsafe_b64decode(sealed), None).decode()
        except (InvalidTag, ValueError):
            return None

    @cached_property
    def _cipher(self) -> AESSIV:
        salt = b"briefing-bot updates that wait"
        return AESSIV(hashlib.scrypt(self._secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64))
