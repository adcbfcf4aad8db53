"""`pitboss manifest`: what Slack has to know of the app."""

from typing import Annotated

import typer


def manifest(
    *,
    check: Annotated[bool, typer.Option("--check", help="Hold it against what the code registers and uses.")] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com."""
    from bot import declared, terminal

    if not check:
        typer.echo(declared.text(), nl=False)
    elif problems := declared.problems():
        terminal.refuse("\n".join(problems))
    else:
        terminal.out.print("manifest.yml and the code say the same.")
