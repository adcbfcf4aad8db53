"""`/player` by username: from the signed request to the answer with the card in it, its record committed."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle

from bench.figures import Figure, Size, median, ratio_of_each
from bench.http_requests import SECRET, Command, Line, lines
from bench.pretend_slack import PretendSlack
from bench.servers import started
from bench.world import AGENTS, World, environment

CONNECTIONS = 16
WARMING = 40
"""Requests for warming up: connections, prepared statements, caches."""
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


class Looking:
    """Commands that look one player after the other up, by one agent after the other."""

    def __init__(self, world: World) -> None:
        self._usernames: Iterator[str] = cycle(world.usernames)
        self._agents: Iterator[str] = cycle(AGENTS)

    def next(self) -> Command:
        return Command.typed("/player", next(self._usernames), by=next(self._agents))


async def alone(world: World, slack: PretendSlack, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Measure one connection, request by request in turns with the baselines."""
    looking, taken = Looking(world), {name: list[float]() for name in ("pitboss", "bolt_commit", "bolt_ack")}
    async with AsyncExitStack() as stack:
        ends = {name: (await stack.enter_async_context(_served(name, world, slack, kind)))[0] for name in taken}
        for _ in range(size.pairs):
            for name, line in ends.items():
                taken[name].append(await _timed(line, looking.next(), card=name == "pitboss"))
    ours, commit, ack = (median(taken[name]) for name in ("pitboss", "bolt_commit", "bolt_ack"))
    on = NAMES[kind]
    yield Figure(
        name=f"/player on {on}, against bare Bolt with one empty durable commit", measured=ours / commit, at_most=2.5
    )
    yield Figure(name=f"/player on {on}, against bare Bolt that only acknowledges", measured=ours / ack)


async def together(world: World, slack: PretendSlack, size: Size) -> AsyncIterator[Figure]:
    """Measure sixteen connections on PostgreSQL, in short rounds in turns with the baselines."""
    looking, rates = (
        Looking(world),
        {name: list[float]() for name in ("pitboss", "bolt_statements", "aiohttp_statements")},
    )
    async with AsyncExitStack() as stack:
        ends = {
            name: await stack.enter_async_context(_served(name, world, slack, "postgres", CONNECTIONS))
            for name in rates
        }
        for _ in range(size.rounds):
            for name, several in ends.items():
                rates[name].append(await _rate(several, looking, size.round_seconds))
    ours = rates["pitboss"]
    over = "/player per second at 16 connections on PostgreSQL, against the same statements "
    bolt, floor = (ratio_of_each(ours, rates[name]) for name in ("bolt_statements", "aiohttp_statements"))
    yield Figure(name=f"{over}behind bare Bolt", measured=bolt, at_least=0.8)
    yield Figure(name=f"{over}by hand", measured=floor, at_least=0.2)


@asynccontextmanager
async def _served(
    name: str, world: World, slack: PretendSlack, kind: str, several: int = 1
) -> AsyncIterator[list[Line]]:
    settings = environment(world.database(kind), slack.url, SECRET)
    async with started(name, settings) as url, lines(url, several) as opened:
        warming = Looking(world)
        for _ in range(WARMING):
            await asyncio.gather(*(line.ask(warming.next()) for line in opened))
        yield opened


async def _timed(line: Line, command: Command, *, card: bool) -> float:
    request = command.request()
    began = time.perf_counter()
    body = await line.send(request)
    seconds = time.perf_counter() - began
    if card and (b'"blocks"' not in body or command.text.encode() not in body):
        raise RuntimeError(f"{command} brought no card: {body!r}")
    return seconds


async def _rate(several: list[Line], looking: Looking, seconds: float) -> float:
    """Count the answers a second, each connection asking again as soon as it has its answer."""
    began = time.perf_counter()

    async def ask(line: Line) -> int:
        answered = 0
        while time.perf_counter() < began + seconds:
            await line.ask(looking.next())
            answered += 1
        return answered

    answered = sum(await asyncio.gather(*map(ask, several)))
    return answered / (time.perf_counter() - began)
