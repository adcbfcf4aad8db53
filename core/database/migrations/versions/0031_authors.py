"""Who ever asked for a request is kept with it: taking one over made the former requester somebody who could vote.

Former requesters are read from the messages that told them, as far as these are still kept.
"""

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

REQUESTS = sa.table(
    "requests", sa.column("id", sa.Uuid()), sa.column("authors", Document), sa.column("policy", Document)
)
OUTBOX = sa.table("outbox", sa.column("topic", sa.Text()), sa.column("body", Document))
STAFF = sa.table("staff", sa.column("id", sa.Uuid()), sa.column("person", sa.Text()))


def upgrade() -> None:
    comment = "everybody who ever asked, first to last"
    op.add_column("requests", sa.Column("authors", Document, nullable=False, server_default="[]", comment=comment))
    db = op.get_bind()
    persons = {row.id: row.person for row in db.execute(sa.select(STAFF.c.id, STAFF.c.person))}
    former = defaultdict[UUID, set[str]](set)
    for (body,) in db.execute(sa.select(OUTBOX.c.body).where(OUTBOX.c.topic == "request_taken_over")):
        if person := persons.get(UUID(body["staff_id"])):
            former[UUID(body["request_id"])].add(person)
    policies = {
        row.id: row.policy for row in db.execute(sa.select(REQUESTS.c.id, REQUESTS.c.policy)) if row.id in former
    }
    for request_id, policy in policies.items():
        barred = sorted({*policy.get("barred_persons", ()), *former[request_id]})
        values = {"authors": sorted(former[request_id]), "policy": {**policy, "barred_persons": barred}}
        db.execute(sa.update(REQUESTS).where(REQUESTS.c.id == request_id).values(values))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
