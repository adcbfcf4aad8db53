"""Lists of requests as they stand: a protective one follows what it put in force, read from the player's blocks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Label,
    Row,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from core.database import named_holds, pages
from core.database.connections import Connection
from core.database.pages import Page, Place
from core.database.tables import player_blocks, requests, votes
from core.database.tables.base import Utc
from core.database.tables.players import REPLACED
from core.database.tables.requests import ANYBODY, IS_PENDING, SOONEST, STANDING, Kind, State
from core.people import Actor
from core.phrases import Phrase
from core.requests.store import Request, of_row

PAGE = 5
"""Requests per page of a list: what a message shows without much scrolling."""

blocks = player_blocks.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a list of open requests, soonest due first."""

    now: datetime
    limit: int
    state: State | None = None
    """Pending or in force; None for both."""
    after: Place | None = None
    """When the last one read is due, and its id."""


@dataclass(frozen=True, slots=True)
class End:
    """How what a request put in force ended, without a decision about the request."""

    at: datetime
    how: Phrase
    """Completes "Ended: "."""


def open_at(now: datetime) -> ColumnElement[bool]:
    """Select the requests that need a decision: pending ones, and those whose effect still stands."""
    return and_(STANDING, or_(requests.c.state == State.PENDING, ~_gone_at(now)))


async def standing(db: Connection, *, now: datetime, by: str) -> list[Request]:
    """List one person's open requests, soonest due first."""
    query = select(requests).where(open_at(now), requests.c.requester_person == by)
    return [of_row(row) for row in await db.execute(query.order_by(*SOONEST))]


async def open_to(db: Connection, actor: Actor, stretch: Stretch) -> list[Request]:
    """List open requests that take votes of this person's rights, and on which they have not voted.

    Not those they asked for. Whether a vote would still advance one is for the caller to see.
    """
    roles = cast(requests.c.deciding_roles, Text)
    voted = votes.c.request_id == requests.c.id, votes.c.version == requests.c.version
    others = (
        requests.c.requester_person != actor.person,
        ~cast(requests.c.authors, Text).contains(f'"{actor.person}"', autoescape=True),
        or_(*(_names(roles, role) for role in sorted({ANYBODY, *actor.roles}))),
        ~exists().where(*voted, votes.c.person == actor.person),
    )
    asked = set(await db.scalars(DECIDED_BY)) & actor.permissions
    return await _read(db, stretch, *((requests.c.deciding_permission == each, *others) for each in sorted(asked)))


def _names(roles: ColumnElement[str], role: str) -> ColumnElement[bool]:
    """Tell whether a list names a role.

    LIKE would do, but PostgreSQL takes it for rare, and then reads and sorts all that is open instead of the first.
    """
    return func.replace(roles, f'"{role}"', "") != roles


async def pending_requesters(db: Connection, *, actions: Collection[str]) -> list[tuple[str, UUID]]:
    """List who has asked for which of these actions and still waits for an answer."""
    rows = await db.execute(ASKING)
    return [(row.action, row.requester_id) for row in rows if row.action in actions]


async def asked_as(db: Connection, asked: Collection[tuple[str, UUID]], stretch: Stretch) -> list[Request]:
    """List the requests for these actions by these requesters."""
    return await _read(
        db, stretch, *((requests.c.action == action, requests.c.requester_id == by) for action, by in asked)
    )


async def asked_by(db: Connection, person: str, *, now: datetime, at: str = "") -> Page[Request]:
    """Read a page of one person's requests, newest first."""
    newest_first = (requests.c.asked_at.desc(), requests.c.id.desc())
    query = select(requests).where(requests.c.requester_person == person).order_by(*newest_first)
    read = (await pages.counted(db, query, at=at, size=PAGE)).of(of_row)
    standing_now = await as_they_stand(db, read, now=now)
    return read.of(lambda request: standing_now[request.id])


async def count_open(db: Connection, *, now: datetime, most: int | None = None) -> int:
    """Count the open requests, up to ``most`` of them."""
    some = select(literal_column("1")).select_from(requests).where(open_at(now)).limit(most).subquery()
    return int((await db.execute(select(func.count()).select_from(some))).scalar_one())


async def due(db: Connection, *, now: datetime, limit: int = 100) -> list[UUID]:
    """List the ids of requests to close or to alarm about: overdue ones, and those whose effect is gone."""
    alarmed_early = requests.c.overdue_at < requests.c.due_at  # as nobody could confirm it
    unconfirmed = and_(requests.c.state == State.IN_FORCE, or_(requests.c.overdue_at.is_(None), alarmed_early))
    overdue = and_(requests.c.due_at <= now, or_(requests.c.state == State.PENDING, unconfirmed))
    gone = and_(requests.c.state == State.IN_FORCE, _gone_at(now))
    query = select(requests.c.id).where(or_(overdue, gone)).order_by(requests.c.due_at, requests.c.id).limit(limit)
    return list((await db.execute(query)).scalars())


async def open_about(db: Connection, player_id: int, *, now: datetime) -> list[Request]:
    """List the open requests about a player."""
    query = select(requests).where(open_at(now), requests.c.player_id == player_id)
    return [of_row(row) for row in await db.execute(query.order_by(requests.c.id))]


async def carried_out_since(
    db: Connection, player_id: int, *, states: Mapping[str, State], since: datetime
) -> list[Request]:
    """List what came of requests about a player since then: of each action, those that are in one state now."""
    columns = requests.c
    which = (and_(columns.action == action, columns.state == state) for action, state in states.items())
    query = select(requests).where(columns.player_id == player_id, columns.closed_at >= since, or_(*which))
    return [of_row(row) for row in await db.execute(query)]


async def in_force_of(db: Connection, player_id: int) -> list[Request]:
    """List the requests about a player that took effect at once, also those that ended by themselves."""
    ended_by_itself = and_(requests.c.state == State.ENDED, requests.c.closed_by.is_(None))
    took_effect = or_(requests.c.state.in_((State.IN_FORCE, State.CONFIRMED, State.DONE)), ended_by_itself)
    protective = and_(requests.c.player_id == player_id, requests.c.kind == Kind.PROTECTIVE, took_effect)
    query = select(requests).where(protective).order_by(requests.c.id)
    return [of_row(row) for row in await db.execute(query)]


async def ends(db: Connection, several: Iterable[Request], *, now: datetime) -> Mapping[UUID, End]:
    """Read how the effect of each request ended; a request whose effect stands, or that had none, is left out."""
    protective = {request.id: request.player_id for request in several if request.kind is Kind.PROTECTIVE}
    if not protective:
        return {}
    query = (
        select(
            *blocks["request_id", "until_at", "ended_at", "ended_by", "end_reason"],
            requests.c.code,
            named_holds.HAS_EFFECT.label("has_effect"),
            named_holds.GONE_AT,
            named_holds.GONE_AS,
        )
        .outerjoin(requests, and_(requests.c.id == blocks.end_request_id, requests.c.id != blocks.request_id))
        .where(blocks.player_id.in_(set(protective.values())), blocks.request_id.in_(protective))
        .where(blocks.kind == "block")
    )
    found: dict[UUID, list[End | None]] = {}
    for row in await db.execute(query):
        found.setdefault(row.request_id, []).append(_end(row, now))
    return {
        request_id: max((end for end in of_one if end), key=lambda end: end.at)
        for request_id, of_one in found.items()
        if all(of_one)
    }


async def as_they_stand(db: Connection, several: Iterable[Request], *, now: datetime) -> Mapping[UUID, Request]:
    """Give requests as they are at this moment: one whose effect is gone has ended, also before that is written."""
    read = {request.id: request for request in several}
    gone = await ends(db, [request for request in read.values() if request.state is State.IN_FORCE], now=now)
    return read | {request_id: _ended(read[request_id], end) for request_id, end in gone.items()}


async def as_it_stands(db: Connection, request: Request, *, now: datetime) -> Request:
    """Give one request as it is at this moment."""
    return (await as_they_stand(db, [request], now=now))[request.id]


async def _read(db: Connection, stretch: Stretch, *kinds: Iterable[ColumnElement[bool]]) -> list[Request]:
    """Read a stretch of the requests of several kinds: the first of each by its index, then the first of them all."""
    if not kinds:
        return []
    firsts = [_stretched(select(*SOONEST).where(*conditions), stretch).subquery() for conditions in kinds]
    every = union_all(*(select(each) for each in firsts)).subquery()
    ids = select(every.c.id).order_by(every.c.due_at, every.c.id).limit(stretch.limit)
    rows = await db.execute(select(requests).where(requests.c.id.in_(ids)))
    return sorted(map(of_row, rows), key=lambda each: (each.due_at, each.id))


def _stretched(query: Select[Any], stretch: Stretch) -> Select[Any]:
    query = query.where(open_at(stretch.now))
    if stretch.state is not None:
        query = query.where(requests.c.state == stretch.state)
    if stretch.after is not None:
        due_at, last = stretch.after
        query = query.where(tuple_(*SOONEST) > tuple_(literal(due_at, Utc()), literal(last, Uuid())))
    return query.order_by(*SOONEST).limit(stretch.limit)


def _each(columns: Sequence[Column[Any]], condition: ColumnElement[bool]) -> Select[Any]:
    """Read the different values of an index's columns: by going from one to the next, however many rows have each."""

    def following(after: CTE | None = None) -> list[Label[Any]]:
        query = select(requests).where(condition).order_by(*columns).limit(1)
        if after is not None:
            query = query.where(tuple_(*columns) > tuple_(*after.c)).correlate(after)
        return [query.with_only_columns(column).scalar_subquery().label(column.name) for column in columns]

    first = select(*following()).cte("each", recursive=True)
    each = first.union_all(select(*following(first)).where(first.c[columns[0].name].isnot(None)))
    return select(each).where(each.c[columns[0].name].isnot(None))


ASKING = _each((requests.c.requester_id, requests.c.action), IS_PENDING)
DECIDED_BY = _each((requests.c.deciding_permission,), STANDING)


def _ended(request: Request, end: End) -> Request:
    return replace(request, state=State.ENDED, closed_at=end.at, closed_by=None, close_reason=end.how)


def _gone_at(now: datetime) -> ColumnElement[bool]:
    """Select the requests that placed a block of which nothing stands any more."""
    placed = and_(blocks.player_id == requests.c.player_id, blocks.request_id == requests.c.id, blocks.kind == "block")
    stands = and_(placed, blocks.ended_at.is_(None), or_(blocks.until_at.is_(None), blocks.until_at > now))
    stands = and_(stands, named_holds.HAS_EFFECT)
    return and_(exists().where(placed), ~exists().where(stands))


def _end(row: Row[*tuple[Any, ...]], now: datetime) -> End | None:
    if row.ended_at is None:
        over = row.until_at is not None and row.until_at <= now
        if over:
            return End(row.until_at, Phrase("its time was over"))
        if row.has_effect or row.gone_at is None:
            return None
        return End(row.gone_at, Phrase("the withdrawal was {state}", state=row.gone_as))
    if row.code is None:
        return End(row.ended_at, Phrase("lifted by {by}", by=row.ended_by))
    verb = "replaced" if row.end_reason == REPLACED else "lifted"
    return End(row.ended_at, Phrase(f"{verb} by {{code}}", code=row.code))
