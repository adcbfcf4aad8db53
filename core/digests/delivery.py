"""Digests at their hour: each period claimed by one process, made, stored and posted, or held back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from core import audit, jobs, operations
from core.digests import contents, schedules, store
from core.digests.digest import Digest
from core.digests.query import Look
from core.digests.schedules import DueDigest, Schedule
from core.digests.store import StoredDigest
from core.jobs import Claim, JobRun
from core.office import Office
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

timer = partial(
    operations.operation,
    module="digests",
    needs=SystemRight.RUN,
    doing="send digests",
    recorded=Recorded.CHANGES,
)
"""Declares what the timer of digests does."""
internal = partial(
    operations.query,
    module="digests",
    needs=SystemRight.RUN,
    doing="send digests",
    recorded=Recorded.INTERNAL,
)
"""Declares what the timer and the worker of digests read."""


@dataclass(frozen=True, slots=True)
class WaitingDigest:
    """A digest whose hour has come."""

    schedule: Schedule
    due: DueDigest
    run: JobRun | None
    """Its newest period; None for a schedule that has just begun, which sends nothing for the past."""

    def start(self, office: Office) -> datetime:
        """Give the beginning of the day on which it comes, by which its period is claimed."""
        return office.day_bounds(self.due.day)[0]

    def waits(self, office: Office, now: datetime) -> bool:
        """Tell whether something is to be done about it now."""
        start = self.start(office)
        return (
            self.run is None
            or start > self.run.period_start
            or (start == self.run.period_start and self.run.waits(now))
        )


@internal("digest.made")
async def waiting(work: Work, actor: Actor) -> Seen[list[WaitingDigest]]:  # noqa: ARG001 - no person sees it
    """List the digests whose hour has come."""
    found = await schedules.standing(work.db, office=work.office)
    runs = await jobs.newest(work.db, [one.job for one in found])
    all_of_them = [WaitingDigest(one, one.due(work.now, zone=work.office.zone), runs.get(one.job)) for one in found]
    return Seen([one for one in all_of_them if one.waits(work.office, work.now)])


@timer("digest.claimed")
async def claim(work: Work, actor: Actor, waiting: WaitingDigest, *, holder: str) -> Claim | None:  # noqa: ARG001 - Pitboss
    """Claim a period for one process; None where another has it, or a new schedule begins."""
    job, start = waiting.schedule.job, waiting.start(work.office)
    if waiting.run is None:
        await jobs.begin(work, job, period_start=start)
        return None
    return await jobs.claim(work, job, period_start=start, holder=holder)


@timer("digest.failed")
async def fail(work: Work, actor: Actor, claim: Claim, *, error: str) -> None:  # noqa: ARG001 - same
    """Give a claim back after a failure, named by its class; the period is tried again later."""
    await jobs.failed(work, claim, error=error)


@internal("digest.made")
async def make(work: Work, actor: Actor, waiting: WaitingDigest) -> Seen[Digest]:  # noqa: ARG001 - no person sees it
    """Make the digest of a period, and say which earlier days had none."""
    first, run = waiting.due.period.first, waiting.run
    look = Look(db=work.db, office=work.office, period=waiting.due.period, now=work.now)
    made = await contents.make(look, waiting.schedule.name)
    if run is None:
        return Seen(made)
    told_until = work.office.day(run.period_start) - (timedelta(0) if run.done_at else timedelta(days=1))
    return Seen(made.model_copy(update={"missed_from": told_until if told_until < first else None}))


@timer("digest.made")
async def finish(work: Work, actor: Actor, schedule: Schedule, digest: Digest, *, claim: Claim) -> None:
    """Store a digest, have it posted and end its period; a process that lost the period changes nothing."""
    stored = await store.keep(work, digest, by=actor, place=schedule.place)
    await jobs.done(work, claim)
    await audit.record(work, store.entry(actor, "digest.made", stored))


@internal("digest.drawn")
async def get(work: Work, actor: Actor, digest_id: UUID) -> Seen[StoredDigest]:  # noqa: ARG001 - no person sees it
    """Read a digest for its message.

    Raises :class:`~core.errors.Unknown` when there is none.
    """
    return Seen(await store.get(work.db, digest_id))


@internal("digest.drawn")
async def held(work: Work, actor: Actor) -> Seen[list[StoredDigest]]:  # noqa: ARG001 - same
    """List what is held back, oldest first."""
    return Seen(await store.held(work.db))


@timer("digest.held")
async def hold(work: Work, actor: Actor, digest_id: UUID, *, because: str) -> None:  # noqa: ARG001 - Pitboss
    """Hold a digest back that cannot be posted, and raise the alarm about it, once."""
    await store.hold(work, await store.get(work.db, digest_id), because=because)


@timer("digest.released")
async def release(work: Work, actor: Actor, several: list[StoredDigest]) -> None:  # noqa: ARG001 - same
    """Send digests that were held back, now that somebody has removed the cause."""
    await store.release(work, several)
