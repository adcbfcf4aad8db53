"""Which players colleagues keep an eye on, since when and why."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid

from core.database.tables.base import Utc, metadata, one_of
from core.database.tables.placement import by_player
from core.database.tables.players import VISIBILITIES

watches = Table(
    "watches",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("visibility", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("since_at", Utc, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("ended_at", Utc),
    Column("ended_by", Text),
    one_of("visibility", VISIBILITIES),
    info=by_player(),
)
"""One stands at a time for each visibility."""

Index(
    "uq_watches_standing",
    watches.c.player_id,
    watches.c.visibility,
    unique=True,
    sqlite_where=watches.c.ended_at.is_(None),
    postgresql_where=watches.c.ended_at.is_(None),
)
