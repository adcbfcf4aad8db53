"""Keys and guards that hold where a player's rows lie on a machine of their own.

What is unique among all players moves to tables of its own; what is unique on the tables of players names the player.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

KNOWN = "INSERT INTO external_ids (brand, external_id, player_id) SELECT brand, external_id, id FROM players"

# The whole statement was looked at before; on another machine than the one it came to, each row is looked at alone. The
# lines of a transaction are counted from 1, so one that is complete has 1 and 2, and no other line can join it.
ROW_GUARDS = (
    "DROP TRIGGER ledger_keys_balanced ON ledger_keys",
    "DROP TRIGGER ledger_entries_closed ON ledger_entries",
    """
    CREATE OR REPLACE FUNCTION pitboss_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE lines bigint; numbered boolean; alike boolean; total numeric;
    BEGIN
      SELECT count(*), min(line) = 1 AND max(line) = count(*), min(currency) = max(currency), sum(amount_minor)
      INTO lines, numbered, alike, total FROM ledger_entries
      WHERE player_id = NEW.player_id AND transaction_id = NEW.transaction_id;
      IF lines < 2 OR NOT numbered OR (alike AND total <> 0) OR (NOT alike AND EXISTS (
        SELECT FROM ledger_entries WHERE player_id = NEW.player_id AND transaction_id = NEW.transaction_id
        GROUP BY currency HAVING sum(amount_minor) <> 0))
      THEN RAISE EXCEPTION 'the entries of a transaction must sum to zero'; END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_keys_balanced AFTER INSERT ON ledger_keys
    FOR EACH ROW EXECUTE FUNCTION pitboss_balanced()
    """,
    """
    CREATE OR REPLACE FUNCTION pitboss_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM ledger_transactions t JOIN ledger_keys k ON k.player_id = t.player_id AND k.key = t.key
          WHERE t.player_id = NEW.player_id AND t.id = NEW.transaction_id)
      THEN RAISE EXCEPTION 'the transaction is closed'; END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_entries_closed AFTER INSERT ON ledger_entries
    FOR EACH ROW WHEN (NEW.line NOT IN (1, 2)) EXECUTE FUNCTION pitboss_closed()
    """,
)

# Rows of many players are locked here in one statement, and by another body one player at a time on several machines.
LOCKS = (
    """
    CREATE FUNCTION pitboss_hold_players(ids bigint[]) RETURNS SETOF bigint LANGUAGE sql AS $$
      SELECT id FROM players WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE
    $$
    """,
    """
    CREATE FUNCTION pitboss_hold_wallets(owners bigint[], names text[], currencies text[])
    RETURNS TABLE (player_id bigint, wallet text, currency text, balance_minor bigint) LANGUAGE sql AS $$
      SELECT w.player_id, w.wallet, w.currency, w.balance_minor FROM wallets w
      WHERE (w.player_id, w.wallet, w.currency) IN (SELECT * FROM unnest(owners, names, currencies))
      ORDER BY w.player_id, w.wallet, w.currency FOR UPDATE
    $$
    """,
)


def upgrade() -> None:
    op.create_table(
        "external_ids",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False, comment="the platform's own"),
        sa.Column("player_id", Big, nullable=False),
        sa.PrimaryKeyConstraint("brand", "external_id", name=op.f("pk_external_ids")),
    )
    op.execute(KNOWN)
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
        return
    op.drop_constraint("uq_players_brand_external_id", "players")
    op.drop_constraint("fk_player_lookups_player_id", "player_lookups")
    op.drop_constraint("fk_player_documents_player_id", "player_documents")
    op.execute("CREATE UNIQUE INDEX pk_ledger_keys_of_player ON ledger_keys (player_id, key)")
    op.execute("ALTER TABLE ledger_keys DROP CONSTRAINT pk_ledger_keys")
    op.execute("ALTER INDEX pk_ledger_keys_of_player RENAME TO pk_ledger_keys")
    op.execute("ALTER TABLE ledger_keys ADD CONSTRAINT pk_ledger_keys PRIMARY KEY USING INDEX pk_ledger_keys")
    for statement in (*ROW_GUARDS, *LOCKS):
        op.execute(statement)


def _on_sqlite() -> None:
    """Make the tables anew, as SQLite takes no constraint off one; foreign keys are not checked while migrating."""
    op.execute("PRAGMA legacy_alter_table = ON")  # else what refers to a table would follow the old one
    _rebuild("players", (r",\s*CONSTRAINT uq_players_brand_external_id UNIQUE \(brand, external_id\)", ""))
    for table in ("player_lookups", "player_documents"):
        _rebuild(
            table, (rf",\s*CONSTRAINT fk_{table}_player_id FOREIGN KEY\(player_id\) REFERENCES players \(id\)", "")
        )
    _rebuild("ledger_keys", (r'PRIMARY KEY \("key"\)', 'PRIMARY KEY (player_id, "key")'))
    op.execute("PRAGMA legacy_alter_table = OFF")


def _rebuild(table: str, change: tuple[str, str]) -> None:
    """Copy a table into one that differs by this change, with its indexes and triggers."""
    bind = op.get_bind()
    parts = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL ORDER BY rowid")
    made: Sequence[tuple[str, str]] = [(row[0], row[1]) for row in bind.execute(parts, {"table": table})]
    (before,) = (sql for kind, sql in made if kind == "table")
    after, changed = re.subn(*change, before)
    if changed != 1:
        message = f"{table} is not as the migrations before this one left it"
        raise RuntimeError(message)
    bind.exec_driver_sql(re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_anew", after))
    bind.exec_driver_sql(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in made:
        if kind != "table":
            bind.exec_driver_sql(sql)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
