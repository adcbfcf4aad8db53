"""Quantiles of how players of the same brand, age of account and currency play; made once a day by a timer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, cast, delete, func, insert, literal, select, union_all

from core import operations
from core.activity import peer_measures
from core.activity.peer_measures import MEASURES
from core.database import connections
from core.database.tables import peer_quantiles
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

QUANTILES = (10, 25, 50, 75, 90, 95, 99)
"""Percent of the players at or below a value."""
FEWEST = 20
"""Players; with fewer nobody knows what is usual, and each could be told from the others."""

Rows = Sequence[dict[str, Any]]


@operations.query(
    "peers.measured", module="activity", needs=SystemRight.RUN, doing="compare players", recorded=Recorded.INTERNAL
)
async def look(work: Work, actor: Actor) -> Seen[Rows | None]:  # noqa: ARG001 - no person sees it
    """Measure the players of the last thirty days; None where that was done today. :func:`settle` writes it down."""
    period = peer_measures.month(work.office, work.now)
    made = await work.db.scalar(select(func.max(peer_quantiles.c.day)))
    if made is not None and made >= period.last:
        return Seen(None)
    every = peer_measures.by_player(period, work.now)
    keys = (every.c.brand, every.c.band, every.c.currency)
    values = union_all(
        *(select(*keys, literal(name).label("measure"), every.c[name].label("value")) for name in MEASURES)
    )
    one = values.subquery().c
    group = (one.brand, one.band, one.currency, one.measure)
    place = func.row_number().over(partition_by=group, order_by=one.value).label("place")
    ranked = select(*group, one.value, place, func.count().over(partition_by=group).label("players")).subquery().c
    quantiles = (
        func.max(cast(ranked.value, BigInteger))
        .filter(ranked.place == (ranked.players * each + 99) // 100)
        .label(f"p{each}")
        for each in QUANTILES
    )
    groups = (ranked.brand, ranked.band, ranked.currency, ranked.measure, ranked.players)
    found = await work.db.execute(select(*groups, *quantiles).where(ranked.players >= FEWEST).group_by(*groups))
    return Seen([{**row._mapping, "day": period.last} for row in found])  # noqa: SLF001 - its documented name


@operations.operation(
    "peers.measured", module="activity", needs=SystemRight.RUN, doing="compare players", recorded=Recorded.CHANGES
)
async def settle(work: Work, actor: Actor, rows: Rows) -> None:  # noqa: ARG001 - nobody's act
    """Put new quantiles in the place of the old ones."""
    await connections.lock(work.db, "peer quantiles")
    await work.db.execute(delete(peer_quantiles))
    if rows:
        await work.db.execute(insert(peer_quantiles), list(rows))
