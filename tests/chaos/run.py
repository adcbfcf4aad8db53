"""Rounds of chaos: two bots on one PostgreSQL database, one of them killed in each round, and the books afterwards."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox import Slack
from sandbox.changes import WAIT_SECONDS
from tests.chaos import books, nursery
from tests.chaos.company import PLAYERS, Company
from tests.support import house, office_files, telling
from tests.support.desk import PLACES, Plan, environment, slack_of, started

FAULTS = 0.1
"""The share of calls that Slack refuses, breaks or leaves unanswered."""
ANSWERS = (1, 4)
"""Between two kills, people are answered so many times."""
PATIENCE_SECONDS = 4 * WAIT_SECONDS
"""How long so many answers may take on a busy machine."""
CASH = 500
"""Euros that each player has at the beginning."""
LEASES_ARE_OVER_MINUTES = 10


@dataclass
class Chaos:
    """The company with its two bots."""

    slack: Slack
    company: Company
    nursery: nursery.Nursery
    settings: Mapping[str, str]
    bots: dict[int, int] = field(default_factory=dict)
    """Process id by port."""

    async def start(self, port: int) -> None:
        self.bots[port] = await self.nursery.bot({**self.settings, "PITBOSS_PORT": str(port)})

    async def kill_one(self) -> None:
        """Kill a bot in the middle of what it does, and start another in its place."""
        port = self.company.dice.choice(self.company.ports)
        os.kill(self.bots[port], signal.SIGKILL)
        await self.start(port)

    def end(self) -> None:
        """Kill both bots; what they had claimed is delivered by another."""
        for process in self.bots.values():
            os.kill(process, signal.SIGKILL)

    async def rounds(self, number: int) -> None:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as everybody:
            for act in self.company.working():
                everybody.create_task(self.company.go_on(act, stop))
            for _ in range(number):
                await self._until_answered(self.company.dice.randint(*ANSWERS))
                await self.kill_one()
            await self._until_answered(ANSWERS[0])
            stop.set()

    async def _until_answered(self, more: int) -> None:
        wanted = self.company.answered + more
        if not await self.slack.state.changes.until(lambda: self.company.answered >= wanted, PATIENCE_SECONDS):
            raise TimeoutError(f"{self.company.answered} of {wanted} answers")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What went on, and everything that is wrong afterwards."""

    requests: int
    votes: int
    deposits: int
    wrong: list[str]


async def survived(database_url: str, logs: Path, *, rounds: int, seed: int) -> Outcome:
    """Run so many rounds with a company of its own, then look at its books."""
    plan = Plan(database_url, settings=telling.SETTINGS)
    async with slack_of(plan) as slack, nursery.opened(logs) as bots:
        async with started(slack, plan) as desk:
            world = house.world(desk)
            for player in PLAYERS:
                await world.player(player, cash=f"{CASH} EUR")
        ports = [_free_port(), _free_port()]
        dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        company = Company(slack, ports, dice, deposited_before=len(PLAYERS) * CASH * 100)
        chaos = Chaos(slack, company, bots, _settings(slack, plan, logs))
        for port in ports:
            await chaos.start(port)
        await slack.connected(2)
        slack.faults.set(rate=FAULTS)
        try:
            await chaos.rounds(rounds)
        except BaseException as error:
            error.add_note(bots.said())
            raise
        chaos.end()
        slack.faults.clear()
        async with started(slack, plan) as desk:
            desk.advance(minutes=LEASES_ARE_OVER_MINUTES)
            wrong = await books.wrong(desk, company)
        return Outcome(len(company.codes), company.votes, len(company.events), wrong)


def _settings(slack: Slack, plan: Plan, folder: Path) -> Mapping[str, str]:
    """Give the settings of a bot process, with an office file that names the sandbox's channels."""
    file, channels = folder / "office.yml", {name: slack.channel(name).id for name in PLACES}
    file.write_text(office_files.changed(lambda plain: plain.update(channels=channels)), encoding="utf-8")
    return environment(slack, plan) | {"PITBOSS_OFFICE": str(file), "PATH": os.environ["PATH"]}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
