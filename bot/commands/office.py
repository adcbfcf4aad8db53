"""`pitboss office`: an office file checked, compared with the one in use, and explained, before it is used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from core.office import Office

app = typer.Typer(no_args_is_help=True, help="Check an office file, compare it with the one in use, and explain it.")
File = Annotated[Path | None, typer.Option(help="The office file; that of PITBOSS_OFFICE if left out.")]


@app.command("check")
def check(
    file: Annotated[Path | None, typer.Argument(help="The office file; that of PITBOSS_OFFICE if left out.")] = None,
) -> None:
    """Say whether an office file is sound, else every problem with its line and the correction."""
    from bot.commands import console

    console.finished(_checked(file))


@app.command("diff")
def diff(
    file: Annotated[Path | None, typer.Argument(help="The office file; that of PITBOSS_OFFICE if left out.")] = None,
) -> None:
    """List how an office file differs from the one in use, and whether a second person has to confirm it."""
    from bot.commands import console

    console.finished(_compared(file))


@app.command("explain")
def explain(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="An action, such as adjust_balance.")],
    words: Annotated[list[str] | None, typer.Argument(help="give 600 EUR, or a reason such as takeover.")] = None,
    file: File = None,
) -> None:
    """Say who has to agree to an action by an office file."""
    from bot.commands import console

    console.finished(_explained(action, words or [], file))


def _loaded(file: Path | None) -> "Office":
    import os

    from bot.process.configuration import Settings
    from core import office

    chosen = file or Settings.read(os.environ, slack=False).office
    return office.load_file(chosen) if chosen else office.default()


async def _checked(file: Path | None) -> None:
    from bot.process import terminal

    office = _loaded(file)
    terminal.out.print(
        f"The office file is sound: {len(office.roles)} roles, {len(office.reasons)} block reasons, "
        f"{len(office.channels)} channels."
    )
    for permission in office.held_by_nobody:
        terminal.out.print(f"No role has {permission}, so nobody may {permission.words}.", soft_wrap=True)


async def _compared(file: Path | None) -> None:
    import os

    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core import office_changes

    loaded = _loaded(file)
    async with offline.opened(os.environ, writes=False) as here:
        found = await transactions.see(here, offline.operator(), office_changes.compare, loaded)
    if not found.differences:
        terminal.out.print("The office file says the same as the one in use.")
        return
    for line in found.differences:
        terminal.out.print(console.typed(line), soft_wrap=True)
    if found.waits:
        terminal.out.print("The file in use holds until somebody with office.confirm confirms this one.")
    elif found.guarded:
        terminal.out.print("From the next start it is used: security is told, and a second person confirms it.")


async def _explained(action: str, words: list[str], file: Path | None) -> None:
    from bot.cards import office_rules
    from bot.commands import console
    from bot.process import terminal

    for line in office_rules.explain(_loaded(file), action, words):
        terminal.out.print(console.typed(line), soft_wrap=True)
