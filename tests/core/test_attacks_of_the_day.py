"""What somebody who sees little would try to see more by: owning, watching, asking twice. It shows nothing."""

import pytest

from core import security, tickets
from core.database.tables import alerts
from core.people import Visibility
from core.security import NewAlert, Severity, Shelf
from core.tickets import Filing
from tests.support.office import World
from tests.support.ticketing import do, now, ticket


@pytest.mark.every_wiring
async def test_a_ticket_that_becomes_secret_leaves_whoever_may_not_see_it(office: World) -> None:
    alice, anna = await office.staff("alice"), await office.player("anna")
    secret = await ticket(office, player_id=anna, text="She asks why she may not play.")
    await do(office, "alice", tickets.take, secret)

    await do(office, "cora", tickets.file, secret, Filing(visibility=Visibility.COMPLIANCE))

    async with office.read() as db:
        assert not await tickets.mine(db, actor=alice)
    back = await now(office, secret)
    assert (back.assignee_id, back.state) == (None, "open")


async def test_a_ticket_stays_with_whoever_may_still_see_it(office: World) -> None:
    sam, secret = await office.staff("sam"), await ticket(office)
    await do(office, "sam", tickets.take, secret)

    await do(office, "cora", tickets.file, secret, Filing(visibility=Visibility.SECURITY))

    async with office.read() as db:
        assert [one.code for one in await tickets.mine(db, actor=sam)] == [secret.code]


@pytest.mark.every_wiring
async def test_what_somebody_owned_is_not_shown_once_they_may_not_see_it(office: World) -> None:
    cora = await office.staff("cora")
    new = NewAlert(
        rule="impossible_travel",
        subject="player:1",
        window="w1",
        severity=Severity.HIGH,
        visibility=Visibility.COMPLIANCE,
        sentence="3,460 km in 40 minutes.",
    )
    async with office.work() as work:
        alert_id = await security.raise_alert(work, new)
        await security.take(work, cora, alert_id)
    sam = await office.staff("sam")
    async with office.work() as work:
        await work.db.execute(alerts.update().values(owner_id=sam.staff_id))

    async with office.read() as db:
        assert not await security.page_of(db, Shelf.MINE, actor=sam, now=office.now)
