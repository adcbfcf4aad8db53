"""Who reads a channel of the desk: looked up before something is posted there, and looked at anew when it changes."""

from collections.abc import Collection

from core import audiences, audit, operations, staff
from core.audiences import Audience
from core.operations import Recorded, Seen
from core.people import Actor, Permission, SystemRight
from core.staff import Member
from core.work import Work

# The actor is Pitboss in all of these: the door has checked that, so nothing further is asked of it.
# ruff: noqa: ARG001


@operations.operation(
    "audience.changed", module="staff", needs=SystemRight.RUN, doing="check audiences", recorded=Recorded.CHANGES
)
async def changed(work: Work, actor: Actor, *, channel: str) -> None:
    """Have the readers of a channel looked at, where anything of ours may stand there."""
    if channel in work.office.channels.values() or await audiences.stands_in(work.db, channel):
        await audiences.changed(work, channel)


@operations.operation(
    "audience.changed", module="staff", needs=SystemRight.RUN, doing="check audiences", recorded=Recorded.CHANGES
)
async def check(work: Work, actor: Actor, *, channels: tuple[str, ...]) -> None:
    """Have the readers of channels looked at."""
    await audiences.changed(work, *channels)


@operations.operation(
    "audience.changed", module="staff", needs=SystemRight.RUN, doing="check audiences", recorded=Recorded.CHANGES
)
async def found(work: Work, actor: Actor, *, audience: Audience, redraws: bool = True) -> tuple[str, ...]:
    """Keep who reads a channel, and name the accounts of the administrators to tell where that has changed."""
    if not await audiences.found(work, audience, redraws=redraws):
        return ()
    telling = await staff.holding(work.db, Permission.STAFF_GRANT, office=work.office, now=work.now)
    overseeing = await staff.holding(work.db, Permission.DESK_STATUS, office=work.office, now=work.now)
    await staff.redraw_home(work, *(one.id for one in (*telling, *overseeing)))
    facts = {"channel": audience.channel, "whole": audience.whole, "blinded_by": list(audience.blinded_by)}
    await audit.record(work, audit.Entry(actor=actor, action="audience.changed", module="staff", facts=facts))
    return tuple(one.user_id for one in telling if one.works)


@operations.query(
    "audience.checked", module="staff", needs=SystemRight.RUN, doing="check audiences", recorded=Recorded.INTERNAL
)
async def among(work: Work, actor: Actor, *, accounts: Collection[str]) -> Seen[list[Member]]:
    """Read the staff records of those who can read a channel, before something is posted there."""
    return Seen(await staff.by_accounts(work.db, accounts, office=work.office, now=work.now))
