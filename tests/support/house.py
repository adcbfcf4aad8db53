"""The world around a desk that runs: its players and what happens to them."""

from core import staff
from core.people import Actor
from tests.support.desk import Desk
from tests.support.office import World


def world(desk: Desk) -> World:
    """Build in the desk's own database, by its own keys and clock."""
    around = World(desk.services.database)
    around.desk = desk.services.desk
    around.now = desk.services.clock().now
    return around


async def anna(desk: Desk, cash: str = "120 EUR") -> int:
    """The player everybody's stories are about."""
    return await world(desk).player("anna42", cash=cash, first_name="Anna")


async def actor(desk: Desk, key: str) -> Actor:
    """Somebody of the cast as the desk's own records know them."""
    async with desk.look() as work:
        return (await staff.by_id(work.db, await desk.staff_id(key), office=work.office, now=work.now)).actor
