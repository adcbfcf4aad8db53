"""The bot as it ships."""

import asyncio
import os

from bench.servers.serving import until_told
from bot import features
from bot.process.configuration import Settings
from bot.startup import running, settle


async def main() -> None:
    async with running(Settings.read(os.environ), features.ALL) as bot:
        settle()
        await until_told(bot.url)


if __name__ == "__main__":
    asyncio.run(main())
