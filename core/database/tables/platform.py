"""What the gaming platform was told to do, and how often its machines asked."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR

ORDER_STATES = ("waiting", "in_force", "refused", "partly_done", "unknown")

platform_orders = Table(
    "platform_orders",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the webhook's id: told twice is done once"),
    Column("request_id", ForeignKey("requests.id"), nullable=False),
    Column("step", Text, nullable=False, comment="done, or ended by the second person"),
    Column("player_id", Big, nullable=False),
    Column("kind", Text, nullable=False),
    Column("authority", Text, nullable=False, comment="who kept balances and blocks when it was ordered"),
    Column("authorisers", Document, nullable=False, comment="the persons on whose word it was ordered"),
    Column("body", Document, nullable=False, comment="what is sent, the same on every try"),
    Column("state", Text, nullable=False),
    Column("ordered_at", Utc, nullable=False),
    Column("accepted_at", Utc, comment="when the platform first said that it has it"),
    Column("tries", Integer, nullable=False, server_default="0", comment="without an answer, in a row"),
    Column("settled_at", Utc, comment="when it was in force, or refused"),
    Column("answer", Text, comment="the platform's own words, cut"),
    Column("alarmed_at", Utc),
    Column("parts", Document, comment="of one done in part: what was done, and what was not"),
    Column("rest_asked_at", Utc, comment="when somebody last had the rest of it sent again"),
    Column("changed_at", Utc, nullable=False),
    one_of("state", ORDER_STATES),
    one_of("authority", ("here", "platform")),
    CheckConstraint(
        "(state IN ('in_force', 'refused', 'partly_done')) = (settled_at IS NOT NULL)", name="settled_when_over"
    ),
    info=ON_COORDINATOR,
)

Index(
    "uq_platform_orders_request_id_step",
    platform_orders.c.request_id,
    platform_orders.c.step,
    unique=True,
    sqlite_where=platform_orders.c.step != "held",
    postgresql_where=platform_orders.c.step != "held",
)
Index("ix_platform_orders_player_id_ordered_at", platform_orders.c.player_id, platform_orders.c.ordered_at)
Index("ix_platform_orders_state_changed_at", platform_orders.c.state, platform_orders.c.changed_at)

platform_reads = Table(
    "platform_reads",
    metadata,
    Column("client", Text, primary_key=True),
    Column("minute", Big, primary_key=True, comment="minutes since 1970"),
    Column("count", Integer, nullable=False),
    info=ON_COORDINATOR,
)
"""Machine reads of a player's status: counted, not recorded one by one."""

client_keys = Table(
    "client_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("client", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("scopes", Text, nullable=False, comment="what may be done with it, with spaces between"),
    Column("per_minute", Integer, comment="requests of the client that a process answers; absent: any number"),
    Column("hint", Text, nullable=False, comment="its last characters"),
    Column("kept", LargeBinary, nullable=False, comment="the hash of a key; a secret sealed by the master key"),
    Column("created_at", Utc, nullable=False),
    Column("ends_at", Utc),
    Column("revoked_at", Utc),
    one_of("kind", ("bearer", "signing")),
    info=ON_COORDINATOR,
)
"""Keys of connected machines."""

Index("ix_client_keys_client", client_keys.c.client)
