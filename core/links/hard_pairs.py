"""Who shares a device or a payment instrument with any of many players, in one statement."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.database import key_rows
from core.database.connections import Connection
from core.database.tables import link_decisions, player_lookups
from core.links.evidence import Evidence
from core.work import Work

KINDS = (Evidence.DEVICE, Evidence.INSTRUMENT)


@dataclass(frozen=True, slots=True)
class HardPair:
    """A player, another one, and what they share."""

    player_id: int
    other_id: int
    kind: Evidence
    term: str
    compliance_only: bool = False
    """Whether people decided that they are not linked, without compliance: it still matters to exclusions."""


async def of_players(work: Work, player_ids: Collection[int], *, since: datetime | None = None) -> list[HardPair]:
    """List what players share with others; where ``since`` is given, only what they have since then.

    What more accounts share than the limit links nobody, and what a decision answers is left out.
    """
    return await _undecided(work, await _read(work, player_ids, since)) if player_ids else []


async def _read(work: Work, player_ids: Collection[int], since: datetime | None) -> list[HardPair]:
    asked = key_rows.given(work.db, player_lookups, ("player_id",), [(each,) for each in sorted(player_ids)])
    mine, other, every = (player_lookups.alias(name) for name in ("mine", "other", "every"))
    same = (other.c.term == mine.c.term) & (other.c.kind == mine.c.kind) & (other.c.player_id != mine.c.player_id)
    having = select(every.c.player_id).where(every.c.term == mine.c.term, every.c.kind == mine.c.kind)
    crowd = having.limit(1).offset(work.office.limits.link_hub).scalar_subquery()
    query = (
        select(mine.c.player_id, other.c.player_id.label("other_id"), mine.c.kind, mine.c.term)
        .select_from(asked.join(mine, mine.c.player_id == asked.c.player_id).join(other, same))
        .where(mine.c.kind.in_(KINDS), crowd.is_(None))
    )
    if since is not None:
        query = query.where(mine.c.first_at >= since)
    return [HardPair(row.player_id, row.other_id, Evidence(row.kind), row.term) for row in await work.db.execute(query)]


async def _undecided(work: Work, found: list[HardPair]) -> list[HardPair]:
    """Leave out what a decision of compliance answers, and mark what another one does."""
    if not found:
        return []
    decided = await _decided(work.db, {each.player_id for each in found}, now=work.now)
    left = list[HardPair]()
    for each in found:
        kinds = decided.get((each.player_id, each.other_id), {})
        if each.kind not in kinds:
            left.append(each)
        elif not kinds[each.kind]:
            left.append(HardPair(each.player_id, each.other_id, each.kind, each.term, compliance_only=True))
    return left


async def _decided(
    db: Connection, player_ids: Collection[int], *, now: datetime
) -> dict[tuple[int, int], dict[Evidence, bool]]:
    """Give by pair the kinds of evidence that decisions answer, and whether compliance agreed."""
    columns, decided = link_decisions.c, defaultdict[tuple[int, int], dict[Evidence, bool]](dict)
    asked = key_rows.given(db, link_decisions, ("player_id",), [(each,) for each in sorted(player_ids)])
    mine = select(link_decisions).select_from(asked.join(link_decisions, columns.player_id == asked.c.player_id))
    for row in await db.execute(mine.where(columns.ended_at.is_(None), columns.expires_at > now)):
        decided[row.player_id, row.other_id] = {Evidence(kind): row.compliance for kind in row.kinds}
    return dict(decided)
