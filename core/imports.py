"""Players and events brought in from files, batch by batch, with one record at the end."""

from collections.abc import Callable, Mapping, Sequence

from core import activity, audit, event_intake, operations, platform, players, security
from core.activity import Admission, Ingested, findings
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight
from core.players import NewPlayer, Registered, external_ids
from core.work import Work

ExternalKey = tuple[str, str]
"""Brand and external id: how the platform names a player."""
Newcomers = Callable[[frozenset[ExternalKey]], Sequence[NewPlayer]]
"""Makes the players of a batch that are not known yet."""


@operations.operation(
    "players.imported",
    module="players",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="import players",
    recorded=Recorded.CHANGES,
)
async def register(work: Work, actor: Actor, *, new: Sequence[NewPlayer]) -> Registered:  # noqa: ARG001 - see record
    """Take a batch of players in; :func:`record` says at the end what the whole file brought."""
    return await _registered(work, new)


@operations.query(
    "players.imported",
    module="players",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="import players",
    recorded=Recorded.INTERNAL,
)
async def id_lengths(work: Work, actor: Actor, *, brands: Sequence[str]) -> Seen[Mapping[str, int]]:  # noqa: ARG001 - see record
    """Tell by brand how long ids are that begin with zeros, where all that are known have one length."""
    lengths = {brand: await external_ids.padded_lengths(work.db, brand) for brand in brands}
    return Seen({brand: found.pop() for brand, found in lengths.items() if len(found) == 1})


@operations.operation(
    "events.imported",
    module="activity",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="import events",
    recorded=Recorded.CHANGES,
)
async def take_events(
    work: Work,
    actor: Actor,  # noqa: ARG001 - see record
    *,
    events: Admission,
    newcomers: Newcomers | None = None,
) -> tuple[Ingested, int]:
    """Take a batch of events in, and give what came of it and how many players were made for it."""
    made = 0
    if newcomers is not None:
        unknown = await activity.strangers(work.db, [one.event for one in events.admitted])
        made = (await _registered(work, newcomers(unknown))).added
    return await event_intake.take(work, events), made


@operations.operation(
    "players.imported",
    module="players",
    needs=SystemRight.OPERATE,
    system=(SystemRight.RUN,),
    doing="import players or events",
    records=("events.imported",),
)
async def record(work: Work, actor: Actor, *, what: str, counts: Mapping[str, int]) -> None:
    """Record what a file brought: ``players`` or ``events``, and how many lines of each outcome."""
    module = "activity" if what == "events" else "players"
    await audit.record(work, audit.Entry(actor=actor, action=f"{what}.imported", module=module, facts=counts))


async def _registered(work: Work, new: Sequence[NewPlayer]) -> Registered:
    """Register players, and tell security what somebody has to look at."""
    registered = await players.register(work, list(new))
    told = [findings.odd(each, at=work.now) for each in registered.oddities]
    alerts, suspects = await security.of_registrations(work, registered.new)
    reached, held = await activity.hold_for(work, suspects)
    await platform.tell_reach(work, reached)
    await security.report(work, [*told, *held])
    await security.raise_alerts(work, alerts)
    return registered
