"""The reasons of blocks in the office file: their titles, who may use them, what has to be true to lift them."""

from collections.abc import Iterable, Mapping

from core.office import Office, Reason
from core.people import Visibility
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION, Block

WRONG_PLAYER = "It was meant for another player"
"""The remedy of a block that was placed on the wrong player; it stands for all others, and takes two approvers."""
RETURN_REMEDIES = ("The player asked to come back",)
"""What must be true before a self-exclusion ends whose term is over."""
CONTACT_CHANGED = "contact_changed"
"""The reason of a hold that follows a change of contact data by the desk; no reason of the office file."""
EXCLUSION_TITLES = {
    SELF_EXCLUSION: "Self-exclusion",
    COOL_OFF: "Cool-off",
    "platform": "Stopped by the platform",
    CONTACT_CHANGED: "Withdrawals held after contact data were changed",
}


def reason_title(office: Office, row: Block) -> str:
    """Give the reason's title in the office file; its key where the file no longer has it.

    A reason that may not be told has the title of the one it is drawn as.
    """
    if row.reason is None:
        return office.reasons[office.cover].title if office.cover else "Not stated"
    known = office.reasons.get(row.reason)
    return known.title if known else EXCLUSION_TITLES.get(row.reason, row.reason)


def reasons_for(office: Office, sees: frozenset[Visibility]) -> Mapping[str, Reason]:
    """Give the reasons somebody may block for: those they may see."""
    return {key: reason for key, reason in office.reasons.items() if reason.visibility in sees}


def remedies(office: Office, rows: Iterable[Block]) -> tuple[str, ...]:
    """List what must be done before these blocks are lifted, without duplicates."""
    return tuple(dict.fromkeys(remedy for row in rows for remedy in _of(office, row)))


def _of(office: Office, row: Block) -> tuple[str, ...]:
    if row.excludes:
        return RETURN_REMEDIES
    known = office.reasons.get(row.reason or office.cover or "")
    return known.remedies if known else ()
