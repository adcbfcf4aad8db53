"""Findings of the doctor: ok, warning or wrong, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.console import Console
from rich.markup import escape
from rich.table import Table


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check. ``todo`` says what to do; empty if all is well."""

    about: str
    level: Level
    told: str
    todo: str = ""


def print_to(out: Console, findings: Iterable[Finding]) -> None:
    """Print them with the worst last, where people look first."""
    every = sorted(findings, key=lambda one: list(Level).index(one.level))
    table = Table("", "About", "What", box=None, pad_edge=False, show_header=False)
    for one in every:
        style = STYLES[one.level]
        told = escape(one.told) + (f"\n[dim]To do:[/dim] {escape(one.todo)}" if one.todo else "")
        table.add_row(f"[{style}]{one.level}[/{style}]", escape(one.about), told)
    out.print(table)
    out.print(f"[bold]{summary(every)}[/bold]")


def ok(about: str, told: str) -> Finding:
    """Say that it is well."""
    return Finding(about=about, level=Level.OK, told=told)


def warning(about: str, told: str, todo: str) -> Finding:
    """Say that it works, and not as it should."""
    return Finding(about=about, level=Level.WARNING, told=told, todo=todo)


def wrong(about: str, told: str, todo: str) -> Finding:
    """Say that something people rely on does not work, or is not safe."""
    return Finding(about=about, level=Level.WRONG, told=told, todo=todo)


def summary(findings: Iterable[Finding]) -> str:
    """Count them: ``2 wrong, 1 warning, 14 ok``."""
    every = [one.level for one in findings]
    counts = [(every.count(level), level) for level in (Level.WRONG, Level.WARNING, Level.OK)]
    return ", ".join(
        f"{count} {level}{'s' if level is Level.WARNING and count != 1 else ''}" for count, level in counts
    )
