"""Whom a digest counts: players known here, however they came; others stand apart, and a brand counts its own."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from core import activity, staff
from core.activity import Event
from core.people import PITBOSS
from core.tickets import solve
from tests.support.digesting import eur, lines, made, section, tell
from tests.support.office import World
from tests.support.ticketing import do, ticket

IN, OUT = ("login", {"success": True}), ("login", {"success": False})
NOBODY = "Players nobody knows here"


async def test_players_nobody_knows_are_in_no_figure_of_the_others(office: World) -> None:
    await office.player("anna")
    await tell(office, ("deposit", eur(1_000)), IN, OUT)
    await tell(office, ("deposit", eur(70_000)), IN, IN, OUT, OUT, player="x-nobody")
    office.later(days=1)

    digest = await made(office, "activity")

    assert lines(digest, "Players") == {"Active players": (1, 0), "Logins": (1, 0), "Failed logins": (1, 0)}
    assert lines(digest, "Money")["Deposits"] == (1_000, 0)
    assert lines(digest, NOBODY) == {
        "Events": (5, 0),
        "Logins": (2, 0),
        "Failed logins": (2, 0),
        "Deposits": (70_000, 0),
        "Net, after chargebacks": (70_000, 0),
    }
    security = await made(office, "security")
    told = lines(security, "Failed logins")
    assert told == {"Failed logins": (1, 0), "Failed logins of unknown players": (2, 0)}
    trend = section(security, "Failed logins").trend
    assert trend
    assert [(one.name, one.values[-1]) for one in trend.series] == [("Failed", 1), ("Of unknown players", 2)]
    assert lines(await made(office, "activity", brand="royal"), NOBODY) == {}


async def test_registrations_are_players_however_they_came(office: World) -> None:
    await office.player("imported", registered_at=office.now)
    await office.player("old")
    await _registered(office, "x-told", account={"username": "told", "licence": "MGA", "currency": "EUR"})
    await _registered(office, "x-imported")
    await _registered(office, "x-stranger")
    await office.player("elsewhere", brand="lucky", registered_at=office.now)
    office.later(days=1)

    assert lines(await made(office, "activity"), "Players") == {"Registrations": (3, 0)}
    assert lines(await made(office, "activity", brand="royal"), "Players") == {"Registrations": (2, 0)}


async def test_digest_of_a_brand_counts_its_tickets_also_those_about_no_player(office: World) -> None:
    await office.staff("alice")
    await _kept(office, "royal")
    mine = await ticket(office)
    await do(office, "alice", solve, mine, how="Done.")
    office.later(days=1)

    assert lines(await made(office, "activity", brand="royal"), "Tickets")["Solved"] == (1, 0)
    assert lines(await made(office, "activity"), "Tickets")["Opened"] == (1, 0)
    assert lines(await made(office, "activity", brand="lucky"), "Tickets") == {}


async def _registered(office: World, player: str, **body: Any) -> None:
    """Let the platform tell that somebody opened an account, with or without who that is."""
    about = {"source": "games", "brand": "royal", "at": office.now - timedelta(minutes=1)}
    async with office.work() as work:
        event = Event(event_id=str(uuid4()), type="registration", player=player, body=body, **about)
        assert (await activity.ingest(work, [event])).refused == []


async def _kept(office: World, brand: str) -> None:
    alice = await office.staff("alice")
    assert alice.staff_id
    async with office.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=alice.staff_id, brand=brand)
