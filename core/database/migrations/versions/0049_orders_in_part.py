"""An order may be done in part: what of it, what not, and when somebody had the rest of it sent again."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

KNOWN = "state IN ('waiting', 'in_force', 'refused', 'partly_done', 'unknown')"
SETTLED = "(state IN ('in_force', 'refused', 'partly_done')) = (settled_at IS NOT NULL)"
COMMENTS = {
    "parts": "of one done in part: what was done, and what was not",
    "rest_asked_at": "when somebody last had the rest of it sent again",
}
COLUMNS = (
    "id, request_id, step, player_id, kind, authority, authorisers, body, state, ordered_at, accepted_at, tries, "
    "settled_at, answer, alarmed_at, changed_at"
)
INDEXES = {
    "ix_platform_orders_player_id_ordered_at": ["player_id", "ordered_at"],
    "ix_platform_orders_state_changed_at": ["state", "changed_at"],
}
ONCE = sa.text("step != 'held'")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _copy()
        return
    op.drop_constraint(op.f("ck_platform_orders_state_known"), "platform_orders")
    op.drop_constraint(op.f("ck_platform_orders_settled_when_over"), "platform_orders")
    op.create_check_constraint(op.f("ck_platform_orders_state_known"), "platform_orders", KNOWN)
    op.create_check_constraint(op.f("ck_platform_orders_settled_when_over"), "platform_orders", SETTLED)
    op.add_column("platform_orders", sa.Column("parts", Document, comment=COMMENTS["parts"]))
    op.add_column("platform_orders", sa.Column("rest_asked_at", Utc(), comment=COMMENTS["rest_asked_at"]))


def _copy() -> None:
    """Make the table anew: SQLite changes no constraint of a table that is there."""
    for name in (*INDEXES, "uq_platform_orders_request_id_step"):
        op.drop_index(name, "platform_orders")
    op.rename_table("platform_orders", "platform_orders_before")
    op.create_table(
        "platform_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("authorisers", Document, nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", Utc(), nullable=False),
        sa.Column("accepted_at", Utc(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("alarmed_at", Utc(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("parts", Document, nullable=True),
        sa.Column("rest_asked_at", Utc(), nullable=True),
        sa.CheckConstraint(SETTLED, name=op.f("ck_platform_orders_settled_when_over")),
        sa.CheckConstraint(KNOWN, name=op.f("ck_platform_orders_state_known")),
        sa.CheckConstraint("authority IN ('here', 'platform')", name=op.f("ck_platform_orders_authority_known")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_platform_orders_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_orders")),
    )
    op.execute(f"INSERT INTO platform_orders ({COLUMNS}) SELECT {COLUMNS} FROM platform_orders_before")
    op.drop_table("platform_orders_before")
    for name, indexed in INDEXES.items():
        op.create_index(name, "platform_orders", indexed, unique=False)
    op.create_index(
        "uq_platform_orders_request_id_step", "platform_orders", ["request_id", "step"], unique=True, sqlite_where=ONCE
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
