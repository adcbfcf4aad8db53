"""SQLAlchemy's engines as Pitboss sets them up, for a SQLite file and for a PostgreSQL server."""

from typing import Any

from pydantic_core import to_json
from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.database import faults, postgresql, sqlite

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's lock: longer than any of our writes, shorter than a person's patience."""
SINGLE_STATEMENTS = {"single_statements": True}
"""Marks a SQLite connection on which each statement commits by itself, so that no transaction is begun."""
SQLITE_READERS = 16
"""Reading connections to a SQLite file, opened when they are needed and kept: a thread and some statements each."""


def make(url: str, **how: Any) -> AsyncEngine:
    """Make an engine whose errors show no parameter values: errors are logged, and values are personal data."""
    address: str | URL = url
    if not is_sqlite(url):
        address, told = postgresql.connecting(url)
        of_session = how.pop("server_settings", {})
        settings = {**told.pop("server_settings", {}), **({} if is_pooled(url) else of_session)}
        how["connect_args"] = told | ({"server_settings": settings} if settings else {})
    engine = create_async_engine(address, hide_parameters=True, json_serializer=_json, **how)
    if not event.contains(engine.sync_engine, "handle_error", _leave_lost_server):
        event.listen(engine.sync_engine, "handle_error", _leave_lost_server)
    return engine


def _json(value: Any) -> str:
    """Serialise JSON six times as fast as the standard library; every event has some."""
    return to_json(value).decode()


def _leave_lost_server(context: ExceptionContext) -> None:
    """Open every connection anew after one met a server that is gone, or may not be written any more."""
    if faults.unanswered(context.original_exception):
        context.is_disconnect = True


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
    event.listen(reader.sync_engine, "connect", _prepare_sqlite_reader)
    event.listen(writer.sync_engine, "connect", _prepare_sqlite_writer)
    event.listen(writer.sync_engine, "begin", _begin_immediate)
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


def _prepare_sqlite_reader(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _prepare_sqlite_writer(connection: Any, _record: object) -> None:
    connection.isolation_level = (
        None  # BEGIN IMMEDIATE is sent explicitly: a deferred transaction can fail when it first writes
    )
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "wal_autocheckpoint = 20000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    if not SINGLE_STATEMENTS.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
