"""`pitboss migrate`: migrate the database, as the role that owns its tables."""


def migrate() -> None:
    """Migrate the database of PITBOSS_DATABASE_URL to this version; on PostgreSQL with its owner's address."""
    from bot.commands import console

    console.finished(_migrated())


async def _migrated() -> None:
    import os

    from bot.process import terminal
    from bot.process.configuration import Settings
    from core.database import partitions, trigrams
    from core.database.connections import Database, is_sqlite
    from core.database.upgrade import migrate
    from core.moment import Moment

    url = Settings.read(os.environ, slack=False, key=False).database_url
    database = Database.open(url, exclusive=True)
    try:
        done = await migrate(url, waits=False)
        async with database.write() as db:
            await partitions.ensure(db, months=partitions.MONTHS_AHEAD, first=Moment.real().now.date())
    finally:
        await database.close()
    if done.before == done.now:
        terminal.out.print(f"Nothing to do: the database is at revision {done.now}, which this version needs.")
    else:
        terminal.out.print(f"Brought the database from {done.before or 'nothing'} to revision {done.now}.")
    if not done.trigrams:
        terminal.out.print(f"{trigrams.WITHOUT} {trigrams.REMEDY}")
    if not is_sqlite(url):
        terminal.out.print(f"This month and the {partitions.MONTHS_AHEAD - 1} after it have their partitions.")
