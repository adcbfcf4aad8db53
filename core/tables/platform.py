"""What the gaming platform was told to do, and how often its machines asked."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, Uuid

from core.tables.base import Big, Document, Utc, metadata, one_of

ORDER_STATES = ("waiting", "in_force", "refused", "unknown")

platform_orders = Table(
    "platform_orders",
    metadata,
    Column("id", Uuid, primary_key=True, comment="the webhook's id: told twice is done once"),
    Column("key", Text, nullable=False, unique=True, comment="what makes it be ordered once"),
    Column("request_id", Uuid),
    Column("player_id", Big, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Document, nullable=False),
    Column("state", Text, nullable=False),
    Column("ordered_at", Utc, nullable=False),
    Column("sent_at", Utc, comment="when the platform last answered anything"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("settled_at", Utc, comment="when it was in force, or refused"),
    Column("answer", Text, comment="the platform's own words, cut"),
    Column("alarmed_at", Utc),
    Column("changed_at", Utc, nullable=False),
    one_of("state", ORDER_STATES),
    CheckConstraint("(state IN ('in_force', 'refused')) = (settled_at IS NOT NULL)", name="settled_when_over"),
)

Index("ix_platform_orders_request_id", platform_orders.c.request_id)
Index("ix_platform_orders_player_id_ordered_at", platform_orders.c.player_id, platform_orders.c.ordered_at)
Index("ix_platform_orders_state_changed_at", platform_orders.c.state, platform_orders.c.changed_at)

platform_reads = Table(
    "platform_reads",
    metadata,
    Column("client", Text, primary_key=True),
    Column("minute", Big, primary_key=True, comment="minutes since 1970"),
    Column("count", Integer, nullable=False),
)
"""Machine reads of a player's status: counted, not recorded one by one."""
