"""Migrations: bring a database to the newest revision, and refuse one that is newer than this code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from core.database import engines, trigrams
from core.database.connections import (
    DatabaseUnavailable,
    friendly_database_errors,
    is_sqlite,
    lock,
    try_lock,
    unwritable,
)
from core.errors import Conflict, Refused

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = "migrating"
FORBIDDEN = "42501"
"""PostgreSQL's insufficient_privilege."""
DISTRIBUTED_CHANGES = (
    "SET LOCAL citus.multi_shard_modify_mode = 'sequential'",
    "SET LOCAL citus.enable_unsafe_triggers = 'on'",
)
NO_ENTRY = ("28", "3D")
"""PostgreSQL error classes: wrong password or role; no such database."""


class MigratedTooFar(Refused):
    """The database was migrated by a newer version of Pitboss."""

    code = "migrated_too_far"


class NotOurs(Refused):
    """The database holds something else than a desk."""

    code = "not_ours"


class OwnerNeeded(Refused):
    """Only the role that owns the tables may migrate; the connected role does not."""

    code = "owner_needed"


class BeingMigrated(Conflict):
    """Another process is migrating the database right now."""

    code = "being_migrated"


@dataclass(frozen=True, slots=True)
class Migrated:
    """The revision before and after; equal where there was nothing to do."""

    before: str | None
    now: str
    trigrams: bool = True
    """Whether similar names are found by the letters they share: PostgreSQL needs an extension for that."""


async def migrate(url: str, *, waits: bool = True) -> Migrated:
    """Migrate the database to the newest revision, creating it if needed.

    One process migrates at a time; another one waits for it, or is refused where ``waits`` is False.
    Raises :class:`BeingMigrated` in that case, :class:`MigratedTooFar` when a newer version has migrated the database,
    :class:`OwnerNeeded` when the role may not migrate,
    :class:`~core.database.connections.DatabaseUnavailable` when nothing answers at this address.
    """
    if is_sqlite(url) and (name := make_url(url).database):
        _create_private_file(Path(name))
    engine = engines.make(url, poolclass=NullPool)
    try:
        with _operator_errors(url):
            async with engine.begin() as connection:
                before = await revision(connection)
                if before != newest():
                    await _take_migration_lock(connection, waits=waits)
                    await _allow_distributed(connection)
                    await connection.run_sync(_upgrade)
            async with engine.begin() as connection:
                installed = await trigrams.install(connection)
        return Migrated(before, newest(), installed)
    finally:
        await engine.dispose()


async def revision(db: AsyncConnection) -> str | None:
    """Read the revision of a database; None where it was never migrated."""
    heads: tuple[Any, ...] = await db.run_sync(
        lambda connection: MigrationContext.configure(connection).get_current_heads()
    )
    return str(heads[0]) if heads else None


async def refuse_strange(db: AsyncConnection) -> None:
    """Refuse a database that is not one of Pitboss.

    Raises :class:`MigratedTooFar` for one of a newer version, :class:`NotOurs` for one that was never migrated.
    """
    here = await revision(db)
    if here is None:
        raise NotOurs("This file holds no database of Pitboss.")
    _refuse_strange((here,))


@cache
def newest() -> str:
    """Give the revision this code needs."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return str(ScriptDirectory.from_config(config).get_current_head())


async def _take_migration_lock(connection: AsyncConnection, *, waits: bool) -> None:
    """Keep other processes from migrating until the transaction ends; SQLite's write lock already does."""
    if waits:
        await lock(connection, LOCK)
    elif not await try_lock(connection, LOCK):
        raise BeingMigrated("Another process is migrating this database right now. Try again when it is done.")


async def _allow_distributed(connection: AsyncConnection) -> None:
    """Let the tables of a Citus cluster be changed in one transaction; elsewhere these settings mean nothing."""
    if connection.dialect.name != "sqlite":
        for setting in DISTRIBUTED_CHANGES:
            await connection.exec_driver_sql(setting)


@contextmanager
def _operator_errors(url: str) -> Iterator[None]:
    """Turn connection and permission errors into sentences that tell the operator what to do."""
    shown, role = engines.shown(url), make_url(url).username
    try:
        with friendly_database_errors():
            yield
    except DatabaseUnavailable as unavailable:
        cause = getattr(unavailable.__cause__, "orig", unavailable.__cause__)
        raise DatabaseUnavailable(
            f"{shown} does not answer: {cause}. Start it, or correct PITBOSS_DATABASE_URL."
        ) from cause
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == FORBIDDEN:
            raise OwnerNeeded(
                f"This database needs a migration, which the role {role} may not do. Run "
                "`pitboss migrate` with PITBOSS_DATABASE_URL naming the role that owns the tables, grant "
                f"{role} its rights as docs/operating.md says, then start again."
            ) from error
        if state.startswith(NO_ENTRY):
            raise DatabaseUnavailable(
                f"{shown} refuses the connection: {error.orig}. Correct PITBOSS_DATABASE_URL."
            ) from error
        raise


def _create_private_file(path: Path) -> None:
    """Create the file readable by its owner only, as it holds personal data; SQLite's side files inherit the mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise unwritable(path, error) from error


def _upgrade(connection: SyncConnection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    _refuse_strange(MigrationContext.configure(connection).get_current_heads())
    command.upgrade(config, "head")


def _refuse_strange(here: tuple[Any, ...]) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if strange := [revision for revision in here if revision not in known]:
        raise MigratedTooFar(
            f"This database is at revision {strange[0]}, which this version of Pitboss does not know: a newer one has "
            "migrated it. Run that version, or point PITBOSS_DATABASE_URL at another database."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
