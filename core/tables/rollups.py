"""What happened by day, added up, and how far each sweep over the events has come."""

from sqlalchemy import Column, Date, Integer, Table, Text

from core.tables.base import Big, Utc, metadata

daily_rollups = Table(
    "daily_rollups",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("kind", Text, primary_key=True, comment="a type of event, or part of one: login:failed"),
    Column("currency", Text, primary_key=True, comment="empty where no money moved"),
    Column("count", Integer, nullable=False),
    Column("amount_minor", Big, nullable=False),
)
"""One player's day."""

desk_rollups = Table(
    "desk_rollups",
    metadata,
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("brand", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("count", Big, nullable=False),
    Column("amount_minor", Big, nullable=False),
    Column("players", Integer, nullable=False, comment="how many different ones"),
)
"""The whole company's day: what digests read."""

watermarks = Table(
    "watermarks",
    metadata,
    Column("name", Text, primary_key=True, comment="a sweep's, or 'intake' where the database has no sequences"),
    Column("upto", Big, nullable=False, comment="the last intake it has dealt with"),
    Column("moved_at", Utc),
)
