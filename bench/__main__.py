"""Measure everything and print one line a figure; the whole run also keeps the table."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator

from bench import lookups, pretend_slack, world
from bench.figures import FULL, SHORT, Figure, Size
from bench.world import World


async def measured(size: Size, data: World) -> AsyncIterator[Figure]:
    async with pretend_slack.listening() as slack:
        for kind in ("sqlite", "postgres"):
            async for figure in lookups.alone(data, slack, size, kind):
                yield figure
        async for figure in lookups.together(data, slack, size):
            yield figure


async def _printed(size: Size) -> list[Figure]:
    told = []
    with world.opened() as data:
        async for figure in measured(size, data):
            print(figure.line(), flush=True)
            told.append(figure)
    return told


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    size = SHORT if "--short" in sys.argv[1:] else FULL
    asyncio.run(_printed(size))


if __name__ == "__main__":
    main()
