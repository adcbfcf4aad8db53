"""Blocks under review and their requests, of before hidden reasons were drawn as it, are kept for the same few."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REVIEW, TITLE, STAFF, KEPT = "review", "Under review", "staff", "compliance"

blocks = sa.table("player_blocks", sa.column("reason", sa.Text()), sa.column("visibility", sa.Text()))
requests = sa.table(
    "requests",
    sa.column("id", sa.Uuid()),
    sa.column("action", sa.Text()),
    sa.column("payload", Document),
    sa.column("policy", Document),
    sa.column("facts", Document),
)


def upgrade() -> None:
    connection = op.get_bind()
    under_review = (blocks.c.reason == REVIEW) & (blocks.c.visibility == STAFF)
    connection.execute(sa.update(blocks).where(under_review).values(visibility=KEPT))
    asked = sa.select(requests).where(requests.c.action == "block_player")
    for row in connection.execute(asked).all():
        if row.payload.get("reason") == REVIEW and row.policy.get("visibility", STAFF) == STAFF:
            values = {"policy": row.policy | {"visibility": KEPT}, "facts": [_kept(fact) for fact in row.facts]}
            connection.execute(sa.update(requests).where(requests.c.id == row.id).values(**values))


def _kept(fact: dict[str, Any]) -> dict[str, Any]:
    match fact.get("key"):
        case "reason":
            return fact | {"visibility": KEPT, "private": True, "instead": TITLE}
        case "note":
            return fact | {"visibility": KEPT}
    return fact


def downgrade() -> None:
    message = "what is kept for a few is not opened to all again"
    raise RuntimeError(message)
