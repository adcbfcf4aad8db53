"""Functions of the database as they are where tables are distributed: each row is reached on the machine it lies on.

They replace those of the migrations. On a worker, a trigger runs on a part of a table, which is named after the table
with a number; the parts of one player's rows in other tables are found by the range of players that they hold.
"""

HOLD_PLAYERS = """
CREATE OR REPLACE FUNCTION pitboss_hold_players(ids bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE one bigint;
BEGIN
  FOR one IN SELECT DISTINCT unnest(ids) ORDER BY 1 LOOP
    RETURN QUERY SELECT id FROM players WHERE id = one FOR NO KEY UPDATE;
  END LOOP;
END $$
"""
"""Locks one player at a time, by id: several cannot be locked by one statement where they lie on several machines."""

HOLD_WALLETS = """
CREATE OR REPLACE FUNCTION pitboss_hold_wallets(owners bigint[], names text[], currencies text[])
RETURNS TABLE (player_id bigint, wallet text, currency text, balance_minor bigint) LANGUAGE plpgsql AS $$
DECLARE one bigint;
BEGIN
  FOR one IN SELECT DISTINCT unnest(owners) ORDER BY 1 LOOP
    RETURN QUERY SELECT w.player_id, w.wallet, w.currency, w.balance_minor FROM wallets w
      WHERE w.player_id = one AND (w.wallet, w.currency) IN (
        SELECT g.wallet, g.currency FROM unnest(owners, names, currencies) AS g (owner, wallet, currency)
        WHERE g.owner = one)
      ORDER BY w.wallet, w.currency FOR UPDATE;
  END LOOP;
END $$
"""

PART = """
CREATE OR REPLACE FUNCTION pitboss_part_beside(part text, of_schema text, wanted text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT format('%I.%I', of_schema, wanted || '_' || there.shardid)
  FROM pg_dist_shard here JOIN pg_dist_shard there
    ON there.shardminvalue = here.shardminvalue AND there.logicalrelid = to_regclass(format('%I.%I', of_schema, wanted))
  WHERE here.shardid = substring(part FROM '_([0-9]+)$')::bigint
$$
"""
"""Names the part of a table that holds the same players as this part of another one."""

BALANCED = """
CREATE OR REPLACE FUNCTION pitboss_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entries text := pitboss_part_beside(TG_TABLE_NAME, TG_TABLE_SCHEMA, 'ledger_entries');
  odd boolean;
BEGIN
  EXECUTE format(
    'SELECT coalesce(sum(n), 0) < 2 OR min(first) <> 1 OR max(last) <> sum(n) OR bool_or(total <> 0) FROM ('
    'SELECT count(*) AS n, min(line) AS first, max(line) AS last, sum(amount_minor) AS total FROM %s '
    'WHERE player_id = $1 AND transaction_id = $2 GROUP BY currency) AS by_currency', entries)
  INTO odd USING NEW.player_id, NEW.transaction_id;
  IF odd THEN RAISE EXCEPTION 'the entries of a transaction must sum to zero'; END IF;
  RETURN NULL;
END $$
"""

CLOSED = """
CREATE OR REPLACE FUNCTION pitboss_closed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  posted text := pitboss_part_beside(TG_TABLE_NAME, TG_TABLE_SCHEMA, 'ledger_transactions');
  keys text := pitboss_part_beside(TG_TABLE_NAME, TG_TABLE_SCHEMA, 'ledger_keys');
  found boolean := false;
BEGIN
  IF keys IS NOT NULL THEN  -- while rows are moved here, the keys are the last to come
    EXECUTE format('SELECT EXISTS (SELECT FROM %s t JOIN %s k ON k.player_id = t.player_id AND k.key = t.key '
      'WHERE t.player_id = $1 AND t.id = $2)', posted, keys) INTO found USING NEW.player_id, NEW.transaction_id;
  END IF;
  IF found THEN RAISE EXCEPTION 'the transaction is closed'; END IF;
  RETURN NULL;
END $$
"""

FUNCTIONS = (PART, HOLD_PLAYERS, HOLD_WALLETS, BALANCED, CLOSED)
