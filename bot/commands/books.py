"""`pitboss ledger verify` and `pitboss rollups verify`: every row of the books checked, beside a running bot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from bot.process.offline import Offline
    from core.operations import Query

    Step = tuple[Query[..., list[str]], dict[str, Any]]

LISTED_MOST = 100
"""Sentences that are printed; more of one kind say no more."""

ledger = typer.Typer(no_args_is_help=True, help="The ledger: wallets, transactions and their entries.")
rollups = typer.Typer(no_args_is_help=True, help="The sums by day that digests and summaries read.")


@ledger.callback()
@rollups.callback()
def grouped() -> None:
    """Keep the verb: a group of one command would be the command itself."""


@ledger.command("verify")
def verify_ledger() -> None:
    """Check the invariants of every row. Exits with 1 if one does not hold; the bot may run meanwhile."""
    from bot.commands import console

    console.finished(_ledger())


@rollups.command("verify")
def verify_rollups() -> None:
    """Compare the sums by day with the events. Exits with 1 if one differs; the bot may run meanwhile."""
    from bot.commands import console

    console.finished(_rollups())


async def _ledger() -> None:
    import os

    from bot.process import offline
    from core import books
    from core.ledger import CHECKS

    async with offline.opened(os.environ, writes=False) as here:
        steps: list[Step] = [(books.verify_ledger, {"check": name}) for name in CHECKS]
        await _verified(here, "ledger", steps)


async def _rollups() -> None:
    import os

    from bot.process import offline, transactions
    from core import books

    async with offline.opened(os.environ, writes=False) as here:
        begins = await transactions.see(here, offline.operator(), books.count_steps)
        steps: list[Step] = [(books.verify_players, {"first": first}) for first in begins]
        await _verified(here, "rollups", [*steps, (books.verify_days, {})])


async def _verified(here: "Offline", of: str, steps: "Sequence[Step]") -> None:
    """Take every step, show how far it is, and say what was found."""
    from rich.progress import track

    from bot.process import offline, terminal, transactions
    from core import books

    actor, found = offline.operator(), list[str]()
    for query, arguments in track(steps, description=f"Verifying the {of}", console=terminal.err, transient=True):
        wrong: list[str] = await transactions.see(here, actor, query, **arguments)
        found += wrong
    await transactions.do(here, actor, books.note, None, of=of, found=len(found))
    for sentence in found[:LISTED_MOST]:
        terminal.out.print(sentence, markup=False, soft_wrap=True)
    if found:
        terminal.err.print(f"{len(found)} places of the {of} are wrong. Keep the database as it is, and report this.")
        raise typer.Exit(1)
    terminal.out.print(f"The {of} is consistent." if of == "ledger" else f"The {of} say what the events say.")
