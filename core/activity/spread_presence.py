"""Days on which players were there, where rollups lie on several machines: read, placed here, and added up.

The same as ``rollup_columns.by_presence``, which Citus cannot run: it asks for the days beside each day that a part of
the same statement gives.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, BigInteger, Date, Select, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.activity.catalogue import Type
from core.activity.events import NOBODY
from core.activity.rollup_columns import ACTIVE, NEVER
from core.database.connections import Connection, insert_or_else
from core.database.tables import daily_rollups, desk_presence, players

Neighbours = tuple[date | None, date | None]
"""The days before and after a day on which a player was there; None where there is none."""
PlayerDay = tuple[int, date]

_told = (
    func.unnest(bindparam("ids", type_=ARRAY(BigInteger)), bindparam("days", type_=ARRAY(Date)))
    .table_valued(column("player_id", BigInteger), column("day", Date))
    .render_derived(name="told")
)
_kept = daily_rollups.c
NEIGHBOURS = (
    select(
        *_told.c,
        func.bool_or(_kept.day == _told.c.day).label("known"),
        func.max(_kept.day).filter(_kept.day < _told.c.day).label("before"),
        func.min(_kept.day).filter(_kept.day > _told.c.day).label("after"),
    )
    .join_from(_told, daily_rollups, _kept.player_id == _told.c.player_id)
    .where(_kept.kind == ACTIVE, _kept.currency == "")
    .group_by(*_told.c)
)


async def add(db: Connection, told: CTE) -> None:
    """Add the days that are new to ``desk_presence``; before ``daily_rollups`` has them."""
    days = [(row.player_id, row.day) for row in await db.execute(days_of(told).distinct())]
    if not days:
        return
    ids, given = map(list, zip(*sorted(days), strict=True))
    rows = (await db.execute(NEIGHBOURS, {"ids": ids, "days": given})).all()
    known = {(row.player_id, row.day) for row in rows if row.known}
    kept = {(row.player_id, row.day): (row.before, row.after) for row in rows}
    found = edges([each for each in days if each not in known], kept)
    brands = await db.execute(select(players.c.id, players.c.brand).where(players.c.id.in_({each[0] for each in days})))
    await _add(db, found, {row.id: row.brand for row in brands})


def days_of(told: CTE) -> Select[Any]:
    """Choose the days on which players were there, of events read by ``rollup_columns.told``."""
    one = told.c
    return select(one.player_id, one.day).where(one.kind.in_((Type.LOGIN, Type.BET)), one.player_id != NOBODY)


def edges(
    new: Iterable[PlayerDay], kept: Mapping[PlayerDay, Neighbours]
) -> Iterator[tuple[int, date, date | None, int]]:
    """Give what new days add: a player, a day, the day before on which they were there, and one more or one less."""
    by_player = defaultdict[int, list[date]](list)
    for player_id, day in sorted(new):
        by_player[player_id].append(day)
    for player_id, days in by_player.items():
        for place, day in enumerate(days):
            before, after = kept.get((player_id, day), (None, None))
            earlier = max((each for each in (before, *days[max(place - 1, 0) : place]) if each), default=None)
            yield player_id, day, earlier, 1
            following = days[place + 1] if place + 1 < len(days) else None
            if after is not None and (following is None or following > after):
                yield player_id, after, day, 1
                yield player_id, after, before, -1


async def _add(db: Connection, found: Iterable[tuple[int, date, date | None, int]], brands: Mapping[int, str]) -> None:
    counted = Counter[tuple[date, str, date]]()
    for player_id, day, previous, number in found:
        if player_id in brands:
            counted[day, brands[player_id], previous or NEVER] += number
    rows: Sequence[dict[str, Any]] = [
        {"day": day, "brand": brand, "previous": previous, "players": number}
        for (day, brand, previous), number in sorted(counted.items())
        if number
    ]
    if rows:
        adding = insert_or_else(db, desk_presence).values(rows)
        more = {"players": desk_presence.c.players + adding.excluded.players}
        await db.execute(adding.on_conflict_do_update(index_elements=list(desk_presence.primary_key), set_=more))
