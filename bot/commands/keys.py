"""`pitboss keys`: the machines that are connected, what each may do, and their keys."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.client_keys import ClientScope, MadeKey

app = typer.Typer(no_args_is_help=True, help="Keys of connected machines: one or more a client, each with its scopes.")

Client = Annotated[str, typer.Argument(metavar="CLIENT", help="The machine's name, such as casino-events.")]


@app.command("list")
def listed() -> None:
    """List the clients with their keys: what each may do, how old it is, when it ends. Never a key itself."""
    from bot.commands import console

    console.finished(_listed())


@app.command("create")
def create(
    client: Client,
    scope: Annotated[
        list[str], typer.Option(help="events.write, status.read, metrics.read or openapi.read; once for each.")
    ],
    per_minute: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Requests that one process answers in a minute.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3_650, help="After how many days the keys end.")] = None,
) -> None:
    """Create a client. Its key, and the secret with which it signs events, are printed once and never again."""
    from bot.commands import console

    console.finished(_created(client, scope, per_minute, days))


@app.command("rotate")
def rotate(
    client: Client,
    keep_days: Annotated[int, typer.Option(min=0, max=90, help="How long the keys in use stay valid.")] = 7,
) -> None:
    """Make new keys for a client; those in use stay valid for some days, so that nothing stops."""
    from bot.commands import console

    console.finished(_rotated(client, keep_days))


@app.command("revoke")
def revoke(
    client: Client,
    key: Annotated[str | None, typer.Option(metavar="END", help="Only the key that ends in these characters.")] = None,
) -> None:
    """End a client's keys at once."""
    from bot.commands import console

    console.finished(_revoked(client, key))


async def _listed() -> None:
    import os

    from rich.table import Table

    from bot.process import offline, terminal, transactions
    from core import client_keys

    async with offline.opened(os.environ, writes=False) as here:
        async with here.database.read() as db:
            now = here.work(db).now
        keys = await transactions.see(here, offline.operator(), client_keys.every)
    table = Table("Client", "Key", "May", "A minute", "Created", "Ends", box=None, pad_edge=False)
    for one in keys:
        ends = one.revoked_at or one.ends_at
        over = "revoked " if one.revoked_at else "" if one.valid(now) else "over "
        table.add_row(
            one.client,
            f"{one.kind} …{one.hint}",
            ", ".join(sorted(one.scopes)),
            f"{one.per_minute:,}" if one.per_minute else "any",
            f"{one.created_at:%Y-%m-%d}",
            f"{over}{ends:%Y-%m-%d %H:%M}" if ends else "",
        )
    terminal.out.print(table if keys else "No client has keys: pitboss keys create CLIENT --scope status.read")


async def _created(client: str, scopes: list[str], per_minute: int | None, days: int | None) -> None:
    import os
    from datetime import timedelta

    from bot.process import offline, transactions
    from core import client_keys
    from core.moment import Moment

    ends_at = Moment.real().now + timedelta(days=days) if days else None
    new = client_keys.NewClient(
        client=client, scopes=frozenset(map(_scope, scopes)), per_minute=per_minute, ends_at=ends_at
    )
    async with offline.opened(os.environ, writes=False) as here:
        made = await transactions.do(here, offline.operator(), client_keys.create, None, new)
    _print(made)


async def _rotated(client: str, keep_days: int) -> None:
    import os
    from datetime import timedelta

    from bot.process import offline, terminal, transactions
    from core import client_keys

    async with offline.opened(os.environ, writes=False) as here:
        made = await transactions.do(
            here, offline.operator(), client_keys.rotate, None, client, keep=timedelta(days=keep_days)
        )
    _print(made)
    terminal.err.print(f"The keys in use before stay valid for {keep_days} days. Give the client its new ones by then.")


async def _revoked(client: str, hint: str | None) -> None:
    import os

    from bot.process import offline, terminal, transactions
    from core import client_keys

    async with offline.opened(os.environ, writes=False) as here:
        number = await transactions.do(here, offline.operator(), client_keys.revoke, None, client, hint=hint)
    ended = "1 key" if number == 1 else f"{number} keys"
    terminal.out.print(f"{ended} of {client} ended. Running processes take them no more within a second.")


def _scope(text: str) -> "ClientScope":
    from core.client_keys import ClientScope
    from core.errors import Invalid

    if text not in set(ClientScope):
        raise Invalid(f"{text[:40]} is not a scope; write one of {', '.join(ClientScope)}.")
    return ClientScope(text)


def _print(made: "Iterable[MadeKey]") -> None:
    """Print each on a line of its own, so that a script can take it; what it is goes to standard error."""
    from bot.process import terminal
    from core.client_keys import KeyKind

    for one in made:
        what = "signs its events" if one.key.kind is KeyKind.SIGNING else "goes into Authorization: Bearer …"
        may = ", ".join(sorted(one.key.scopes))
        terminal.err.print(f"This {what} ({may}). It is shown only now:", soft_wrap=True)
        typer.echo(one.secret)
