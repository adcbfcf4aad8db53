"""Events of the gaming platform come in: each message once, and what answers our orders is heard with it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from core import activity, approvals, audit, deliveries, operations, platform, security
from core.activity import Admission, Event, Ingested, orphans, quarantine
from core.database import faults
from core.errors import Conflict
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

log = logging.getLogger(__name__)


class MessageIdReused(Conflict):
    """The id of a message stands for another message already."""

    code = "webhook_id_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMessage:
    """One message of the platform, with its events as they were admitted."""

    message_id: str
    digest: str
    """SHA-256 of the body, in hex: one id carries one body."""
    origin: str = ""
    """The client or stream that sent it."""
    events: Admission = field(default_factory=Admission)


@operations.operation(
    "events.received",
    module="activity",
    needs=SystemRight.CONNECT,
    doing="report events",
    recorded=Recorded.CHANGES,
)
async def receive(
    work: Work, actor: Actor, *, message: EventMessage, earlier: Ingested | None = None
) -> Ingested | None:
    """Take a message in, or what is left of it, and report on it; None, and nothing recorded, where it came before.

    ``earlier`` is what came of its parts that :func:`receive_part` took in.
    Raises :class:`MessageIdReused` where its id came with another body: dropping that silently would lose events.
    """
    if not await _first(work, message):
        return None
    outcome = await take(work, message.events)
    await quarantine.keep(work, outcome.misunderstood.values(), origin=message.origin)
    if earlier is not None:
        outcome.add(earlier)
        outcome.refused.sort()
    await audit.record(
        work, audit.Entry(actor=actor, action="events.received", module="activity", facts=counts(outcome))
    )
    return outcome


@operations.operation(
    "events.received",
    module="activity",
    needs=SystemRight.CONNECT,
    doing="report events",
    recorded=Recorded.CHANGES,
)
async def receive_part(work: Work, actor: Actor, *, message: EventMessage) -> Ingested | None:  # noqa: ARG001 - the last part is recorded
    """Take the first events of a long message in, so that their players are held for a short time only.

    None where the message came before.
    """
    if await deliveries.known(work.db, _key(message.message_id)):
        return None
    outcome = await take(work, message.events)
    await quarantine.keep(work, outcome.misunderstood.values(), origin=message.origin)
    return outcome


async def take(work: Work, events: Sequence[Event] | Admission) -> Ingested:
    """Take events in, let requests hear what they say about them, and tell the platform and security what follows."""
    outcome = await activity.ingest(work, events)
    await platform.tell_changes(work, await platform.may_change(work, outcome.in_flight))
    await platform.tell_reach(work, outcome.reached)
    await approvals.hold_answered(work, outcome.ours)  # before alerts, as every road does
    await approvals.follow_withdrawals(work, outcome.in_flight)
    await security.report(work, outcome.findings)
    await approvals.apply_events(work, outcome.ours)
    return outcome


@operations.query(
    "events.checked",
    module="activity",
    needs=SystemRight.CONNECT,
    doing="report events",
    recorded=Recorded.INTERNAL,
)
async def came_before(work: Work, actor: Actor, *, message_id: str) -> Seen[bool]:  # noqa: ARG001 - no person sees it
    """Tell whether a message under this id came before; nothing has to be prepared for it then."""
    return Seen(await deliveries.known(work.db, _key(message_id)))


@operations.query(
    "rollups.checked",
    module="activity",
    needs=SystemRight.CONNECT,
    system=(SystemRight.OPERATE,),
    doing="report events",
    recorded=Recorded.INTERNAL,
)
async def lag(work: Work, actor: Actor) -> Seen[int]:  # noqa: ARG001 - no person sees it
    """Count the intakes that are not in the sums by day yet."""
    return Seen(await activity.lag(work.db, work.office))


@operations.query(
    "orphans.checked",
    module="activity",
    needs=SystemRight.RUN,
    doing="join events with their players",
    recorded=Recorded.INTERNAL,
)
async def orphans_wait(work: Work, actor: Actor) -> Seen[bool]:  # noqa: ARG001 - no person sees it
    """Tell whether events wait that may join their players."""
    return Seen(await orphans.wait(work))


@operations.operation(
    "events.joined",
    module="activity",
    needs=SystemRight.RUN,
    system=(SystemRight.OPERATE,),
    doing="join events with their players",
    recorded=Recorded.CHANGES,
)
async def join_orphans(work: Work, actor: Actor) -> bool:
    """Take in a round of events whose players are known by now, as if they came now; tell whether more wait.

    Where the round fails, the first of it is tried alone; one that cannot be taken in stays where it is.
    """
    joined = await _join(work, most=orphans.ROUND)
    if joined is None:
        joined = await _join(work, most=1)
    if joined is None:
        await orphans.rest(work)
    if joined:
        facts = {"joined": joined}
        await audit.record(work, audit.Entry(actor=actor, action="events.joined", module="activity", facts=facts))
    return await orphans.wait(work)


async def _join(work: Work, *, most: int) -> int | None:
    """Join so many events; give how many did, None where one of them cannot be taken in and all are left."""
    try:
        async with work.db.begin_nested():
            return await _taken_out(work, most=most)
    except Exception as error:
        if faults.transient(error):
            raise
        log.exception("Events could not join their players")
        return None


async def _taken_out(work: Work, *, most: int) -> int:
    found = await orphans.take_out(work, most=most)
    outcome = await take(work, found.events)
    if outcome.refused:
        raise ValueError(outcome.refused[0][1])
    await orphans.joined(work, found)
    return outcome.added


def counts(outcome: Ingested) -> dict[str, int]:
    """Count what came of a message, by outcome."""
    return {
        "added": outcome.added,
        "again": outcome.again,
        "conflicts": outcome.conflicts,
        "refused": len(outcome.refused),
        "registered": outcome.registered,
        "nobody": outcome.nobody,
        "unknown_players": sum(outcome.unknown_players.values()),
        "unknown_types": sum(outcome.unknown_types.values()),
        "overdrawn": outcome.overdrawn,
        "differing": outcome.differing,
    }


async def _first(work: Work, message: EventMessage) -> bool:
    key = _key(message.message_id)
    new = await deliveries.new_among(work.db, (key, f"{key} {message.digest}"), now=work.now)
    if len(new) == 1:
        raise MessageIdReused("this webhook-id was used for another message; each message has an id of its own")
    return bool(new)


def _key(message_id: str) -> str:
    return f"webhook:{message_id}"
