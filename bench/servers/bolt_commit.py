"""A bare Bolt app that makes one empty durable commit before it answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiosqlite
import asyncpg

from bench.servers.serving import bare_bolt, listening, of_bolt, settings, until_told

Commit = Callable[[], Awaitable[Any]]


@asynccontextmanager
async def committing(url: str) -> AsyncIterator[Commit]:
    """Give what commits by the driver itself. Nothing at all would not be flushed, so it writes the least there is."""
    if url.startswith("sqlite"):
        async with aiosqlite.connect(url.partition(":///")[2], isolation_level=None) as db:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 20000"):
                await db.execute(f"PRAGMA {pragma}")
            numbers = count(1)
            yield lambda: db.execute(f"PRAGMA user_version = {next(numbers)}")
    else:
        async with asyncpg.create_pool(url.replace("+asyncpg", ""), min_size=20, max_size=20) as pool:
            yield lambda: pool.fetchval("SELECT pg_logical_emit_message(true, '', '')")


async def main() -> None:
    app = bare_bolt(answers_first=False)
    async with committing(settings()[0]) as commit:

        @app.command("/player")
        async def answer(ack: Any) -> None:
            await commit()
            await ack()

        async with listening(of_bolt(app)) as url:
            await until_told(url)


if __name__ == "__main__":
    asyncio.run(main())
