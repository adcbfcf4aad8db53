"""Opening a form: from the signed request until `views.open` reaches Slack, alone and with sixteen people at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import chain, cycle, product
from random import Random

from bench.figures import Figure, Size, median, percentile
from bench.http_requests import SECRET, Command, Line, lines
from bench.lookups import CONNECTIONS, NAMES
from bench.pretend_slack import PretendSlack
from bench.servers import started
from bench.world import AGENTS, World, environment

EACH = 4
"""Forms that each of the sixteen opens in a round, one of each kind."""
PACE_SECONDS = 2.0
"""Seconds between the forms of a person who reads them."""
WAIT_SECONDS = 20


class Opening:
    """People who open forms, with and without a player in them."""

    def __init__(self, world: World, slack: PretendSlack) -> None:
        self._kinds: Iterator[tuple[str, bool]] = cycle(product(("/block", "/adjust"), (True, False)))
        self._usernames = cycle(world.usernames)
        self._slack = slack
        self._luck = Random(1)  # noqa: S311 - the pace of people

    async def once(self, line: Line, agent: str) -> float:
        """Open one form and give the seconds until it reached Slack."""
        name, whom = next(self._kinds)
        command = Command.typed(name, next(self._usernames) if whom else "", by=agent)
        request, form = command.request(), self._slack.form_of(command.trigger)
        began = time.perf_counter()
        await line.send(request)
        return await asyncio.wait_for(form, WAIT_SECONDS) - began

    async def at_once(self, people: list[Line]) -> list[float]:
        """Open one form after the other for everybody, without a pause."""

        async def go_on(line: Line, agent: str) -> list[float]:
            return [await self.once(line, agent) for _ in range(EACH)]

        return list(chain.from_iterable(await asyncio.gather(*map(go_on, people, AGENTS))))

    async def in_their_time(self, people: list[Line], forms: int) -> list[float]:
        """Open forms for everybody at the pace of people."""

        async def take_time(line: Line, agent: str) -> list[float]:
            await asyncio.sleep(self._luck.uniform(0, PACE_SECONDS))
            taken = []
            for _ in range(forms):
                taken.append(await self.once(line, agent))
                await asyncio.sleep(self._luck.uniform(0.5, 1.5) * PACE_SECONDS)
            return taken

        return list(chain.from_iterable(await asyncio.gather(*map(take_time, people, AGENTS))))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long forms took, as multiples of the median of one person alone."""

    without_pause: float
    """The 99th percentile of sixteen people who never pause."""
    in_their_time: float
    """The 99th percentile of sixteen people at the pace of people."""
    longest: float
    """The longest of those."""


async def opened(world: World, slack: PretendSlack, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Measure the bot against the minimum for any bot in one process, which reads nothing, in turns."""
    on, told = f"on {NAMES[kind]}", "Opening a form, 99th percentile "
    waits = await _waits("pitboss", world, slack, size, kind)
    bare = await _waits("bolt_form", world, slack, size, kind)
    against = waits.without_pause / bare.without_pause
    yield Figure(
        name=f"{told}of 16 without a pause over the median alone, against bare Bolt, {on}",
        measured=against,
        at_most=1.3,
    )
    yield Figure(
        name=f"{told}of 16 each every 2 s against the median alone, {on}", measured=waits.in_their_time, at_most=4
    )
    yield Figure(name=f"Opening a form, the longest of those, {on}", measured=waits.longest)


async def _waits(name: str, world: World, slack: PretendSlack, size: Size, kind: str) -> Waits:
    """Measure one person and sixteen in turns, then sixteen who take their time."""
    opening, one, sixteen = Opening(world, slack), list[float](), list[float]()
    settings = environment(world.database(kind), slack.url, SECRET)
    async with started(name, settings) as url, lines(url, CONNECTIONS) as people:
        await opening.at_once(people)
        for _ in range(2 * size.rounds):
            one += [await opening.once(people[0], AGENTS[0]) for _ in range(3 * EACH)]
            sixteen += await opening.at_once(people)
        paced = await opening.in_their_time(people, max(8, size.rounds))
    alone = median(one)
    return Waits(percentile(sixteen, 99) / alone, percentile(paced, 99) / alone, max(paced) / alone)
