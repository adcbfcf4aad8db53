"""Exclusions name how far they reach, and hold for linked accounts as rows that follow them."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("player_blocks", sa.Column("reach", sa.Text(), comment="of an exclusion: account, brand or licence"))
    op.add_column(
        "player_blocks",
        sa.Column("reached_from", sa.Uuid(), comment="the exclusion of a linked account that it follows"),
    )
    _index("ix_player_blocks_excluding", ["player_id"], "kind != 'block' AND ended_at IS NULL")
    _index("ix_player_blocks_reached_from", ["reached_from"], "reached_from IS NOT NULL")


def _index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "player_blocks", columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
