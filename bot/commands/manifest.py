"""`pitboss manifest`: what Slack has to know of the app."""

from typing import Annotated

import typer


def manifest(
    *,
    check: Annotated[bool, typer.Option("--check", help="Compare it with what the code registers and uses.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write its commands and shortcuts into manifest.yml.")] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com."""
    from bot import features
    from bot.commands import console
    from bot.process import terminal
    from bot.slack import manifest as manifests

    registered = features.entry_points()
    if write and manifests.PATH == manifests.PACKED:
        console.refuse("The manifest is written only in a checkout: this is an installed package.")
    if write:
        changed = manifests.written(registered)
        terminal.out.print("Written: manifest.yml." if changed else "manifest.yml is up to date.")
    elif not check:
        typer.echo(manifests.made(registered), nl=False)
    elif told := manifests.problems(registered):
        console.refuse("\n".join(told))
    else:
        terminal.out.print("manifest.yml matches the code.")
