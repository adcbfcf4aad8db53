"""`pitboss honey`: players whom nobody is, and who alarm when a colleague is shown one."""

from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, help="Honey players: nobody is one, and a colleague who is shown one is looked into."
)


@app.command("add")
def add(
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="A username that begins like nobody else's.")],
    first: Annotated[str, typer.Option(help="First name.")],
    last: Annotated[str, typer.Option(help="Last name.")],
    country: Annotated[str | None, typer.Option(help="Two letters, such as DE; another player's if left out.")] = None,
    brand: Annotated[str | None, typer.Option(help="The brand; that of the first player if left out.")] = None,
) -> None:
    """Add a honey player: searches find it, no digest counts it, and nothing can be done with it."""
    from bot.commands import console

    console.finished(_added(username, (first, last), country, brand))


@app.command("list")
def listed() -> None:
    """List the honey players; who reads this knows them, so it is recorded."""
    from bot.commands import console

    console.finished(_listed())


@app.command("remove")
def remove(player: Annotated[int, typer.Argument(metavar="ID", help="The id, as the list shows it.")]) -> None:
    """Let no search find a honey player any more."""
    from bot.commands import console

    console.finished(_removed(player))


async def _added(username: str, name: tuple[str, str], country: str | None, brand: str | None) -> None:
    import os

    from bot.process import offline, terminal, transactions
    from core.players import honey

    first, last = name
    new = honey.NewHoney(username=username, first_name=first, last_name=last, country=country, brand=brand)
    async with offline.opened(os.environ) as here:
        player_id = await transactions.do(here, offline.operator(), honey.add, None, new)
    terminal.out.print(
        f"Player {player_id} is a honey player. A colleague who is shown it in a search raises an alarm."
    )


async def _listed() -> None:
    import os

    from rich.table import Table

    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core.players import honey

    async with offline.opened(os.environ, writes=False) as here:
        found = await transactions.see(here, offline.operator(), honey.every)
    table = Table("Player", "Username", "Name", "Brand", box=None, pad_edge=False)
    for one in found:
        table.add_row(str(one.player_id), *map(console.typed, (one.username, one.name, one.brand)))
    terminal.out.print(table if found else "There is no honey player: pitboss honey add USERNAME --first … --last …")


async def _removed(player_id: int) -> None:
    import os

    from bot.process import offline, terminal, transactions
    from core.players import honey

    async with offline.opened(os.environ) as here:
        await transactions.do(here, offline.operator(), honey.remove, None, player_id)
    terminal.out.print(f"No search finds player {player_id} any more. Its id still raises an alarm.")
