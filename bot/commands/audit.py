"""`pitboss audit`: reading the record from the command line; that is recorded too."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Read the record: who saw, asked, decided and did what.")


@app.command("list")
def listed(
    player: Annotated[int | None, typer.Option(help="About this player id.")] = None,
    staff: Annotated[str | None, typer.Option(metavar="PERSON", help="By this person key.")] = None,
    request: Annotated[str | None, typer.Option(metavar="CODE", help="Of this request, by its code.")] = None,
    older: Annotated[str, typer.Option(metavar="PLACE", help="Older than the page that printed this position.")] = "",
) -> None:
    """List a page of records, newest first, of a player, a person or a request."""
    from bot.commands import console

    console.finished(_listed(player, staff, request, older))


@app.command("show")
def show(
    record: Annotated[str, typer.Argument(metavar="ID", help="The record's id, or the short one of /audit.")],
) -> None:
    """Show one record decrypted, and whether it is unchanged."""
    from bot.commands import console

    console.finished(_shown(record))


async def _listed(player: int | None, person: str | None, code: str | None, older: str) -> None:
    import os

    from rich.table import Table

    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core import audit_trail
    from core.audit_trail import TrailKind, TrailSubject

    async with offline.opened(os.environ, writes=False) as here:
        about = TrailSubject(player_id=player, person=person)
        if code:
            named = await transactions.see(here, offline.operator(), audit_trail.look_up, TrailKind.REQUEST, code)
            about = TrailSubject(player_id=player, person=person, request_id=named.subject.request_id)
        found = (await transactions.see(here, offline.operator(), audit_trail.trail, about, at=older)).page
    table = Table("When", "Who", "What", "About", "How", box=None, pad_edge=False)
    table.add_column("Record", no_wrap=True, overflow="ignore")
    for one in found:
        ended = one.outcome if one.code is None else f"{one.outcome}: {one.code}"
        when = f"{one.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(when, console.typed(one.name), one.action, one.subject or "", ended, str(one.id))
    terminal.out.print(table if found else "No record matches.")
    if found.next:
        terminal.err.print(f"There are older ones: add --older {found.next}", soft_wrap=True)


async def _shown(record: str) -> None:
    import json
    import os

    from bot.process import offline, terminal, transactions
    from core import audit_trail

    async with offline.opened(os.environ, writes=False) as here:
        opened = (await transactions.see(here, offline.operator(), audit_trail.open_record, record)).opened
    said = {"content": opened.content, "private": opened.private, "identity": opened.identity}
    typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
    for wrong in opened.broken:
        terminal.err.print(f"Careful: {wrong}.")
    terminal.err.print("It is unchanged." if opened.intact else "It was CHANGED after it was written.")
