import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from core import activity, ledger, office, partitions, player_blocks, players
from core.activity import Event, Type
from core.db import Database
from core.keyring import Keyring
from core.moment import Moment
from core.money import Wallet
from core.tables import bets, events, outbox, play_sessions, player_lookups, received_events, withdrawals
from core.tables import players as player_rows
from core.work import Desk, Work

NOW = datetime(2026, 5, 3, 14, 0, tzinfo=UTC)
DESK = Desk(office=office.default(), keyring=Keyring(bytes(32)))
EUR = "EUR"


class Platform:
    """A gaming platform with one player, anna, telling of what happened."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.anna = 0

    @contextlib.asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.database.write() as db:
            yield Work(db=db, desk=DESK, at=Moment(now=NOW))

    async def register(self, name: str) -> int:
        player = players.NewPlayer(
            brand="lucky", licence="MGA", external_id=name, username=name, currency=EUR, registered_at=NOW
        )
        async with self.work() as work:
            return (await players.register(work, [player])).ids["lucky", name]

    async def tell(self, *told: Event) -> activity.Ingested:
        async with self.work() as work:
            return await activity.ingest(work, told)

    async def all(self, query: Any) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(query)).all())

    async def holds(self, wallet: Wallet) -> int:
        async with self.database.read() as db:
            assert await ledger.verify(db) == []
            return {row.wallet: row.money.amount_minor for row in await ledger.balances(db, self.anna)}.get(wallet, 0)


@pytest.fixture
async def platform(database_url: str) -> AsyncIterator[Platform]:
    database = Database.open(database_url)
    platform = Platform(database)
    platform.anna = await platform.register("anna")
    yield platform
    await database.close()


def event(event_id: str, type_: str, body: dict[str, Any] | None = None, **more: Any) -> Event:
    about: dict[str, Any] = {"source": "games", "brand": "lucky", "player": "anna", "at": NOW - timedelta(hours=2)}
    return Event(event_id=event_id, type=type_, body=body or {}, **{**about, **more})


def login(event_id: str, *, success: bool = True, **more: Any) -> Event:
    body = {"success": success, "ip": "81.2.69.142", "country": "MT", "device": "phone-1", **more.pop("body", {})}
    return event(event_id, Type.LOGIN, body, **more)


def money(minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": EUR}


async def test_every_type_has_a_body() -> None:
    from core.activity.catalogue import BODIES

    assert {type_ for type_, _version in BODIES} == set(Type)


async def test_the_same_event_twice_is_once(platform: Platform) -> None:
    first = await platform.tell(login("1"), login("2"), login("2"))
    second = await platform.tell(login("2"), login("3"))

    assert (first.added, first.again) == (2, 1)
    assert (second.added, second.again) == (1, 1)
    assert len(await platform.all(select(events))) == 3


async def test_the_same_id_of_another_source_is_another_event(platform: Platform) -> None:
    told = await platform.tell(login("1"), login("1", source="sports"))

    assert told.added == 2


async def test_a_late_event_lands_on_its_own_day(platform: Platform) -> None:
    long_ago = NOW - timedelta(days=400)

    await platform.tell(login("1", at=long_ago))

    [row] = await platform.all(select(events))
    assert (row.at, row.received_at) == (long_ago, NOW)


async def test_an_older_login_does_not_become_the_last_one(platform: Platform) -> None:
    await platform.tell(login("new", at=NOW - timedelta(hours=1)))
    await platform.tell(login("old", at=NOW - timedelta(days=9), body={"country": "FI"}))

    [row] = await platform.all(select(player_rows))
    assert (row.last_login_at, row.last_login_country) == (NOW - timedelta(hours=1), "MT")


async def test_a_failed_login_is_not_the_last_login_but_leaves_its_address(platform: Platform) -> None:
    await platform.tell(login("1", success=False))

    [row] = await platform.all(select(player_rows))
    found = await platform.all(select(player_lookups.c.term).where(player_lookups.c.kind.in_(["ip", "device"])))
    assert row.last_login_at is None
    assert {term for (term,) in found} == {"81.2.69.142", "phone-1"}


async def test_unknown_players_lie_in_a_bucket_of_their_own_and_are_counted(platform: Platform) -> None:
    told = await platform.tell(login("1", player="nobody42"), login("2", player=None), login("3"))

    rows = await platform.all(select(events.c.event_id, events.c.body).where(events.c.player_id == 0))
    assert (told.added, told.nobody, dict(told.unknown_players)) == (3, 1, {("lucky", "nobody42"): 1})
    assert {row.event_id: row.body.get("unknown_player") for row in rows} == {"1": "nobody42", "2": None}


async def test_an_event_told_again_leaves_the_bucket_once_its_player_is_known(platform: Platform) -> None:
    await platform.tell(login("1", player="ben"), login("2", player="ben"))
    ben = await platform.register("ben")

    told = await platform.tell(login("1", player="ben"))

    assert told.added == 1
    rows = await platform.all(select(events.c.player_id, events.c.event_id).order_by(events.c.event_id))
    assert rows == [(ben, "1"), (0, "2")]
    assert sorted(await platform.all(select(received_events.c.player_id))) == [(0,), (ben,)]


async def test_an_unknown_type_is_kept_as_told_and_counted(platform: Platform) -> None:
    told = await platform.tell(event("1", "slot.jackpot", {"size": "huge"}), login("2", version=9))

    rows = await platform.all(select(events.c.type, events.c.body).order_by(events.c.event_id))
    assert dict(told.unknown_types) == {"slot.jackpot": 1, "login": 1}
    assert rows[0] == ("slot.jackpot", {"size": "huge"})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (event("x", Type.LOGIN, {}), "success"),
        (event("x", Type.LOGIN, {"success": True, "country": "Malta"}), "country"),
        (event("x", Type.DEPOSIT, {"amount": money(-5)}), "more than zero"),
        (event("x", Type.DEPOSIT, {"amount": {"amount_minor": 5, "currency": "XXL"}}), "XXL"),
        (event("x", Type.DEPOSIT, {"amount": {"amount_minor": 0.5, "currency": EUR}}), "integer"),
        (login("x", at=NOW + timedelta(days=2)), "future"),
    ],
)
async def test_an_event_that_is_not_what_its_type_says_is_refused_alone(
    platform: Platform, wrong: Event, why: str
) -> None:
    told = await platform.tell(login("1"), wrong, login("2"))

    [(position, sentence)] = told.refused
    assert (told.added, position) == (2, 1)
    assert why in sentence


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
        event("1", Type.BET, {"bet": "r", "amount": money(100)}),
        event("2", Type.WIN, {"bet": "r", "amount": money(0)}, at=NOW),
        event("3", Type.WITHDRAWAL_REQUESTED, {"withdrawal": "w", "amount": money(50)}),
        event("4", Type.WITHDRAWAL_CANCELLED, {"withdrawal": "w", "amount": money(50)}, at=NOW),
    )

    [bet] = await platform.all(select(bets))
    [withdrawal] = await platform.all(select(withdrawals))
    assert (bet.stake_minor, bet.placed_at, bet.settled_at) == (100, NOW - timedelta(hours=2), NOW)
    assert (withdrawal.asked_at, withdrawal.state) == (NOW - timedelta(hours=2), "cancelled")


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
    assert latest.transaction.kind is ledger.Kind.PLATFORM
    assert await platform.holds(Wallet.CASH) == -900


async def test_bets_and_wins_of_one_batch_are_one_transaction(platform: Platform) -> None:
    spins = [event(f"b{n}", Type.BET, {"bet": f"r{n}", "amount": money(100)}) for n in range(50)]
    wins = [event(f"w{n}", Type.WIN, {"bet": f"r{n}", "amount": money(150 * (n % 2))}, at=NOW) for n in range(40)]

    await platform.tell(event("d", Type.DEPOSIT, {"amount": money(9_000)}, at=NOW - timedelta(hours=3)), *spins, *wins)

    posted = await _transactions(platform)
    assert [one.transaction.kind for one in posted] == [ledger.Kind.BET, ledger.Kind.DEPOSIT]
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
    await platform.tell(told, event("2", Type.EXCLUSION_SET, {"kind": "cool_off"}))
    await platform.tell(told)

    async with platform.database.read() as db:
        [row] = await player_blocks.open_rows(db, platform.anna, now=NOW)
    assert (row.kind, row.until_at, row.from_at) == ("self_exclusion", until, told.at)


async def test_a_session_is_open_until_it_ends(platform: Platform) -> None:
    await platform.tell(login("1", body={"session": "s1"}), login("2", body={"session": "s2"}))
    await platform.tell(event("3", Type.SESSION_ENDED, {"session": "s1"}, at=NOW))

    [open_one] = await platform.all(select(play_sessions).where(play_sessions.c.ended_at.is_(None)))
    assert open_one.device == "phone-1"


async def test_five_thousand_events_need_few_statements(platform: Platform) -> None:
    from sqlalchemy import event as listening

    statements: list[str] = []
    engine = platform.database.writer.sync_engine
    listening.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    deposits = [event(f"d{n}", Type.DEPOSIT, {"amount": money(100)}) for n in range(1_000)]

    told = await platform.tell(*(login(str(n)) for n in range(4_000)), *deposits)

    assert told.added == 5_000
    assert len(statements) < 150
    assert await platform.holds(Wallet.CASH) == 100_000


async def test_partitions_are_made_for_the_months_asked_for(platform: Platform) -> None:
    async with platform.database.write() as db:
        await partitions.ensure(db, months=2, first=datetime(2020, 1, 31, tzinfo=UTC).date())
        await partitions.ensure(db, months=2, first=datetime(2020, 1, 1, tzinfo=UTC).date())

    await platform.tell(login("1", at=datetime(2020, 2, 3, 12, 43, tzinfo=UTC)))

    if platform.database.gate is None:
        [(lying_in,)] = await platform.all(select(text("tableoid::regclass::text")).select_from(events))
        assert lying_in == "events_2020_02"
    assert await platform.all(select(func.count()).select_from(events)) == [(1,)]


async def _transactions(platform: Platform) -> tuple[ledger.Posted, ...]:
    async with platform.database.read() as db:
        return await ledger.transactions(db, platform.anna)
