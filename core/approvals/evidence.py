"""What the record says of a request: compared with its row and its votes before anything takes effect.

A row can be changed, and a vote added, by somebody with the database alone; a record needs the master key as well.
"""

from collections.abc import Sequence
from typing import Any

from core import actions, audit, canonical_json
from core.action import Action
from core.approvals import policy
from core.audit import records
from core.requests import Request, State, Vote
from core.work import Work

ASKING = frozenset({"request.asked", "request.taken_over"})
COLUMNS = (
    "id", "code", "key", "action", "kind", "version", "requester_id", "requester_person", "authors", "player_id",
    "subject", "payload", "fingerprint", "facts", "material_digest", "policy", "total_minor", "total_on", "source_ref",
    "ticket", "office_fingerprint", "asked_at", "due_at",
)  # fmt: skip
"""What a request asks for, on whose word and under which rules; nothing changes it but another taking it over."""
CLOSING = frozenset({"request.approved", "request.failed", "request.taken_back", "request.expired"})
"""Records after which a request is not pending any more, beside the action's own."""


def digest(work: Work, request: Request) -> str:
    """Hash what was asked, under a key of the desk: HMAC-SHA-256, hex."""
    content = {name: _plain(getattr(request, name)) for name in COLUMNS}
    return work.desk.keyring.blind(canonical_json.dumps(content).decode()).hex()


async def refuse_altered(work: Work, request: Request, votes: Sequence[Vote] = ()) -> Action:
    """Restore what a request asks for, after comparing it and these votes with what was recorded of them.

    Raises :class:`~core.actions.Altered`.
    """
    action = policy.unaltered(request, votes)
    recorded = await records.of_request(work.db, request.id, desk=work.desk)
    asked = [each for each in recorded if each["action"] in ASKING and _succeeded(each)]
    if not asked or not _as_asked(work, request, asked[-1]):
        raise actions.Altered.of(request)
    cast = {(each["actor"]["person"], each["facts"]["version"]) for each in recorded if _is_vote(each)}
    if any((vote.person, vote.version) not in cast for vote in votes) or _over(request, action, recorded):
        raise actions.Altered.of(request)
    return action


def _as_asked(work: Work, request: Request, record: dict[str, Any]) -> bool:
    """Compare the row with the latest record of asking; the older ones of these keep only who asked."""
    if (known := record["facts"].get(audit.KEPT_BACK)) is not None:
        return bool(known == digest(work, request))
    return bool(record["actor"]["person"] == request.requester_person)


def _over(request: Request, action: Action, recorded: Sequence[dict[str, Any]]) -> bool:
    """Tell whether it was decided before, and its row says now that it was not."""
    if request.state is State.PENDING:
        ends = CLOSING | {action.recorded_as}
        return any(each["action"] in ends and each["outcome"] != "refused" for each in recorded)
    confirmed = any(each["action"] == "request.confirmed" and _succeeded(each) for each in recorded)
    return request.state is State.IN_FORCE and confirmed


def _is_vote(record: dict[str, Any]) -> bool:
    return record["action"] == "vote.cast" and _succeeded(record) and "version" in record["facts"]


def _succeeded(record: dict[str, Any]) -> bool:
    return bool(record["outcome"] == "success")


def _plain(value: Any) -> Any:
    """Write a column as JSON knows it; a number as text, because RFC 8785 has none beyond 53 bits."""
    return value if isinstance(value, list | dict | None) else str(value)
