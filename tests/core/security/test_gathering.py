"""Many acts of one kind on the platform are one card that counts them, and a few are a card each."""

from typing import Any

import pytest
from sqlalchemy import update

from core.activity import Type
from core.database.tables import alerts, outbox
from core.security.gathering import ONE_BY_ONE
from tests.support.office import World
from tests.support.sweeping import standing, swept
from tests.support.watching import Teller


@pytest.fixture
async def teller(office: World) -> Teller:
    await office.player("anna")
    return Teller(office)


async def blocked(office: World, teller: Teller, number: int, *, suspended: bool = True) -> int:
    await teller.tell(*(teller.event(Type.SUSPENSION, suspended=suspended) for _ in range(number)))
    return await swept(office)


async def gathered(office: World) -> list[Any]:
    return await standing(office, alerts.c.subject == "events")


async def test_few_acts_are_a_card_each(office: World, teller: Teller) -> None:
    assert await blocked(office, teller, ONE_BY_ONE) == ONE_BY_ONE
    assert await gathered(office) == []


@pytest.mark.every_wiring
async def test_many_acts_of_one_kind_are_one_card_that_counts_them(office: World, teller: Teller) -> None:
    raised = [await blocked(office, teller, number) for number in (40, 5)]

    [one] = await gathered(office)
    assert raised == [1, 0]
    assert one.sentence.startswith("45 times within an hour: The account was blocked")
    assert (one.evidence["count"], len(one.evidence["players"]), one.player_id) == (45, 1, None)
    assert len(await office.rows(outbox, outbox.c.topic == "alert_raised")) == 1


async def test_acts_of_two_kinds_are_two_cards(office: World, teller: Teller) -> None:
    await blocked(office, teller, 20)
    await blocked(office, teller, 20, suspended=False)

    assert sorted(row.evidence["count"] for row in await gathered(office)) == [20, 20]


async def test_acts_that_trickle_in_are_gathered_too(office: World, teller: Teller) -> None:
    for _ in range(ONE_BY_ONE + 2):
        await blocked(office, teller, 1)
        office.later(seconds=20)

    assert [row.evidence["count"] for row in await gathered(office)] == [2]


@pytest.mark.every_wiring
async def test_what_comes_after_somebody_closed_the_card_is_told_anew(office: World, teller: Teller) -> None:
    await blocked(office, teller, 20)
    closed = {"state": "benign", "closed_at": office.now, "closed_by": "sam"}
    async with office.work() as work:
        await work.db.execute(update(alerts).where(alerts.c.subject == "events").values(closed))

    assert await blocked(office, teller, 3) == 1
    assert sorted(row.evidence["count"] for row in await gathered(office)) == [3, 20]


async def test_another_hour_has_a_card_of_its_own(office: World, teller: Teller) -> None:
    await blocked(office, teller, 20)
    office.later(minutes=60)

    assert await blocked(office, teller, 20) == 1
    assert len(await gathered(office)) == 2
