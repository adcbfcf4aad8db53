"""Players are found by the keys under which two tellings of one person meet."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Term, Utc
from core.particulars import Particulars

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('external_id', 'username', 'email', 'phone', 'name', 'ip', 'device', 'instrument', 'phone_end', "
    "'card_end', 'username_alike', 'person')"
)
KNOWN = "ck_player_lookups_kind_known"
BATCH = 1000
NAMES = tuple(Particulars.__dataclass_fields__)
PLAYERS = sa.table(
    "players", *(sa.column(name, sa.Date() if name == "born_on" else sa.Text()) for name in NAMES), sa.column("id", Big)
)
LOOKUPS = sa.table("player_lookups", sa.column("term"), sa.column("kind"), sa.column("player_id"))


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        op.drop_constraint(op.f(KNOWN), "player_lookups", type_="check")
        op.create_check_constraint(op.f(KNOWN), "player_lookups", KINDS)
    _add_keys()


def _rebuild() -> None:
    """SQLite changes no constraint of a table that is there."""
    op.drop_index("ix_player_lookups_player_id", "player_lookups")
    op.rename_table("player_lookups", "player_lookups_before")
    op.create_table(
        "player_lookups",
        sa.Column("term", Term, nullable=False, comment="case-folded"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("first_at", Utc(), nullable=True, comment="when it was first seen"),
        sa.CheckConstraint(KINDS, name=op.f(KNOWN)),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_lookups_player_id")),
        sa.PrimaryKeyConstraint("term", "kind", "player_id", name=op.f("pk_player_lookups")),
    )
    op.execute(
        "INSERT INTO player_lookups (term, kind, player_id, first_at) "
        "SELECT term, kind, player_id, first_at FROM player_lookups_before"
    )
    op.drop_table("player_lookups_before")
    op.create_index("ix_player_lookups_player_id", "player_lookups", ["player_id"], unique=False)


def _add_keys() -> None:
    """Write the keys of each player, a thousand players at a time."""
    bind, last = op.get_bind(), 0
    query = sa.select(PLAYERS).where(PLAYERS.c.id > sa.bindparam("last")).order_by(PLAYERS.c.id).limit(BATCH)
    while players := bind.execute(query, {"last": last}).mappings().all():
        rows = [{"term": key, "kind": "person", "player_id": each["id"]} for each in players for key in _keys(each)]
        if rows:
            bind.execute(sa.insert(LOOKUPS), rows)
        last = players[-1]["id"]


def _keys(player: sa.RowMapping) -> set[str]:
    return set(Particulars.of(dict(player)).person_keys())


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
