"""Deadlines of a clock under each priority that a ticket has had: changing it there and back gains no time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.office import Office, Priority
from core.tickets import sla_clocks
from core.tickets.sla_clocks import Clock, Due

Deadlines = Mapping[Priority, Due]
"""By priority, each counted from when the ticket first mattered that much."""


@dataclass(frozen=True, slots=True)
class NewPriority:
    """Another priority for a running clock, and from when a priority counts that the ticket never had."""

    clock: Clock
    to: Priority
    at: datetime


def started(office: Office, priority: Priority, clock: Clock, at: datetime) -> Deadlines:
    """Set the deadlines of a clock that starts now: under its priority and under every lower one."""
    return _reached(office, {}, NewPriority(clock, priority, at))


def under(known: Deadlines, priority: Priority) -> Due:
    """Give the deadline that counts for a priority: the soonest of its own and those of the lower ones."""
    return min((known[each] for each in known if _rank(each) <= _rank(priority)), key=lambda one: one.due_at)


def changed(office: Office, known: Deadlines, change: NewPriority) -> tuple[Deadlines, Due]:
    """Give a clock another priority; one whose time is over by now is over from now on, not in the past."""
    found = _reached(office, known, change)
    due = under(found, change.to)
    return found, Due(max(due.warn_at, change.at), max(due.due_at, change.at))


def resumed(office: Office, known: Deadlines, *, stopped_at: datetime, now: datetime) -> Deadlines:
    """Move deadlines on that stood still since then."""
    found = {}
    for each, due in known.items():
        counting = sla_clocks.hours(office, each)
        found[each] = Due(
            *(
                sla_clocks.resumed(at, stopped_at=stopped_at, now=now, counting=counting)
                for at in (due.warn_at, due.due_at)
            )
        )
    return found


def stored(known: Deadlines) -> dict[str, list[str]]:
    """Write deadlines as JSON."""
    return {each.value: [due.warn_at.isoformat(), due.due_at.isoformat()] for each, due in known.items()}


def read(document: Mapping[str, Any] | None) -> Deadlines:
    """Read deadlines as they were written; none where nothing was."""
    return {Priority(each): Due(*map(datetime.fromisoformat, times)) for each, times in (document or {}).items()}


def _reached(office: Office, known: Deadlines, change: NewPriority) -> Deadlines:
    reached = (each for each in Priority if _rank(each) <= _rank(change.to) and each not in known)
    return {**known, **{each: sla_clocks.started(office, each, change.clock, change.at) for each in reached}}


def _rank(priority: Priority) -> int:
    return list(Priority).index(priority)
