"""The master key, the keys derived from it, and wrapping of the players' own keys."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Refused

MASTER_KEY_BYTES = 32
"""AES-256."""
NONCE_BYTES = 12
"""Recommended for GCM by NIST SP 800-38D."""


class MasterKeyWrong(Refused):
    """The master key does not have 32 bytes, or is not the one this database was written with."""

    code = "master_key_wrong"


@dataclass(frozen=True)
class Keyring:
    """The master key and the keys derived from it. Nothing here is ever stored or logged."""

    master: bytes

    def __post_init__(self) -> None:
        if len(self.master) != MASTER_KEY_BYTES:
            raise MasterKeyWrong(
                f"The master key has {len(self.master)} bytes; it must have {MASTER_KEY_BYTES}. "
                "Make one with `openssl rand -base64 32`."
            )

    def __repr__(self) -> str:
        return "Keyring(…)"

    def mac(self, content: bytes) -> bytes:
        """Authenticate a record's canonical bytes: HMAC-SHA-256, 32 bytes."""
        return hmac.digest(self._mac_key, content, hashlib.sha256)

    def blind(self, content: str) -> bytes:
        """Hash what is only ever compared, such as a colleague's phone number: HMAC-SHA-256, 32 bytes."""
        return hmac.digest(self._blinding_key, content.encode(), hashlib.sha256)

    def wrap(self, key: bytes, *, place: str, nonce: bytes) -> bytes:
        """Encrypt one player's key under the master key, with ``place`` as associated data."""
        return nonce + self._wrapping.encrypt(nonce, key, place.encode())

    def unwrap(self, wrapped: bytes, *, place: str) -> bytes:
        """Decrypt one player's key.

        Raises ``cryptography.exceptions.InvalidTag`` when it was moved or altered, or the master key differs.
        """
        return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place.encode())

    @cached_property
    def _mac_key(self) -> bytes:
        return self._derive(b"pitboss record mac v1")

    @cached_property
    def _blinding_key(self) -> bytes:
        return self._derive(b"pitboss blinding v1")

    @cached_property
    def _wrapping(self) -> AESGCM:
        return AESGCM(self._derive(b"pitboss key wrapping v1"))

    def _derive(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=MASTER_KEY_BYTES, salt=None, info=purpose).derive(self.master)
