"""Health checks of a database: whether it answers, has all guard triggers and gives the bot's role the right grants."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from core.database.connections import Connection, insert_or_else
from core.database.tables import metadata, seen_deliveries

GUARDED = ("records", "ledger_transactions", "ledger_entries", "ledger_keys", "votes")
"""Append-only tables: their rows are never changed or deleted."""
OTHER_GUARDS = ("ledger_keys_balanced", "ledger_entries_closed")
"""Triggers that keep transactions balanced and refuse entries added to a posted one."""
RIGHTS = text("""
SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       pg_get_userbyid(relowner) = current_user AS owns,
       has_function_privilege(to_regprocedure('pitboss_make_partitions(text, date, int)'), 'EXECUTE')
           AS makes_partitions,
       ARRAY(SELECT name FROM unnest(CAST(:tables AS text[])) name WHERE to_regclass(name) IS NOT NULL AND NOT (
             has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT')
             AND has_table_privilege(name, 'UPDATE') AND has_table_privilege(name, 'DELETE'))
             UNION SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = to_regnamespace(current_schema())
             AND NOT (has_sequence_privilege(oid, 'USAGE') AND has_sequence_privilege(oid, 'SELECT'))) AS refused
FROM pg_class WHERE oid = to_regclass('records')
""")


@dataclass(frozen=True, slots=True)
class RoleRights:
    """The rights of the PostgreSQL role the bot connects as."""

    superuser: bool
    owns: bool
    """Whether it owns the tables, and so could drop every guard trigger."""
    makes_partitions: bool
    """Whether it may create the partitions of the coming months."""
    refused: frozenset[str]
    """Tables and sequences it lacks read or write access to."""


async def ping(db: Connection) -> None:
    """Run a trivial statement, to see whether the database answers."""
    await db.execute(text("SELECT 1"))


async def write(db: Connection, *, now: datetime) -> None:
    """Write a row, the same one each time, to see whether the database can be written."""
    adding = insert_or_else(db, seen_deliveries).values(key="written", at=now)
    await db.execute(adding.on_conflict_do_update(index_elements=["key"], set_={"at": now}))


async def damage(db: Connection) -> list[str]:
    """List what is damaged in a SQLite file: its pages, indexes and references; empty where all is well."""
    found = [str(row[0]) for row in await db.execute(text("PRAGMA quick_check(5)"))]
    return [] if found == ["ok"] else found


async def missing_guards(db: Connection) -> list[str]:
    """List the guard triggers of records, votes and the ledger that are missing or disabled."""
    sqlite = db.dialect.name == "sqlite"
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not sqlite:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
    there = set((await db.execute(text(query))).scalars())
    verbs = ("append_only_UPDATE", "append_only_DELETE") if sqlite else ("append_only", "never_emptied")
    required = {f"{table}_{verb}" for table in GUARDED for verb in verbs} | set(OTHER_GUARDS)
    return sorted(required - there)


async def role_rights(db: Connection) -> RoleRights:
    """Read the rights of the connected role; PostgreSQL only."""
    row = (await db.execute(RIGHTS, {"tables": [*metadata.tables]})).one()
    return RoleRights(row.superuser, row.owns, row.makes_partitions is not False, frozenset(row.refused))


async def compiles(db: Connection) -> bool:
    """Tell whether PostgreSQL may compile statements of this role before it runs them."""
    return bool((await db.execute(text("SHOW jit"))).scalar_one() == "on")


async def server_time(db: Connection) -> datetime:
    """Read the clock of the PostgreSQL server."""
    now: datetime = (await db.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return now
