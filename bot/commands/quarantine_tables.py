"""The quarantine of events as tables of the command line."""

from collections.abc import Iterable

from rich.table import Table

from bot.commands import console
from core import short_ids
from core.activity.quarantine import QuarantineCount, Quarantined


def sums(counts: Iterable[QuarantineCount]) -> Table:
    """Draw how much of each kind and source waits."""
    table = Table("Kind", "Source", "Waiting", "Oldest", "Newest", box=None, pad_edge=False)
    for one in counts:
        when = (f"{one.oldest_at:%Y-%m-%d %H:%M}", f"{one.newest_at:%Y-%m-%d %H:%M}")
        table.add_row(one.kind.value, console.typed(one.source), f"{one.number:,}", *when)
    return table


def events(page: Iterable[Quarantined]) -> Table:
    """Draw single events with why they wait."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Id", no_wrap=True, overflow="ignore")
    for head in ("Received", "Kind", "Source", "Event", "Times", "Why"):
        table.add_column(head, overflow="fold")
    for one in page:
        when = f"{one.received_at:%Y-%m-%d %H:%M:%S}"
        named = (console.typed(one.source), console.typed(one.event_id or ""))
        table.add_row(short_ids.of(one.id), when, one.kind.value, *named, str(one.times), console.typed(one.because))
    return table
