"""Home: what waits for somebody, what is theirs, and how the desk is doing, read as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core import (
    actions,
    approvals,
    audiences,
    freezes,
    interactions,
    office_changes,
    operations,
    outbox,
    platform,
    requests,
    security,
    staff,
    tickets,
)
from core.action import Policy
from core.actions import thaw
from core.approvals import Orphan, Turned
from core.audiences import Audience
from core.database import pages
from core.database.pages import COUNTED_MOST, Page
from core.office_changes import OfficeChange
from core.operations import Recorded, Seen
from core.outbox import Backlog
from core.people import Actor, Permission, SystemRight, Visibility
from core.platform import Order
from core.requests import Request, State
from core.security import Alert, Shelf
from core.staff import Member
from core.tickets import Ticket
from core.work import Work

OF_THE_FILE = frozenset({Permission.OFFICE_CHANGE, Permission.OFFICE_CONFIRM, Permission.DESK_STATUS})
"""The rights of those whom a change of the office file concerns."""
SHOWN = 5
"""Lines of each kind; the rest is counted, and a command away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeContent:
    """What is somebody's at this moment."""

    as_of: datetime
    waiting: Page[Request]
    """Pending, for them to decide."""
    unconfirmed: Page[Request]
    """In force, for them to confirm or end."""
    left: Page[Orphan]
    tickets: Page[Ticket]
    alerts: Page[Alert]
    asked: Page[Request]
    orders: Mapping[UUID, Order] = field(default_factory=dict)
    """How far the gaming platform is with requests that are shown."""
    frozen: list[str] = field(default_factory=list)
    """What is frozen for everybody, by name."""
    backlog: Backlog | None = None
    """For those who may see how Pitboss is doing."""
    open_requests: int = 0
    """Counted as far as lists are: one more than :data:`~core.database.pages.COUNTED_MOST` says that there are more."""
    blinded: tuple[Audience, ...] = ()
    """Channels that show no player data because of somebody in them; for those who can mend that, or run the desk."""
    office_change: OfficeChange | None = None
    """A change of the office file that a second person has yet to look at; for those who change it, confirm it or run
    the desk."""
    overdue_interactions: int = 0
    """Safer-gambling interactions whose outcome nobody looked at in time; for compliance."""
    grants: list[str] = field(default_factory=list)
    """Who can give a role; for somebody who has none."""

    @property
    def requests(self) -> list[Request]:
        """List the requests that are shown."""
        return [*self.waiting, *self.unconfirmed, *(each.request for each in self.left), *self.asked]

    def with_orders(self, shown: Page[Request]) -> Page[tuple[Request, Order | None]]:
        """Give requests with how far the platform is."""
        return shown.of(lambda request: (request, self.orders.get(request.id)))


@operations.query("home.viewed", module="approvals", needs=None, doing="open Home")
async def content(work: Work, actor: Actor) -> Seen[HomeContent]:
    """Read what stands on the actor's own Home."""
    shown = await _content(work, actor)
    codes = ", ".join(dict.fromkeys(request.code for request in shown.requests))
    return Seen(shown, facts={"codes": codes})


@operations.query(
    "home.redrawn", module="approvals", needs=SystemRight.RUN, doing="redraw a Home", recorded=Recorded.COUNTED
)
async def of_member(
    work: Work,
    actor: Actor,  # noqa: ARG001 - Pitboss redraws for the member
    *,
    staff_id: UUID,
) -> Seen[tuple[Member, HomeContent | None]]:
    """Read what stands on a member's Home, for redrawing it; None for somebody who may not work now."""
    member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
    return Seen((member, await _content(work, member.actor) if member.works else None))


@operations.operation(
    "home.outdated", module="approvals", needs=SystemRight.RUN, doing="redraw Homes", recorded=Recorded.CHANGES
)
async def redraw_for_request(work: Work, actor: Actor, *, request_id: UUID) -> None:  # noqa: ARG001 - Pitboss alone
    """Have the Homes redrawn of the requester, of those who may decide and of those who may take over."""
    await staff.redraw_home(work, *await _concerned(work, request_id))


async def _concerned(work: Work, request_id: UUID) -> set[UUID]:
    request = await requests.get(work.db, request_id)
    asking = actions.named(request.action).ask
    here = await staff.current(work.db, ids=[request.requester_id], office=work.office, now=work.now)
    left = request.state is State.PENDING and not any(one.may(asking) for one in here.values())
    wanted = {Policy.read(request.policy).permission, *([asking] if left else [])}
    found = {request.requester_id, *here}
    for permission in wanted:
        found |= {one.id for one in await staff.holding(work.db, permission, office=work.office, now=work.now)}
    return found


async def _content(work: Work, actor: Actor) -> HomeContent:
    top = Turned(size=SHOWN)
    frozen = [one for one in await freezes.standing(work.db) if one.kind != "person"]
    oversees = actor.may(Permission.DESK_STATUS)
    shown = HomeContent(
        as_of=work.now,
        waiting=await approvals.decidable(work, actor=actor, state=State.PENDING, page=top),
        unconfirmed=await approvals.decidable(work, actor=actor, state=State.IN_FORCE, page=top),
        left=await approvals.orphaned(work, actor=actor, page=top),
        tickets=await _tickets(work, actor),
        alerts=await _alerts(work, actor),
        asked=await approvals.asked_by(work, actor=actor),
        frozen=[await thaw.what(work, one) for one in frozen],
        backlog=await outbox.backlog(work.db) if oversees else None,
        open_requests=await requests.count_open(work.db, now=work.now, most=COUNTED_MOST + 1) if oversees else 0,
        blinded=await audiences.blinded(work.db) if oversees or actor.may(Permission.STAFF_GRANT) else (),
        office_change=await office_changes.unconfirmed(work.db) if actor.permissions & OF_THE_FILE else None,
        overdue_interactions=await _overdue(work, actor),
        grants=[] if actor.permissions else await _granting(work),
    )
    over = await requests.ends(work.db, shown.requests, now=work.now)
    ids = [one.id for one in shown.requests if one.id not in over]
    return replace(shown, orders=await platform.of_requests(work.db, ids))


async def _tickets(work: Work, actor: Actor) -> Page[Ticket]:
    if actor.staff_id is None or not actor.may(Permission.TICKET_VIEW):
        return _none()
    return await tickets.mine(work.db, actor=actor, size=SHOWN)


async def _alerts(work: Work, actor: Actor) -> Page[Alert]:
    if actor.staff_id is None or not actor.may(Permission.ALERT_VIEW):
        return _none()
    return await security.page_of(work.db, Shelf.MINE, actor=actor, now=work.now)


async def _overdue(work: Work, actor: Actor) -> int:
    if not actor.may(Permission.INTERACTION_WRITE) or Visibility.COMPLIANCE not in actor.sees:
        return 0
    return await interactions.count_overdue(work.db, actor=actor, today=work.office.day(work.now))


def _none() -> Page[Any]:
    return pages.numbered((), size=SHOWN)


async def _granting(work: Work) -> list[str]:
    found = await staff.holding(work.db, Permission.STAFF_GRANT, office=work.office, now=work.now, limit=3)
    return [one.actor.name for one in found]
