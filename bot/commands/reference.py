"""`pitboss reference`: the pages of docs/reference, from the code that runs."""

from pathlib import Path
from typing import Annotated

import typer


def reference(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the pages go.")] = Path("docs/reference"),
) -> None:
    """Write the reference: commands, rights, actions, events, settings and the rest, as this Pitboss has them."""
    from bot.process import terminal
    from bot.reference import written

    changed = written(folder, context.find_root().command)
    terminal.out.print(f"Written: {', '.join(changed)}." if changed else f"{folder} is up to date.")
