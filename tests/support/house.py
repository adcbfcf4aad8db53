"""The world around a desk that runs: its players and what happens to them."""

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
