"""What workers read and timers do by themselves, under the right of Pitboss to run the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from core import (
    activity,
    approvals,
    audit,
    bonuses,
    desk_figures,
    freezes,
    jobs,
    office_changes,
    operations,
    platform,
    requests,
    retention,
    staff,
)
from core.actions import thaw
from core.approvals import PlatformAnswer, PrivateReaders, Review
from core.desk_figures import DeskFigures
from core.freezes import Freeze
from core.jobs import Claim
from core.office import Office
from core.operations import Recorded, Seen
from core.people import Actor, SystemRight, Visibility
from core.platform import Order
from core.requests import Request
from core.retention import PrunedTable
from core.staff import Member
from core.work import Work

# The actor is Pitboss in all of these: the door has checked that, so nothing further is asked of it.
# ruff: noqa: ARG001


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A request that went to another requester, as the former one is to be told."""

    request: Request
    former: Member
    requester_name: str


@dataclass(frozen=True, slots=True)
class RequestReaders:
    """A request as each of those may read it to whom its card goes."""

    for_channel: Review
    """As anybody at the desk may."""
    for_requester: Review
    requester: Member
    in_private: PrivateReaders | None
    """Who decides about it, where not everybody may read it."""
    for_deciders: Review | None = None


@dataclass(frozen=True, slots=True)
class OverdueRequest:
    """A request that nobody confirmed in time, as those may read it who are alarmed, and who they are in private."""

    review: Review
    in_private: PrivateReaders | None


@dataclass(frozen=True, slots=True)
class FreezeNotice:
    """A freeze with the name people know it by, and the accounts of the colleague it stops."""

    freeze: Freeze
    name: str
    accounts: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order to the platform, and whether an earlier one of its player is still unanswered."""

    order: Order
    waits: bool


@operations.query(
    "request.drawn", module="approvals", needs=SystemRight.RUN, doing="draw requests", recorded=Recorded.INTERNAL
)
async def request_card(work: Work, actor: Actor, *, request_id: UUID) -> Seen[RequestReaders]:
    """Read a request as its requester, the channel and those who decide about it may see it."""
    found = await requests.get(work.db, request_id)
    requester = await staff.by_id(work.db, found.requester_id, office=work.office, now=work.now)
    everybody = replace(actor, sees=frozenset({Visibility.STAFF}))
    readers = RequestReaders(
        for_channel=await approvals.review(work, found.id, actor=everybody),
        for_requester=await approvals.review(work, found.id, actor=replace(requester.actor, brand=None)),
        requester=requester,
        in_private=(private := await approvals.private_readers(work, found)),
    )
    if private is None:
        return Seen(readers)
    decider = replace(actor, sees=frozenset({Visibility.STAFF, private.level}))
    return Seen(replace(readers, for_deciders=await approvals.review(work, found.id, actor=decider)))


@operations.query(
    "request.drawn", module="approvals", needs=SystemRight.RUN, doing="draw requests", recorded=Recorded.INTERNAL
)
async def handed_over(work: Work, actor: Actor, *, request_id: UUID, staff_id: UUID) -> Seen[HandedOver]:
    """Read a request that was taken over from a member of staff."""
    found = await requests.get(work.db, request_id)
    former = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    return Seen(HandedOver(found, former, await staff.name_of(work.db, found.requester_id)))


@operations.query(
    "request.drawn", module="approvals", needs=SystemRight.RUN, doing="draw requests", recorded=Recorded.INTERNAL
)
async def overdue_request(work: Work, actor: Actor, *, request_id: UUID) -> Seen[OverdueRequest]:
    """Read a protective request that nobody confirmed or ended in time, as it stands now."""
    private = await approvals.private_readers(work, await requests.get(work.db, request_id))
    level = private.level if private else Visibility.STAFF
    review = await approvals.review(work, request_id, actor=replace(actor, sees=frozenset({Visibility.STAFF, level})))
    if private and not private.seen_by_all:
        told = await approvals.review(work, request_id, actor=replace(actor, sees=frozenset({Visibility.STAFF})))
        review = replace(told, lacking=told.missing if review.lacking else "")
    return Seen(OverdueRequest(review, private))


@operations.query(
    "freeze.drawn", module="staff", needs=SystemRight.RUN, doing="announce freezes", recorded=Recorded.INTERNAL
)
async def freeze_notice(work: Work, actor: Actor, *, freeze_id: UUID) -> Seen[FreezeNotice]:
    """Read a freeze with whom it concerns."""
    found = await freezes.get(work.db, freeze_id)
    stops = found.kind == "person"
    accounts = await staff.accounts_of(work.db, found.name, office=work.office, now=work.now) if stops else ()
    return Seen(FreezeNotice(found, await thaw.what(work, found), tuple(accounts)))


@operations.query(
    "order.read", module="platform", needs=SystemRight.RUN, doing="send orders", recorded=Recorded.INTERNAL
)
async def due_order(work: Work, actor: Actor, *, order_id: UUID) -> Seen[DueOrder]:
    """Read an order that is to be sent or asked about."""
    order = await platform.get(work.db, order_id)
    return Seen(DueOrder(order, await platform.unanswered_before(work.db, order)))


@operations.operation(
    "order.heard",
    module="platform",
    needs=SystemRight.RUN,
    doing="hear the platform",
    recorded=Recorded.CHANGES,
)
async def hear_platform(work: Work, actor: Actor, *, answer: PlatformAnswer) -> Order:
    """Take what the platform says about an order, with what follows from it for the request."""
    return await approvals.apply_answer(work, answer)


@operations.query(
    "desk.measured", module="desk", needs=SystemRight.RUN, doing="read the desk's figures", recorded=Recorded.INTERNAL
)
async def figures(work: Work, actor: Actor) -> Seen[DeskFigures]:
    """Read the figures of the desk, for monitoring: they name nobody."""
    return Seen(await desk_figures.read(work))


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
    system=(SystemRight.OPERATE,),
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
async def expire_request(work: Work, actor: Actor, *, request_id: UUID) -> None:
    """Close a request whose time is over, or alarm about a protective act that nobody confirmed."""
    await approvals.expire(work, request_id)


@operations.query(
    "requests.swept",
    module="approvals",
    needs=SystemRight.RUN,
    doing="expire requests",
    recorded=Recorded.INTERNAL,
)
async def requests_due(work: Work, actor: Actor) -> Seen[list[UUID]]:
    """List the requests to close or to alarm about."""
    return Seen(await requests.due(work.db, now=work.now))


@operations.query(
    "bonus.expired",
    module="ledger",
    needs=SystemRight.RUN,
    doing="let bonuses lapse",
    recorded=Recorded.INTERNAL,
)
async def bonuses_due(work: Work, actor: Actor) -> Seen[list[int]]:
    """List the players with a bonus whose time is over."""
    return Seen(await bonuses.due(work))


@operations.operation(
    "bonus.expired", module="ledger", needs=SystemRight.RUN, doing="let bonuses lapse", recorded=Recorded.CHANGES
)
async def lapse_bonuses(work: Work, actor: Actor, *, player_id: int) -> int:
    """Let the bonuses of a player lapse whose time is over; give how many did."""
    return await bonuses.lapse(work, player_id)


@operations.operation(
    "holds.told",
    module="platform",
    needs=SystemRight.RUN,
    doing="tell the platform what is held",
    recorded=Recorded.CHANGES,
)
async def tell_holds(work: Work, actor: Actor) -> bool:
    """Order anew which withdrawals are held, where a block that held some is over by the clock; tell if more are."""
    return await platform.tell_what_is_over(work)


@operations.operation(
    "chat.token_refused", module="desk", needs=SystemRight.RUN, doing="raise alarms", recorded=Recorded.CHANGES
)
async def alarm_of_token(work: Work, actor: Actor, *, word: str) -> None:
    """Raise an alarm: the chat takes the app-level token no more, so that nobody's requests come."""
    await audit.alarm(
        work, audit.Entry(actor=actor, action="chat.token_refused", module="desk", facts={"because": word[:80]})
    )


@operations.operation(
    "office.changed",
    module="office",
    records=("office.proposed",),
    needs=SystemRight.RUN,
    doing="adopt an office file",
    recorded=Recorded.CHANGES,
)
async def adopt_office_file(work: Work, actor: Actor) -> bool:
    """Record that the office file has changed, and tell whether it has."""
    return await office_changes.adopt(work)


@operations.query(
    "office.read", module="office", needs=SystemRight.RUN, doing="read the office file", recorded=Recorded.INTERNAL
)
async def office_in_use(work: Work, actor: Actor, *, loaded: Office) -> Seen[Office]:
    """Give the office file to go by: see :func:`core.office_changes.in_use`."""
    return Seen(await office_changes.in_use(work.db, loaded))


@operations.operation(
    "desk.pruned", module="desk", needs=SystemRight.RUN, doing="delete old rows", recorded=Recorded.CHANGES
)
async def prune(work: Work, actor: Actor, *, table: PrunedTable) -> int:
    """Delete one batch of a table's old rows, and return how many."""
    return await retention.prune(work.db, table, office=work.office, now=work.now)


@operations.operation(
    "desk.pruned", module="desk", needs=SystemRight.RUN, doing="finish the upkeep", recorded=Recorded.CHANGES
)
async def finish_upkeep(work: Work, actor: Actor, *, claim: Claim, gone: Mapping[str, int], whole: bool) -> None:
    """Record how many rows of which table the day's upkeep deleted, and close the day where that was all."""
    if whole:
        await jobs.done(work, claim)
    if gone:
        await audit.record(work, audit.Entry(actor=actor, action="desk.pruned", module="desk", facts=dict(gone)))
