"""Safer-gambling interactions with players, and what came of each."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TRIGGERS = (
    "'alert', 'deposits_rising', 'chasing_losses', 'long_sessions', 'night_play', 'cancelled_withdrawals', "
    "'player_said', 'somebody_else_said', 'other'"
)
RULES = {
    "visibility_known": "visibility IN ('staff', 'security', 'compliance')",
    "trigger_known": f"trigger IN ({TRIGGERS})",
    "act_known": "act IN ('message', 'call', 'limit_suggested', 'cool_off_offered', 'not_contacted')",
    "outcome_known": "outcome IN ('changed', 'unchanged', 'worse')",
    "evaluated_when_said": "(outcome IS NULL) = (evaluated_at IS NULL)",
    "other_is_said": "trigger != 'other' OR reason IS NOT NULL",
    "alert_is_named": "(trigger = 'alert') = (alert_id IS NOT NULL)",
}


def upgrade() -> None:
    op.create_table(
        "interactions",
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False, comment="what led to it"),
        sa.Column("alert_id", sa.Uuid()),
        sa.Column("rule", sa.Text(), comment="of the alert"),
        sa.Column("reason", sa.Text(), comment="what led to it, in words"),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False, comment="what was said and answered, or why nobody was contacted"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="when its outcome is looked at, in the office's zone"),
        sa.Column("outcome", sa.Text()),
        sa.Column("evaluated_at", Utc()),
        sa.Column("evaluated_by", sa.Text()),
        sa.Column("finding", sa.Text(), comment="what the outcome rests on"),
        sa.Column("next_step", sa.Text()),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_interactions")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_interactions_player_id")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_interactions_{name}")) for name, rule in RULES.items()),
    )
    op.create_index("ix_interactions_player_id_at", "interactions", ["player_id", "at"])
    op.create_index("ix_interactions_at", "interactions", ["at"])
    for column, standing in (("due_on", "outcome IS NULL"), ("evaluated_at", "evaluated_at IS NOT NULL")):
        where = sa.text(standing)
        name = f"ix_interactions_{column}"
        op.create_index(name, "interactions", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
