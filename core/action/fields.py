"""Marks and types of an action's fields, by which a form knows how each is filled in."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from core import audit, tickets


class Pick(StrEnum):
    """Marks a field whose value is picked from existing data; the form offers a search or a list."""

    PLAYER = "player"
    STAFF = "staff"
    ACCOUNT = "account"
    """An account of the chat workspace, whose holder need not be on the staff."""
    BRAND = "brand"
    """One of the brands that players have."""
    ROLE = "role"
    BLOCK_REASON = "block_reason"
    OPEN_BLOCKS = "open_blocks"
    OPEN_EXCLUSIONS = "open_exclusions"
    ADJUSTMENT_REASON = "adjustment_reason"
    ADJUSTMENT = "adjustment"
    """A posting of the desk's own to a player."""
    BONUS = "bonus"
    """An open bonus of a player."""
    WITHDRAWAL = "withdrawal"
    """A withdrawal of a player that waits and that nothing holds."""
    HELD_WITHDRAWAL = "held_withdrawal"
    """A withdrawal of a player that is held."""
    FREEZE = "freeze"
    """A freeze that has not been thawed."""
    OFFERED = "offered"
    """What the action itself offers about the player: see :meth:`core.action.Action.offered`."""
    REMEDIES = "remedies"
    """The steps required before a block is lifted, ticked one by one."""


@dataclass(frozen=True, slots=True)
class InCurrencyOf:
    """Marks a typed amount whose currency defaults to that of the wallet in the named fields."""

    player_field: str
    wallet_field: str


class Shown(StrEnum):
    """Marks how a text field is drawn."""

    LONG = "long"


Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000), Shown.LONG]
"""The requester's note: long enough to help the approver, short enough to be read."""


NOT_TOLD = "Only those who decide about it can read this."
"""Stands for a note that somebody may not read."""


def _ticket(name: str) -> str:
    if not audit.TICKET.fullmatch(name):
        raise ValueError("a ticket is given by its number or link, without spaces and @")
    return tickets.called(name)


Ticket = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_ticket)]
