"""How players like one another play in a month."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "peer_quantiles",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False, comment="how old the account is"),
        sa.Column("currency", sa.Text(), nullable=False, comment="of the account"),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="the last of the days added up, in the office's zone"),
        sa.Column("players", sa.Integer(), nullable=False, comment="how many were active in these days"),
        *(sa.Column(f"p{each}", BIG, nullable=False) for each in (10, 25, 50, 75, 90, 95, 99)),
        sa.PrimaryKeyConstraint("brand", "band", "currency", "measure", name=op.f("pk_peer_quantiles")),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
