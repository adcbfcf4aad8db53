"""On PostgreSQL events have no primary key: their ids are kept once in event_ids, and nothing looked events up by it.

It was the largest index of events, and a third of what a batch of them writes to the log. Those of unknown users are
found by an index of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    in_bucket = sa.text("player_id = 0")
    op.create_index(
        "ix_events_bucket",
        "events",
        ["at"],
        unique=False,
        sqlite_where=in_bucket,
        postgresql_where=in_bucket,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("pk_events", "events", type_="primary")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
