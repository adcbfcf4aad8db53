"""`pitboss backup` and `pitboss restore`: the whole desk in one file, while the bot runs, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.process.configuration import Settings

POSTGRESQL = (
    "This database is PostgreSQL: use its own tools, `pg_dump --format=custom` and `pg_restore`, or base backups with "
    "WAL. docs/operating.md says how."
)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")]) -> None:
    """Copy the SQLite database into FILE, also while the bot runs, and check the copy."""
    from bot.commands import console

    console.finished(_backed_up(file))


def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `pitboss backup` wrote.")]) -> None:
    """Put FILE in the place of the SQLite database, once the bot is stopped; what lay there is kept beside it."""
    from bot.commands import console

    console.finished(_restored(file))


async def _backed_up(file: Path) -> None:
    from bot.process import master_key, terminal
    from core.database import backups

    settings, database = _place()
    backups.make(database, file)
    terminal.out.print(f"Wrote {file}, and checked it.", soft_wrap=True)
    written = await _fitting(settings, file)
    if written and settings.master_key is None:
        key = master_key.beside(settings)
        terminal.out.print(f"The master key {key} is not in it: keep a copy of that file elsewhere.", soft_wrap=True)


async def _restored(file: Path) -> None:
    from bot.process import terminal
    from core.database import backups
    from core.database.connections import locked_file
    from core.moment import Moment

    settings, database = _place()
    with locked_file(settings.database_url):
        backups.refuse_damaged(file)
        await _fitting(settings, file)
        aside = backups.put_back(file, database, at=Moment.real().now)
    terminal.out.print(f"Restored {database} from {file}.", soft_wrap=True)
    for path in aside:
        terminal.out.print(f"What lay there is now {path}", soft_wrap=True)
    terminal.out.print("Run `pitboss doctor`, then start the bot.")


def _place() -> "tuple[Settings, Path]":
    """Find the file of the settings' database.

    Raises :class:`~core.database.backups.BackupRefused` for PostgreSQL.
    """
    import os

    from bot.process.configuration import Settings
    from core.database import connections, sqlite
    from core.database.backups import BackupRefused

    settings = Settings.read(os.environ, slack=False, key=False)
    if not connections.is_sqlite(settings.database_url):
        raise BackupRefused(POSTGRESQL)
    return settings, sqlite.path_of(settings.database_url)


async def _fitting(settings: "Settings", file: Path) -> bool:
    """Check a backup's revision, and the master key against its first record; tell whether there is any.

    Raises :class:`~core.errors.Refused` where they do not fit.
    """
    from sqlalchemy.engine import URL

    from bot.process import master_key
    from core import audit
    from core.database import upgrade
    from core.database.connections import Database
    from core.keyring import Keyring, MasterKeyWrong

    path = master_key.beside(settings)
    key = settings.master_key.get_secret_value() if settings.master_key else master_key.read(path)
    url = URL.create("sqlite+aiosqlite", database=str(file))
    database = Database.open(url.render_as_string(hide_password=False))
    try:
        async with database.read() as db:
            await upgrade.refuse_strange(db)
            written = await audit.anything_recorded(db)
            if written and key is None:
                raise MasterKeyWrong(f"The master key is missing: put {path} back, or set PITBOSS_MASTER_KEY.")
            if key is not None:
                await audit.refuse_other_key(db, Keyring(key))
    finally:
        await database.close()
    return written
