"""Where a table lives once the desk outgrows one machine; each table declares it as its ``info``."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Table


class Place(StrEnum):
    """What decides on which machine a row lies."""

    PLAYER = "player"
    """Its player: all rows of one player lie together, on one of the workers."""
    KEY = "key"
    """An exact key by which players or events are found, before anybody knows which player it is."""
    COORDINATOR = "coordinator"
    """Nothing: the whole table lies on the machine that the desk is connected to."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the rows of a table lie."""

    place: Place
    column: str | None = None
    """Whose value decides; none on the coordinator."""


def by_player(column: str = "player_id") -> dict[str, Any]:
    """Put each row where its player lies."""
    return {"placement": Placement(Place.PLAYER, column)}


def by_key(column: str) -> dict[str, Any]:
    """Put each row where its key lies."""
    return {"placement": Placement(Place.KEY, column)}


ON_COORDINATOR: dict[str, Any] = {"placement": Placement(Place.COORDINATOR)}
"""What people of the desk decide and what is recorded: it grows with them, not with players."""


def of(table: Table) -> Placement:
    """Give the placement of a table.

    Raises ``LookupError`` where the table declares none.
    """
    if (found := table.info.get("placement")) is None:
        message = (
            f"{table.name} says nowhere where it lives; end it with info=by_player(), by_key(…) or ON_COORDINATOR "
            "(core/database/tables/placement.py)"
        )
        raise LookupError(message)
    placement: Placement = found
    return placement
