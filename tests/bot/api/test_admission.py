"""One event of a message decides over itself alone, and what is refused leaves nothing behind."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tests.support.desk import Desk
from tests.support.telling import login, tell


async def test_keys_that_the_platform_adds_of_its_own_are_ignored(desk: Desk) -> None:
    amount = {"amount_minor": 5000, "currency": "EUR", "formatted": "€50.00"}

    told = await tell(
        desk,
        login("1") | {"mother": "Secret Maiden"},
        login("2", type="deposit", body={"amount": amount, "fees": {"amount": amount}}),
        login("3", type="deposit", body={"amount": "€50.00"}),
    )

    assert (told.status, told.body["added"], [one["position"] for one in told.body["refusals"]]) == (200, 2, [2])


async def test_refused_events_leave_no_months_behind(desk: Desk) -> None:
    async def partitions() -> int:
        async with desk.look() as work:
            if work.db.dialect.name == "sqlite":
                return 0
            return await work.db.scalar(text("SELECT count(*) FROM pg_inherits")) or 0

    before, now = await partitions(), datetime.now(UTC)
    coming = [login(f"c{days}", at=now + timedelta(days=30 * days)) for days in range(1, 400)]
    wrong = [login(f"w{days}", at=now - timedelta(days=30 * days), body={"success": 5}) for days in range(40, 100)]

    told = await tell(desk, *coming, *wrong)
    await tell(desk, *(login(f"o{days}", at=now - timedelta(days=30 * days)) for days in range(140, 400)))

    await tell(desk, login("first"), name="msg_1")
    again = await tell(desk, login("second", at=now - timedelta(days=3_000)), name="msg_1")

    assert (told.body["refused"], again.status) == (len(coming) + len(wrong), 409)
    assert await partitions() == before
