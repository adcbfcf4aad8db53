"""A request may order more than once which withdrawals are held; all else it orders once a step."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ONCE = sa.text("step != 'held'")
COLUMNS = (
    "id, request_id, step, player_id, kind, authority, authorisers, body, state, ordered_at, accepted_at, tries, "
    "settled_at, answer, alarmed_at, changed_at"
)
INDEXES = {
    "ix_platform_orders_player_id_ordered_at": ["player_id", "ordered_at"],
    "ix_platform_orders_state_changed_at": ["state", "changed_at"],
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _copy()
    else:
        op.drop_constraint("uq_platform_orders_request_id_step", "platform_orders")
    op.create_index(
        "uq_platform_orders_request_id_step",
        "platform_orders",
        ["request_id", "step"],
        unique=True,
        sqlite_where=ONCE,
        postgresql_where=ONCE,
    )


def _copy() -> None:
    """Make the table anew: SQLite drops no constraint of a table that is there."""
    for name in INDEXES:
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
        sa.CheckConstraint(
            "(state IN ('in_force', 'refused')) = (settled_at IS NOT NULL)",
            name=op.f("ck_platform_orders_settled_when_over"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'in_force', 'refused', 'unknown')", name=op.f("ck_platform_orders_state_known")
        ),
        sa.CheckConstraint("authority IN ('here', 'platform')", name=op.f("ck_platform_orders_authority_known")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_platform_orders_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_orders")),
    )
    op.execute(f"INSERT INTO platform_orders ({COLUMNS}) SELECT {COLUMNS} FROM platform_orders_before")
    op.drop_table("platform_orders_before")
    for name, indexed in INDEXES.items():
        op.create_index(name, "platform_orders", indexed, unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
