"""What requests of one day add up to, so that ten just under a limit do not escape it."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from core.database.connections import Connection
from core.database.tables import platform_orders, requests
from core.database.tables.requests import State

COUNTING_STATES = (State.PENDING, State.IN_FORCE, State.DONE, State.CONFIRMED)
"""What counts towards a running total: what waits counts, what was declined, taken back or expired does not."""


async def total(db: Connection, *, day: str, of: ColumnElement[bool], besides: UUID | None = None) -> int | None:
    """Add up the absolute amounts of one local day in the base currency; None when one has no known amount.

    What the platform, where it decides, has refused moved nothing and does not count. ``of`` says whose: a person's
    or a player's. ``besides`` leaves one request out.
    """
    query = select(
        func.coalesce(func.sum(requests.c.total_minor), 0),
        func.count().filter(requests.c.total_minor.is_(None)),
    ).where(requests.c.total_on == day, requests.c.state.in_(COUNTING_STATES), of, ~_refused())
    if besides is not None:
        query = query.where(requests.c.id != besides)
    amount, unknown = (await db.execute(query)).one()
    return None if unknown else int(amount)


def by_person(person: str) -> ColumnElement[bool]:
    """Say "of this requester" to :func:`total`."""
    return requests.c.requester_person == person


def of_player(player_id: int) -> ColumnElement[bool]:
    """Say "about this player" to :func:`total`."""
    return requests.c.player_id == player_id


def _refused() -> ColumnElement[bool]:
    """Say that the platform, where it decides, did not do it; while it only has not answered, it may have."""
    orders = platform_orders.c
    return exists().where(orders.request_id == requests.c.id, orders.authority == "platform", orders.state == "refused")
