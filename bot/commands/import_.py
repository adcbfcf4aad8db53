"""`pitboss import`: players and events from files."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Import players or events from a file (CSV or JSON lines).")

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file, CSV or JSON lines.")]
MapOption = Annotated[Path, typer.Option("--map", metavar="FILE", help="The mapping; see docs/examples.")]
RefusedOption = Annotated[bool, typer.Option("--refused", help="Write the refused lines to FILE.refused.csv as well.")]


@app.command("players")
def players(file: FileArgument, mapping: MapOption, *, refused: RefusedOption = False) -> None:
    """Import players; the same file again changes nothing."""
    from bot.importing import What

    _import(What.PLAYERS, file, mapping, refused=refused)


@app.command("events")
def events(
    file: FileArgument,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="The mapping; without one, JSON lines of plain events.")
    ] = None,
    *,
    refused: RefusedOption = False,
    create_players: Annotated[
        bool, typer.Option("--create-players", help="Create players that events name and Pitboss does not know.")
    ] = False,
) -> None:
    """Import events, each once and on its own day; the same file again changes nothing."""
    from bot.importing import What

    _import(What.EVENTS, file, mapping, refused=refused, create_players=create_players)


def _import(what: str, file: Path, mapping: Path | None, *, refused: bool, create_players: bool = False) -> None:
    from bot.commands import console
    from bot.importing import report

    outcome = console.finished(_carried(what, file, mapping, create_players=create_players))
    report.show(outcome, what)
    if refused:
        report.write(outcome, file)
    if outcome.refused:
        raise typer.Exit(1)


async def _carried(what: str, file: Path, mapping: Path | None, *, create_players: bool) -> "Outcome":  # type: ignore[name-defined]  # noqa: F821 - imported when run
    import os

    from bot.importing import PLAIN, Carrying, MappingRefused, What, carry, read_mapping, report
    from bot.process import offline

    if mapping is None and create_players:
        raise MappingRefused("--create-players needs a mapping: its `create` says how to create a player.")
    wanted = Carrying(
        path=file,
        mapping=read_mapping(mapping, What(what)) if mapping else PLAIN,
        actor=offline.operator(),
        create_players=create_players,
    )
    async with offline.opened(os.environ) as here:
        with report.progress(file) as advance:
            return await carry(here, wanted, advance)
