"""SQLAlchemy's engines as Pitboss sets them up, for a SQLite file and for a PostgreSQL server."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.database import faults, postgresql, sqlite
from core.database.tables.base import document_text

POOL_SIZE = 20
"""PostgreSQL connections per process: sixteen concurrent people and the timers."""
UNLOGGED_POOL_SIZE = 4
"""PostgreSQL connections for writes that may be lost on power failure; each is held for one short statement."""
SQLITE_READERS = 16
"""Reading connections to a SQLite file, opened when they are needed and kept: a thread and some statements each."""

OWN_SESSION = "pitboss.session"
"""A setting that only a server keeps for a connection: a pooler refuses or forgets it."""
NO_JIT = {"jit": "off"}
"""Compiling a statement takes longer than any of ours runs; PostgreSQL does it where it expects many rows."""
ASYNC_COMMIT = {"synchronous_commit": "off", OWN_SESSION: "own", **NO_JIT}
"""Makes a PostgreSQL connection commit without waiting for the disk."""

DISTRIBUTED = "distributed"

REMEMBERED = {"prepared_statement_cache_size": 500}
"""Statements that a connection keeps prepared: more than the desk has. A forgotten one is planned anew five times."""


def make(url: str, **how: Any) -> AsyncEngine:
    """Make an engine whose errors show no parameter values: errors are logged, and values are personal data."""
    address: str | URL = url
    if not is_sqlite(url):
        address, told = postgresql.connecting(url)
        of_session = how.pop("server_settings", {})
        settings = {**told.pop("server_settings", {}), **({} if is_pooled(url) else of_session)}
        how["connect_args"] = REMEMBERED | told | ({"server_settings": settings} if settings else {})
    engine = create_async_engine(address, hide_parameters=True, json_serializer=document_text, **how)
    if not event.contains(engine.sync_engine, "handle_error", _leave_lost_server):
        event.listen(engine.sync_engine, "handle_error", _leave_lost_server)
    if not is_sqlite(url) and not event.contains(engine.sync_engine, "connect", note_distribution):
        event.listen(engine.sync_engine, "connect", note_distribution)
    return engine


def note_distribution(dbapi_connection: Any, record: Any) -> None:
    """Note on a new connection to PostgreSQL whether its database is one of Citus."""
    cursor = dbapi_connection.cursor()
    cursor.execute("SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL")
    record.info[DISTRIBUTED] = cursor.fetchone()[0]
    cursor.close()
    dbapi_connection.rollback()


def _leave_lost_server(context: ExceptionContext) -> None:
    """Open every connection anew after one met a server that is gone, or may not be written any more."""
    if faults.unanswered(context.original_exception):
        context.is_disconnect = True


def of_server(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    """Make the engines of a PostgreSQL server: for reading and transactions, and for writes without the disk."""
    engine = make(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_use_lifo=True,  # the connection used last has planned the most statements
        skip_autocommit_rollback=True,
        server_settings=NO_JIT,
    )
    unlogged_writer = make(
        url,
        pool_size=UNLOGGED_POOL_SIZE,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        server_settings=ASYNC_COMMIT,
    )
    return engine, unlogged_writer


def of_file(url: str) -> tuple[AsyncEngine, AsyncEngine]:
    """Make the engines of a SQLite file: for those who read, and for the one who writes."""
    connect = sqlite.connecting(url)
    reader = make(
        url,
        async_creator=connect,
        pool_size=SQLITE_READERS,
        max_overflow=0,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    writer = make(url, async_creator=connect, pool_size=1, max_overflow=0)
    event.listen(reader.sync_engine, "connect", sqlite.prepare_reader)
    event.listen(writer.sync_engine, "connect", sqlite.prepare_writer)
    event.listen(writer.sync_engine, "begin", sqlite.begin_immediate)
    return reader, writer


def is_sqlite(url: str) -> bool:
    """Tell whether the URL names a SQLite file rather than a PostgreSQL server."""
    return make_url(url).get_backend_name() == "sqlite"


def is_pooled(url: str) -> bool:
    """Tell whether the URL says that PgBouncer stands before the server."""
    return make_url(url).query.get("pgbouncer") == "true"


def shown(url: str) -> str:
    """Write the address of a database for people, without its password."""
    return make_url(url).render_as_string() if is_sqlite(url) else postgresql.shown(url)
