"""Callers in words: who checked whom, on what, how long that counts, and when checking is locked."""

from collections.abc import Iterator
from datetime import datetime

from bot import kit
from core.office.caller_check import CallerField
from core.players import FIELD_TITLES, CallerStanding, CheckedCaller


def lines(standing: CallerStanding, *, now: datetime) -> Iterator[str]:
    """Say what a player's card says of callers; nothing where nobody was checked lately."""
    if standing.checked:
        yield checked(standing.checked, now=now)
    if standing.locked_until_at:
        yield f"Callers cannot be checked until {kit.moment(standing.locked_until_at)}: too many wrong answers"


def checked(one: CheckedCaller, *, now: datetime) -> str:
    """Say it: ``Caller checked 14:03 by Alice: matched birth date and post code, counts until 14:33``."""
    ticket = f" for {kit.typed(one.ticket)}" if one.ticket else ""
    by = f"{kit.moment(one.at)} by {kit.typed(one.by)}{ticket}"
    if not one.holds(now):
        return f"Caller checked {by}; that expired {kit.moment(one.until_at)}"
    return f"Caller checked {by}: {matched(one)}; counts until {kit.moment(one.until_at)}"


def matched(one: CheckedCaller) -> str:
    """Say what matched; of more answers than had to be right it is not said which of them were."""
    asked = kit.listed(list(map(titled, one.asked)))
    return f"matched {asked}" if len(one.asked) == one.needed else f"matched at least {one.needed} of {asked}"


def titled(field: CallerField) -> str:
    """Name what a caller was asked."""
    return FIELD_TITLES[field]
