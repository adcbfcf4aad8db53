"""Different players of any days are counted by how long those of each day had been away."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

PRESENCE = """
INSERT INTO desk_presence (day, brand, previous, players)
SELECT there.day, players.brand, there.previous, count(*)
FROM (
    SELECT player_id, day,
           coalesce(lag(day) OVER (PARTITION BY player_id ORDER BY day), {never}) AS previous
    FROM daily_rollups WHERE kind = 'active'
) there JOIN players ON players.id = there.player_id
GROUP BY there.day, players.brand, there.previous
"""


def upgrade() -> None:
    day, before = "in the office's zone", "the day on which they were there before; year 1: never"
    op.create_table(
        "desk_presence",
        sa.Column("day", sa.Date(), nullable=False, comment=day),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("previous", sa.Date(), nullable=False, comment=before),
        sa.Column("players", sa.Integer(), nullable=False, comment="how many were there on both and on no day between"),
        sa.PrimaryKeyConstraint("day", "brand", "previous", name=op.f("pk_desk_presence")),
    )
    never = "'0001-01-01'" if op.get_bind().dialect.name == "sqlite" else "DATE '0001-01-01'"
    op.execute(sa.text(PRESENCE.format(never=never)))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
