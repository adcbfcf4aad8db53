"""`pitboss digest`: a digest printed in full; reading it is recorded."""

from typing import Annotated

import typer

DAYS_MOST = 366


def digest(
    name: Annotated[str, typer.Argument(help="security, activity, adjustments, exceptions or interactions.")],
    date: Annotated[
        str, typer.Option(metavar="DAYS", help="today, 7d, 2026-05-02 or 2026-05-01..2026-05-03.")
    ] = "yesterday",
    brand: Annotated[str | None, typer.Option(help="Players of this brand only.")] = None,
    json: Annotated[bool, typer.Option("--json/--text", help="As JSON, or in words.")] = False,  # noqa: FBT002 - Typer's way
) -> None:
    """Print a digest of some days, every row of it."""
    from bot.commands import console

    console.finished(_printed(name, date, brand, as_json=json))


async def _printed(named: str, days: str, brand: str | None, *, as_json: bool) -> None:
    import os

    from bot.cards import digest_text
    from bot.parsing import digest_words
    from bot.process import offline, transactions
    from core import digests
    from core.moment import Moment

    name = digest_words.called(named)
    async with offline.opened(os.environ, writes=False) as here:
        office, now = here.desk.office, Moment.real().now
        period = digest_words.period(days, today=office.day(now), most=DAYS_MOST)
        made = await transactions.see(here, offline.operator(), digests.print_whole, name, period, brand=brand)
    typer.echo(made.model_dump_json(indent=2) if as_json else "\n".join(digest_text.spelled(made)))
