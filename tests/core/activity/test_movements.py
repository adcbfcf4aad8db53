"""Events move money, begin and end what is under way, in few statements."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from core import ledger, player_blocks
from core.activity import Event, Type, catalogue
from core.database.tables import bets, outbox, play_sessions, withdrawals
from core.money import Wallet
from tests.support.gaming import NOW, Platform, event, login, money

pytestmark = pytest.mark.every_wiring


async def _transactions(platform: Platform) -> tuple[ledger.Posted, ...]:
    async with platform.database.read() as db:
        return await ledger.transactions(db, platform.anna)


async def test_a_withdrawal_moves_from_cash_to_locked_to_the_bank(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(10_000)}, at=NOW - timedelta(hours=3)),
        event("2", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w1", "amount": money(9_000)}),
    )
    [asked] = await platform.all(select(withdrawals))
    assert (asked.state, asked.amount_minor) == ("waiting", 9_000)
    assert [await platform.holds(wallet) for wallet in Wallet] == [1_000, 0, 9_000]

    paid = event("3", Type.WITHDRAWAL_PAID, {"withdrawal": "w1", "amount": money(9_000)}, at=NOW)
    await platform.tell(paid)
    await platform.tell(paid)

    [row] = await platform.all(select(withdrawals))
    assert (row.id, row.state) == (asked.id, "paid")
    assert [await platform.holds(wallet) for wallet in Wallet] == [1_000, 0, 0]


async def test_what_begins_and_ends_in_one_batch_keeps_its_beginning(platform: Platform) -> None:
    await platform.tell(
        event("3", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w", "amount": money(50)}),
        event("4", Type.WITHDRAWAL_CANCELLED, {"withdrawal": "w", "amount": money(50)}, at=NOW),
    )

    [withdrawal] = await platform.all(select(withdrawals))
    assert (withdrawal.asked_at, withdrawal.state) == (NOW - timedelta(hours=2), "cancelled")


async def test_a_bet_settled_in_the_batch_it_was_placed_in_never_lay_open(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.BET, {"bet": "r", "amount": money(100)}),
        event("2", Type.WIN, {"bet": "r", "amount": money(0)}, at=NOW),
    )

    assert await platform.all(select(bets).where(bets.c.settled_at.is_(None))) == []


async def test_a_bet_raised_and_settled_later_is_over(platform: Platform) -> None:
    await platform.tell(event("1", Type.BET, {"bet": "round", "amount": money(100)}))
    await platform.tell(
        event("2", Type.BET, {"bet": "round", "amount": money(100)}, at=NOW - timedelta(hours=1)),
        event("3", Type.WIN, {"bet": "round", "amount": money(0)}, at=NOW),
    )

    [bet] = await platform.all(select(bets))
    assert (bet.placed_at, bet.settled_at) == (NOW - timedelta(hours=2), NOW)


async def test_a_bet_settled_before_it_is_told_of_stays_settled(platform: Platform) -> None:
    await platform.tell(event("2", Type.WIN, {"bet": "r", "amount": money(0)}, at=NOW))
    await platform.tell(event("1", Type.BET, {"bet": "r", "amount": money(100)}))

    [bet] = await platform.all(select(bets))
    assert bet.settled_at == NOW


async def test_a_withdrawal_paid_before_it_was_asked_stays_paid(platform: Platform) -> None:
    await platform.tell(event("2", Type.WITHDRAWAL_PAID, {"withdrawal": "w1", "amount": money(900)}, at=NOW))
    await platform.tell(event("1", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w1", "amount": money(900)}))

    [row] = await platform.all(select(withdrawals))
    assert row.state == "paid"


async def test_a_movement_that_overdraws_is_recorded_and_alarms(platform: Platform) -> None:
    told = await platform.tell(event("1", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w1", "amount": money(900)}))

    [alarm] = await platform.all(select(outbox))
    [latest] = await _transactions(platform)
    assert told.overdrawn == 1
    assert alarm.topic == "alarm"
    assert latest.transaction.kind is ledger.EntryKind.PLATFORM
    assert await platform.holds(Wallet.CASH) == -900


async def test_bets_and_wins_of_one_batch_are_one_transaction(platform: Platform) -> None:
    spins = [event(f"b{n}", Type.BET, {"bet": f"r{n}", "amount": money(100)}) for n in range(50)]
    wins = [event(f"w{n}", Type.WIN, {"bet": f"r{n}", "amount": money(150 * (n % 2))}, at=NOW) for n in range(40)]

    await platform.tell(event("d", Type.DEPOSIT, {"amount": money(9_000)}, at=NOW - timedelta(hours=3)), *spins, *wins)

    posted = await _transactions(platform)
    assert [one.transaction.kind for one in posted] == [ledger.EntryKind.BET, ledger.EntryKind.DEPOSIT]
    assert await platform.holds(Wallet.CASH) == 9_000 - 50 * 100 + 20 * 150
    assert len(await platform.all(select(bets).where(bets.c.settled_at.is_(None)))) == 10


async def test_what_was_won_before_a_withdrawal_pays_for_it(platform: Platform) -> None:
    minutes = [NOW - timedelta(minutes=n) for n in (9, 8, 7, 6, 5)]

    told = await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(100)}, at=minutes[0]),
        event("2", Type.BET, {"bet": "r", "amount": money(100)}, at=minutes[1]),
        event("3", Type.WIN, {"bet": "r", "amount": money(900)}, at=minutes[2]),
        event("4", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w", "amount": money(900)}, at=minutes[3]),
        event("5", Type.BET, {"bet": "s", "amount": money(0)}, at=minutes[4]),
    )

    assert (told.overdrawn, len(told.refused)) == (0, 1)
    assert [one.at for one in await _transactions(platform)] == [minutes[3], minutes[2], minutes[0]]


async def test_an_exclusion_set_on_the_platform_stands_here(platform: Platform) -> None:
    until = NOW + timedelta(days=180)
    told = event("1", Type.EXCLUSION_SET, {"kind": "self_exclusion", "until": until.isoformat()})
    await platform.tell(told, event("2", Type.EXCLUSION_SET, {"kind": "self_exclusion"}, player=None))
    await platform.tell(told)

    async with platform.database.read() as db:
        [row] = await player_blocks.open_rows(db, platform.anna, now=NOW)
    assert (row.kind, row.until_at, row.from_at) == ("self_exclusion", until, told.at)


@pytest.mark.parametrize(
    ("body", "kind", "until"),
    [
        ({"kind": "self-exclusion"}, "self_exclusion", None),
        ({"kind": "SELF_EXCLUSION", "until": "forever"}, "self_exclusion", None),
        ({"kind": "Self Exclusion", "until": ""}, "self_exclusion", None),
        ({"kind": "timeout", "until": "2030-01-01T00:00:00Z"}, "cool_off", datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_protects_is_read_however_the_platform_writes_it(
    body: dict[str, str], kind: str, until: datetime | None
) -> None:
    read = catalogue.read(Type.EXCLUSION_SET, 1, body)

    assert isinstance(read, catalogue.ExclusionBody)
    assert (read.kind, read.until) == (kind, until)


async def test_a_session_is_open_until_it_ends(platform: Platform) -> None:
    await platform.tell(login("1", body={"session": "s1"}), login("2", body={"session": "s2"}))
    await platform.tell(event("3", Type.SESSION_ENDED, {"session": "s1"}, at=NOW))

    [open_one] = await platform.all(select(play_sessions).where(play_sessions.c.ended_at.is_(None)))
    assert open_one.device == "phone-1"


def _evening(name: str, times: int) -> list[Event]:
    """Tell of logins, deposits, bets that end and bets that do not, withdrawals and sessions, each some times."""
    told = list[Event]()
    for each in range(times):
        number, at = f"{name}{each}", {"at": NOW - timedelta(minutes=times - each)}
        told += [
            login(f"l{number}", body={"session": number}, **at),
            event(f"d{number}", Type.DEPOSIT, {"amount": money(100)}, **at),
            event(f"b{number}", Type.BET, {"bet": number, "amount": money(10)}, **at),
            event(f"e{number}", Type.WIN, {"bet": number, "amount": money(20)}, **at),
            event(f"o{number}", Type.BET, {"bet": f"open {number}", "amount": money(5)}, **at),
            event(f"r{number}", Type.WITHDRAWAL_REQUESTED, {"withdrawal": number, "amount": money(50)}, **at),
            event(f"s{number}", Type.SESSION_ENDED, {"session": number}, **at),
            event(f"t{number}", Type.WITHDRAWAL_PAID, {"withdrawal": number, "amount": money(50)}, **at),
        ]
    return told


async def test_a_batch_takes_the_same_few_statements_however_much_is_told(platform: Platform) -> None:
    said = list[str]()
    engine = platform.database.writer.sync_engine
    listening.listen(engine, "before_cursor_execute", lambda *heard: said.append(heard[2][:40]))
    await platform.tell(*_evening("first", 1))

    said.clear()
    await platform.tell(*_evening("few", 2))
    few = list(said)
    said.clear()
    told = await platform.tell(*_evening("many", 120))

    assert (told.added, told.overdrawn) == (960, 0)
    assert said == few
    assert len(said) < 25
