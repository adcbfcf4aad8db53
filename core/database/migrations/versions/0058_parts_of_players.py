"""Terms know the year of birth, and are found by their player: a search by parts reads few rows of a common name."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

BORN = {"sqlite": "CAST(substr(born_on, 1, 4) AS INTEGER)", "postgresql": "extract(year FROM born_on)"}
FILL = """
UPDATE player_lookups SET born_year = (SELECT {born} FROM players WHERE players.id = player_lookups.player_id)
WHERE kind IN ('username', 'username_alike', 'name')
"""
HAS_YEAR = sa.text("born_year IS NOT NULL")


def upgrade() -> None:
    year: sa.Column[int] = sa.Column(
        "born_year", sa.SmallInteger(), nullable=True, comment="of names and usernames: the year of the player's birth"
    )
    op.add_column("player_lookups", year)
    op.execute(FILL.format(born=BORN[op.get_bind().dialect.name]))
    op.drop_index("ix_player_lookups_player_id", "player_lookups")
    op.create_index("ix_player_lookups_player_id", "player_lookups", ["player_id", "term"], postgresql_include=["kind"])
    op.create_index(
        "ix_player_lookups_born_year",
        "player_lookups",
        ["born_year", "term"],
        postgresql_where=HAS_YEAR,
        sqlite_where=HAS_YEAR,
        postgresql_include=["player_id"],
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
