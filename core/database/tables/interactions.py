"""Safer-gambling interactions: what led to one, what was done, when its outcome is looked at, and what came of it."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Table, Text, Uuid

from core.database.tables.base import Utc, metadata, one_of
from core.database.tables.placement import by_player
from core.database.tables.players import VISIBILITIES

TRIGGERS = (
    "alert",
    "deposits_rising",
    "chasing_losses",
    "long_sessions",
    "night_play",
    "cancelled_withdrawals",
    "player_said",
    "somebody_else_said",
    "other",
)
ACTS = ("message", "call", "limit_suggested", "cool_off_offered", "not_contacted")
OUTCOMES = ("changed", "unchanged", "worse")

interactions = Table(
    "interactions",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("person", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("trigger", Text, nullable=False, comment="what led to it"),
    Column("alert_id", Uuid),
    Column("rule", Text, comment="of the alert"),
    Column("reason", Text, comment="what led to it, in words"),
    Column("act", Text, nullable=False),
    Column("what", Text, nullable=False, comment="what was said and answered, or why nobody was contacted"),
    Column("due_on", Date, nullable=False, comment="when its outcome is looked at, in the office's zone"),
    Column("outcome", Text),
    Column("evaluated_at", Utc),
    Column("evaluated_by", Text),
    Column("finding", Text, comment="what the outcome rests on"),
    Column("next_step", Text),
    one_of("visibility", VISIBILITIES),
    one_of("trigger", TRIGGERS),
    one_of("act", ACTS),
    one_of("outcome", OUTCOMES),
    CheckConstraint("(outcome IS NULL) = (evaluated_at IS NULL)", name="evaluated_when_said"),
    CheckConstraint("trigger != 'other' OR reason IS NOT NULL", name="other_is_said"),
    CheckConstraint("(trigger = 'alert') = (alert_id IS NOT NULL)", name="alert_is_named"),
    info=by_player(),
)
"""One row each; a row is evaluated once and never changed after that."""

Index("ix_interactions_player_id_at", interactions.c.player_id, interactions.c.at)
Index("ix_interactions_at", interactions.c.at)
Index(
    "ix_interactions_due_on",
    interactions.c.due_on,
    sqlite_where=interactions.c.outcome.is_(None),
    postgresql_where=interactions.c.outcome.is_(None),
)
Index(
    "ix_interactions_evaluated_at",
    interactions.c.evaluated_at,
    sqlite_where=interactions.c.evaluated_at.isnot(None),
    postgresql_where=interactions.c.evaluated_at.isnot(None),
)
