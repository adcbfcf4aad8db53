"""What stands behind an event that names a request is written down with it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Of what came before, an act of ours was whatever named a request that was carried out for the same player.
OURS = """
UPDATE events SET backing = 'ours'
WHERE request_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM requests
  WHERE requests.id = events.request_id AND requests.player_id = events.player_id
    AND requests.state IN ('done', 'in_force', 'confirmed', 'ended'))
"""


def upgrade() -> None:
    comment = "of an event that names a request: what stands behind it"
    op.add_column("events", sa.Column("backing", sa.Text(), comment=comment))
    op.execute(OURS)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
