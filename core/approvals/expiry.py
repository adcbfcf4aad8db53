"""What the clock does to requests: expiry, and the alarm about protective acts nobody confirmed."""

from core import audit, outbox, requests
from core.approvals import effects
from core.people import PITBOSS
from core.requests import Request, State
from core.work import Work


async def expire(work: Work) -> list[Request]:
    """Close what expired, and alarm about what is in force unconfirmed; return both. Safe to repeat."""
    moved = []
    for request_id in await requests.due(work.db, now=work.now):
        request = await requests.locked(work.db, request_id)
        if request.due_at > work.now:
            continue
        if request.state == State.PENDING:
            await audit.record(work, _entry(request, "request.expired"))
            closing = effects.Closing(state=State.EXPIRED, by=PITBOSS, reason="Nobody decided in time.")
            moved.append(await effects.close(work, request, closing))
        elif request.state == State.IN_FORCE and request.overdue_at is None:
            await audit.record(work, _entry(request, "request.overdue"))
            moved.append(await effects.settled(work, request, overdue_at=work.now))
            await outbox.promise(work, "overdue", f"overdue:{request.id}", body={"request_id": str(request.id)})
    return moved


def _entry(request: Request, action: str) -> audit.Entry:
    return audit.Entry(
        actor=PITBOSS,
        action=action,
        module="approvals",
        subject=audit.Subject("request", request.code),
        player_id=request.player_id,
        request_id=request.id,
        facts={"action": request.action, "version": request.version},
    )
