"""What the record says of a step in the life of a request."""

from core import audit
from core.people import Actor
from core.requests import Request


def of_request(request: Request, actor: Actor, action: str, **private: str | None) -> audit.Entry:
    """Begin the record of what somebody did with a request; ``private`` is sealed."""
    return audit.Entry(
        actor=actor,
        action=action,
        module="approvals",
        subject=audit.Subject("request", request.code),
        player_id=request.player_id,
        request_id=request.id,
        ticket=request.ticket,
        facts={"action": request.action, "version": request.version, "fingerprint": request.fingerprint},
        private=private,
    )
