"""`pitboss demo`: Pitboss in a browser, without a Slack workspace."""

from typing import Annotated

import typer


def demo(  # noqa: PLR0913 - each is an option of its own
    *,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port of the page; the next free one if taken.")] = 8070,
    players: Annotated[int, typer.Option(min=20, max=100_000, help="How many players the company has.")] = 300,
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How many days of history it has.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed creates the same company.")] = 1,
    keep: Annotated[bool, typer.Option("--keep", help="Continue with the company of the last run.")] = False,
    still: Annotated[bool, typer.Option("--still", help="Let no new events arrive.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Start, look one player up, print how long it took, and end.")
    ] = False,
) -> None:
    """Try Pitboss in a browser, with a local imitation of Slack and a simulated company."""
    import logging

    from bot.commands import console
    from bot.demo.runner import Demo, checked, shown

    wanted = Demo(port=port, players=players, days=days, seed=seed, keep=keep, still=still)
    console.finished(checked(wanted) if check else shown(wanted), level=logging.ERROR)
