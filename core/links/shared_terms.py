"""What a player shares with others, by bounded queries: what more accounts share than the limit links nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    bindparam,
    case,
    literal,
    select,
    union_all,
)

from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import player_documents, player_lookups
from core.links.evidence import Evidence
from core.players import profile_parts

PERSON = "person"
"""The kind of the terms under which two tellings of one person meet."""
TERMS_MOST = 500
"""Terms of one player that are looked at: a player with more addresses than this is not read to the end."""
TERMS = (Evidence.DEVICE, Evidence.INSTRUMENT, Evidence.EMAIL, Evidence.PHONE, Evidence.IP)
"""The kinds of evidence that are terms a player is found by."""
MET_MOST = 100
"""Players on one key of a person that are compared: with more, the key tells nobody apart."""
PLAYER = bindparam("player_id", type_=player_lookups.c.player_id.type)
HUB = bindparam("hub", type_=player_lookups.c.player_id.type)


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """Something that a player shares with one other."""

    kind: str
    """One of :class:`Evidence`, or :data:`PERSON`."""
    player_id: int
    """The other's."""
    since: datetime | None
    """Since when both have it."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Something of a player that so many accounts share that it links nobody."""

    kind: Evidence
    since: datetime | None


async def read(db: Connection, player_id: int, *, hub: int) -> list[SharedTerm]:
    """List what a player shares with others, in one statement; nothing of what more than ``hub`` accounts have."""
    rows = await SHARED.send(db, values(player_id, hub=hub))
    return [SharedTerm(row[0], row[1], _later(row[2], row[3])) for row in rows]


async def hubs(db: Connection, player_id: int, *, hub: int) -> list[Hub]:
    """List what a player shares with more accounts than the limit."""
    mine = _terms(TERMS)
    query = select(mine.c.kind, mine.c.first_at).where(~_few(mine)).order_by(mine.c.kind, mine.c.first_at)
    return [Hub(Evidence(row.kind), row.first_at) for row in await db.execute(query, values(player_id, hub=hub))]


def values(player_id: int, *, hub: int) -> dict[str, int]:
    """Give the parameters of these statements."""
    return {"player_id": player_id, "hub": hub}


def _shared(_dialect: str) -> CompoundSelect[Any]:
    mine, other = _terms((*TERMS, PERSON)), player_lookups.alias("other")
    same = (other.c.term == mine.c.term) & (other.c.kind == mine.c.kind) & (other.c.player_id != PLAYER)
    terms = (
        select(other.c.kind, other.c.player_id, mine.c.first_at, other.c.first_at.label("other_first_at"))
        .select_from(mine.join(other, same))
        .where(_few(mine))
    )
    return union_all(terms, _documents())


def _terms(kinds: Sequence[str]) -> Subquery:
    """Choose the terms of a player; of the two forms of a telephone number that with its country."""
    columns = player_lookups.c
    abroad = (columns.kind != Evidence.PHONE) | columns.term.startswith("+")
    wanted = (columns.player_id == PLAYER, columns.kind.in_(sorted(kinds)), abroad)
    return select(columns.term, columns.kind, columns.first_at).where(*wanted).limit(TERMS_MOST).subquery("mine")


def _few(mine: Subquery) -> ColumnElement[bool]:
    """Tell whether no more accounts have a term than may, looking no further than at the first too many."""
    every = player_lookups.alias("every")
    having = select(every.c.player_id).where(every.c.term == mine.c.term, every.c.kind == mine.c.kind).limit(1)
    crowd, hub = (having.offset(most).scalar_subquery().is_(None) for most in (MET_MOST, HUB))
    return case((mine.c.kind == PERSON, crowd), else_=hub)


def _documents() -> Select[Any]:
    mine, other, every = (player_documents.alias(name) for name in ("my_document", "other_document", "every_document"))
    same = (other.c.document == mine.c.document) & (other.c.player_id != mine.c.player_id)
    crowd = select(every.c.player_id).where(every.c.document == mine.c.document).limit(1).offset(HUB).scalar_subquery()
    kind = literal(Evidence.DOCUMENT.value).label("kind")
    return (
        select(kind, other.c.player_id, mine.c.added_at.label("first_at"), other.c.added_at.label("other_first_at"))
        .select_from(mine.join(other, same))
        .where(mine.c.player_id == PLAYER, crowd.is_(None))
    )


def _later(one: Any, other: Any) -> datetime | None:
    """Read two times as the database gives them, and give the later; None where one is not known."""
    known = [each if isinstance(each, datetime) else profile_parts.instant(each) for each in (one, other) if each]
    return max(known) if len(known) == len((one, other)) else None


SHARED = Statement(_shared)
"""What is sent whenever a player is looked up."""
