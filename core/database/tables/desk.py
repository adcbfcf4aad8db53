"""The outbox, where messages stand in chat, freezes, and what the desk has seen before."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint, Uuid

from core.database.tables.base import Big, Document, Utc, metadata
from core.database.tables.placement import ON_COORDINATOR

outbox = Table(
    "outbox",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column(
        "subject",
        Text,
        nullable=False,
        comment="what is to be drawn; two promises about it are drawn in turn",
    ),
    Column("body", Document, nullable=False, comment="ids only"),
    Column("promised_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("lease", Integer, nullable=False, server_default="0", comment="fencing number: grows with each claim"),
    Column("leased_until", Utc),
    Column("done_at", Utc),
    Column("failed_at", Utc, comment="given up; stands in the status"),
    Column("last_error", Text),
    info=ON_COORDINATOR,
)

Index(
    "ix_outbox_waiting",
    outbox.c.due_at,
    sqlite_where=outbox.c.done_at.is_(None) & outbox.c.failed_at.is_(None),
    postgresql_where=outbox.c.done_at.is_(None) & outbox.c.failed_at.is_(None),
)

Index(
    "ix_outbox_given_up",
    outbox.c.failed_at,
    sqlite_where=outbox.c.failed_at.isnot(None),
    postgresql_where=outbox.c.failed_at.isnot(None),
)

Index(
    "ix_outbox_kept",
    outbox.c.done_at,
    sqlite_where=outbox.c.done_at.isnot(None),
    postgresql_where=outbox.c.done_at.isnot(None),
)

posted_messages = Table(
    "posted_messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False, comment="request:… , receipt:…"),
    Column("place", Text, nullable=False, comment="approvals, requester …"),
    Column("channel", Text, nullable=False),
    Column("reader", Text, nullable=False, comment="whom it was drawn for: that channel, or a person alone"),
    Column("ts", Text, nullable=False),
    Column("drawn", Text, nullable=False, comment="digest of what was last drawn; the same again is not sent"),
    Column("drawn_at", Utc, nullable=False),
    UniqueConstraint("subject", "place", "channel"),
    info=ON_COORDINATOR,
)

Index("ix_posted_messages_channel_ts", posted_messages.c.channel, posted_messages.c.ts)
Index("ix_posted_messages_reader", posted_messages.c.reader)

channel_audiences = Table(
    "channel_audiences",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("version", Integer, nullable=False, comment="grows with each change of the readers"),
    Column("whole", Boolean, comment="whether every reader may see players; not known yet"),
    Column("blinded_by", Document, nullable=False, comment="accounts of those who may not"),
    Column("changed_at", Utc, nullable=False),
    info=ON_COORDINATOR,
)
"""Who was found to read the channels of the desk."""

seen_deliveries = Table(
    "seen_deliveries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    info=ON_COORDINATOR,
)

Index("ix_seen_deliveries_at", seen_deliveries.c.at)

look_counts = Table(
    "look_counts",
    metadata,
    Column("person", Text, primary_key=True),
    Column("action", Text, primary_key=True, comment="what a record of it would be called"),
    Column("minute", Big, primary_key=True, comment="minutes since 1970"),
    Column("count", Integer, nullable=False),
    info=ON_COORDINATOR,
)

freezes = Table(
    "freezes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", Text, nullable=False, comment="desk, action:adjust_balance, person:bob"),
    Column("why", Text, nullable=False),
    Column("frozen_at", Utc, nullable=False),
    Column("frozen_by", Text, nullable=False),
    Column("frozen_by_name", Text, nullable=False),
    Column("thawed_at", Utc),
    Column("thawed_by", Text),
    Column("request_id", Uuid, comment="the request that thawed it"),
    info=ON_COORDINATOR,
)
"""What one person stopped; of a colleague, ``staff.state`` is what stops."""

Index(
    "uq_freezes_standing",
    freezes.c.subject,
    unique=True,
    sqlite_where=freezes.c.thawed_at.is_(None),
    postgresql_where=freezes.c.thawed_at.is_(None),
)

office_files = Table(
    "office_files",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False, comment="when a bot first went by it"),
    Column("fingerprint", Text, nullable=False, comment="SHA-256 of the RFC 8785 JSON of the content"),
    Column("content", Document, nullable=False),
    Column("state", Text, nullable=False, server_default="adopted"),
    Column("before_id", Uuid),
    Column("differences", Document, comment="to the one before, in words"),
    Column("confirmed_at", Utc),
    Column("confirmed_by", Text, comment="empty where nobody had to"),
    info=ON_COORDINATOR,
)
"""Every office file the desk went by; the newest is today's, and what requests were asked under can be looked up."""

lookup_days = Table(
    "lookup_days",
    metadata,
    Column("person", Text, primary_key=True),
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("lookups", Integer, nullable=False),
    info=ON_COORDINATOR,
)
"""How many players somebody looked up on a day: what watching the desk compares."""

Index("ix_lookup_days_day", lookup_days.c.day)
