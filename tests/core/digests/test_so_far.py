"""A day so far is compared with the same hours of the day before, a longer period up to the same hour."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cards import digest_text
from core import digests
from core.activity import Period, fold
from core.digests import Digest, Look
from core.office import DigestName
from tests.support.asking import adjustment, ask, decide
from tests.support.digesting import alert, eur, lines, section, tell
from tests.support.office import World
from tests.support.ticketing import ticket

IN, OUT = ("login", {"success": True}), ("login", {"success": False})
NOON = datetime(2026, 5, 8, 10, 0, tzinfo=UTC)
"""In Malta."""


async def so_far(office: World, name: str = "activity", *, days: int = 1, brand: str | None = None) -> Digest:
    period = Period.ending(office.desk.office.day(office.now), days=days)
    async with office.read() as db:
        look = Look(db=db, office=office.desk.office, period=period, now=office.now, brand=brand)
        return await digests.make(look, DigestName(name))


async def busy(office: World, *, at: datetime, player: str = "x-anna") -> None:
    """Something of each kind at one time."""
    office.now = at
    await tell(office, ("deposit", eur(1_000)), IN, OUT, player=player)
    await tell(office, OUT, player="x-nobody")
    await ticket(office)
    await alert(office, "failed_logins", "player:1")


@pytest.mark.parametrize("folded", [False, True])
async def test_day_so_far_is_compared_with_the_same_hours(office: World, *, folded: bool) -> None:
    await office.player("anna")
    await office.player("ben")
    await busy(office, at=NOON - timedelta(days=1, hours=1))
    await busy(office, at=NOON - timedelta(hours=23), player="x-ben")
    await busy(office, at=NOON - timedelta(hours=1))
    office.now = NOON
    if folded:
        async with office.work() as work:
            await fold(work)

    digest = await so_far(office)

    assert lines(digest, "Players") == {"Active players": (1, 1), "Logins": (1, 1), "Failed logins": (1, 1)}
    assert lines(digest, "Money")["Deposits"] == (1_000, 1_000)
    assert lines(digest, "Players nobody knows here")["Failed logins"] == (1, 1)
    assert lines(digest, "Tickets")["Opened"] == (1, 1)
    trend = section(digest, "Money").trend
    assert trend
    assert trend.series[0].values[-2:] == (2_000, 1_000), "the days of a chart are whole"
    assert "compared with 7 May 2026, up to 12:00" in digest_text.about(digest)
    assert lines(await so_far(office, "security"), "Alerts by rule") == {"Failed logins": (1, 1)}
    assert lines(await so_far(office, brand="lucky"), "Players") == {}


async def test_longer_period_so_far_is_compared_up_to_the_same_hour(office: World) -> None:
    await office.player("anna")
    await office.player("ben")
    await busy(office, at=NOON - timedelta(days=3, hours=1))
    await busy(office, at=NOON - timedelta(days=2, hours=23), player="x-ben")
    await busy(office, at=NOON - timedelta(days=4), player="x-ben")
    office.now = NOON

    digest = await so_far(office, days=3)

    assert lines(digest, "Players")["Active players"] == (0, 2)
    assert lines(digest, "Money")["Deposits"] == (0, 2_000)


async def test_adjustments_so_far_too(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    for name in ("alice", "sam"):
        await office.staff(name)
    for number, at in enumerate((NOON - timedelta(days=1, hours=1), NOON - timedelta(hours=20))):
        office.now = at
        await decide(
            office,
            "sam",
            await ask(office, "alice", adjustment(anna, f"{20 + number} EUR", source_ref=f"{number}")),
            "approve",
        )
    office.now = NOON

    assert lines(await so_far(office), "Adjustments") == {"Given by hand": (0, 2_000)}


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 10, 26, 1, 30, tzinfo=UTC), "2026-10-25T00:30:00+00:00"),
        (datetime(2026, 3, 30, 0, 30, tzinfo=UTC), "2026-03-29T01:30:00+00:00"),
        (datetime(2026, 5, 3, 21, 59, tzinfo=UTC), "2026-05-02T21:59:00+00:00"),
    ],
)
async def test_same_hour_is_that_of_the_clock_on_the_wall(office: World, now: datetime, until: str) -> None:
    office.now = now

    digest = await so_far(office)

    assert digest.compared_until
    assert digest.compared_until.isoformat() == until
