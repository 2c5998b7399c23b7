"""Texts that are kept for a moment: never readable without a secret that is not in the database."""

import contextlib
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class SealedText:
    """Seals with a key made from a secret: the data key, or where there is none the bot's token."""

    def __init__(self, secret: str, others: Sequence[str] = ()) -> None:
        """`others` only open: former keys, and one whose turn is to come."""
        self._secrets = (secret, *others)

    def seal(self, text: str) -> str:
        return urlsafe_b64encode(self._ciphers[0].encrypt(text.encode(), None)).decode()

    def open(self, sealed: str) -> str | None:
        """The text again; None where it was sealed with a secret that is none of these."""
        for cipher in self._ciphers:
            with contextlib.suppress(InvalidTag, ValueError):
                return cipher.decrypt(urlsafe_b64decode(sealed), None).decode()
        return None

    @cached_property
    def _ciphers(self) -> tuple[AESSIV, ...]:
        return tuple(_cipher_of(each) for each in self._secrets)


def _cipher_of(secret: str) -> AESSIV:
    salt = b"briefing-bot updates that wait"
    return AESSIV(hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64))
