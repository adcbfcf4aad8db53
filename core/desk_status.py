"""How the desk itself is doing: what waits, what was given up, which digests no channel takes."""

from dataclasses import dataclass
from datetime import datetime

from core import digests, operations, outbox, requests
from core.digests import StoredDigest
from core.operations import Seen
from core.outbox import Backlog, GivenUp
from core.people import Actor, Permission
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatus:
    """What an operator looks at first."""

    as_of: datetime
    backlog: Backlog
    given_up: tuple[GivenUp, ...]
    """The newest messages that were given up."""
    open_requests: int
    held_digests: tuple[StoredDigest, ...]


@operations.query("desk.status_viewed", module="desk", needs=Permission.DESK_STATUS, doing="see how Pitboss is doing")
async def status(work: Work, actor: Actor) -> Seen[DeskStatus]:  # noqa: ARG001 - the same for everybody with the right
    """Count what waits and list what went wrong."""
    backlog = await outbox.backlog(work.db)
    return Seen(
        DeskStatus(
            as_of=work.now,
            backlog=backlog,
            given_up=tuple(await outbox.given_up(work.db)) if backlog.failed else (),
            open_requests=await requests.count_open(work.db, now=work.now),
            held_digests=tuple(await digests.held(work.db)),
        )
    )
