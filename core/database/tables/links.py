"""What people decided about two accounts that share something."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text, Uuid, false

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import by_player

LINK_VERDICTS = ("household", "not_linked")

link_decisions = Table(
    "link_decisions",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True, comment="the same in the row of the other player"),
    Column("other_id", Big, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("kinds", Document, nullable=False, comment="the kinds of evidence that were known when it was decided"),
    Column("compliance", Boolean, nullable=False, server_default=false(), comment="whether compliance agreed"),
    Column("why", Text, nullable=False),
    Column("ticket", Text),
    Column("decided_at", Utc, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("request_id", Uuid),
    Column("ended_at", Utc),
    Column("ended_by", Text),
    Column("end_request_id", Uuid),
    one_of("verdict", LINK_VERDICTS),
    CheckConstraint("player_id != other_id", name="two_players"),
    CheckConstraint("expires_at > decided_at", name="period"),
    info=by_player(),
)
"""Two rows a decision, one for each player, so that it is found from both."""

Index(
    "ix_link_decisions_standing",
    link_decisions.c.player_id,
    link_decisions.c.other_id,
    unique=True,
    sqlite_where=link_decisions.c.ended_at.is_(None),
    postgresql_where=link_decisions.c.ended_at.is_(None),
)
