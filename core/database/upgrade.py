"""Bringing a database to the shape of the tables, and refusing one that is ahead of this code."""

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
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from core.database.connections import DatabaseUnavailable, is_sqlite, lock, lock_at_once, told_plainly
from core.errors import Conflict, Refused

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = "migrating"
FORBIDDEN = "42501"
"""PostgreSQL's insufficient_privilege."""
NO_ENTRY = ("28", "3D")
"""Classes of PostgreSQL's errors: the password or the role is wrong, there is no such database."""


class MigratedTooFar(Refused):
    """The database was made by a newer Pitboss than this one."""

    code = "migrated_too_far"


class OwnerNeeded(Refused):
    """The role of this address may not do it; the one that owns the tables may."""

    code = "owner_needed"


class BeingMigrated(Conflict):
    """Another process brings the database up to date just now."""

    code = "being_migrated"


@dataclass(frozen=True, slots=True)
class Migrated:
    """From which revision to which; the same one where there was nothing to do."""

    before: str | None
    now: str


async def migrate(url: str, *, waits: bool = True) -> Migrated:
    """Bring the database to the newest revision, making it if need be.

    One process at a time does that: another one ``waits``, or is refused by :class:`BeingMigrated`.
    Raises :class:`MigratedTooFar` when a newer Pitboss has been here, :class:`OwnerNeeded` when the role may not,
    :class:`~core.database.connections.DatabaseUnavailable` when nothing answers at this address.
    """
    if is_sqlite(url) and (name := make_url(url).database):
        _make_room(Path(name))
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        with _told_to_an_operator(url):
            async with engine.begin() as connection:
                before = await revision(connection)
                if before != newest():
                    await _alone(connection, waits=waits)
                    await connection.run_sync(_upgrade)
        return Migrated(before, newest())
    finally:
        await engine.dispose()


async def revision(db: AsyncConnection) -> str | None:
    """Give the revision a database stands at; None where it was never migrated."""
    heads: tuple[Any, ...] = await db.run_sync(
        lambda connection: MigrationContext.configure(connection).get_current_heads()
    )
    return str(heads[0]) if heads else None


@cache
def newest() -> str:
    """Give the revision this code wants."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return str(ScriptDirectory.from_config(config).get_current_head())


async def _alone(connection: AsyncConnection, *, waits: bool) -> None:
    """Let no other process migrate until the transaction ends; SQLite's writing lock does that by itself."""
    if waits:
        await lock(connection, LOCK)
    elif not await lock_at_once(connection, LOCK):
        raise BeingMigrated("Another process is migrating this database just now. Try again when it is done.")


@contextmanager
def _told_to_an_operator(url: str) -> Iterator[None]:
    """Turn what an address does not allow into a sentence that says what to do about it."""
    shown, role = make_url(url).render_as_string(hide_password=True), make_url(url).username
    try:
        with told_plainly():
            yield
    except DatabaseUnavailable as silence:
        cause = getattr(silence.__cause__, "orig", silence.__cause__)
        raise DatabaseUnavailable(
            f"{shown} does not answer: {cause}. Start it, or mend PITBOSS_DATABASE_URL."
        ) from cause
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == FORBIDDEN:
            raise OwnerNeeded(
                f"This database is not as this Pitboss wants it, and the role {role} may not change that. Run "
                "`pitboss migrate` with the address of the role that owns the tables in PITBOSS_DATABASE_URL, and give "
                f"{role} its rights as docs/operating.md says; then start again."
            ) from error
        if state.startswith(NO_ENTRY):
            raise DatabaseUnavailable(f"{shown} lets nobody in: {error.orig}. Mend PITBOSS_DATABASE_URL.") from error
        raise


def _make_room(path: Path) -> None:
    """Make a new file its owner's alone, since it says who the players are; SQLite's files beside it follow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _upgrade(connection: SyncConnection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    here: tuple[Any, ...] = MigrationContext.configure(connection).get_current_heads()
    if strange := [revision for revision in here if revision not in known]:
        raise MigratedTooFar(
            f"This database is at revision {strange[0]}, which this Pitboss does not know: a newer one has "
            "been here. Run that version, or give this one another database by PITBOSS_DATABASE_URL."
        )
    command.upgrade(config, "head")
