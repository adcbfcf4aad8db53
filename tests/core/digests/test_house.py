"""The adjustments digest ends with what the house accounts gained and paid, so that finance can book the day."""

import pytest

from tests.support.asking import adjustment
from tests.support.bonuses import granted
from tests.support.books import execute
from tests.support.digesting import made, section
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def test_the_house_accounts_of_a_day_sum_to_what_players_gained(office: World) -> None:
    anna = await office.player("anna", cash="100 EUR")
    await execute(office, adjustment(anna, "70 EUR"))
    await granted(office, anna, "20 EUR")

    office.later(days=1)
    house = section(await made(office, "adjustments"), "House accounts, by account and kind")

    assert [(line.label, line.now, line.before, line.unit) for line in house.lines] == [
        ("payments: deposit", -10_000, 0, "EUR"),
        ("payment corrections: adjustment", -7_000, 0, "EUR"),
        ("promotions: bonus", -2_000, 0, "EUR"),
    ]
