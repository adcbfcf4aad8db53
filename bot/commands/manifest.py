"""`pitboss manifest`: what Slack has to know of the app."""

from typing import Annotated

import typer


def manifest(
    *,
    check: Annotated[bool, typer.Option("--check", help="Hold it against what the code registers and uses.")] = False,
) -> None:
    """Print the app's manifest, to be pasted at api.slack.com."""
    from bot.commands import console
    from bot.slack_manifest import problems, text

    if not check:
        typer.echo(text(), nl=False)
    elif told := problems():
        console.refuse("\n".join(told))
    else:
        console.out.print("manifest.yml and the code say the same.")
