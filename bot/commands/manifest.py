"""`pitboss manifest`: what Slack has to know of the app."""

from typing import Annotated

import typer


def manifest(
    *,
    check: Annotated[bool, typer.Option("--check", help="Hold it against what the code registers and uses.")] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com."""
    from bot import features
    from bot.commands import console
    from bot.process import terminal
    from bot.slack import manifest as manifests

    if not check:
        typer.echo(manifests.text(), nl=False)
    elif told := manifests.problems(features.entry_points()):
        console.refuse("\n".join(told))
    else:
        terminal.out.print("manifest.yml and the code say the same.")
