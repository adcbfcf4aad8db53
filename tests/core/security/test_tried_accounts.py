"""The accounts tried from the address of an alert: how often each, and which of them were entered."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from core import security
from core.database.tables import address_logins
from core.errors import Unknown
from core.security import Severity, TriedAccounts
from tests.support.alerting import raised
from tests.support.office import World

ADDRESS = "45.155.205.233"


async def tried(office: World, player_id: int, outcomes: str, *, address: str = ADDRESS, days: int = 0) -> None:
    """Somebody tries to log in, a minute between one and the next: ``out`` or ``in``."""
    async with office.work() as work:
        rows = [
            {
                "address": address,
                "at": office.now - timedelta(days=days, minutes=number),
                "event_id": uuid4(),
                "player_id": player_id,
                "success": outcome == "in",
            }
            for number, outcome in enumerate(outcomes.split())
        ]
        await work.db.execute(insert(address_logins), rows)


async def alert_of(office: World, subject: str = f"ip:{ADDRESS}") -> UUID:
    about = {"subject": subject, "rule": "failed_logins", "severity": Severity.MEDIUM, "happened_at": office.now}
    return await raised(office, player_id=None, **about)


async def listed(office: World, alert_id: UUID, *, who: str = "sam", at: str = "") -> TriedAccounts:
    actor = await office.staff(who)
    async with office.work() as work:
        return await security.accounts_tried(work, actor, alert_id, at=at)


async def test_entered_accounts_stand_first_and_names_nobody_has_are_one_line(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await tried(office, anna, "out out out")
    await tried(office, ben, "in out")
    await tried(office, 0, "out")
    await tried(office, anna, "in", address="10.0.0.1")
    await tried(office, anna, "in", days=3)

    found = await listed(office, await alert_of(office))

    assert [(one.player_id, one.tries, one.failed, bool(one.entered_at)) for one in found.page] == [
        (ben, 2, 1, True),
        (anna, 3, 3, False),
        (None, 1, 1, False),
    ]
    assert (found.entered, found.page.total) == (1, 3)


async def test_accounts_tried_come_in_pages(office: World) -> None:
    several = [await office.player(f"anna{number}") for number in range(23)]
    for player_id in several:
        await tried(office, player_id, "out")
    alert_id = await alert_of(office)

    first, last = [await listed(office, alert_id, at=at) for at in ("", "3")]

    assert (len(first.page), first.page.next, first.page.total) == (10, "2", 23)
    assert [one.player_id for one in last.page] == several[20:]


async def test_an_alert_about_a_player_has_no_accounts_tried(office: World) -> None:
    anna = await office.player("anna")
    await tried(office, anna, "out")

    assert not (await listed(office, await alert_of(office, f"player:{anna}"))).page


async def test_accounts_of_an_alert_that_one_may_not_see_are_not_listed(office: World) -> None:
    with pytest.raises(Unknown):
        await listed(office, uuid4())
