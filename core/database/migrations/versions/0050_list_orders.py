"""Lists read their rows in the order of an index: tickets at work soonest due first, alerts worst or newest first."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

AT_WORK = "solved_at IS NULL AND closed_at IS NULL"
DUE = """
UPDATE tickets SET due_at = (
    SELECT min(clock.due_at) FROM ticket_clocks clock
    WHERE clock.ticket_id = tickets.id AND clock.met_at IS NULL
    AND NOT (tickets.clock_stopped_at IS NOT NULL AND clock.clock IN ('first_response', 'resolution')
             AND clock.due_at > tickets.clock_stopped_at)
)
"""
NEXT = """
UPDATE tickets SET next_at = CASE WHEN due_at IS NULL OR call_back_at < due_at THEN call_back_at ELSE due_at END
"""
RANK = """
UPDATE tickets SET rank = CASE WHEN next_at IS NULL THEN 2 WHEN priority = 'urgent' THEN 0 ELSE 1 END
"""


def upgrade() -> None:
    op.add_column("tickets", sa.Column("due_at", Utc(), comment="when the next of its running clocks is over"))
    op.add_column("tickets", sa.Column("next_at", Utc(), comment="when something is due: a clock or a promised call"))
    ranks = "0 urgent, 1 due sometime, 2 nothing is due"
    op.add_column("tickets", sa.Column("rank", sa.Integer(), nullable=False, server_default="2", comment=ranks))
    for statement in (DUE, NEXT, RANK):
        op.execute(sa.text(statement))
    op.drop_index("ix_tickets_assignee_id_state", "tickets")
    _index("ix_tickets_assignee_id_state", "tickets", ["assignee_id", "state"], "assignee_id IS NOT NULL")
    op.drop_index("ix_tickets_solved_at", "tickets")
    _index("ix_tickets_solved_at", "tickets", ["solved_at"], "solved_at IS NOT NULL")
    soonest = ["rank", "next_at", "number"]
    _index("ix_tickets_soonest", "tickets", soonest, AT_WORK)
    _index("ix_tickets_nobodys", "tickets", soonest, f"{AT_WORK} AND assignee_id IS NULL")
    ranks = "of the severity: 0 is the worst"
    op.add_column("alerts", sa.Column("rank", sa.Integer(), nullable=False, server_default="2", comment=ranks))
    op.execute(sa.text("UPDATE alerts SET rank = CASE severity WHEN 'high' THEN 0 ELSE 1 END WHERE severity != 'low'"))
    _index("ix_alerts_standing", "alerts", ["rank", "due_at", "id"], "closed_at IS NULL")
    _index("ix_alerts_closed", "alerts", ["closed_at", "id"], "closed_at IS NOT NULL")
    _index("ix_requests_standing", "requests", ["due_at", "id"], "closed_at IS NULL")
    by_permission = ["deciding_permission", "due_at", "id"]
    _index("ix_requests_standing_permission", "requests", by_permission, "closed_at IS NULL")
    pending = "closed_at IS NULL AND state = 'pending'"
    _index("ix_requests_pending_requester", "requests", ["requester_id", "action"], pending)


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=False, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
