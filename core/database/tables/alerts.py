"""What security was warned of, and what it is not to be warned of for a while."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR, by_key
from core.database.tables.players import VISIBILITIES

SEVERITIES = ("low", "medium", "high")
RANKS = {"high": 0, "medium": 1, "low": 2}
"""Where alerts of a severity stand in a list of open ones."""
ALERT_STATES = ("open", "investigating", "confirmed", "false_positive", "benign")
STANDING_STATES = ("open", "investigating")

alerts = Table(
    "alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False, comment="player:42, ip:…, staff:…, rule:…"),
    Column("window", Text, nullable=False, comment="what makes the same finding the same: warned of once"),
    Column("player_id", Big),
    Column(
        "several_brands",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="about players of several brands: for those who work for all",
    ),
    Column("severity", Text, nullable=False),
    Column("rank", Integer, nullable=False, server_default="2", comment="of the severity: 0 is the worst"),
    Column("visibility", Text, nullable=False),
    Column("sentence", Text, nullable=False, comment="why, in words"),
    Column("evidence", Document, nullable=False, comment="ids and numbers"),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("happened_at", Utc, nullable=False, comment="the last of the events it rests on"),
    Column("found_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("reminded_at", Utc),
    Column("owner_id", ForeignKey("staff.id")),
    Column("taken_at", Utc),
    Column("closed_at", Utc),
    Column("closed_by", Text),
    Column("close_note", Text),
    Column("changed_at", Utc, nullable=False),
    UniqueConstraint("rule", "subject", "window"),
    one_of("severity", SEVERITIES),
    one_of("visibility", VISIBILITIES),
    one_of("state", ALERT_STATES),
    CheckConstraint("(state IN ('open', 'investigating')) = (closed_at IS NULL)", name="closed_when_over"),
    info=ON_COORDINATOR,
)

STANDING = alerts.c.closed_at.is_(None)
CLOSED = alerts.c.closed_at.isnot(None)

WORST_FIRST = (alerts.c.rank, alerts.c.due_at, alerts.c.id)

Index("ix_alerts_standing", *WORST_FIRST, sqlite_where=STANDING, postgresql_where=STANDING)
Index("ix_alerts_closed", alerts.c.closed_at, alerts.c.id, sqlite_where=CLOSED, postgresql_where=CLOSED)
Index("ix_alerts_player_id_state", alerts.c.player_id, alerts.c.state)
Index("ix_alerts_state_due_at", alerts.c.state, alerts.c.due_at)
Index("ix_alerts_owner_id_state", alerts.c.owner_id, alerts.c.state)
Index("ix_alerts_found_at", alerts.c.found_at, alerts.c.id)

alert_snoozes = Table(
    "alert_snoozes",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("until_at", Utc, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kept_quiet", Integer, nullable=False, server_default="0", comment="alerts that were not raised meanwhile"),
    info=ON_COORDINATOR,
)

address_logins = Table(
    "address_logins",
    metadata,
    Column("address", Text, primary_key=True, comment="an IP address, as it was told"),
    Column("at", Utc, primary_key=True),
    Column("event_id", Uuid, primary_key=True, comment="the row of events"),
    Column("player_id", Big, nullable=False, comment="0 for unknown usernames"),
    Column("success", Boolean, nullable=False),
    info=by_key("address"),
)
"""Who tried to log in from an address lately; the sweep fills it."""

Index("ix_address_logins_at", address_logins.c.at)
Index("ix_address_logins_player_id_at", address_logins.c.player_id, address_logins.c.at)
