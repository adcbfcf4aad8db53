"""A withdrawal that the platform lets through against a block is an alert; one that only came late is not."""

from datetime import timedelta
from typing import Any

import pytest

from core.database.tables import alerts
from tests.support.blocking import DAY, end, exclude, place
from tests.support.office import World
from tests.support.ordering import take

ASKED, PAID = "withdrawal_requested", "withdrawal_paid"
WAYS_TO_STOP = ["takeover", "chargeback", "regulator"]
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


async def tell(office: World, type_: str, minutes: float = 0, **more: Any) -> None:
    """Tell a step of one withdrawal, so many minutes from now."""
    amount = {"amount_minor": 5_000, "currency": "EUR"}
    about = {"source": "wallet", "brand": "royal", "player": "x-anna", "event_id": f"{type_} {minutes} {office.now}"}
    body = {"body": {"withdrawal": "w1", "amount": amount}, "at": office.now + timedelta(minutes=minutes)}
    await take(office, {**about, "type": type_, **body, **more})


async def found(office: World) -> list[str]:
    return [row.sentence for row in await office.rows(alerts) if row.rule == "done_elsewhere"]


@pytest.fixture
async def anna(office: World) -> int:
    return await office.player("anna", cash="500 EUR")


@ON_SQLITE
@pytest.mark.parametrize("reason", WAYS_TO_STOP)
async def test_a_withdrawal_that_came_although_it_is_stopped_alerts(office: World, anna: int, reason: str) -> None:
    await place(office, anna, reason)
    office.later(minutes=5)

    await tell(office, ASKED)

    assert await found(office) == ["A withdrawal was asked for on the platform although the player cannot withdraw."]


async def test_a_withdrawal_from_before_the_block_that_is_told_late_is_held_and_no_alert(
    office: World, anna: int
) -> None:
    await place(office, anna)
    office.later(minutes=5)

    await tell(office, ASKED, -6)

    assert await found(office) == []


@ON_SQLITE
async def test_where_nothing_stops_withdrawing_none_alerts(office: World, anna: int) -> None:
    await place(office, anna, "harm")
    await exclude(office, anna, "self_exclusion", None)
    over = await place(office, anna, "fraud")
    await end(office, anna, over.block.id)
    await place(office, anna, until=office.now + DAY)
    office.later(hours=25)

    await tell(office, ASKED)
    await tell(office, PAID, 1)

    assert await found(office) == []


@ON_SQLITE
async def test_a_held_withdrawal_that_is_paid_alerts_also_when_that_is_told_once_it_is_let_go(
    office: World, anna: int
) -> None:
    await tell(office, ASKED, -1)
    block = await place(office, anna)
    office.later(hours=1)
    await end(office, anna, block.block.id)

    await tell(office, PAID, -30)

    assert await found(office) == ["A withdrawal that is held here was paid on the platform."]


@ON_SQLITE
async def test_what_a_block_leaves_is_paid_without_an_alert(office: World, anna: int) -> None:
    await tell(office, ASKED, -1)
    await place(office, anna, holds=False)
    office.later(hours=1)

    await tell(office, PAID)

    assert await found(office) == []


@ON_SQLITE
async def test_one_paid_before_the_block_and_told_late_is_no_alert(office: World, anna: int) -> None:
    await tell(office, ASKED, -10)
    await place(office, anna)
    office.later(hours=1)

    await tell(office, PAID, -65)

    assert await found(office) == []


@ON_SQLITE
async def test_a_stop_told_with_the_withdrawal_counts_as_one_told_before(office: World, anna: int) -> None:
    about = {"source": "games", "brand": "royal", "player": "x-anna"}
    body = {"withdrawal": "w1", "amount": {"amount_minor": 5_000, "currency": "EUR"}}
    asked = {"event_id": "1", "type": ASKED, "at": office.now, "body": body}
    stopped = {"event_id": "2", "type": "suspension", "at": office.now - DAY, "body": {"suspended": True}}

    await take(office, about | asked, about | stopped)

    assert "A withdrawal was asked for on the platform although the player cannot withdraw." in await found(office)
