"""What acts on an account leave behind: what is required of the player, and counters that were reset."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid

from core.database.tables.base import Utc, metadata, one_of
from core.database.tables.placement import by_player

REQUIREMENTS = ("new_password",)
COUNTERS = ("failed_logins", "failed_codes", "failed_deposits")

player_requirements = Table(
    "player_requirements",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("required_at", Utc, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("request_id", Uuid),
    Column("ended_at", Utc),
    Column("ended_by", Text),
    one_of("kind", REQUIREMENTS),
    info=by_player(),
)
"""What a player has to do before going on. One stands until it is ended, or an event says that it was done."""

counter_resets = Table(
    "counter_resets",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("counter", Text, nullable=False),
    Column("reset_at", Utc, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("request_id", Uuid),
    one_of("counter", COUNTERS),
    info=by_player(),
)
"""Since when failed tries of a player count."""

Index("ix_counter_resets_reset_at", counter_resets.c.reset_at)
