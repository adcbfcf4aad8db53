"""`pitboss doctor`: what is wrong with a desk, and what to do about it."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.doctor import Finding


def doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, for machines.")] = False
) -> None:
    """Check tokens, channels, database and office file; change nothing. Exits with 1 if something is wrong."""
    import logging

    from bot.commands import console
    from bot.doctor import Level, findings
    from bot.process import terminal

    found = console.finished(_examined(), level=logging.CRITICAL)
    if as_json:
        _json(found)
    else:
        findings.print_to(terminal.out, found)
    if any(one.level is Level.WRONG for one in found):
        raise typer.Exit(1)


async def _examined() -> "list[Finding]":
    import os

    from bot import doctor, features
    from bot.doctor.findings import wrong
    from bot.process.configuration import Settings, SettingsRefused

    try:
        settings = Settings.read(os.environ)
    except SettingsRefused as refusal:
        return [wrong("settings", problem, "Set it in the environment of the bot.") for problem in refusal.problems]
    async with doctor.opened(settings, features.entry_points()) as patient:
        return await doctor.examine(patient)


def _json(found: "list[Finding]") -> None:
    import json
    from dataclasses import asdict

    typer.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
