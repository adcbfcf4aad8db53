"""What timers do by themselves, under the right of Pitboss to run the desk."""

from collections.abc import Mapping

from core import activity, approvals, audit, jobs, office_changes, operations, retention
from core.jobs import Claim
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.retention import Passing
from core.work import Work

# The actor is Pitboss in all of these: the door has checked that, so nothing further is asked of it.
# ruff: noqa: ARG001


@operations.query(
    "rollups.checked",
    module="activity",
    needs=SystemRight.RUN,
    doing="fold events into roll-ups",
    recorded=Recorded.INTERNAL,
)
async def rollups_behind(work: Work, actor: Actor) -> Seen[bool]:
    """Tell whether events wait to be folded into the roll-ups."""
    return Seen(await activity.behind(work.db, work.office))


@operations.operation(
    "rollups.folded",
    module="activity",
    needs=SystemRight.RUN,
    doing="fold events into roll-ups",
    recorded=Recorded.CHANGES,
)
async def fold_rollups(work: Work, actor: Actor) -> bool:
    """Fold the next step of new events into the roll-ups, and tell whether more wait."""
    return await activity.fold(work)


@operations.operation(
    "requests.swept",
    module="approvals",
    needs=SystemRight.RUN,
    doing="expire requests",
    recorded=Recorded.CHANGES,
)
async def expire_requests(work: Work, actor: Actor) -> None:
    """Close requests whose time is over, and alarm about protective acts that nobody confirmed."""
    await approvals.expire(work)


@operations.operation(
    "office.changed",
    module="office",
    needs=SystemRight.RUN,
    doing="adopt an office file",
    recorded=Recorded.CHANGES,
)
async def adopt_office_file(work: Work, actor: Actor) -> bool:
    """Record that the desk goes by another office file than before, and tell whether it does."""
    return await office_changes.adopt(work)


@operations.operation(
    "desk.pruned", module="desk", needs=SystemRight.RUN, doing="delete what has passed", recorded=Recorded.CHANGES
)
async def prune(work: Work, actor: Actor, *, passing: Passing) -> int:
    """Delete one batch of a table's rows that have passed, and give how many."""
    return await retention.prune(work.db, passing, office=work.office, now=work.now)


@operations.operation(
    "desk.pruned", module="desk", needs=SystemRight.RUN, doing="finish the upkeep", recorded=Recorded.CHANGES
)
async def finish_upkeep(work: Work, actor: Actor, *, claim: Claim, gone: Mapping[str, int], whole: bool) -> None:
    """Record how many rows of which table the day's upkeep deleted, and close the day where that was all."""
    if whole:
        await jobs.done(work, claim)
    if gone:
        await audit.record(work, audit.Entry(actor=actor, action="desk.pruned", module="desk", facts=dict(gone)))
