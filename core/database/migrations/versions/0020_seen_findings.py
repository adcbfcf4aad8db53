"""A finding that somebody has looked at is seen in every digest that names it, not in one copy."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    seen = op.create_table(
        "seen_findings",
        sa.Column("key", sa.Text(), nullable=False, comment="the same in every digest: alert:…, request:…, order:…"),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_findings")),
    )
    digests = sa.table("digests", sa.column("acknowledged", Document))
    first: dict[str, tuple[datetime, str]] = {}
    for [acknowledged] in op.get_bind().execute(sa.select(digests.c.acknowledged)):
        for each in acknowledged or ():
            one = (datetime.fromisoformat(each["at"]), str(each["by"]))
            first[each["key"]] = min(one, first.get(each["key"], one))
    if first:
        op.bulk_insert(seen, [{"key": key, "by_name": by, "at": at} for key, (at, by) in first.items()])
    op.drop_column("digests", "acknowledged")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
