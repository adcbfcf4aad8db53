"""How a command speaks: expected refusals as sentences and exit code 1, an interruption as 130."""

import asyncio
import logging
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from core.errors import Refused

INTERRUPTED = 130
"""What shells call a process that Ctrl-C ended."""

T = TypeVar("T")

WIDE = 160
"""Columns when nobody looks on: nothing is to be cut out of a pipe."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False)


def finished(work: Coroutine[Any, Any, T], *, level: int = logging.WARNING) -> T:
    """Run a command's work to its end; what it refuses is told in full, without a traceback."""
    logging.basicConfig(level=level, format="%(levelname)s: %(message)s")
    try:
        return asyncio.run(work)
    except Refused as refusal:
        refuse(refusal.message)
    except KeyboardInterrupt:
        err.print("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with 1."""
    err.print(f"[red]{escape(sentence)}[/red]")
    raise typer.Exit(1)
