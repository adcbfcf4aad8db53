"""What players did, as the platform told it."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid, literal_column

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR, by_key, by_player

events = Table(
    "events",
    metadata,
    Column("player_id", Big, primary_key=True, comment="0 for the bucket of unknown users"),
    Column("at", Utc, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("event_id", Text, nullable=False, comment="the source's own"),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("body", Document, nullable=False),
    Column("request_id", Uuid, comment="of ours, when the act came from here"),
    Column("backing", Text, comment="of an event that names a request: what stands behind it"),
    Column("contradicts", Text, comment="what it contradicts, in words; no state and no balance follows it then"),
    Column("differs", Boolean, comment="of a balance told: the ledger is the wallet, and no act of ours explains it"),
    Column("received_at", Utc, nullable=False),
    Column("intake", Big, nullable=False, comment="the intake it came with; a sweep reads from one to another"),
    postgresql_partition_by="RANGE (at)",
    info=by_player(),
)

Index("ix_events_player_id_type_at", events.c.player_id, events.c.type, events.c.at)
IN_BUCKET = events.c.player_id == literal_column("0")
"""Chooses the events of unknown users, in the words of the index below."""
Index("ix_events_bucket", events.c.at, sqlite_where=IN_BUCKET, postgresql_where=IN_BUCKET)
Index("ix_events_at", events.c.at, postgresql_using="brin")
Index("ix_events_intake", events.c.intake)
Index("ix_events_player_id_intake", events.c.player_id, events.c.intake)

event_ids = Table(
    "event_ids",
    metadata,
    Column("source", Text, primary_key=True),
    Column("brand", Text, primary_key=True, comment="empty where it was not kept, of unknown players long ago"),
    Column("event_id", Text, primary_key=True, comment="the source's own"),
    Column("player_id", Big, nullable=False),
    Column("content", LargeBinary, comment="digest of what was told; absent of what came before digests were kept"),
    Column("received_at", Utc, nullable=False),
    info=by_key("event_id"),
)
"""Same event twice is once, and another event under its id is none; found by what the source calls it alone."""

orphan_events = Table(
    "orphan_events",
    metadata,
    Column("brand", Text, primary_key=True),
    Column("external_id", Text, primary_key=True, comment="the player nobody knew"),
    Column("id", Uuid, primary_key=True, comment="of the event, which lies in the bucket"),
    Column("at", Utc, nullable=False, comment="when it happened, by which it is found"),
    Column("look_at", Utc, comment="when to look whether its player is known; absent: once the player registers"),
    info=ON_COORDINATOR,
)
"""Events whose player was not known: they join their player once the player is."""

Index(
    "ix_orphan_events_look_at",
    orphan_events.c.look_at,
    sqlite_where=orphan_events.c.look_at.isnot(None),
    postgresql_where=orphan_events.c.look_at.isnot(None),
)

quarantined_events = Table(
    "quarantined_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="why it was not understood"),
    Column("source", Text, nullable=False, comment="the source's name; empty where it could not be read"),
    Column("brand", Text),
    Column("player", Text, comment="the platform's own id of the player"),
    Column("event_id", Text, comment="the source's own"),
    Column("because", Text, nullable=False, comment="names fields, never what stood there"),
    Column("origin", Text, nullable=False, comment="the client or stream that sent it"),
    Column("content", LargeBinary, nullable=False, comment="digest of what was told: the same again is counted"),
    Column("told", LargeBinary, comment="what was told, sealed; absent of what lies among the events"),
    Column("at", Utc, comment="of what lies among the events: its row"),
    Column("player_id", Big, comment="likewise"),
    Column("times", Integer, nullable=False, server_default="1", comment="how often it was told"),
    Column("received_at", Utc, nullable=False),
    Column("tried_at", Utc, comment="when it was last replayed in vain"),
    one_of("kind", ("malformed", "future", "currency", "conflict", "failed", "type", "version")),
    info=ON_COORDINATOR,
)
"""What was told and could not be understood, until it is replayed or discarded."""

Index("uq_quarantined_events_content", quarantined_events.c.content, unique=True)
Index("ix_quarantined_events_kind_source", quarantined_events.c.kind, quarantined_events.c.source)

payment_references = Table(
    "payment_references",
    metadata,
    Column("brand", Text, primary_key=True),
    Column("reference", Text, primary_key=True, comment="the payment provider's"),
    Column("player_id", Big, nullable=False),
    Column("at", Utc, nullable=False),
    Column("event", Uuid, nullable=False, comment="the first deposit that named it"),
    info=by_key("reference"),
)
"""References of deposits: a second deposit under one of them is looked at."""
