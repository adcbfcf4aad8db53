"""Storage of requests and their votes: queries, and updates by compare-and-set. No decisions are made here."""

import functools
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, or_, select, update

from core import phrases
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import requests, votes
from core.database.tables.requests import OPEN_STATES, Decision, Kind, State
from core.errors import Unknown
from core.outbox import Body, Topic
from core.work import Work

BY_ID = Statement(select(requests).where(requests.c.id == bindparam("id")))
HELD_BY_ID = Statement(select(requests).where(requests.c.id == bindparam("id")).with_for_update())
VOTES = Statement(
    select(votes)
    .where(votes.c.request_id == bindparam("request_id"), votes.c.version == bindparam("version"))
    .order_by(votes.c.at, votes.c.id)
)
NEW_VOTE = Statement(insert(votes))
UNDONE = (State.DECLINED, State.TAKEN_BACK, State.ENDED)
"""What a request is whose wish was not carried out, or was undone again; by a person where ``closed_by`` names one."""
_UNDONE = (
    select(requests)
    .where(
        requests.c.action == bindparam("action"),
        requests.c.state.in_(UNDONE),
        requests.c.closed_by.isnot(None),
        requests.c.closed_at >= bindparam("since"),
        requests.c.closed_at <= bindparam("until"),
    )
    .order_by(requests.c.closed_at.desc())
)
UNDONE_OF_PLAYER = Statement(_UNDONE.where(requests.c.player_id == bindparam("player_id")))
UNDONE_OF_SUBJECT = Statement(_UNDONE.where(requests.c.subject == bindparam("subject")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, as stored."""

    id: UUID
    code: str
    key: str
    action: str
    kind: Kind
    version: int
    state: State
    requester_id: UUID
    requester_person: str
    player_id: int | None
    subject: str
    payload: dict[str, Any]
    fingerprint: str
    facts: list[dict[str, Any]]
    material_digest: str
    policy: dict[str, Any]
    deciding_permission: str
    deciding_roles: list[str]
    """Roles in which a vote may count."""
    office_fingerprint: str
    total_minor: int | None
    total_on: str | None
    source_ref: str | None
    ticket: str | None
    asked_at: datetime
    due_at: datetime
    overdue_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str | None
    receipt: dict[str, Any] | None
    changed_at: datetime
    authors: list[str]
    """Person keys of everybody who ever asked for it, the first one first."""

    @property
    def asked_by(self) -> frozenset[str]:
        """Everybody who ever asked for it; none of them decides about it."""
        return frozenset({self.requester_person, *self.authors})

    @property
    def open(self) -> bool:
        """Whether it can still be voted on."""
        return self.state in OPEN_STATES

    @property
    def ended_by_itself(self) -> str | None:
        """How what it put in force ended without a decision about it; None where nothing did."""
        return self.close_reason if self.state is State.ENDED and self.closed_by is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One person's vote on one version of a request."""

    id: UUID
    request_id: UUID
    version: int
    staff_id: UUID
    person: str
    name: str
    roles: list[str]
    decision: Decision
    reason: str | None
    fingerprint: str
    at: datetime


class RequestBody(Body):
    """The request that changed."""

    request_id: UUID


REQUEST_CHANGED = Topic("request", RequestBody, subject="request:{request_id}")


async def get(db: Connection, request_id: UUID) -> Request:
    """Read a request.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    return _found((await BY_ID.send(db, {"id": request_id})).one_or_none(), "with that id")


async def of_ids(db: Connection, request_ids: Collection[UUID]) -> list[Request]:
    """Read those of these requests that exist."""
    rows = await db.execute(select(requests).where(requests.c.id.in_(list(request_ids))))
    return [of_row(row) for row in rows]


async def by_code(db: Connection, code: str) -> Request:
    """Read a request by the code people say aloud; case and surrounding marks do not matter.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    named = code.strip(" #`*").upper()
    return _found((await db.execute(select(requests).where(requests.c.code == named))).one_or_none(), named)


async def by_key(db: Connection, key: str) -> Request | None:
    """Find the request created by a submission; None where there is none yet."""
    row = (await db.execute(select(requests).where(requests.c.key == key))).one_or_none()
    return of_row(row) if row else None


async def hold(db: Connection, *which: ColumnElement[bool]) -> dict[UUID, Request]:
    """Lock the requests that fit any of these conditions until the transaction ends, by id, and read them."""
    query = select(requests).where(or_(*which)).order_by(requests.c.id).with_for_update()
    return {row.id: of_row(row) for row in await db.execute(query)}


async def hold_one(db: Connection, request: Request) -> Request:
    """Lock a request that was read, and read it again; on SQLite the transaction already holds the only write lock."""
    if db.dialect.name == "sqlite":
        return request
    return of_row((await HELD_BY_ID.send(db, {"id": request.id})).one())


async def add(work: Work, **values: Any) -> Request:
    """Insert a new request."""
    row = (await work.db.execute(insert(requests).values(**values).returning(requests))).one()
    return of_row(row)


async def move(work: Work, request: Request, **values: Any) -> Request | None:
    """Update a request if it has not changed since it was read (compare-and-set); None if it has."""
    changed = {**values, "changed_at": work.now}
    before = {"before_id": request.id, "before_state": request.state, "before_version": request.version}
    row = (await _moving(tuple(sorted(changed))).send(work.db, changed | before)).one_or_none()
    return of_row(row) if row else None


@functools.cache
def _moving(names: tuple[str, ...]) -> Statement:
    """Make the statement that changes these columns, once: only few sets of columns ever change together."""
    as_read = (
        requests.c.id == bindparam("before_id"),
        requests.c.state == bindparam("before_state"),
        requests.c.version == bindparam("before_version"),
    )
    values = {name: bindparam(name, type_=requests.c[name].type) for name in names}
    return Statement(update(requests).where(*as_read).values(values).returning(requests))


async def taken(db: Connection, code: str) -> bool:
    """Tell whether a code is already in use."""
    return (await db.execute(select(requests.c.id).where(requests.c.code == code))).first() is not None


async def pending_about(db: Connection, *, action: str, subject: str) -> Request | None:
    """Find the pending request of an action about a subject; there is at most one."""
    query = select(requests).where(
        requests.c.action == action, requests.c.subject == subject, requests.c.state == State.PENDING
    )
    row = (await db.execute(query)).one_or_none()
    return of_row(row) if row else None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which requests of one action: those about a player, or about a subject where no player is concerned."""

    action: str
    player_id: int | None
    subject: str


async def lately_undone(db: Connection, about: About, *, since: datetime, until: datetime) -> list[Request]:
    """List the requests that people declined, took back or ended within a time, newest first."""
    values = {"action": about.action, "since": since, "until": until}
    if about.player_id is None:
        rows = await UNDONE_OF_SUBJECT.send(db, values | {"subject": about.subject})
    else:
        rows = await UNDONE_OF_PLAYER.send(db, values | {"player_id": about.player_id})
    return [of_row(row) for row in rows]


async def pending_of_player(db: Connection, player_id: int, *, action: str) -> list[Request]:
    """List the pending requests of one action about one player."""
    query = select(requests).where(
        requests.c.player_id == player_id, requests.c.action == action, requests.c.state == State.PENDING
    )
    return [of_row(row) for row in await db.execute(query)]


async def pending_about_player(db: Connection, player_id: int) -> list[Request]:
    """List every pending request about one player, by code."""
    about = (requests.c.player_id == player_id, requests.c.state == State.PENDING)
    return [of_row(row) for row in await db.execute(select(requests).where(*about).order_by(requests.c.code))]


async def count_since(work: Work, person: str, since: datetime, *, kind: Kind) -> int:
    """Count one person's requests of one kind since a time."""
    query = select(func.count()).where(
        requests.c.requester_person == person, requests.c.kind == kind, requests.c.asked_at >= since
    )
    return int((await work.db.execute(query)).scalar_one())


async def votes_on(db: Connection, request: Request) -> list[Vote]:
    """Read the votes on the current version, oldest first."""
    of_it = {"request_id": request.id, "version": request.version}
    return [_vote(row) for row in await VOTES.send(db, of_it)]


async def votes_on_each(db: Connection, several: Sequence[Request]) -> dict[UUID, list[Vote]]:
    """Read the votes on the current versions of several requests by request id, in one statement."""
    found: dict[UUID, list[Vote]] = {request.id: [] for request in several}
    versions = {(request.id, request.version) for request in several}
    query = select(votes).where(votes.c.request_id.in_(found)).order_by(votes.c.at, votes.c.id)
    for row in await db.execute(query):
        if (row.request_id, row.version) in versions:
            found[row.request_id].append(_vote(row))
    return found


async def add_vote(work: Work, **values: Any) -> Vote:
    """Insert a vote; the database refuses a second one by the same person on the same version."""
    cast = Vote(id=work.at.ids(), at=work.now, **values)
    await NEW_VOTE.send(work.db, asdict(cast))
    return cast


def unknown(named: str) -> Unknown:
    """Make the refusal for a request that does not exist, or that this person may not see."""
    return Unknown(f"There is no request {named}. A code looks like K7QD and is shown on each card.")


def _found(row: Row[*tuple[Any, ...]] | None, named: str) -> Request:
    if row is None:
        raise unknown(named)
    return of_row(row)


def of_row(row: Row[*tuple[Any, ...]]) -> Request:
    """Make a request of its row."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    read: dict[str, Any] = {"state": State(row.state), "kind": Kind(row.kind)}
    by_pitboss = row.state == State.FAILED or (row.state == State.ENDED and row.closed_by is None)
    if by_pitboss and row.close_reason:  # in other states somebody may have typed it
        read["close_reason"] = phrases.restored(row.close_reason)
    return Request(**values | read)


def _vote(row: Row[*tuple[Any, ...]]) -> Vote:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Vote(**values | {"decision": Decision(row.decision)})
