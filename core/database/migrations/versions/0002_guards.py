"""Partitions by month, append-only tables, and the guards that span rows."""

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("records", "ledger_transactions", "ledger_entries", "ledger_keys", "votes")
PARTITIONED = ("records", "events")

SQLITE_PENDING = """
CREATE TRIGGER records_wait_to_be_sealed AFTER INSERT ON records
BEGIN INSERT INTO pending_records (record_id, record_at) VALUES (NEW.id, NEW.at); END
"""
SQLITE_APPEND_ONLY = """
CREATE TRIGGER {table}_append_only_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
SQLITE_BALANCED = """
CREATE TRIGGER ledger_keys_balanced BEFORE INSERT ON ledger_keys
BEGIN
  SELECT RAISE(ABORT, 'the entries of a transaction must sum to zero')
  WHERE (SELECT count(*) FROM ledger_entries e
         WHERE e.player_id = NEW.player_id AND e.transaction_id = NEW.transaction_id) < 2
     OR EXISTS (SELECT 1 FROM ledger_entries e
         WHERE e.player_id = NEW.player_id AND e.transaction_id = NEW.transaction_id
         GROUP BY e.currency HAVING sum(e.amount_minor) != 0);
END
"""
SQLITE_CLOSED = """
CREATE TRIGGER ledger_entries_closed BEFORE INSERT ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'the transaction is closed')
  WHERE EXISTS (SELECT 1 FROM ledger_keys k JOIN ledger_transactions t
                  ON t.player_id = k.player_id AND t.id = k.transaction_id AND t.key = k.key
                WHERE t.player_id = NEW.player_id AND t.id = NEW.transaction_id);
END
"""

POSTGRESQL = (
    """
    CREATE FUNCTION pitboss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
    """,
    """
    CREATE FUNCTION pitboss_wait_to_be_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO pending_records (record_id, record_at) VALUES (NEW.id, NEW.at); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER records_wait_to_be_sealed AFTER INSERT ON records
    FOR EACH ROW EXECUTE FUNCTION pitboss_wait_to_be_sealed()
    """,
    """
    CREATE FUNCTION pitboss_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM fresh
          WHERE (SELECT count(*) FROM ledger_entries e
                 WHERE e.player_id = fresh.player_id AND e.transaction_id = fresh.transaction_id) < 2
             OR EXISTS (SELECT FROM ledger_entries e
                 WHERE e.player_id = fresh.player_id AND e.transaction_id = fresh.transaction_id
                 GROUP BY e.currency HAVING sum(e.amount_minor) <> 0))
      THEN RAISE EXCEPTION 'the entries of a transaction must sum to zero'; END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_keys_balanced AFTER INSERT ON ledger_keys REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION pitboss_balanced()
    """,
    """
    CREATE FUNCTION pitboss_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM (SELECT DISTINCT player_id, transaction_id FROM fresh) AS mine
          WHERE (SELECT count(*) FROM ledger_transactions t JOIN ledger_keys k ON k.key = t.key
                 WHERE t.player_id = mine.player_id AND t.id = mine.transaction_id) > 0)
      THEN RAISE EXCEPTION 'the transaction is closed'; END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_entries_closed AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION pitboss_closed()
    """,
)

# One partition a month, made with the rights of whoever owns the tables, so that a role that may only write rows can have
# the coming months made, of these two tables. A month whose rows already lie in the default partition stays there.
MONTHS = """
CREATE FUNCTION pitboss_make_partitions(parent text, first date, months int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
  start date := date_trunc('month', first);
  name text;
BEGIN
  IF parent NOT IN ('records', 'events') OR months NOT BETWEEN 1 AND 240 THEN
    RAISE EXCEPTION 'no partitions are made of % for % months', parent, months;
  END IF;
  FOR i IN 1 .. months LOOP
    name := parent || to_char(start, '_YYYY_MM');
    IF to_regclass(name) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent,
                       start::timestamp AT TIME ZONE 'UTC',
                       (start + interval '1 month')::timestamp AT TIME ZONE 'UTC');
      EXCEPTION WHEN check_violation OR duplicate_table THEN NULL;
      END;
    END IF;
    start := start + interval '1 month';
  END LOOP;
END $$
"""
NOT_FOR_ALL = "REVOKE ALL ON FUNCTION pitboss_make_partitions(text, date, int) FROM PUBLIC"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_PENDING)
        op.execute(SQLITE_BALANCED)
        op.execute(SQLITE_CLOSED)
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(SQLITE_APPEND_ONLY.format(table=table, verb=verb))
        return
    for table in PARTITIONED:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    for statement in POSTGRESQL:
        op.execute(statement)
    schema = op.get_bind().dialect.identifier_preparer.quote(op.get_bind().scalar(text("SELECT current_schema()")))
    op.execute(MONTHS.format(schema=schema))
    op.execute(NOT_FOR_ALL)
    for table in PARTITIONED:
        op.execute(f"SELECT pitboss_make_partitions('{table}', current_date, 4)")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION pitboss_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pitboss_refuse_change()"
        )


def downgrade() -> None:
    message = "guards are never taken off"
    raise RuntimeError(message)
