"""What commands open that work on the database and never call Slack."""

import getpass
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.process import geography, master_key
from bot.process.configuration import Settings
from core import office, office_changes
from core.database.connections import Connection, Database, is_sqlite
from core.database.upgrade import migrate, newest, revision
from core.moment import Moment
from core.office import Office
from core.people import Actor, Origin, Permission, SystemRight, Visibility
from core.work import Desk, Work

COMMAND_LINE = frozenset(
    {Permission.AUDIT_READ, Permission.DIGEST_READ, Permission.STAFF_FREEZE, Permission.STAFF_GRANT}
)
"""The permissions of the command line's operator, in addition to its system rights."""


@dataclass(frozen=True, slots=True)
class Offline:
    """A database and the desk it belongs to."""

    database: Database
    desk: Desk

    def work(self, db: Connection) -> Work:
        """Return the work of a transaction on this connection, at the current time."""
        return Work(db, self.desk, Moment.real())

    def wake_outbox(self) -> None:
        """Do nothing: the bot delivers the outbox when it runs."""


@asynccontextmanager
async def opened(environ: Mapping[str, str], *, writes: bool = True) -> AsyncIterator[Offline]:
    """Bring the database of the environment up to date and open it until the block ends.

    What only reads, and records that it did, works beside a bot: without ``writes`` the file is not taken.
    Raises :class:`~core.database.connections.DatabaseInUse` when it would write a SQLite file that a bot is writing.
    """
    settings = Settings.read(environ, slack=False)
    decided = office.load_file(settings.office) if settings.office else office.default()
    async with of(settings, decided, writes=writes) as here:
        yield here


@asynccontextmanager
async def of(settings: Settings, decided: Office, *, writes: bool = True) -> AsyncIterator[Offline]:
    """Open the database of these settings."""
    database = Database.open(settings.database_url, exclusive=writes)
    try:
        await (migrate(settings.database_url) if writes else _migrated(settings.database_url, database))
        async with database.read() as db:
            decided = await office_changes.in_use(db, decided)
        key = await master_key.fitting(settings, database)
        yield Offline(database, Desk(decided, key, country_of=geography.load(settings.geoip_file).country_of))
    finally:
        await database.close()


async def _migrated(url: str, database: Database) -> None:
    """Bring up to date what no bot is writing; a bot that does has done so itself.

    Raises :class:`~core.database.connections.DatabaseInUse` where that bot is of another version.
    """
    if _exists(url):
        async with database.read() as db:
            if await revision(db) == newest():
                return
    held = Database.open(url, exclusive=True)
    try:
        await migrate(url)
    finally:
        await held.close()


def _exists(url: str) -> bool:
    """Tell whether there is something to look at; a file is created by migrating, so that nobody else can read it."""
    return not is_sqlite(url) or Path(str(make_url(url).database)).exists()


def operator() -> Actor:
    """Give the operator of the command line: no staff, no role; the record names the account of the machine."""
    return Actor(
        staff_id=None,
        person="command_line",
        name=f"{getpass.getuser()} (command line)",
        permissions=COMMAND_LINE,
        sees=frozenset(Visibility),
        system=frozenset({SystemRight.OPERATE}),
        origin=Origin(surface="command_line"),
    )
