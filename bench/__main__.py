"""Measure everything and print one line per figure; the full run also rewrites the table."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator

from bench import (
    activity,
    cold_start,
    digests,
    forms,
    growth,
    intake,
    lookups,
    pretend_slack,
    report,
    statuses,
    sweep,
    votes,
    world,
)
from bench.figures import FULL, SHORT, Figure, Size
from bench.world import World

KINDS = ("sqlite", "postgres")


async def measured(size: Size, data: World) -> AsyncIterator[Figure]:
    """Measure one figure after the other, each against its baseline."""
    async with pretend_slack.listening() as slack:
        parts = [
            *(lookups.alone(data, slack, size, kind) for kind in KINDS),
            lookups.together(data, slack, size),
            *(forms.opened(data, slack, size, kind) for kind in KINDS),
            *(votes.executed(data, size, kind) for kind in KINDS),
            intake.taken(data, slack, size),
            growth.grown(data, size),
            intake.imported(data, slack, size),
            statuses.read(data, slack, size),
            statuses.from_two(data, slack, size),
            *(activity.summaries(data, size, kind) for kind in KINDS),
            *(sweep.swept(data, size, kind) for kind in KINDS),
            *(digests.told(data, size, kind) for kind in KINDS),
            cold_start.measured(size),
        ]
        for part in parts:
            async for figure in part:
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
    figures = asyncio.run(_printed(size))
    if size.whole:
        report.keep(figures)


if __name__ == "__main__":
    main()
