"""Bringing a database to the shape of the tables, and refusing one that is ahead of this code."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from core.db import is_sqlite, told_plainly
from core.errors import Refused

MIGRATIONS = Path(__file__).parent / "migrations"


class MigratedTooFar(Refused):
    """The database was made by a newer Pitboss than this one."""

    code = "migrated_too_far"


async def migrate(url: str) -> None:
    """Bring the database to the newest revision, making it if need be.

    Raises :class:`MigratedTooFar` when a newer Pitboss has been here.
    """
    if is_sqlite(url) and (name := make_url(url).database):
        _make_room(Path(name))
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        with told_plainly():
            async with engine.begin() as connection:
                await connection.run_sync(_upgrade)
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
