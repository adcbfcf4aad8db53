"""Each player's two keys: made when first needed, wrapped under the master key, bound to their place."""

import base64
import json
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Row, bindparam, select

from core.database.connections import Connection, insert_unless_there
from core.database.statements import Statement
from core.database.tables import record_keys
from core.keyring import MASTER_KEY_BYTES, NONCE_BYTES, Keyring
from core.work import Work

DESK = 0
"""Stands for the desk itself where a record concerns no player."""


OF_PLAYER = Statement(
    select(record_keys.c.wrapped, record_keys.c.created_at).where(
        record_keys.c.player_id == bindparam("player_id"), record_keys.c.purpose == bindparam("purpose")
    )
)


class KeyDestroyed(Exception):  # noqa: N818 - names what happened to the key
    """The key is gone for good: what lay under it cannot be read any more."""


async def for_sealing(work: Work, *, player_id: int, purpose: str) -> "Sealer":
    """Fetch the player's key for a purpose once a transaction, making it if this is the first time."""
    key = work.keys.get((player_id, purpose))
    if key is None:
        key = await _opened(work, player_id, purpose)
    return Sealer(key, player_id, purpose)


async def for_opening(db: Connection, *, player_id: int, purpose: str, keyring: Keyring) -> "Sealer":
    """Fetch the player's key for reading.

    Raises :class:`KeyDestroyed` after erasure, ``InvalidTag`` under another master key.
    """
    kept = await _kept(db, player_id, purpose)
    if kept is None:
        raise KeyDestroyed
    return Sealer(keyring.unwrap(kept.wrapped, place=_place(player_id, purpose)), player_id, purpose)


class Sealer:
    """One player's key for one purpose, in use."""

    def __init__(self, key: bytes, player_id: int, purpose: str) -> None:
        self._cipher = AESGCM(key)
        self._place = f"{player_id}:{purpose}"

    def seal(self, value: object, *, record_id: UUID, nonce: bytes) -> str:
        """Encrypt a JSON value for one record: base64 of nonce and ciphertext."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text, self._bound_to(record_id))).decode()

    def open(self, sealed: str, *, record_id: UUID) -> dict[str, object]:
        """Decrypt what :meth:`seal` made, if it still stands in its own record."""
        raw = base64.b64decode(sealed)
        text = self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._bound_to(record_id))
        value: dict[str, object] = json.loads(text)
        return value

    def _bound_to(self, record_id: UUID) -> bytes:
        return f"pitboss record {record_id} {self._place}".encode()


async def _opened(work: Work, player_id: int, purpose: str) -> bytes:
    """Unwrap the key; one made in this transaction is read again each time, since a savepoint may take it back."""
    kept = await _kept(work.db, player_id, purpose)
    wrapped = kept.wrapped if kept else await _make(work, player_id=player_id, purpose=purpose)
    key = work.desk.keyring.unwrap(wrapped, place=_place(player_id, purpose))
    if kept and kept.created_at < work.now:
        work.keys[player_id, purpose] = key
    return key


async def _kept(db: Connection, player_id: int, purpose: str) -> Row[*tuple[Any, ...]] | None:
    row = (await OF_PLAYER.send(db, {"player_id": player_id, "purpose": purpose})).one_or_none()
    if row is not None and row.wrapped is None:
        raise KeyDestroyed
    return row


async def _make(work: Work, *, player_id: int, purpose: str) -> bytes:
    fresh = work.desk.keyring.wrap(
        work.at.entropy(MASTER_KEY_BYTES),
        place=_place(player_id, purpose),
        nonce=work.at.entropy(NONCE_BYTES),
    )
    await work.db.execute(
        insert_unless_there(work.db, record_keys).values(
            player_id=player_id, purpose=purpose, wrapped=fresh, created_at=work.now
        )
    )
    settled = await _kept(work.db, player_id, purpose)  # somebody else may have been first
    if settled is None:
        raise KeyDestroyed
    wrapped: bytes = settled.wrapped
    return wrapped


def _place(player_id: int, purpose: str) -> str:
    return f"pitboss key {player_id} {purpose}"
