"""What events contradict, and what is needed to tell: ends of withdrawals and bets, references of payments."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Utc

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A row that a withdrawal's end made says that it was asked for when it was over.
ASKED = """
UPDATE withdrawals SET asked = false WHERE state IN ('paid', 'cancelled') AND asked_at = changed_at
"""
REFERENCE = {"sqlite": "json_extract(events.body, '$.reference')", "postgresql": "events.body ->> 'reference'"}
REFERENCES = """
INSERT INTO payment_references (brand, reference, player_id, at, event)
SELECT players.brand, {reference}, events.player_id, events.at, events.id
FROM events JOIN players ON players.id = events.player_id
WHERE events.type = 'deposit' AND {reference} IS NOT NULL
ORDER BY events.at
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    comment = "what it contradicts, in words; no state and no balance follows it then"
    op.add_column("events", sa.Column("contradicts", sa.Text(), comment=comment))
    asked = "whether that was told"
    op.add_column(
        "withdrawals", sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.true(), comment=asked)
    )
    voided = "given back instead of settled"
    op.add_column("bets", sa.Column("voided", sa.Boolean(), nullable=False, server_default=sa.false(), comment=voided))
    op.create_table(
        "payment_references",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="the payment provider's"),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("event", sa.Uuid(), nullable=False, comment="the first deposit that named it"),
        sa.PrimaryKeyConstraint("brand", "reference", name=op.f("pk_payment_references")),
    )
    op.execute(ASKED)
    op.execute(REFERENCES.format(reference=REFERENCE[op.get_bind().dialect.name]))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
