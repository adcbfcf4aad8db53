"""Event ids by source and brand, with a digest of what was told; and events that wait for their player."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# An event id counted once a player; where two players share one, the first keeps it.
OF_PLAYERS = """
INSERT INTO event_ids (source, brand, event_id, player_id, received_at)
SELECT received_events.source, players.brand, received_events.event_id, received_events.player_id,
       received_events.received_at
FROM received_events JOIN players ON players.id = received_events.player_id
WHERE true
ON CONFLICT DO NOTHING
"""
# The brand of unknown players was not kept: where there is one brand alone it is known, else it is left empty.
BRAND = "(SELECT CASE WHEN count(DISTINCT brand) = 1 THEN max(brand) ELSE '' END FROM players)"
OF_NOBODY = f"""
INSERT INTO event_ids (source, brand, event_id, player_id, received_at)
SELECT source, {BRAND}, event_id, 0, received_at FROM received_events WHERE player_id = 0
ON CONFLICT DO NOTHING
"""
NAMED = {"sqlite": "json_extract(events.body, '$.unknown_player')", "postgresql": "events.body ->> 'unknown_player'"}
ORPHANS = """
INSERT INTO orphan_events (brand, external_id, id, at, look_at)
SELECT event_ids.brand, {named}, events.id, events.at, events.received_at
FROM events JOIN event_ids ON event_ids.source = events.source AND event_ids.event_id = events.event_id
  AND event_ids.player_id = 0 AND event_ids.brand != ''
WHERE events.player_id = 0 AND {named} IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "event_ids",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "brand", sa.Text(), nullable=False, comment="empty where it was not kept, of unknown players long ago"
        ),
        sa.Column("event_id", sa.Text(), nullable=False, comment="the source's own"),
        sa.Column("player_id", Big, nullable=False),
        sa.Column(
            "content",
            sa.LargeBinary(),
            comment="digest of what was told; absent of what came before digests were kept",
        ),
        sa.Column("received_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("source", "brand", "event_id", name=op.f("pk_event_ids")),
    )
    op.create_table(
        "orphan_events",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False, comment="the player nobody knew"),
        sa.Column("id", sa.Uuid(), nullable=False, comment="of the event, which lies in the bucket"),
        sa.Column("at", Utc(), nullable=False, comment="when it happened, by which it is found"),
        sa.Column(
            "look_at", Utc(), comment="when to look whether its player is known; absent: once the player registers"
        ),
        sa.PrimaryKeyConstraint("brand", "external_id", "id", name=op.f("pk_orphan_events")),
    )
    waiting = sa.text("look_at IS NOT NULL")
    op.create_index(
        "ix_orphan_events_look_at",
        "orphan_events",
        ["look_at"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.execute(OF_PLAYERS)
    op.execute(OF_NOBODY)
    op.execute(ORPHANS.format(named=NAMED[op.get_bind().dialect.name]))
    op.drop_table("received_events")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
