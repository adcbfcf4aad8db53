"""`pitboss run`: the bot itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.process.configuration import Settings


def run() -> None:
    """Run the bot, with the settings of the environment (PITBOSS_…), until it is stopped."""
    import asyncio
    import os

    from bot.commands import console
    from bot.process import logs
    from bot.process.configuration import Settings
    from core.errors import Refused

    logs.begin()
    try:
        asyncio.run(_until_told(Settings.read(os.environ)))
    except Refused as refusal:
        console.refuse(refusal.message)


async def _until_told(settings: "Settings") -> None:
    import asyncio
    import logging
    import signal

    from bot import features
    from bot.startup import running, settle

    told = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, told.set)
    async with running(settings, features.ALL) as bot:
        settle()
        logging.getLogger("pitboss").info("Listening on %s", bot.url)
        logging.getLogger("pitboss").info("Health and metrics on %s", bot.health_url)
        await told.wait()
