"""What happened by day, added up, and how far each sweep over the events has come."""

from sqlalchemy import Column, Date, Index, Integer, Table, Text, literal_column

from core.database.tables.base import Big, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR, by_player

daily_rollups = Table(
    "daily_rollups",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("kind", Text, primary_key=True, comment="a type of event, login:failed, or active: logged in or bet"),
    Column("currency", Text, primary_key=True, comment="empty where no money moved"),
    Column("count", Integer, nullable=False),
    Column("amount_minor", Big, nullable=False),
    Column("largest_minor", Big, nullable=False, comment="of one event"),
    sqlite_with_rowid=False,  # a player's days lie together, so that a summary reads a few pages
    info=by_player(),
)
"""One player's day."""

IS_ACTIVE = daily_rollups.c.kind == literal_column("'active'")
"""Chooses the days on which a player was there, in the words of the index below."""

Index(
    "ix_daily_rollups_active",
    daily_rollups.c.day,
    daily_rollups.c.player_id,
    sqlite_where=IS_ACTIVE,
    postgresql_where=IS_ACTIVE,
)

daily_origins = Table(
    "daily_origins",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("kind", Text, primary_key=True, comment="device or country"),
    Column("value", Text, primary_key=True),
    Column("count", Integer, nullable=False, comment="logins tried"),
    Column("failed", Integer, nullable=False),
    one_of("kind", ("device", "country")),
    sqlite_with_rowid=False,
    info=by_player(),
)
"""From where one player logged in on one day, or tried to."""

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
    info=ON_COORDINATOR,
)
"""The whole company's day: what digests read."""

desk_presence = Table(
    "desk_presence",
    metadata,
    Column("day", Date, primary_key=True, comment="in the office's zone"),
    Column("brand", Text, primary_key=True),
    Column("previous", Date, primary_key=True, comment="the day on which they were there before; year 1: never"),
    Column("players", Integer, nullable=False, comment="how many were there on both and on no day between"),
    info=ON_COORDINATOR,
)
"""Who was there on a day, by the day before on which they were: different players of any days are counted by it.

A player of a period is counted once, on their first day in it, for which the day before lies outside.
"""

watermarks = Table(
    "watermarks",
    metadata,
    Column("name", Text, primary_key=True, comment="a sweep's, or 'intake' where the database has no sequences"),
    Column("upto", Big, nullable=False, comment="the last intake it has dealt with"),
    Column("moved_at", Utc),
    info=ON_COORDINATOR,
)
