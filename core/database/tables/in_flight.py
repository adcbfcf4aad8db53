"""What is in flight at the platform: withdrawals, bets and sessions."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    false,
    true,
)

from core.database.tables.base import Big, Utc, metadata, one_of
from core.database.tables.placement import by_player

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("amount_minor", Big, nullable=False),
    Column("currency", Text, nullable=False),
    Column("asked", Boolean, nullable=False, server_default=true(), comment="whether that was told"),
    Column("asked_at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("changed_at", Utc, nullable=False),
    one_of("state", ("waiting", "paid", "cancelled")),
    CheckConstraint("amount_minor > 0", name="positive"),
    info=by_player(),
)

"""Withdrawals as the platform told them. Which of them are held follows from the blocks that stand."""

Index(
    "ix_withdrawals_in_flight",
    withdrawals.c.player_id,
    sqlite_where=withdrawals.c.state == "waiting",
    postgresql_where=withdrawals.c.state == "waiting",
)

bets = Table(
    "bets",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("stake_minor", Big, nullable=False),
    Column("currency", Text, nullable=False),
    Column("placed_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Column("voided", Boolean, nullable=False, server_default=false(), comment="given back instead of settled"),
    info=by_player(),
)

"""Bets as far as they are in flight: open until settled, never voided from here."""

Index(
    "ix_bets_open",
    bets.c.player_id,
    sqlite_where=bets.c.settled_at.is_(None),
    postgresql_where=bets.c.settled_at.is_(None),
)

Index(
    "ix_bets_settled_at",
    bets.c.settled_at,
    sqlite_where=bets.c.settled_at.isnot(None),
    postgresql_where=bets.c.settled_at.isnot(None),
)

play_sessions = Table(
    "play_sessions",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("started_at", Utc, nullable=False),
    Column("device", Text),
    Column("ended_at", Utc),
    Column("ended_by_request_id", Uuid),
    Column("session", Text, comment="as the platform names it"),
    info=by_player(),
)

Index("ix_play_sessions_player_id_started_at", play_sessions.c.player_id, play_sessions.c.started_at)

Index(
    "ix_play_sessions_open",
    play_sessions.c.player_id,
    sqlite_where=play_sessions.c.ended_at.is_(None),
    postgresql_where=play_sessions.c.ended_at.is_(None),
)

Index(
    "ix_play_sessions_ended_at",
    play_sessions.c.ended_at,
    sqlite_where=play_sessions.c.ended_at.isnot(None),
    postgresql_where=play_sessions.c.ended_at.isnot(None),
)
