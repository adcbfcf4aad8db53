"""The record: exact bytes, their projection into columns, and the keys that what is personal lies under."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, Uuid, text

from core.database.tables.base import Big, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR

records = Table(
    "records",
    metadata,
    Column("at", Utc, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("format", Integer, nullable=False),
    Column(
        "content",
        LargeBinary,
        nullable=False,
        comment="canonical bytes (RFC 8785); all other columns repeat them",
    ),
    Column("mac", LargeBinary, nullable=False, comment="HMAC-SHA-256 of content by the writer"),
    Column("actor_id", Uuid),
    Column("person", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("module", Text, nullable=False),
    Column("subject_type", Text),
    Column("subject_id", Text),
    Column("player_id", Big),
    Column("request_id", Uuid),
    Column("outcome", Text, nullable=False),
    Column("correlation", Text),
    one_of("outcome", ("success", "refused", "failed")),
    postgresql_partition_by="RANGE (at)",
    info=ON_COORDINATOR,
)

Index("ix_records_id", records.c.id)
Index("ix_records_player_id_at", records.c.player_id, records.c.at)
Index("ix_records_person_at", records.c.person, records.c.at)
Index("ix_records_request_id", records.c.request_id)
Index(
    "ix_records_ticket",
    records.c.subject_id,
    records.c.at,
    sqlite_where=text("subject_type = 'ticket'"),
    postgresql_where=text("subject_type = 'ticket'"),
)
Index(
    "ix_records_exceptional",
    records.c.at,
    sqlite_where=text("outcome != 'success' OR module = 'staff' OR action = 'balance.overdrawn'"),
    postgresql_where=text("outcome != 'success' OR module = 'staff' OR action = 'balance.overdrawn'"),
)

HOME_VIEWED = text("action = 'home.viewed'")
"""Chooses the records of opened Homes, in the words of the index below."""
Index("ix_records_home", records.c.actor_id, records.c.at, sqlite_where=HOME_VIEWED, postgresql_where=HOME_VIEWED)

pending_records = Table(
    "pending_records",
    metadata,
    Column("record_id", Uuid, primary_key=True),
    Column("record_at", Utc, nullable=False),
    info=ON_COORDINATOR,
)
"""Records that wait to be sealed into the tree."""

record_keys = Table(
    "record_keys",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("wrapped", LargeBinary, comment="the key under the master key; empty once destroyed"),
    Column("created_at", Utc, nullable=False),
    Column("destroyed_at", Utc),
    one_of("purpose", ("identity", "records")),
    CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_is_gone"),
    info=ON_COORDINATOR,
)
