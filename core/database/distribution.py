"""The distribution of a desk over the machines of a Citus cluster: what it takes, in order, and carrying it out.

Each step is a transaction of its own and is left out where it was done before, so that what was interrupted goes on.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.database import engines
from core.database.connections import friendly_database_errors, is_sqlite
from core.database.distributed_functions import FUNCTIONS
from core.database.tables import metadata, placement
from core.database.tables.placement import Place
from core.errors import Refused

WORKERS_LEAST = 2
"""With fewer, one machine does all that it did before, and is asked over the network."""
SETTINGS = ("SET LOCAL citus.enable_unsafe_triggers = 'on'", "SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
"""Lets guards stand on each part of a table, as they read rows of the same player alone; and tables refer to others."""
CREATE = "SELECT create_distributed_table('{name}', '{column}', colocate_with => '{other}')"
FIRST = "players"
LAST = "ledger_keys"
"""Closes transactions: while rows are moved, their entries have to be there before."""

HAS_EXTENSION = text("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')")
IS_COORDINATOR = text("SELECT citus_is_coordinator()")
WORKERS = text("SELECT count(*) FROM pg_dist_node WHERE noderole = 'primary' AND isactive AND shouldhaveshards")
DISTRIBUTED = text("SELECT logicalrelid::regclass::text FROM pg_dist_partition WHERE partmethod = 'h'")


class NotDistributable(Refused):
    """This database cannot be distributed, or not in this way."""

    code = "not_distributable"


@dataclass(frozen=True, slots=True)
class DistributionStep:
    """One statement of the distribution."""

    statement: str
    table: str | None = None
    """The table that it distributes; none where it replaces a function."""


def plan(done: Collection[str] = ()) -> tuple[DistributionStep, ...]:
    """List the statements that distribute a database, in order, without the tables of ``done``."""
    tables = {table.name: placement.of(table) for table in metadata.sorted_tables}
    others = [name for name, home in tables.items() if home.place is Place.PLAYER and name not in {FIRST, LAST}]
    by_key = [name for name, home in tables.items() if home.place is Place.KEY]
    beside = {FIRST: "none"} | dict.fromkeys((*others, LAST), FIRST) | dict.fromkeys(by_key, "none")
    return (
        *(DistributionStep(function) for function in FUNCTIONS),
        *(
            DistributionStep(
                f"SELECT create_distributed_table('{name}', '{tables[name].column}', colocate_with => '{other}')", name
            )
            for name, other in beside.items()
            if name not in done
        ),
    )


async def distribute(url: str, *, with_rows: bool = False, tell: Callable[[str], None] = lambda _: None) -> int:
    """Distribute a migrated database and return how many tables that took; 0 where all were.

    ``with_rows`` moves what is in the tables, while nobody else may write; else tables with rows are refused.
    Raises :class:`NotDistributable`.
    """
    refuse_file(url)
    engine = engines.make(url)
    try:
        with friendly_database_errors():
            async with engine.connect() as db:
                return await _distribute(db, with_rows=with_rows, tell=tell)
    finally:
        await engine.dispose()


def refuse_file(url: str) -> None:
    """Refuse SQLite: one file lies on one machine.

    Raises :class:`NotDistributable`.
    """
    if is_sqlite(url):
        raise NotDistributable(
            "SQLite is one file on one machine. A desk on several machines starts on PostgreSQL with Citus; "
            "docs/scale.md says how."
        )


async def undistributed(db: AsyncConnection) -> list[str] | None:
    """List the tables that a distributed database does not distribute yet; None where nothing is distributed."""
    if db.dialect.name == "sqlite" or not await db.scalar(HAS_EXTENSION):
        return None
    done = set(await db.scalars(DISTRIBUTED))
    return [step.table for step in plan(done) if step.table] if done else None


async def _distribute(db: AsyncConnection, *, with_rows: bool, tell: Callable[[str], None]) -> int:
    await _refuse_unfit(db)
    steps = plan(set(await db.scalars(DISTRIBUTED)))
    tables = [step.table for step in steps if step.table]
    if not with_rows and (filled := [name for name in tables if await _has_rows(db, name)]):
        raise NotDistributable(
            f"There are rows in {', '.join(filled[:3])}{' and others' if filled[3:] else ''}. Moving them stops the "
            "desk: stop every process of Pitboss, back up, and run `pitboss migrate --distribute --with-rows`. "
            "docs/scale.md says how long that takes."
        )
    await db.rollback()
    for step in steps:
        async with db.begin():
            for statement in (*SETTINGS, step.statement):
                await db.exec_driver_sql(statement)
        if step.table:
            tell(step.table)
    return len(tables)


async def _refuse_unfit(db: AsyncConnection) -> None:
    if not await db.scalar(HAS_EXTENSION):
        raise NotDistributable(
            "This database has no Citus. Run `CREATE EXTENSION citus` in it on every machine of the cluster, as a "
            "superuser, then try again; docs/scale.md says how."
        )
    if not await db.scalar(IS_COORDINATOR):
        raise NotDistributable(
            "This server is a worker of the cluster. Name the coordinator in PITBOSS_DATABASE_URL, and try again."
        )
    workers = await db.scalar(WORKERS) or 0
    if workers < WORKERS_LEAST:
        raise NotDistributable(
            f"The cluster has {workers} of the {WORKERS_LEAST} workers it needs at least. Add them with "
            "`SELECT citus_add_node('host', 5432)` on the coordinator, then try again."
        )


async def _has_rows(db: AsyncConnection, table: str) -> bool:
    return bool(await db.scalar(text(f"SELECT EXISTS (SELECT FROM {table})")))  # noqa: S608 - a name of ours
