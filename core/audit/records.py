"""Finding records, and opening one."""

import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, Row, and_, bindparam, literal_column, or_, select

from core import short_ids
from core.audit import player_keys
from core.audit.entries import instant
from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.statements import Statement
from core.database.tables import records
from core.errors import Invalid, Unknown
from core.keyring import Keyring, MasterKeyWrong
from core.work import Desk

OF_REQUEST = Statement(
    select(records).where(records.c.request_id == bindparam("request_id")).order_by(records.c.at, records.c.id)
)
KEPT_BACK = "as_asked"
"""The name, among a record's facts, of a digest that the desk compares with a row later. No reader is shown it: two
digests that differ would tell a hidden reason from the one it is drawn as."""
PAGE = 20
"""Records on one page of a search: what one message can show without scrolling far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecord:
    """One record of a search, from its columns and its clear content."""

    id: UUID
    at: datetime
    name: str
    person: str
    action: str
    module: str
    outcome: str
    code: str | None
    subject: str | None
    player_id: int | None
    request_id: UUID | None
    facts: dict[str, Any]
    needs: tuple[str, ...]
    """The visibilities without which its facts are not to be shown."""

    @property
    def short_id(self) -> str:
        """Write the id by which people name it."""
        return short_ids.written(self.at, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One record whole: its content, what lay sealed in it, and whether its writer's MAC holds."""

    content: dict[str, Any]
    private: dict[str, Any] | None
    """None when the key was destroyed or the seal is broken; then ``broken`` says which."""
    identity: dict[str, Any] | None
    intact: bool
    broken: tuple[str, ...]

    @property
    def subject(self) -> str | None:
        """What it is about, as a list of records says it."""
        return _subject(self.content)

    def clear(self) -> "Opened":
        """Give it to somebody who may not read what is sealed: without it, and without what tells how it is kept."""
        content = {**self.content, "sealed": dict.fromkeys(self.content["sealed"], ""), "visibility": {}}
        return replace(self, content=content, private=None, identity=None)


async def search(
    db: Connection,
    *,
    player_id: int | None = None,
    person: str | None = None,
    request_id: UUID | None = None,
    at: str = "",
) -> Page[FoundRecord]:
    """Find a page of records, newest first."""
    wanted = ((records.c.player_id, player_id), (records.c.person, person), (records.c.request_id, request_id))
    return await _page(db, *(column == value for column, value in wanted if value is not None), at=at)


async def of_ticket(db: Connection, code: str, *, at: str = "") -> Page[FoundRecord]:
    """Find a page of the records of a ticket, newest first."""
    return await _page(db, records.c.subject_type == literal_column("'ticket'"), records.c.subject_id == code, at=at)


async def _page(db: Connection, *conditions: ColumnElement[bool], at: str) -> Page[FoundRecord]:
    columns = (records.c.content, records.c.at, records.c.id)
    query = select(*columns).where(*conditions).order_by(records.c.at.desc(), records.c.id.desc())
    if before := pages.after(at):
        then, last = before
        query = query.where(or_(records.c.at < then, and_(records.c.at == then, records.c.id < last)))
    found = (await db.execute(query.limit(PAGE + 1))).all()
    return pages.newest(found, size=PAGE, place=lambda row: (row.at, row.id)).of(_found)


async def named(db: Connection, typed: str) -> UUID:
    """Find the id of the record that somebody names by its short id, or by its whole one.

    Raises :class:`~core.errors.Invalid` for what is neither, :class:`~core.errors.Unknown` when there is none, and
    :class:`~core.errors.Invalid` where several of one second fit.
    """
    try:
        return UUID(typed.strip("` "))
    except ValueError:
        pass
    if (second := short_ids.second_of(typed)) is None:
        raise Invalid(f"“{typed[:40]}” is not the id of a record. Every list of records shows their ids.")
    rows = await db.execute(select(records.c.at, records.c.id).where(_within(second)))
    found = [row.id for row in rows if short_ids.names(typed, row.at, row.id)]
    if len(found) > 1:
        raise Invalid(f"Several records fit: {', '.join(map(str, found))}. Type one of these ids.")
    if not found:
        raise Unknown(f"There is no record {typed.strip().upper()[:40]}.")
    record_id: UUID = found[0]
    return record_id


async def open_record(db: Connection, record_id: UUID, *, desk: Desk) -> Opened:
    """Open one record whole.

    Raises :class:`~core.errors.Unknown` when there is none of that id.
    """
    row = (await db.execute(select(records).where(records.c.id == record_id))).one_or_none()
    if row is None:
        raise Unknown(f"There is no record {short_ids.of(record_id)}.")
    content = _shown(row.content)
    opened: dict[str, dict[str, Any] | None] = {"records": None, "identity": None}
    contradictions = verify_row(row, desk=desk)
    broken = list(contradictions)
    owner = row.player_id if row.player_id is not None else player_keys.DESK
    for purpose, sealed in content["sealed"].items():
        try:
            sealer = await player_keys.for_opening(db, player_id=owner, purpose=purpose, keyring=desk.keyring)
            opened[purpose] = sealer.open(sealed, record_id=record_id)
        except player_keys.KeyDestroyed:
            broken.append(f"the {purpose} key of this player was destroyed")
        except InvalidTag:
            broken.append(f"what was sealed under the {purpose} key does not belong here")
    return Opened(
        content=content,
        private=opened["records"],
        identity=opened["identity"],
        intact=not contradictions,
        broken=tuple(broken),
    )


async def sealed_of(db: Connection, request_id: UUID, *, action: str, desk: Desk) -> dict[str, Any]:
    """Open what was sealed of somebody's identity when a request did this; empty where it did not."""
    columns = records.c
    query = select(columns.id).where(columns.request_id == request_id, columns.action == action)
    record_id = await db.scalar(query.order_by(columns.at.desc(), columns.id.desc()).limit(1))
    return (await open_record(db, record_id, desk=desk)).identity or {} if record_id else {}


async def of_request(db: Connection, request_id: UUID, *, desk: Desk) -> list[dict[str, Any]]:
    """Read what was recorded of a request, oldest first: of each record that is whole, what stands in clear."""
    rows = (await OF_REQUEST.send(db, {"request_id": request_id})).all()
    return [json.loads(row.content) for row in rows if not verify_row(row, desk=desk)]


async def refuse_other_key(db: Connection, keyring: Keyring) -> None:
    """Hold the master key against the first record there is.

    Raises :class:`~core.keyring.MasterKeyWrong` when the record was written under another one.
    """
    first = select(records.c.content, records.c.mac).order_by(records.c.at, records.c.id).limit(1)
    row = (await db.execute(first)).one_or_none()
    if row is not None and not hmac.compare_digest(keyring.mac(row.content), row.mac):
        raise MasterKeyWrong(
            "The master key is not the one this database was written under. Give the right one by "
            "PITBOSS_MASTER_KEY, or put its file back beside the database."
        )


async def anything_recorded(db: Connection) -> bool:
    """Tell whether there is any record."""
    return (await db.execute(select(records.c.id).limit(1))).first() is not None


def verify_row(row: Row[*tuple[Any, ...]], *, desk: Desk) -> tuple[str, ...]:
    """Say what is wrong with a record, its MAC or a column that contradicts the content; empty when whole."""
    if not hmac.compare_digest(desk.keyring.mac(row.content), row.mac):
        return ("the writer's MAC does not hold",)
    content = json.loads(row.content)
    subject = content["subject"] or {"type": None, "id": None}
    projected = {
        "id": content["id"],
        "at": content["at"],
        "actor_id": content["actor"]["id"],
        "person": content["actor"]["person"],
        "action": content["action"],
        "module": content["module"],
        "subject_type": subject["type"],
        "subject_id": subject["id"],
        "player_id": content["player"],
        "request_id": content["request"],
        "outcome": content["outcome"],
        "correlation": content["correlation"],
    }
    return tuple(
        f"column {name} says other than the content"
        for name, said in projected.items()
        if _as_said(getattr(row, name)) != said
    )


def _within(second: datetime) -> ColumnElement[bool]:
    return and_(records.c.at >= second, records.c.at < second + timedelta(seconds=1))


def _as_said(value: object) -> str | None:
    if isinstance(value, datetime):
        return instant(value)
    return None if value is None else str(value)


def _subject(content: dict[str, Any]) -> str | None:
    said = content["subject"]
    return f"{said['type']} {said['id']}" if said else None


def _shown(written: bytes) -> dict[str, Any]:
    """Read what a record says, as far as anybody is shown it."""
    content: dict[str, Any] = json.loads(written)
    content["facts"].pop(KEPT_BACK, None)
    return content


def _found(row: Row[*tuple[Any, ...]]) -> FoundRecord:
    content = _shown(row.content)
    return FoundRecord(
        id=row.id,
        at=row.at,
        name=content["actor"]["name"],
        person=content["actor"]["person"],
        action=content["action"],
        module=content["module"],
        outcome=content["outcome"],
        code=content["code"],
        subject=_subject(content),
        player_id=int(content["player"]) if content["player"] is not None else None,
        request_id=UUID(content["request"]) if content["request"] else None,
        facts=content["facts"],
        needs=tuple(content["visibility"]["clear"]),
    )
