"""Verifying the books as a whole, step by step: the ledger, and the rollups against the events."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from core import activity, audit, ledger, operations
from core.activity import rollup_repair, rollup_verification
from core.database.tables import daily_origins, daily_rollups, events
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

PLAYERS_AT_ONCE = 500
"""Player ids of one step of the rollups."""


@operations.query(
    "ledger.checked", module="ledger", needs=SystemRight.OPERATE, doing="verify the ledger", recorded=Recorded.INTERNAL
)
async def verify_ledger(work: Work, actor: Actor, *, check: str) -> Seen[list[str]]:  # noqa: ARG001 - see note
    """Check one invariant of every row, and list where it does not hold."""
    return Seen(await ledger.verify_one(work.db, check))


@operations.query(
    "rollups.compared", module="activity", needs=SystemRight.OPERATE, doing="verify rollups", recorded=Recorded.INTERNAL
)
async def count_steps(work: Work, actor: Actor) -> Seen[list[int]]:  # noqa: ARG001 - see note
    """List the player ids with which the steps over the rollups begin."""
    tables = (events, daily_rollups, daily_origins)
    last = max([await work.db.scalar(select(func.max(table.c.player_id))) or 0 for table in tables])
    return Seen(list(range(0, last + 1, PLAYERS_AT_ONCE)))


@operations.query(
    "rollups.compared", module="activity", needs=SystemRight.OPERATE, doing="verify rollups", recorded=Recorded.INTERNAL
)
async def verify_players(work: Work, actor: Actor, *, first: int) -> Seen[list[str]]:  # noqa: ARG001 - see note
    """Compare the days of some players with their events."""
    last = first + PLAYERS_AT_ONCE - 1
    return Seen(await activity.differing_players(work.db, work.office, first=first, last=last))


@operations.query(
    "rollups.compared", module="activity", needs=SystemRight.OPERATE, doing="verify rollups", recorded=Recorded.INTERNAL
)
async def verify_days(work: Work, actor: Actor) -> Seen[list[str]]:  # noqa: ARG001 - see note
    """Compare the days of the company with those of its players."""
    return Seen(await activity.differing_days(work.db))


@operations.query(
    "rollups.compared", module="activity", needs=SystemRight.OPERATE, doing="repair rollups", recorded=Recorded.INTERNAL
)
async def wrong_players(work: Work, actor: Actor, *, first: int) -> Seen[list[int]]:  # noqa: ARG001 - see note
    """List the players of one step whose days differ from their events."""
    last = first + PLAYERS_AT_ONCE - 1
    return Seen(await rollup_verification.wrong_players(work.db, work.office, first=first, last=last))


@operations.query(
    "rollups.compared", module="activity", needs=SystemRight.OPERATE, doing="repair rollups", recorded=Recorded.INTERNAL
)
async def wrong_days(work: Work, actor: Actor) -> Seen[list[date]]:  # noqa: ARG001 - see note
    """List the days of the company that differ from those of its players."""
    return Seen(await rollup_verification.wrong_days(work.db))


@operations.operation("rollups.repaired", module="activity", needs=SystemRight.OPERATE, doing="repair rollups")
async def repair_player(work: Work, actor: Actor, *, player_id: int) -> None:
    """Add one player's events up anew; each is a transaction of its own, so that a stopped repair goes on."""
    await rollup_repair.repair_player(work, player_id)
    facts = {"player": player_id}
    await audit.record(work, audit.Entry(actor=actor, action="rollups.repaired", module="activity", facts=facts))


@operations.operation("rollups.repaired", module="activity", needs=SystemRight.OPERATE, doing="repair rollups")
async def repair_days(work: Work, actor: Actor, *, days: Collection[date]) -> None:
    """Add some days of the company up anew from those of its players."""
    await rollup_repair.repair_days(work, days)
    facts = {"days": len(days)}
    await audit.record(work, audit.Entry(actor=actor, action="rollups.repaired", module="activity", facts=facts))


@operations.operation("books.verified", module="ledger", needs=SystemRight.OPERATE, doing="verify the books")
async def note(work: Work, actor: Actor, *, of: str, found: int) -> None:
    """Record that the ledger or the rollups were verified, and how much was wrong."""
    facts = {"of": of, "found": found}
    await audit.record(work, audit.Entry(actor=actor, action="books.verified", module="ledger", facts=facts))
