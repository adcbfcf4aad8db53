"""Databases as an older Pitboss left them."""

from collections.abc import Iterable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from core.database.upgrade import MIGRATIONS


async def older(url: str, revision: str, statements: Iterable[str]) -> None:
    """Make a database of this revision, with what the statements put into it."""

    def upgrade(connection: SyncConnection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        for statement in statements:
            await connection.execute(text(statement.replace(":", r"\:")))
    await engine.dispose()
