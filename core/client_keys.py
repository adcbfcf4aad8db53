"""Keys of connected machines: what each may do, how often and until when."""

import base64
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, or_, select, update

from core import audit, operations
from core.database.connections import Connection
from core.database.tables import client_keys
from core.errors import Conflict, Invalid, Unknown
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

SECRET_BYTES = 32
NONCE_BYTES = 12
HINT_CHARACTERS = 4
VALID_MOST = 2
"""Keys of one kind that a client has at a time: the one in use, and the one that follows it."""
CLIENT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
KEY = client_keys.c


class ClientScope(StrEnum):
    """What a machine may do."""

    EVENTS_WRITE = "events.write"
    """Send events; they are signed."""
    STATUS_READ = "status.read"
    """Read what a player may do."""
    METRICS_READ = "metrics.read"
    """Read the metrics of the process."""
    OPENAPI_READ = "openapi.read"
    """Read the contract."""


SIGNED = frozenset({ClientScope.EVENTS_WRITE})
"""Scopes whose requests are signed with a secret; all others carry a key."""


class KeyKind(StrEnum):
    """How a key is shown to us."""

    BEARER = "bearer"
    """In the header; only its hash is stored."""
    SIGNING = "signing"
    """By signatures, which cannot be checked against a hash: it is stored sealed by the master key."""

    @property
    def scopes(self) -> frozenset[ClientScope]:
        """What may be done with such a key."""
        return SIGNED if self is KeyKind.SIGNING else frozenset(ClientScope) - SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientKey:
    """One key as the operator sees it: never what it is."""

    id: UUID
    client: str
    kind: KeyKind
    scopes: frozenset[ClientScope]
    per_minute: int | None
    hint: str
    """The last characters, to tell keys apart."""
    created_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None

    def valid(self, now: datetime) -> bool:
        """Whether it counts."""
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True, slots=True)
class ValidKey:
    """One key as requests are compared with it."""

    client: str
    scopes: frozenset[ClientScope]
    per_minute: int | None
    ends_at: datetime | None
    digest: bytes = field(repr=False)
    """SHA-256 of a key in the header; empty of a secret."""
    secret: str = field(default="", repr=False)
    """What signs; empty of a key in the header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClient:
    """A client, and what it may do."""

    client: str
    scopes: frozenset[ClientScope]
    per_minute: int | None = None
    """Requests that it may make in a minute, of each process; None for any number."""
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key, which is shown once."""

    key: ClientKey
    secret: str = field(repr=False)


@operations.operation("client_key.created", module="platform", needs=SystemRight.OPERATE, doing="create client keys")
async def create(work: Work, actor: Actor, new: NewClient) -> list[MadeKey]:
    """Make a client with a key for its requests, a secret for its signatures, or both.

    Raises :class:`Invalid`, and :class:`Conflict` where the client has keys already.
    """
    if not CLIENT_NAME.fullmatch(new.client):
        raise Invalid("A client's name has small letters, digits and hyphens, at most 40: casino-events.")
    if not new.scopes:
        raise Invalid(f"Say what it may do: {', '.join(ClientScope)}.")
    if new.ends_at is not None and new.ends_at <= work.now:
        raise Invalid("The end lies in the past.")
    if any(one.valid(work.now) for one in await _of(work.db, new.client)):
        raise Conflict(f"{new.client} has keys already: rotate them, or revoke them first.")
    made = [await _make(work, new, kind) for kind in KeyKind if new.scopes & kind.scopes]
    await _record(work, actor, "client_key.created", new.client, made=len(made), scopes=sorted(new.scopes))
    return made


@operations.operation("client_key.rotated", module="platform", needs=SystemRight.OPERATE, doing="rotate client keys")
async def rotate(work: Work, actor: Actor, client: str, *, keep: timedelta) -> list[MadeKey]:
    """Make keys that follow those of a client, which stay valid so long.

    Raises :class:`Unknown`, and :class:`Conflict` while the last rotation is under way.
    """
    valid = [one for one in await _of(work.db, client) if one.valid(work.now)]
    if not valid:
        raise Unknown(f"{client} has no valid key; pitboss keys list shows who has.")
    made = []
    for kind in sorted({one.kind for one in valid}):
        mine = [one for one in valid if one.kind is kind]
        if len(mine) >= VALID_MOST:
            raise Conflict(f"{client} has two valid keys already: revoke the older one, or wait until it ends.")
        [old] = mine
        new = NewClient(client=client, scopes=old.scopes, per_minute=old.per_minute)
        made.append(await _make(work, new, kind))
        ends_at = min(filter(None, (old.ends_at, work.now + keep)))
        await work.db.execute(update(client_keys).where(KEY.id == old.id).values(ends_at=ends_at))
    await _record(work, actor, "client_key.rotated", client, made=len(made))
    return made


@operations.operation("client_key.revoked", module="platform", needs=SystemRight.OPERATE, doing="revoke client keys")
async def revoke(work: Work, actor: Actor, client: str, *, hint: str | None = None) -> int:
    """End a client's keys at once, or the one with this hint, and give how many.

    Raises :class:`Unknown`.
    """
    valid = [one for one in await _of(work.db, client) if one.valid(work.now)]
    ending = [one.id for one in valid if hint in {None, one.hint}]
    if not ending:
        ending_in = f" ending in {hint[:20]}" if hint else ""
        raise Unknown(f"{client} has no valid key{ending_in}; pitboss keys list shows who has.")
    await work.db.execute(update(client_keys).where(KEY.id.in_(ending)).values(revoked_at=work.now))
    await _record(work, actor, "client_key.revoked", client, revoked=len(ending))
    return len(ending)


@operations.query("client_keys.listed", module="platform", needs=SystemRight.OPERATE, doing="list client keys")
async def every(work: Work, actor: Actor) -> Seen[list[ClientKey]]:  # noqa: ARG001 - the operator sees all
    """List the keys of all clients, also those that are over."""
    return Seen(await stored(work.db))


@operations.query(
    "client_keys.read", module="platform", needs=SystemRight.RUN, doing="check keys", recorded=Recorded.INTERNAL
)
async def valid_keys(work: Work, actor: Actor) -> Seen[list[ValidKey]]:  # noqa: ARG001 - no person sees it
    """Give the keys that count now, as requests are compared with them."""
    counting = (KEY.revoked_at.is_(None), or_(KEY.ends_at.is_(None), KEY.ends_at > work.now))
    rows = await work.db.execute(select(client_keys).where(*counting).order_by(KEY.id))
    return Seen([_opened(work, row) for row in rows])


async def stored(db: Connection) -> list[ClientKey]:
    """Read the keys of all clients, without what they are."""
    return await _read(db, ())


async def _of(db: Connection, client: str) -> list[ClientKey]:
    return await _read(db, (KEY.client == client,))


async def _read(db: Connection, chosen: Sequence[ColumnElement[bool]]) -> list[ClientKey]:
    rows = await db.execute(select(client_keys).where(*chosen).order_by(KEY.client, KEY.id))
    return [
        ClientKey(
            id=row.id,
            client=row.client,
            kind=KeyKind(row.kind),
            scopes=_scopes(row),
            per_minute=row.per_minute,
            hint=row.hint,
            created_at=row.created_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]


async def _make(work: Work, new: NewClient, kind: KeyKind) -> MadeKey:
    row_id, entropy = work.at.ids(), work.at.entropy(SECRET_BYTES)
    if kind is KeyKind.SIGNING:
        secret = f"whsec_{base64.b64encode(entropy).decode()}"
        kept = work.desk.keyring.wrap(entropy, place=_place(row_id), nonce=work.at.entropy(NONCE_BYTES))
    else:
        secret = f"pbk_{base64.urlsafe_b64encode(entropy).decode().rstrip('=')}"
        kept = digest(secret)
    row: dict[str, Any] = {
        "id": row_id,
        "client": new.client,
        "kind": kind.value,
        "scopes": " ".join(sorted(new.scopes & kind.scopes)),
        "per_minute": new.per_minute,
        "hint": secret.rstrip("=")[-HINT_CHARACTERS:],
        "kept": kept,
        "created_at": work.now,
        "ends_at": new.ends_at,
    }
    await work.db.execute(insert(client_keys).values(row))
    [key] = await _read(work.db, (KEY.id == row_id,))
    return MadeKey(key, secret)


def digest(key: str) -> bytes:
    """Hash a key as it is stored: it is random and long, so that a plain hash cannot be searched."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _opened(work: Work, row: Any) -> ValidKey:
    if row.kind == KeyKind.SIGNING:
        entropy = work.desk.keyring.unwrap(row.kept, place=_place(row.id))
        secret = f"whsec_{base64.b64encode(entropy).decode()}"
        return ValidKey(row.client, _scopes(row), row.per_minute, row.ends_at, b"", secret)
    return ValidKey(row.client, _scopes(row), row.per_minute, row.ends_at, row.kept)


def _scopes(row: Any) -> frozenset[ClientScope]:
    return frozenset(map(ClientScope, row.scopes.split()))


def _place(row_id: UUID) -> str:
    return f"client key:{row_id}"


async def _record(work: Work, actor: Actor, action: str, client: str, **facts: int | Collection[str]) -> None:
    entry = audit.Entry(actor=actor, action=action, module="platform", facts={"client": client, **facts})
    await audit.record(work, entry)
