"""A player's status for machines: what the player cannot do right now, read in one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select

from core import operations
from core.database import bulk
from core.database.connections import Connection, insert_or_else
from core.database.statements import Statement
from core.database.tables import external_ids, platform_reads, player_blocks, players
from core.office import Scope
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight, Visibility
from core.players.restrictions import Block, PlayerStanding, standing
from core.work import Work


@dataclass(frozen=True, slots=True)
class PlatformName:
    """The platform's own name of a player."""

    brand: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerStatus:
    """A player, and what they can and cannot do; of the reasons nothing but that the account is under review."""

    player_id: int
    brand: str
    external_id: str
    lifecycle: str
    standing: PlayerStanding
    under_review: frozenset[Scope] = frozenset()
    """What is stopped for a reason that not everybody may read about."""


@operations.query(
    "player.status_read",
    module="platform",
    needs=SystemRight.CONNECT,
    doing="read what a player may do",
    recorded=Recorded.BATCHED,
)
async def statuses(
    work: Work,
    actor: Actor,  # noqa: ARG001
    several: Collection[int | PlatformName],
) -> Seen[Mapping[int | PlatformName, PlayerStatus]]:
    """Read what several players may do now, by what they were asked for; those that there are not are left out."""
    return Seen(await of_players(work.db, several, now=work.now))


@operations.operation(
    "player.status_read",
    module="platform",
    needs=SystemRight.CONNECT,
    doing="read what a player may do",
    recorded=Recorded.CHANGES,
)
async def count_reads(work: Work, actor: Actor, reads: Mapping[str, int]) -> None:  # noqa: ARG001
    """Add to the clients' read counts of this minute."""
    minute = int(work.now.timestamp()) // 60
    adding = insert_or_else(work.db, platform_reads).values(
        [{"client": client, "minute": minute, "count": number} for client, number in sorted(reads.items())]
    )
    more = {"count": platform_reads.c.count + adding.excluded.count}
    await work.db.execute(adding.on_conflict_do_update(index_elements=["client", "minute"], set_=more))


async def of_players(
    db: Connection, several: Collection[int | PlatformName], *, now: datetime
) -> dict[int | PlatformName, PlayerStatus]:
    """Read what players may do, in one statement for ids and one for names; those that there are not are left out."""
    ids = sorted(one for one in several if isinstance(one, int))
    names = sorted((one.brand, one.external_id) for one in several if isinstance(one, PlatformName))
    found: dict[int | PlatformName, PlayerStatus] = {}
    if ids:
        found.update((one.player_id, one) for one in _statuses(await BY_ID.send(db, {"ids": ids}), now))
    if names:
        named = select(external_ids.c.player_id).where(bulk.among(db, external_ids, ("brand", "external_id"), names))
        rows = await db.execute(READ.where(players.c.id.in_(named)))
        found.update((PlatformName(one.brand, one.external_id), one) for one in _statuses(rows, now))
    return found


def _statuses(rows: Iterable[Any], now: datetime) -> list[PlayerStatus]:
    by_player: dict[int, list[Any]] = {}
    for row in rows:
        by_player.setdefault(row.id, []).append(row)
    return [_status(mine, now) for mine in by_player.values()]


def _status(rows: list[Any], now: datetime) -> PlayerStatus:
    first = rows[0]
    blocks = [_block(row) for row in rows if row.block_id]
    hidden = (row.scopes for row in blocks if row.visibility is not Visibility.STAFF and row.stands(now))
    return PlayerStatus(
        player_id=first.id,
        brand=first.brand,
        external_id=first.external_id,
        lifecycle=first.lifecycle,
        standing=standing(blocks, now),
        under_review=frozenset().union(*hidden),
    )


READ = select(
    *(players.c.id, players.c.brand, players.c.external_id, players.c.lifecycle),
    *(player_blocks.c.kind, player_blocks.c.scopes, player_blocks.c.from_at, player_blocks.c.until_at),
    player_blocks.c.visibility,
    player_blocks.c.id.label("block_id"),
).select_from(
    players.outerjoin(
        player_blocks, and_(player_blocks.c.player_id == players.c.id, player_blocks.c.ended_at.is_(None))
    )
)
BY_ID = Statement(READ.where(players.c.id.in_(bindparam("ids", expanding=True))))


def _block(row: Any) -> Block:
    return Block(
        id=row.block_id,
        player_id=row.id,
        kind=row.kind,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        reason=None,
        visibility=Visibility(row.visibility),
        asked_by="",
        from_at=row.from_at,
        until_at=row.until_at,
        placed_by="",
    )
