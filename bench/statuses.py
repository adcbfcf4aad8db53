"""`GET /v1/players/{id}/status` at sixteen connections: against the same by hand, and from one process or two."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count, islice
from pathlib import Path

import asyncpg

from bench.figures import Figure, Size, median, ratio_of_each
from bench.http_requests import SECRET, Line, lines
from bench.pretend_slack import PretendSlack
from bench.servers import started
from bench.world import COMPANY, World, environment

CONNECTIONS = 16
KEY = "bench-status-key-0123456789abcdef"
WARMING = 30
TICKS = os.sysconf("SC_CLK_TCK")


async def read(world: World, slack: PretendSlack, size: Size) -> AsyncIterator[Figure]:
    """Read statuses of one player after the other, in rounds in turns with the baseline."""
    url, rates, numbers = world.database("postgres"), {name: list[float]() for name in ("pitboss", "by_hand")}, count()
    servers = {"pitboss": "pitboss", "by_hand": "status_statement"}
    async with AsyncExitStack() as stack:
        ends = {name: await stack.enter_async_context(_served(server, url, slack)) for name, server in servers.items()}
        for _ in range(size.rounds):
            for name, several in ends.items():
                rates[name].append(await _rate(several, numbers, size.round_seconds))
    ratio = ratio_of_each(rates["pitboss"], rates["by_hand"])
    name = "Statuses per second at 16 connections, against bare aiohttp with the statement by hand"
    yield Figure(name=name, measured=ratio, at_least=0.33)
    yield Figure(name="Statuses per second at 16 connections", measured=median(rates["pitboss"]), unit="/s")


async def from_two(world: World, slack: PretendSlack, size: Size) -> AsyncIterator[Figure]:
    """Read the same number from one process and from two at one database: what a request costs, and what it waits."""
    requests, costs = 20 * size.pairs, dict[int, tuple[float, float, float]]()
    for processes in (1, 2):
        url = world.database("postgres")
        async with AsyncExitStack() as stack:
            several = [
                line
                for _ in range(processes)
                for line in await stack.enter_async_context(_served("pitboss", url, slack, CONNECTIONS // processes))
            ]
            costs[processes] = await _cost(several, url, requests)
    (cpu, statements, rate), (cpu_two, statements_two, rate_two) = costs[1], costs[2]
    two = "of a status from two processes, against one"
    yield Figure(name=f"CPU seconds {two}", measured=cpu_two / cpu, at_most=1.1)
    yield Figure(name=f"Transactions {two}", measured=statements_two / statements, at_most=1.1)
    yield Figure(name="Statuses per second from two processes, against one", measured=rate_two / rate)


@asynccontextmanager
async def _served(server: str, url: str, slack: PretendSlack, several: int = CONNECTIONS) -> AsyncIterator[list[Line]]:
    settings = environment(url, slack.url, SECRET) | {"PITBOSS_API_KEYS": f"games:{KEY}"}
    async with started(server, settings) as address, lines(address, several) as opened:
        numbers = count()
        for _ in range(WARMING):
            await asyncio.gather(*(line.send(_request(next(numbers))) for line in opened))
        yield opened


async def _rate(several: Sequence[Line], numbers: "count[int]", seconds: float) -> float:
    began = time.perf_counter()

    async def ask(line: Line) -> int:
        answered = 0
        while time.perf_counter() < began + seconds:
            await line.send(_request(next(numbers)))
            answered += 1
        return answered

    answered = sum(await asyncio.gather(*map(ask, several)))
    return answered / (time.perf_counter() - began)


async def _cost(several: Sequence[Line], url: str, requests: int) -> tuple[float, float, float]:
    """Give the CPU seconds of all bots and the database's transactions a request, and requests a second."""
    numbers = islice(count(), requests)
    watching = await asyncpg.connect(url.replace("+asyncpg", ""))
    cpu, transactions, began = _cpu_seconds(), await _transactions(watching), time.perf_counter()

    async def ask(line: Line) -> None:
        for number in numbers:
            await line.send(_request(number))

    await asyncio.gather(*map(ask, several))
    seconds, cpu = time.perf_counter() - began, _cpu_seconds() - cpu
    await asyncio.sleep(1.5)  # the server tells its counters late
    transactions = await _transactions(watching) - transactions
    await watching.close()
    return cpu / requests, transactions / requests, requests / seconds


async def _transactions(watching: asyncpg.Connection) -> int:
    asked = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"
    return int(await watching.fetchval(asked))


def _cpu_seconds() -> float:
    """Add up what the bots have used so far; 0 if the system does not tell."""
    ticks = 0
    for about in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"bench.servers.pitboss" in about.read_bytes():
                fields = (about.parent / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / TICKS


def _request(number: int) -> bytes:
    player = number * 7919 % COMPANY.players + 1
    return (
        f"GET /v1/players/{player}/status HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY}\r\n\r\n"
    ).encode()
