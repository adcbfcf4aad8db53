"""What security was warned of."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="player:42, ip:…, staff:…, rule:…"),
        sa.Column("window", sa.Text(), nullable=False, comment="what makes the same finding the same: warned of once"),
        sa.Column("player_id", Big, nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False, comment="why, in words"),
        sa.Column("evidence", Document, nullable=False, comment="ids and numbers"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("happened_at", Utc(), nullable=False, comment="the last of the events it rests on"),
        sa.Column("found_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("reminded_at", Utc(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("close_note", sa.Text(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('open', 'investigating')) = (closed_at IS NULL)", name=op.f("ck_alerts_closed_when_over")
        ),
        sa.CheckConstraint("severity IN ('low', 'medium', 'high')", name=op.f("ck_alerts_severity_known")),
        sa.CheckConstraint(
            "state IN ('open', 'investigating', 'confirmed', 'false_positive', 'benign')",
            name=op.f("ck_alerts_state_known"),
        ),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_alerts_visibility_known")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_alerts_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("rule", "subject", "window", name=op.f("uq_alerts_rule_subject_window")),
    )
    op.create_index("ix_alerts_found_at", "alerts", ["found_at"], unique=False)
    op.create_index("ix_alerts_owner_id_state", "alerts", ["owner_id", "state"], unique=False)
    op.create_index("ix_alerts_player_id_state", "alerts", ["player_id", "state"], unique=False)
    op.create_index("ix_alerts_state_due_at", "alerts", ["state", "due_at"], unique=False)
    op.create_table(
        "alert_snoozes",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("until_at", Utc(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column(
            "kept_quiet",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="alerts that were not raised meanwhile",
        ),
        sa.PrimaryKeyConstraint("rule", "subject", name=op.f("pk_alert_snoozes")),
    )
    op.create_table(
        "address_logins",
        sa.Column("address", sa.Text(), nullable=False, comment="an IP address, as it was told"),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="the row of events"),
        sa.Column("player_id", Big, nullable=False, comment="0 for unknown usernames"),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("address", "at", "event_id", name=op.f("pk_address_logins")),
    )
    op.create_index("ix_address_logins_at", "address_logins", ["at"], unique=False)
    op.create_index("ix_address_logins_player_id_at", "address_logins", ["player_id", "at"], unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
