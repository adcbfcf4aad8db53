"""Which withdrawals are held follows from the blocks that stand: nothing of it is stored on the withdrawal."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

HELD = "UPDATE withdrawals SET state = 'waiting', held_by_request_id = NULL WHERE state = 'held'"
# An account that the platform stopped pays nothing out either.
STOPPED = """
UPDATE player_blocks SET holds_withdrawals = true
WHERE asked_by = 'platform' AND reason = 'platform' AND ended_at IS NULL
"""
COPY = """
INSERT INTO withdrawals (player_id, id, amount_minor, currency, asked, asked_at, state, changed_at)
SELECT player_id, id, amount_minor, currency, asked, asked_at, state, changed_at FROM withdrawals_before
"""


def upgrade() -> None:
    comment = "ids of withdrawals it does not hold"
    leaves = sa.Column("leaves", Document, nullable=False, server_default="[]", comment=comment)
    op.add_column("player_blocks", leaves)
    op.execute(STOPPED)
    op.drop_index("ix_withdrawals_in_flight", "withdrawals")
    if op.get_bind().dialect.name == "sqlite":
        _copy()
    else:
        _change()
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_withdrawals_in_flight",
        "withdrawals",
        ["player_id"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _change() -> None:
    op.drop_constraint("ck_withdrawals_held_by", "withdrawals")
    op.execute(HELD)
    op.drop_column("withdrawals", "held_by_request_id")
    op.drop_constraint("ck_withdrawals_state_known", "withdrawals")
    op.create_check_constraint(
        op.f("ck_withdrawals_state_known"), "withdrawals", "state IN ('waiting', 'paid', 'cancelled')"
    )


def _copy() -> None:
    """Make the table anew: SQLite changes no constraint of a table that is there."""
    op.execute(HELD)
    op.rename_table("withdrawals", "withdrawals_before")
    op.create_table(
        "withdrawals",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.true(), comment="whether that was told"),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'paid', 'cancelled')", name=op.f("ck_withdrawals_state_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_withdrawals_positive")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_withdrawals_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_withdrawals")),
    )
    op.execute(COPY)
    op.drop_table("withdrawals_before")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
