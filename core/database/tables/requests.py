"""Requests for an action, and the votes on them."""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
)

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR


class Kind(StrEnum):
    """When the second person comes in."""

    PROTECTIVE = "protective"
    """Takes effect at once; a second person confirms or ends it."""
    RELEASING = "loosening"
    """Releases or pays out; takes effect once others have approved it."""


class State(StrEnum):
    """Where a request stands; ``core.approvals.lifecycle`` holds every transition between two states."""

    PENDING = "pending"
    """Waits for approval; nothing has happened yet."""
    IN_FORCE = "in_force"
    """A protective action that took effect and that nobody has confirmed yet."""
    DONE = "done"
    """Approved and executed."""
    FAILED = "failed"
    """Approved, but it could not be executed."""
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    """A protective action that stays in force, with a second person's agreement."""
    ENDED = "ended"
    """A protective action that was undone."""


class Decision(StrEnum):
    """What a second person decides: approve or decline what is pending, confirm or end what is in force."""

    APPROVE = "approve"
    DECLINE = "decline"
    CONFIRM = "confirm"
    END = "end"


OPEN_STATES = (State.PENDING, State.IN_FORCE)
"""States in which a request still needs a decision."""
OPEN_WORDS = ", ".join(f"'{state}'" for state in OPEN_STATES)

ANYBODY = "anybody"
"""Stands for every role, where anybody with the permission may be needed."""

requests = Table(
    "requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True, comment="four or more letters and digits, said aloud"),
    Column(
        "key",
        Text,
        nullable=False,
        unique=True,
        comment="the submission it came from: asked twice is asked once",
    ),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("state", Text, nullable=False),
    Column("requester_id", ForeignKey("staff.id"), nullable=False),
    Column("requester_person", Text, nullable=False),
    Column("player_id", Big),
    Column("subject", Text, nullable=False, comment="what only one open request may be about"),
    Column("payload", Document, nullable=False),
    Column("fingerprint", Text, nullable=False, comment="SHA-256 of the RFC 8785 JSON of the payload"),
    Column("facts", Document, nullable=False, comment="as they were when asked"),
    Column("material_digest", Text, nullable=False),
    Column("policy", Document, nullable=False, comment="as it was when asked"),
    Column("deciding_permission", Text, nullable=False, server_default="", comment="what the policy asks of a voter"),
    Column("deciding_roles", Document, nullable=False, server_default="[]", comment="roles in which a vote may count"),
    Column("office_fingerprint", Text, nullable=False),
    Column("total_minor", Big, comment="absolute amount in the office's base currency"),
    Column("total_on", Text, comment="the day in the office's zone that it counts on"),
    Column("source_ref", Text),
    Column("ticket", Text),
    Column("asked_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False, comment="expires, or is to be confirmed by"),
    Column("overdue_at", Utc, comment="when the alarm about a missing confirmation was raised"),
    Column("closed_at", Utc),
    Column("closed_by", Text),
    Column("close_reason", Text),
    Column("receipt", Document),
    Column("changed_at", Utc, nullable=False),
    Column("authors", Document, nullable=False, server_default="[]", comment="everybody who ever asked, first to last"),
    one_of("kind", Kind),
    one_of("state", State),
    CheckConstraint(f"(state IN ({OPEN_WORDS})) = (closed_at IS NULL)", name="closed_when_over"),
    CheckConstraint("total_minor >= 0", name="total_absolute"),
    info=ON_COORDINATOR,
)

Index(
    "uq_requests_open_subject",
    requests.c.action,
    requests.c.subject,
    unique=True,
    sqlite_where=requests.c.state == State.PENDING,
    postgresql_where=requests.c.state == State.PENDING,
)
STANDING = requests.c.closed_at.is_(None)
"""Chooses the requests that nobody has decided, in the words of the indexes below."""
IS_PENDING = STANDING & (requests.c.state == literal_column(f"'{State.PENDING}'"))
SOONEST = (requests.c.due_at, requests.c.id)

Index("ix_requests_standing", *SOONEST, sqlite_where=STANDING, postgresql_where=STANDING)
Index(
    "ix_requests_standing_permission",
    requests.c.deciding_permission,
    *SOONEST,
    sqlite_where=STANDING,
    postgresql_where=STANDING,
)
Index(
    "ix_requests_pending_requester",
    requests.c.requester_id,
    requests.c.action,
    sqlite_where=IS_PENDING,
    postgresql_where=IS_PENDING,
)
Index("ix_requests_state_due_at", requests.c.state, requests.c.due_at)
Index("ix_requests_requester_person_asked_at", requests.c.requester_person, requests.c.asked_at)
Index("ix_requests_requester_person_total_on", requests.c.requester_person, requests.c.total_on)
Index("ix_requests_player_id_asked_at", requests.c.player_id, requests.c.asked_at)
Index("ix_requests_player_id_total_on", requests.c.player_id, requests.c.total_on)
Index("ix_requests_action_subject", requests.c.action, requests.c.subject)
Index("ix_requests_asked_at", requests.c.asked_at)
Index(
    "ix_requests_closed_at",
    requests.c.closed_at,
    sqlite_where=requests.c.closed_at.isnot(None),
    postgresql_where=requests.c.closed_at.isnot(None),
)
Index(
    "ix_requests_ticket",
    requests.c.ticket,
    sqlite_where=requests.c.ticket.isnot(None),
    postgresql_where=requests.c.ticket.isnot(None),
)

votes = Table(
    "votes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("request_id", ForeignKey("requests.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", Document, nullable=False, comment="held when voting"),
    Column("decision", Text, nullable=False),
    Column("reason", Text),
    Column("fingerprint", Text, nullable=False, comment="of what was voted on"),
    Column("at", Utc, nullable=False),
    UniqueConstraint("request_id", "version", "person"),
    one_of("decision", Decision),
    info=ON_COORDINATOR,
)
"""Who decided what. One human votes once on a version, whatever account is used."""
