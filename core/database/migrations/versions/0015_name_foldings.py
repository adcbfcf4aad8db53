"""Names are found by their letters alone, and usernames by how they look as well."""

import sqlalchemy as sa
from alembic import op

from core import foldings
from core.database.tables.base import Big, Term

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('external_id', 'username', 'email', 'phone', 'name', 'ip', 'device', 'instrument', 'phone_end', "
    "'card_end', 'username_alike')"
)
KNOWN = "ck_player_lookups_kind_known"
BATCH = 1000
PLAYERS = sa.text("SELECT id, username, first_name, last_name FROM players WHERE id > :last ORDER BY id LIMIT :batch")
LOOKUPS = sa.table("player_lookups", sa.column("term"), sa.column("kind"), sa.column("player_id"))


def upgrade() -> None:
    op.execute("DELETE FROM player_lookups WHERE kind IN ('name', 'username_alike')")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        op.drop_constraint(op.f(KNOWN), "player_lookups", type_="check")
        op.create_check_constraint(op.f(KNOWN), "player_lookups", KINDS)
    _fold()


def _rebuild() -> None:
    """SQLite changes no constraint of a table that is there."""
    op.drop_index("ix_player_lookups_player_id", "player_lookups")
    op.rename_table("player_lookups", "player_lookups_before")
    op.create_table(
        "player_lookups",
        sa.Column("term", Term, nullable=False, comment="case-folded"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.CheckConstraint(KINDS, name=op.f(KNOWN)),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_lookups_player_id")),
        sa.PrimaryKeyConstraint("term", "kind", "player_id", name=op.f("pk_player_lookups")),
    )
    op.execute(
        "INSERT INTO player_lookups (term, kind, player_id) SELECT term, kind, player_id FROM player_lookups_before"
    )
    op.drop_table("player_lookups_before")
    op.create_index("ix_player_lookups_player_id", "player_lookups", ["player_id"], unique=False)


def _fold() -> None:
    """Write anew by what each player's name is found, a thousand players at a time."""
    bind, last = op.get_bind(), 0
    while players := bind.execute(PLAYERS, {"last": last, "batch": BATCH}).all():
        rows = [
            {"term": term, "kind": kind, "player_id": player.id} for player in players for term, kind in _terms(player)
        ]
        if rows:
            bind.execute(sa.insert(LOOKUPS), rows)
        last = players[-1].id


def _terms(player: sa.Row[tuple[int, str, str | None, str | None]]) -> list[tuple[str, str]]:
    terms = [(term, "name") for term in sorted(foldings.names(player.first_name, player.last_name))]
    looks = foldings.alike(player.username)
    return [*terms, (looks, "username_alike")] if looks and looks != foldings.fold(player.username) else terms


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
