"""What happened by day, and where each sweep is."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOCKS = 713
"""Names, among PostgreSQL's advisory locks, those of intakes under way."""
ROUND = 2_147_483_647
"""Advisory locks of two numbers hold 31 bits of the second; intakes further apart than that never meet."""
NEXT = f"""
CREATE FUNCTION pitboss_next_intake() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE before bigint;
BEGIN
  SELECT last_value INTO before FROM event_intakes;
  PERFORM pg_advisory_xact_lock_shared({LOCKS}, (before % {ROUND})::int);
  RETURN nextval('event_intakes');
END $$
"""
HORIZON = f"""
CREATE FUNCTION pitboss_intake_horizon() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  last bigint;
  behind bigint;
BEGIN
  SELECT last_value INTO last FROM event_intakes;
  SELECT max((last % {ROUND} - objid::bigint + {ROUND}) % {ROUND}) INTO behind FROM pg_locks
  WHERE locktype = 'advisory' AND classid = {LOCKS} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (last % {ROUND} - objid::bigint + {ROUND}) % {ROUND} < {ROUND} / 2;  -- others began after we read the last
  RETURN last - coalesce(behind, 0);
END $$
"""


def number_intakes() -> None:
    """Give each intake a number, so that a sweep can tell up to where nothing new will appear.

    An intake first locks the number before its own, then takes its own, and holds the lock until it commits; whoever
    reads the last number first and the locks after it sees every intake that may still commit below that number.
    """
    if op.get_bind().dialect.name == "sqlite":  # one writer: numbers commit in their order
        op.execute("INSERT INTO watermarks (name, upto) VALUES ('intake', 0)")
        return
    op.execute("CREATE SEQUENCE event_intakes MINVALUE 0 START 0")
    op.execute("SELECT nextval('event_intakes')")
    op.execute(NEXT)
    op.execute(HORIZON)


def upgrade() -> None:
    op.create_table(
        "daily_rollups",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in the office's zone"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="a type of event, login:failed, or active: logged in or bet"
        ),
        sa.Column("currency", sa.Text(), nullable=False, comment="empty where no money moved"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("largest_minor", Big, nullable=False, comment="of one event"),
        sa.PrimaryKeyConstraint("player_id", "day", "kind", "currency", name=op.f("pk_daily_rollups")),
        sqlite_with_rowid=False,
    )
    active = sa.text("kind = 'active'")
    op.create_index(
        "ix_daily_rollups_active",
        "daily_rollups",
        ["day", "player_id"],
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_table(
        "daily_origins",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in the office's zone"),
        sa.Column("kind", sa.Text(), nullable=False, comment="device or country"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False, comment="logins tried"),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('device', 'country')", name=op.f("ck_daily_origins_kind_known")),
        sa.PrimaryKeyConstraint("player_id", "day", "kind", "value", name=op.f("pk_daily_origins")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "desk_rollups",
        sa.Column("day", sa.Date(), nullable=False, comment="in the office's zone"),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("count", Big, nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("players", sa.Integer(), nullable=False, comment="how many different ones"),
        sa.PrimaryKeyConstraint("day", "brand", "kind", "currency", name=op.f("pk_desk_rollups")),
    )
    op.create_table(
        "watermarks",
        sa.Column(
            "name", sa.Text(), nullable=False, comment="a sweep's, or 'intake' where the database has no sequences"
        ),
        sa.Column("upto", Big, nullable=False, comment="the last intake it has dealt with"),
        sa.Column("moved_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watermarks")),
    )
    op.create_table(
        "player_limits",
        sa.Column(
            "player_id", Big, sa.ForeignKey("players.id", name=op.f("fk_player_limits_player_id")), nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="deposit, loss, session … as the platform calls it"),
        sa.Column("period", sa.Text(), nullable=False, comment="day, week …; empty where it names none"),
        sa.Column("amount_minor", Big, nullable=True, comment="absent when the limit was taken away"),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("set_at", Utc(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("player_id", "kind", "period", name=op.f("pk_player_limits")),
    )
    op.create_index("ix_events_intake", "events", ["intake"], unique=False)
    op.create_index("ix_events_player_id_intake", "events", ["player_id", "intake"], unique=False)
    number_intakes()


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
