"""Who opened their Home lately is found by an index, so that only those Homes are drawn again."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    viewed = sa.text("action = 'home.viewed'")
    op.create_index(
        "ix_records_home",
        "records",
        ["actor_id", "at"],
        unique=False,
        sqlite_where=viewed,
        postgresql_where=viewed,
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
