"""Sessions of a player are found in the order in which they began."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_play_sessions_player_id_started_at", "play_sessions", ["player_id", "started_at"])


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
