"""`pitboss simulate`: a simulated company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.staff import ChatAccount


def simulate(
    players: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many players.")] = 2_000,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How many days of history.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed creates the same company.")] = 1,
) -> None:
    """Write a simulated company with a plausible past into the database, for trying Pitboss out."""
    from bot.commands import console

    console.finished(_simulated(players, days, seed))


async def _simulated(players: int, days: int, seed: int) -> None:
    import os
    import time

    from rich.progress import Progress

    from bot.demo.cast import accounts
    from bot.demo.setup import found
    from bot.demo.simulation import Company
    from bot.process import offline, terminal
    from core.moment import Moment

    company = Company(players=players, days=days, seed=seed, now=Moment.real().now)
    began = time.perf_counter()
    async with offline.opened(os.environ) as here:
        with Progress(console=terminal.err, transient=True) as bar:
            task = bar.add_task("Players", total=players)
            written = await found(here, _cast(accounts()), company, lambda more: bar.advance(task, more))
    seconds = time.perf_counter() - began
    terminal.out.print(f"{written.players:,} players with {written.events:,} events in {seconds:.1f} s.")


def _cast(everybody: "Mapping[str, ChatAccount]") -> "dict[str, ChatAccount]":
    """Leave the administrator out: PITBOSS_ADMINISTRATORS names yours."""
    return {person: account for person, account in everybody.items() if person != "ada"}
