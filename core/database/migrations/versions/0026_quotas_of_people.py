"""Quotas count what a human did, whichever of their accounts they used; revealed fields were counted by account."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MINUTE_SECONDS = 60
STAFF = sa.table("staff", sa.column("id", sa.Uuid()), sa.column("person", sa.Text()))
REVEALS = sa.table("reveals", sa.column("staff_id", sa.Uuid()), sa.column("at", Utc()))
COUNTS = sa.table("look_counts", *(sa.column(name) for name in ("person", "action", "minute", "count")))


def upgrade() -> None:
    revealed = sa.select(STAFF.c.person, REVEALS.c.at).join_from(REVEALS, STAFF, STAFF.c.id == REVEALS.c.staff_id)
    rows = op.get_bind().execute(revealed).all()
    counted = Counter((row.person, int(row.at.timestamp()) // MINUTE_SECONDS) for row in rows)
    if counted:
        op.bulk_insert(
            COUNTS,
            [
                {"person": person, "action": "player.revealed", "minute": minute, "count": count}
                for (person, minute), count in counted.items()
            ],
        )
    op.drop_table("reveals")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
