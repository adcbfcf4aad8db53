"""Digests at their hour: claimed once, made, stored, posted; held back where a channel does not take them."""

import os
import platform
from collections.abc import Iterable
from datetime import timedelta

from bot.cards import digest_card
from bot.cards.desired import Drawing
from bot.process import transactions
from bot.process.services import Services
from bot.slack import failures
from bot.workflows.audiences import Audiences
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import audit, digests, jobs
from core.digests import Digest, DigestBody, DueDigest, Look, Schedule, StoredDigest
from core.jobs import Claim, JobRun
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.work import Work

HOLDER = f"{platform.node()}:{os.getpid()}"
"""The name under which this process claims periods."""
ALARMS = (Channel.SECURITY, Channel.MANAGERS, Channel.APPROVALS)
"""Where an alarm about a digest that cannot be posted goes: the first of these that is another channel."""


async def send_due(services: Services) -> None:
    """Make every digest whose hour has come and have it posted; one that fails does not hold up the others."""
    now = services.clock().now
    async with services.database.read() as db:
        schedules = await digests.standing(db, office=services.office)
        runs = await jobs.newest(db, [one.job for one in schedules])
    for schedule in schedules:
        due = schedule.due(now, zone=services.office.zone)
        try:
            await _send(services, schedule, due, runs.get(schedule.job))
        except Exception as error:  # noqa: BLE001 - it is logged, and comes again
            failures.explain(error, f"timer {schedule.job}")


async def retry_held(services: Services) -> None:
    """Send digests that were held back, where somebody has removed the cause."""
    audiences = Audiences(services)
    async with services.database.read() as db:
        held = await digests.held(db)
    by_channel: dict[str | None, list[StoredDigest]] = {}
    for kept in held:
        by_channel.setdefault(kept.channel(services.office), []).append(kept)
    for channel, several in by_channel.items():
        if channel and await audiences.obstacle(channel) is None:
            async with services.database.write() as db:
                await digests.release(services.work(db), several)
            services.wake_outbox()


async def draw(services: Services, message: OutboxMessage[DigestBody]) -> Iterable[Drawing]:
    """Draw a digest in its channel as far as all its readers may see it; where posting is impossible, hold it back."""
    async with services.database.read() as db:
        kept = await digests.get(db, message.body.digest_id)
    channel, audiences = kept.channel(services.office), Audiences(services)
    if channel is None:
        return ()
    if because := await audiences.obstacle(channel):
        async with services.database.write() as db:
            await digests.hold(services.work(db), kept, because=because)
        services.wake_outbox()
        return ()
    whole = digest_card.posted(kept, await audiences.sees(channel))
    return [Drawing(place="digest", channel=channel, message=whole, instead=digest_card.waiting(kept))]


async def draw_held(services: Services, message: OutboxMessage[DigestBody]) -> Iterable[Drawing]:
    """Draw the alarm about a digest that cannot be posted, in another channel."""
    async with services.database.read() as db:
        kept = await digests.get(db, message.body.digest_id)
    if kept.held_because is None:
        return ()
    named = (services.office.channels.get(purpose) for purpose in ALARMS)
    channel = next((each for each in named if each and each != kept.channel(services.office)), None)
    return [Drawing(place="alarm", channel=channel, message=digest_card.cannot_be_posted(kept))] if channel else ()


async def _send(services: Services, schedule: Schedule, due: DueDigest, run: JobRun | None) -> None:
    start = services.office.day_bounds(due.day)[0]
    if run is None:
        async with services.database.write() as db:
            await jobs.begin(services.work(db), schedule.job, period_start=start)
        return
    if start < run.period_start or (start == run.period_start and not run.waits(services.clock().now)):
        return
    async with services.database.write() as db:
        claim = await jobs.claim(services.work(db), schedule.job, period_start=start, holder=HOLDER)
    if claim is None:
        return
    try:
        made = await _made(services, schedule, due, run)
        await _kept(services, schedule, claim, made)
    except Exception as error:
        async with services.database.write() as db:
            await jobs.failed(services.work(db), claim, error=type(error).__name__)
        raise


async def _made(services: Services, schedule: Schedule, due: DueDigest, run: JobRun) -> Digest:
    """Make it outside any transaction, and say which earlier days had no digest."""
    async with services.database.read() as db:
        look = Look(db=db, office=services.office, period=due.period, now=services.clock().now)
        made = await digests.make(look, schedule.name)
    told_until = services.office.day(run.period_start) - (timedelta(0) if run.done_at else timedelta(days=1))
    return made.model_copy(update={"missed_from": told_until if told_until < due.period.first else None})


async def _kept(services: Services, schedule: Schedule, claim: Claim, made: Digest) -> None:
    """Store it, have it posted and mark the period as done; a process that lost the period changes nothing."""

    async def act(work: Work) -> None:
        kept = await digests.keep(work, made, by=PITBOSS, place=schedule.place)
        await jobs.done(work, claim)
        await audit.record(work, digests.entry(PITBOSS, "digest.made", kept))

    facts = {"digest": schedule.name.value, "place": schedule.place}
    await transactions.change(
        services, audit.Entry(actor=PITBOSS, action="digest.made", module="digests", facts=facts), act
    )


DRAWERS: Drawers = (Drawer(digests.DIGEST_CHANGED, draw), Drawer(digests.DIGEST_HELD, draw_held))
JOBS = (Job(send_due, every=timedelta(seconds=30)), Job(retry_held, every=timedelta(minutes=5)))
