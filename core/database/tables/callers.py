"""Whom the desk has checked on the phone: which questions were asked, never what was answered."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, Uuid, false

from core.database.tables.base import Document, Utc, metadata, one_of
from core.database.tables.placement import by_player

CALLER_RESULTS = ("matched", "not_matched", "not_checkable")

caller_checks = Table(
    "caller_checks",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("person", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("ticket", Text),
    Column("asked", Document, nullable=False, comment="names of the fields the caller answered for"),
    Column("needed", Integer, nullable=False, comment="how many of them had to be right"),
    Column("result", Text, nullable=False),
    Column("until_at", Utc, comment="how long a caller who answered right counts as checked"),
    Column("locked_until_at", Utc, comment="set by the miss that locks the player's caller check"),
    Column(
        "over_shown",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether the ticket's card says it is over",
    ),
    one_of("result", CALLER_RESULTS),
    info=by_player(),
)

Index("ix_caller_checks_player_id_at", caller_checks.c.player_id, caller_checks.c.at)
Index("ix_caller_checks_person_at", caller_checks.c.person, caller_checks.c.at)
Index("ix_caller_checks_at", caller_checks.c.at)
Index(
    "ix_caller_checks_until_at",
    caller_checks.c.until_at,
    sqlite_where=caller_checks.c.ticket.isnot(None) & caller_checks.c.over_shown.is_(False),
    postgresql_where=caller_checks.c.ticket.isnot(None) & caller_checks.c.over_shown.is_(False),
)
