"""Reporting the progress and the outcome of an import."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.importing.load import ImportOutcome
from bot.process import terminal

SHOWN = 20
"""Refused lines shown one by one."""


@contextmanager
def progress(file: Path) -> Iterator[Callable[[int], None]]:
    """Show a bar while the file is read; the callable takes the bytes read so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        size = file.stat().st_size if file.is_file() else None
        task = bar.add_task(escape(file.name), total=size)
        yield lambda done: bar.update(task, completed=done)


def show(outcome: ImportOutcome, what: str) -> None:
    """Print what was imported, what was already known, and each refused line with its reason."""
    told = [
        (outcome.added, f"{what} added"),
        (outcome.changed, "changed"),
        (outcome.again, "already known, unchanged"),
        (outcome.newer, "values kept as they are, because an event told something newer"),
        (outcome.created, "players created from events"),
        (outcome.nobody, "of them without a player: their source knows no such user"),
        (outcome.strangers, "of them about unknown players, stored separately (--create-players creates them)"),
        (outcome.unknown_types, "of them of an unknown type, stored separately"),
        (outcome.overdrawn, "of them overdrew a wallet; each raises an alarm"),
        (outcome.differing, "balances that differ from the ledger"),
        (outcome.remarked, "values that can be read in two ways; see below"),
        (outcome.refused, "lines refused"),
    ]
    for number, words in told:
        if number or words == f"{what} added":
            terminal.out.print(f"{number:>9,}  {words}")
    if outcome.remarks:
        terminal.out.print(_remarks(outcome))
    if outcome.refusals:
        terminal.out.print(_table(outcome))


def write(outcome: ImportOutcome, file: Path) -> None:
    """Write the refused lines beside the file: line, column and reason, none of the line's own values."""
    path = file.with_name(f"{file.name}.refused.csv")
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(("line", "column", "reason"))
        rows.writerows((one.number, one.column, one.sentence) for one in outcome.refusals)
    terminal.out.print(f"Refused lines are in {escape(str(path))}.")


def _remarks(outcome: ImportOutcome) -> Table:
    table = Table("Line", "Column", "What to know of it", title_justify="left", box=None, pad_edge=False)
    for one in outcome.remarks[:SHOWN]:
        table.add_row(f"{one.number:,}", escape(one.column), escape(one.sentence))
    if (more := outcome.remarked - SHOWN) > 0:
        table.add_row("…", "", f"and {more:,} more")
    return table


def _table(outcome: ImportOutcome) -> Table:
    table = Table("Line", "Column", "Why it was refused", title_justify="left", box=None, pad_edge=False)
    for one in outcome.refusals[:SHOWN]:
        table.add_row(f"{one.number:,}", escape(one.column), escape(one.sentence))
    if (more := outcome.refused - SHOWN) > 0:
        often = Counter(one.column for one in outcome.refusals).most_common(3)
        columns = ", ".join(f"{name or 'the whole line'} ({number:,})" for name, number in often)
        table.add_row("…", "", escape(f"and {more:,} more; most often wrong: {columns}. --refused writes them all."))
    return table
