"""`pitboss ledger verify` and `pitboss rollups verify`: every row of the books checked, beside a running bot."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.process.offline import Offline
    from core.operations import Query

    Step = tuple[Query[..., list[str]], dict[str, Any]]

LISTED_MOST = 100
"""Sentences that are printed; more of one kind say no more."""

DAYS_AT_ONCE = 31
"""Days of the company that one transaction adds up anew."""

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
def verify_rollups(
    *,
    repair: Annotated[bool, typer.Option("--repair", help="Add up anew, from the events, what differs.")] = False,
) -> None:
    """Compare the sums by day with the events, and name the players and days that differ. The bot may run meanwhile.

    Exits with 1 if one differs. A repair that is stopped goes on when it is started again.
    """
    from bot.commands import console

    console.finished(_rollups(repair=repair))


async def _ledger() -> None:
    import os

    from bot.process import offline
    from core import books
    from core.ledger import CHECKS

    async with offline.opened(os.environ, writes=False) as here:
        steps: list[Step] = [(books.verify_ledger, {"check": name}) for name in CHECKS]
        await _verified(here, "ledger", steps)


async def _rollups(*, repair: bool) -> None:
    import os

    from bot.process import offline, transactions
    from core import books

    async with offline.opened(os.environ, writes=False) as here:
        begins = await transactions.see(here, offline.operator(), books.count_steps)
        steps: list[Step] = [(books.verify_players, {"first": first}) for first in begins]
        steps.append((books.verify_days, {}))
        if not repair:
            await _verified(here, "rollups", steps)
            return
        await _note(here, "rollups", await _repaired(here, begins))
        await _verified(here, "rollups", steps)


async def _repaired(here: "Offline", begins: "Iterable[int]") -> int:
    """Repair the players that differ, one by one, then the company's days; give how much differed."""
    from rich.progress import track

    from bot.process import offline, terminal, transactions
    from core import books

    actor, found = offline.operator(), 0
    for first in track(begins, description="Repairing the rollups", console=terminal.err, transient=True):
        if wrong := await transactions.see(here, actor, books.verify_players, first=first):
            _print_some(wrong, after=found)
            found += len(wrong)
            for player_id in await transactions.see(here, actor, books.wrong_players, first=first):
                await transactions.do(here, actor, books.repair_player, None, player_id=player_id)
    if days := await transactions.see(here, actor, books.wrong_days):
        wrong = await transactions.see(here, actor, books.verify_days)
        _print_some(wrong, after=found)
        found += len(wrong)
        for start in range(0, len(days), DAYS_AT_ONCE):
            await transactions.do(here, actor, books.repair_days, None, days=days[start : start + DAYS_AT_ONCE])
    if found:
        terminal.out.print(f"Added up anew: {found} places that differed.")
    return found


async def _verified(here: "Offline", of: str, steps: "Sequence[Step]") -> None:
    """Take every step, show how far it is, and say what was found."""
    from rich.progress import track

    from bot.process import offline, terminal, transactions

    actor, found = offline.operator(), 0
    for query, arguments in track(steps, description=f"Verifying the {of}", console=terminal.err, transient=True):
        wrong: list[str] = await transactions.see(here, actor, query, **arguments)
        _print_some(wrong, after=found)
        found += len(wrong)
    await _note(here, of, found)
    if found:
        todo = "Keep the database as it is, and report this." if of == "ledger" else "pitboss rollups verify --repair."
        terminal.err.print(f"{found} places of the {of} are wrong. {todo}")
        raise typer.Exit(1)
    terminal.out.print(f"The {of} is consistent." if of == "ledger" else f"The {of} say what the events say.")


async def _note(here: "Offline", of: str, found: int) -> None:
    from bot.process import offline, transactions
    from core import books

    await transactions.do(here, offline.operator(), books.note, None, of=of, found=found)


def _print_some(sentences: "Sequence[str]", *, after: int) -> None:
    """Print what is wrong, unless so much was printed that more says no more."""
    from bot.process import terminal

    for sentence in sentences[: max(LISTED_MOST - after, 0)]:
        terminal.out.print(sentence, markup=False, soft_wrap=True)
