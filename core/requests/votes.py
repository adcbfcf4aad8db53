"""Votes on requests, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from core.database.connections import Connection
from core.database.tables import votes
from core.database.tables.requests import Decision
from core.requests.store import Request
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One person's word on one version of a request."""

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


async def votes_on(db: Connection, request: Request) -> list[Vote]:
    """Read the votes on the version that stands, oldest first."""
    rows = await db.execute(
        select(votes)
        .where(votes.c.request_id == request.id, votes.c.version == request.version)
        .order_by(votes.c.at, votes.c.id)
    )
    return [_vote(row) for row in rows]


async def votes_on_each(db: Connection, several: Sequence[Request]) -> dict[UUID, list[Vote]]:
    """Read the votes on the standing versions of several requests, in one statement."""
    found: dict[UUID, list[Vote]] = {request.id: [] for request in several}
    versions = {(request.id, request.version) for request in several}
    query = select(votes).where(votes.c.request_id.in_(found)).order_by(votes.c.at, votes.c.id)
    for row in await db.execute(query):
        if (row.request_id, row.version) in versions:
            found[row.request_id].append(_vote(row))
    return found


async def add_vote(work: Work, **values: Any) -> None:
    """Write a vote's row; the database refuses a second one of the same person on the same version."""
    await work.db.execute(insert(votes).values(id=work.at.ids(), at=work.now, **values))


def _vote(row: Row[*tuple[Any, ...]]) -> Vote:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Vote(**values | {"decision": Decision(row.decision)})
