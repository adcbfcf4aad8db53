"""Recent events as rules see them: of a few players or addresses, as far back as a rule has to look."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    union_all,
)

from core.activity import FAILED, Type, answers, catalogue
from core.activity.account_bodies import EventBody
from core.activity.catalogue import LoginBody
from core.database import key_rows
from core.database.connections import Connection
from core.database.tables import address_logins, events
from core.security.verdicts import Happening

COLUMNS = ("player_id", "at", "id", "type", "version", "body", "request_id", "backing")
OTHER_KIND = {Type.LOGIN.value: ("false", "0"), FAILED: ("true", "1")}
"""How the databases say that a login is not of a kind; whatever else stands there, the catalogue reads."""

Told: TypeAlias = Row[*tuple[Any, ...]]
"""One stored event."""
News: TypeAlias = Sequence[tuple[int, Happening]]
"""What came in, each with whose it is."""
Histories = dict[Any, list[Happening]]
"""By player or address, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """What a rule wants to know: of each subject all from an instant on, and a few events from before it."""

    since: Mapping[Any, datetime]
    """By player or address."""
    floor: datetime
    """No event from before this is of use."""
    remembers: int
    """How many events of each kind from before the subject's instant."""
    kinds: Collection[str] = ()
    past: Collection[str] = ()
    """Those of the kinds of which anything from before is wanted."""
    only_with: Collection[str] = ()
    """Where given: nothing of subjects to whom nothing of these kinds happened since."""


async def told(db: Connection, *, after: int, upto: int, kinds: Collection[str], since: datetime) -> News:
    """Read the events of these kinds that came in between two intakes, old ones left out."""
    new = (events.c.intake > after) & (events.c.intake <= upto) & (events.c.at >= since)
    of_kinds = or_(*(_is(events, kind) for kind in sorted(kinds)))
    query = select(*(events.c[name] for name in COLUMNS)).where(new, of_kinds)
    return [(row.player_id, _happening(row)) for row in await db.execute(query)]


async def of_players(db: Connection, wanted: HistoryQuery) -> Histories:
    """Read what players did, in one statement that goes through a few rows of each, however much they ever did."""
    if not wanted.since:
        return {}
    asked = key_rows.given(db, events, ("player_id", "at"), list(wanted.since.items()))
    query = union_all(*(_events(asked, kind, wanted) for kind in sorted(wanted.kinds)))
    return _grouped((row.player_id, _happening(row)) for row in await db.execute(query))


async def of_addresses(db: Connection, wanted: HistoryQuery) -> Histories:
    """Read which logins from these addresses failed, in the same way."""
    if not wanted.since:
        return {}
    asked = key_rows.given(db, address_logins, ("address", "at"), list(wanted.since.items()))
    mine, before = address_logins.c, address_logins.alias("before")
    failed = (before.c.address == asked.c.address) & ~before.c.success
    begin = _begin(before, failed, asked, wanted)
    query = select(mine.address, mine.event_id, mine.at).select_from(
        asked.join(address_logins, mine.address == asked.c.address)
    )
    rows = await db.execute(query.where(~mine.success, mine.at >= begin))
    return _grouped((row.address, _try(row.event_id, row.at, success=False)) for row in rows)


async def addresses_of(db: Connection, player_id: int, *, since: datetime, most: int = 20) -> list[str]:
    """Name the addresses a player came from since an instant."""
    columns = address_logins.c
    query = select(columns.address).where(columns.player_id == player_id, columns.at >= since).distinct().limit(most)
    return list(await db.scalars(query))


def tries(news: News) -> Iterable[tuple[str, Happening, int]]:
    """Pick the logins that tell an address: the address, the try, and whose."""
    for player_id, event in news:
        body = event.body
        if isinstance(body, LoginBody) and body.ip is not None:
            yield body.ip, event, player_id


def merged(one: Histories, other: Iterable[tuple[Any, Happening]]) -> Histories:
    """Join histories with what is not among them yet."""
    known = {(key, event.id) for key, several in one.items() for event in several}
    new = [(key, event) for key, event in other if (key, event.id) not in known]
    return _grouped([*((key, event) for key, several in one.items() for event in several), *new])


def _events(asked: FromClause, kind: str, wanted: HistoryQuery) -> Select[Any]:
    """Choose the events of one kind."""
    mine, before, judged = events.c, events.alias("before"), events.alias("judged")
    of_player = before.c.player_id == asked.c.player_id
    query = select(*(mine[name] for name in COLUMNS)).select_from(
        asked.join(events, mine.player_id == asked.c.player_id)
    )
    begin = _begin(before, of_player & _is(before, kind), asked, wanted) if kind in wanted.past else asked.c.at
    floor = min(wanted.floor, *wanted.since.values())  # known as the statement is planned: older months are left out
    query = query.where(_is(events, kind), mine.at >= begin, mine.at >= floor)
    if not wanted.only_with:
        return query
    since = (judged.c.player_id == asked.c.player_id) & (judged.c.at >= asked.c.at) & (judged.c.at >= floor)
    return query.where(
        or_(*(exists(select(judged.c.at).where(since, _is(judged, one))) for one in sorted(wanted.only_with)))
    )


def _begin(before: Any, mine: ColumnElement[bool], asked: FromClause, wanted: HistoryQuery) -> ColumnElement[datetime]:
    """Find the instant from which on a subject's events are wanted: that of the last one to be remembered."""
    known = select(before.c.at).where(mine, before.c.at < asked.c.at, before.c.at >= wanted.floor)
    last = known.order_by(before.c.at.desc()).offset(wanted.remembers - 1).limit(1)
    begin: ColumnElement[datetime] = func.coalesce(last.scalar_subquery(), wanted.floor)
    return begin


def _is(table: Any, kind: str) -> ColumnElement[bool]:
    """Choose the events of a kind, and of those that hide in a type of many only what may be one."""
    if kind in OTHER_KIND:
        said = cast(table.c.body["success"].as_string(), Text)
        return and_(table.c.type == Type.LOGIN.value, said.not_in(OTHER_KIND[kind]))
    of_type: ColumnElement[bool] = table.c.type == kind
    return of_type & table.c.differs.is_(True) if kind == Type.BALANCE_UPDATE else of_type


def _grouped(found: Iterable[tuple[Any, Happening]]) -> Histories:
    grouped: Histories = {}
    for key, event in sorted(found, key=lambda each: (each[1].at, each[1].id)):
        grouped.setdefault(key, []).append(event)
    return grouped


def _happening(row: Told) -> Happening:
    return Happening(id=row.id, at=row.at, type=row.type, body=_body(row), backing=answers.stored(row.backing))


def _body(row: Told) -> EventBody | None:
    try:
        return catalogue.read(row.type, row.version, row.body)
    except ValidationError:
        return None


def _try(event_id: UUID, at: datetime, *, success: bool) -> Happening:
    return Happening(id=event_id, at=at, type=Type.LOGIN.value, body=LoginBody(success=success))
