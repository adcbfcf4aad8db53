"""Verifying the books as a whole, step by step: the ledger, and the rollups against the events."""

from sqlalchemy import func, select

from core import activity, audit, ledger, operations
from core.database.tables import events
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
    last = await work.db.scalar(select(func.max(events.c.player_id))) or 0
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


@operations.operation("books.verified", module="ledger", needs=SystemRight.OPERATE, doing="verify the books")
async def note(work: Work, actor: Actor, *, of: str, found: int) -> None:
    """Record that the ledger or the rollups were verified, and how much was wrong."""
    facts = {"of": of, "found": found}
    await audit.record(work, audit.Entry(actor=actor, action="books.verified", module="ledger", facts=facts))
