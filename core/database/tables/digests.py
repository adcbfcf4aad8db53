"""Periods that were dealt with, the digests made of them, and who wants them where."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, Uuid

from core.database.tables.base import Document, Utc, metadata
from core.database.tables.placement import ON_COORDINATOR

job_runs = Table(
    "job_runs",
    metadata,
    Column("job", Text, primary_key=True),
    Column("period_start", Utc, primary_key=True),
    Column("holder", Text, nullable=False, comment="the process that does it"),
    Column("lease", Integer, nullable=False, server_default="1", comment="fencing number: grows when taken over"),
    Column("leased_until", Utc, nullable=False),
    Column("claimed_at", Utc, nullable=False),
    Column("done_at", Utc),
    Column("last_error", Text),
    info=ON_COORDINATOR,
)
"""Who inserts the row does the period; nobody else does."""

digests = Table(
    "digests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("period_start", Utc, nullable=False),
    Column("period_end", Utc, nullable=False),
    Column("zone", Text, nullable=False),
    Column("filters", Document, nullable=False),
    Column("channel", Text, comment="a purpose or an id: where it stands; none: for whoever asked"),
    Column("asked_by", Text, nullable=False),
    Column("generated_at", Utc, nullable=False),
    Column("content", Document, nullable=False),
    Column("held_at", Utc, comment="since when it cannot be posted"),
    Column("held_because", Text),
    CheckConstraint("(held_at IS NULL) = (held_because IS NULL)", name="held_for_a_reason"),
    UniqueConstraint("name", "channel", "period_start", "period_end"),
    info=ON_COORDINATOR,
)
"""As they were when made: drawn again they say the same."""

Index("ix_digests_name_period", digests.c.name, digests.c.period_start, digests.c.period_end)
Index(
    "ix_digests_held",
    digests.c.held_at,
    sqlite_where=digests.c.held_at.isnot(None),
    postgresql_where=digests.c.held_at.isnot(None),
)

seen_findings = Table(
    "seen_findings",
    metadata,
    Column("key", Text, primary_key=True, comment="the same in every digest: alert:…, request:…, order:…"),
    Column("by_name", Text, nullable=False),
    Column("at", Utc, nullable=False),
    info=ON_COORDINATOR,
)
"""Findings that somebody has looked at, whichever digest it was in."""

digest_subscriptions = Table(
    "digest_subscriptions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("hour", Text, nullable=False, comment="HH:MM in the office's zone"),
    Column("days", Text, nullable=False, comment="monday,tuesday,…"),
    Column("by_name", Text, nullable=False),
    Column("at", Utc, nullable=False),
    info=ON_COORDINATOR,
)
