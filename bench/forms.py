"""Opening a form: from the signed request until `views.open` reaches Slack, alone and with sixteen people at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from itertools import chain, cycle, product
from random import Random

from bench.figures import Figure, Size, median, percentile
from bench.knocking import SECRET, Command, Line, lines
from bench.lookups import CONNECTIONS, NAMES
from bench.pretend_slack import PretendSlack
from bench.servers import started
from bench.world import AGENTS, World, environment

EACH = 4
"""Forms that each of the sixteen opens in a round, one of each kind."""
PACE_SECONDS = 2.0
"""How often somebody opens a form who reads it first, for the figure beside the one that is held to a goal."""
WAIT_SECONDS = 20


class Opening:
    """Commands that open a form, with and without a player in them."""

    def __init__(self, world: World) -> None:
        self._kinds: Iterator[tuple[str, bool]] = cycle(product(("/block", "/adjust"), (True, False)))
        self._usernames = cycle(world.usernames)

    def next(self, agent: str) -> Command:
        name, whom = next(self._kinds)
        return Command.typed(name, next(self._usernames) if whom else "", by=agent)


async def opened(world: World, slack: PretendSlack, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Measure one person and sixteen in turns, then sixteen who take their time."""
    opening, one, sixteen = Opening(world), list[float](), list[float]()
    settings = environment(world.database(kind), slack.url, SECRET)
    async with started("pitboss", settings) as url, lines(url, CONNECTIONS) as people:

        async def open_form(line: Line, agent: str) -> float:
            command = opening.next(agent)
            form, began = slack.form_of(command.trigger), time.perf_counter()
            await line.ask(command)
            return await asyncio.wait_for(form, WAIT_SECONDS) - began

        async def go_on(line: Line, agent: str) -> list[float]:
            return [await open_form(line, agent) for _ in range(EACH)]

        async def take_time(line: Line, agent: str) -> list[float]:
            await asyncio.sleep(luck.uniform(0, PACE_SECONDS))
            taken = []
            for _ in range(max(2, size.rounds)):
                taken.append(await open_form(line, agent))
                await asyncio.sleep(luck.uniform(0.5, 1.5) * PACE_SECONDS)
            return taken

        luck = Random(1)  # noqa: S311 - the pace of people
        await asyncio.gather(*map(go_on, people, AGENTS))
        for _ in range(2 * size.rounds):
            one += [await open_form(people[0], AGENTS[0]) for _ in range(3 * EACH)]
            sixteen += chain.from_iterable(await asyncio.gather(*map(go_on, people, AGENTS)))
        paced = list(chain.from_iterable(await asyncio.gather(*map(take_time, people, AGENTS))))
    alone = median(one)
    on = f"on {NAMES[kind]}: 99th percentile against the median alone"
    yield Figure(name=f"Opening a form, 16 people at once, {on}", measured=percentile(sixteen, 99) / alone, at_most=4)
    yield Figure(name=f"Opening a form, 16 people, one every 2 s, {on}", measured=percentile(paced, 99) / alone)
