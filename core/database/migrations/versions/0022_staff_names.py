"""What the chat workspace calls an account, kept beside the desk's own name of its holder.

Until now both were one, so nothing is known of accounts already on the staff: the next answer of the workspace says it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("staff", sa.Column("shown_name", sa.Text(), comment="what the chat workspace calls the account"))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
