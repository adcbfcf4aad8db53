"""`pitboss migrate`: migrate the database, as the role that owns its tables, and distribute it over a cluster."""

from typing import Annotated

import typer


def migrate(
    *,
    distribute: Annotated[bool, typer.Option("--distribute", help="Spread the tables over a Citus cluster.")] = False,
    with_rows: Annotated[bool, typer.Option("--with-rows", help="Also tables with rows; stop the desk first.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what --distribute would run, and stop.")] = False,
) -> None:
    """Migrate the database of PITBOSS_DATABASE_URL to this version; on PostgreSQL with its owner's address."""
    from bot.commands import console

    if (with_rows or dry_run) and not distribute:
        message = "belongs to --distribute"
        raise typer.BadParameter(message, param_hint="--with-rows" if with_rows else "--dry-run")
    console.finished(_planned() if dry_run else _migrated(distribute=distribute, with_rows=with_rows))


async def _planned() -> None:
    """Print the statements of the distribution; nothing is asked of the database."""
    from bot.process import terminal
    from core.database import distribution

    for step in distribution.plan():
        terminal.out.print(f"{step.statement.strip()};", highlight=False, markup=False, soft_wrap=True)


async def _migrated(*, distribute: bool, with_rows: bool) -> None:
    import os

    from bot.process import terminal
    from bot.process.configuration import Settings
    from core.database import distribution, partitions, trigrams
    from core.database.connections import Database, is_sqlite
    from core.database.upgrade import migrate
    from core.moment import Moment

    url = Settings.read(os.environ, slack=False, key=False).database_url
    if distribute:
        distribution.refuse_file(url)
    database = Database.open(url, exclusive=True)
    try:
        done = await migrate(url, waits=False)
        async with database.write() as db:
            await partitions.ensure(db, months=partitions.MONTHS_AHEAD, first=Moment.real().now.date())
            spread = await distribution.undistributed(db) is not None
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
    if distribute or spread:
        await _distributed(url, with_rows=with_rows)


async def _distributed(url: str, *, with_rows: bool) -> None:
    from bot.process import terminal
    from core.database import distribution

    number = await distribution.distribute(
        url, with_rows=with_rows, tell=lambda table: terminal.err.print(f"Distributed {table}.")
    )
    if number:
        terminal.out.print(f"Distributed {number} tables over the cluster.")
    else:
        terminal.out.print("Nothing to distribute: every table lies where it belongs.")
