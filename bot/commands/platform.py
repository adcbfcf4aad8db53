"""`pitboss platform`: a small gaming platform on this machine, to try orders out without your own."""

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="A small gaming platform, to try orders out.")


class AnswerMode(StrEnum):
    """How it answers every order."""

    DONE = "done"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PARTLY = "partly"
    LATE = "late"


MOODS = {
    AnswerMode.DONE: "at_once",
    AnswerMode.ACCEPTED: "later",
    AnswerMode.REFUSED: "refusing",
    AnswerMode.PARTLY: "partly",
    AnswerMode.LATE: "late",
}


@app.callback()
def platform() -> None:
    """Try orders out."""


@app.command("simulate")
def simulate(
    answer: Annotated[
        AnswerMode,
        typer.Option(
            help="Orders are done at once, accepted and done later, refused, done in part, or done and answered late."
        ),
    ] = AnswerMode.DONE,
    after: Annotated[float, typer.Option(min=0, max=3_600, help="Seconds, for accepted and late.")] = 30.0,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where it listens on this machine; 0: a free one.")] = 0,
    secret: Annotated[
        str, typer.Option(envvar="PITBOSS_PLATFORM_SECRET", help="The secret of the signatures; made up if left out.")
    ] = "",
) -> None:
    """Play a small gaming platform that takes orders and replies, until it is stopped.

    It listens on 127.0.0.1 alone, keeps everything in memory, and prints what comes.
    """
    from bot.commands import console

    console.finished(_played(answer, after, port, secret))


async def _played(answer: AnswerMode, after: float, port: int, secret: str) -> None:
    import asyncio
    import base64
    import secrets
    import signal

    from bot.commands import console
    from bot.demo.gaming_platform import GamingPlatform, usable
    from bot.process import terminal
    from core.errors import Invalid, Refused

    secret = secret or f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    if not usable(secret):
        raise Invalid(
            "The secret has to look like whsec_… with base64 behind it: echo whsec_$(openssl rand -base64 32)"
        )
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    here = GamingPlatform(
        secret, mood=MOODS[answer], finishes_after=after, told=lambda line: terminal.out.print(console.typed(line))
    )
    try:
        await here.up(port)
    except OSError as error:
        await here.down()
        raise Refused(f"Another program already listens on 127.0.0.1:{port}. Choose another --port.") from error
    terminal.out.print(f"A gaming platform that answers “{answer}” listens. Start Pitboss with:", soft_wrap=True)
    terminal.out.print(f"export PITBOSS_PLATFORM_URL={here.url} PITBOSS_PLATFORM_SECRET={secret}", soft_wrap=True)
    await stopped.wait()
    await here.down()
    terminal.out.print(f"Stopped. Orders: {len(here.orders)}, replies: {len(here.replies)}.")
