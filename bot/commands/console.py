"""How a command reports: expected refusals as sentences with exit code 1, an interruption as 130."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from rich.markup import escape

from bot.kit import values
from bot.process import terminal
from core.errors import Refused

INTERRUPTED = 130
"""What shells call a process that Ctrl-C ended."""

T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T], *, level: int = logging.WARNING) -> T:
    """Run a command; print a refusal in full, without a traceback."""
    logging.basicConfig(level=level, format="%(levelname)s: %(message)s")
    try:
        return asyncio.run(work)
    except Refused as refusal:
        refuse(refusal.message)
    except KeyboardInterrupt:
        terminal.err.print("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None


def typed(text: str) -> str:
    """Write what somebody outside wrote in one line, without colours or control characters of its own."""
    return escape(values.typed(text, most=None))


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with 1."""
    terminal.err.print(f"[red]{escape(sentence)}[/red]")
    raise typer.Exit(1)
