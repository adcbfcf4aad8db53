"""Requests say in which roles a vote may count, so that a list for one person is chosen by the statement that reads it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

requests = sa.table(
    "requests",
    sa.column("id", sa.Uuid()),
    sa.column("policy", Document),
    sa.column("deciding_permission", sa.Text()),
    sa.column("deciding_roles", Document),
)


def upgrade() -> None:
    voter = sa.Column(
        "deciding_permission", sa.Text(), nullable=False, server_default="", comment="what the policy asks of a voter"
    )
    roles = sa.Column(
        "deciding_roles", Document, nullable=False, server_default="[]", comment="roles in which a vote may count"
    )
    op.add_column("requests", voter)
    op.add_column("requests", roles)
    connection = op.get_bind()
    for row in connection.execute(sa.select(requests.c.id, requests.c.policy)).all():
        connection.execute(sa.update(requests).where(requests.c.id == row.id).values(**_deciding(row.policy)))


def _deciding(policy: dict[str, Any]) -> dict[str, Any]:
    quorum = policy["quorum"]
    anybody = quorum["people"] > len(quorum["slots"]) or policy.get("involved_persons")
    roles = {"anybody"} if anybody else {role for slot in quorum["slots"] for role in slot}
    return {"deciding_permission": policy["permission"], "deciding_roles": sorted(roles)}


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
