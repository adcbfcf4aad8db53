"""Players to look at in a test of what Slack shows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core import intake_numbers, ledger, player_blocks, players, staff
from core.database.tables import bets, events, play_sessions, withdrawals
from core.money import Money, Wallet
from tests.support.desk import Desk

JOINED = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
PLAIN: dict[str, Any] = {
    "brand": "royal",
    "licence": "MGA",
    "currency": "EUR",
    "registered_at": JOINED,
    "first_name": "Anna",
    "last_name": "Mueller",
    "born_on": date(1984, 2, 29),
    "phone": "+35699124471",
    "address": "12 Old Street",
    "city": "Sliema",
    "country": "MT",
    "language": "en",
    "verification_level": 2,
    "verification_status": "verified",
}


async def player(desk: Desk, username: str, **told: Any) -> int:
    """A player who is there from then on, with an e-mail address after the username."""
    own = {"username": username, "external_id": f"x-{username}"[:80], "email": f"{username[:20]}@example.com"}
    new = players.NewPlayer(**PLAIN | own | told)
    async with desk.work() as work:
        return (await players.register(work, [new])).ids[new.key]


async def deposit(desk: Desk, player_id: int, amount_minor: int) -> None:
    money = Money(amount_minor, "EUR")
    entries = ledger.transfer(money, source=ledger.of_house("payments"), target=ledger.of_player(Wallet.CASH))
    async with desk.work() as work:
        key = f"event:{player_id}:{amount_minor}"
        moved = ledger.Transaction(player_id=player_id, kind=ledger.EntryKind.DEPOSIT, key=key, entries=entries)
        await ledger.post(work, moved)


async def in_flight(desk: Desk, player_id: int) -> None:
    """A withdrawal of EUR 900 asked twelve minutes ago, a bet and a session."""
    async with desk.work() as work:
        asked_at = work.now - timedelta(minutes=12)
        of = {"player_id": player_id}
        own = of | {"id": work.at.ids(), "amount_minor": 90_000, "currency": "EUR", "asked_at": asked_at}
        await work.db.execute(insert(withdrawals), own | {"state": "waiting", "changed_at": asked_at})
        stake = {"id": work.at.ids(), "stake_minor": 4_500, "currency": "EUR", "placed_at": asked_at}
        await work.db.execute(insert(bets), of | stake)
        await work.db.execute(insert(play_sessions), of | {"id": work.at.ids(), "started_at": asked_at})


async def login(desk: Desk, player_id: int, **body: Any) -> None:
    """One login, as the gaming platform told of it."""
    told = {"success": True, "ip": "81.2.69.142", "country": "MT", "device": "Firefox on Windows"} | body
    async with desk.work() as work:
        number = work.at.ids()
        own = {"player_id": player_id, "at": work.now, "id": number, "source": "test", "event_id": str(number)}
        came = {"received_at": work.now, "intake": await intake_numbers.number(work.db)}
        await work.db.execute(insert(events), own | came | {"type": "login", "body": told})


async def note(desk: Desk, player_id: int, text: str, *, by: str = "cora", **told: Any) -> None:
    """A note that somebody of the cast wrote."""
    async with desk.work() as work:
        found = await staff.by_account(work.db, desk.person(by).id, office=work.office, now=work.now)
        await players.add_note(work, found[0].actor, players.NewNote(player_id, text, **told))


async def block(desk: Desk, player_id: int, reason: str) -> None:
    """A block that stands."""
    async with desk.work() as work:
        placing = player_blocks.NewBlock(player_id=player_id, reason=reason, asked_by="operator", placed_by="cora")
        await player_blocks.place(work, placing)
