"""What the platform reports is a fact: each type of event has its effect, in whichever order it comes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core import activity, ledger
from core.activity import Type
from core.database.tables import events, outbox, player_limits, player_lookups, records, wallets
from core.database.tables import player_blocks as blocks
from core.database.tables import players as profiles
from core.money import Wallet
from tests.support.asking import adjustment, ask, decide
from tests.support.gaming import Platform, event, hours, login, money
from tests.support.office import World


async def test_verification_stands_in_the_profile(platform: Platform) -> None:
    told = {"level": 2, "status": "verified", "expires_on": "2027-01-31"}

    await platform.tell(event("1", Type.VERIFICATION, told))

    [row] = await platform.all(select(profiles))
    assert (row.verification_level, row.verification_status) == (2, "verified")
    assert row.verification_expires_on == date(2027, 1, 31)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "the older one late"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_newest_verification_counts(platform: Platform, order: tuple[int, int], *, at_once: bool) -> None:
    told = [
        event("1", Type.VERIFICATION, {"level": 2, "status": "verified"}, at=hours(9)),
        event("2", Type.VERIFICATION, {"level": 2, "status": "expired"}, at=hours(1)),
    ]
    batches = [[told[place] for place in order]] if at_once else [[told[place]] for place in order]
    for batch in batches:
        await platform.tell(*batch)

    [row] = await platform.all(select(profiles))
    assert row.verification_status == "expired"


@pytest.mark.every_wiring
async def test_limits_are_kept_by_their_newest_word(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.LIMIT_SET, {"limit": "deposit", "amount": money(10_000), "period": "week"}, at=hours(5)),
        event("2", Type.LIMIT_SET, {"limit": "deposit", "amount": money(5_000), "period": "week"}, at=hours(3)),
        event("3", Type.LIMIT_SET, {"limit": "loss", "amount": money(0), "period": "day"}, at=hours(2)),
    )
    await platform.tell(
        event("4", Type.LIMIT_SET, {"limit": "deposit", "amount": money(90_000), "period": "week"}, at=hours(4)),
        event("5", Type.LIMIT_SET, {"limit": "loss", "period": "day"}, at=hours(1)),
    )

    rows = await platform.all(select(player_limits).order_by(player_limits.c.kind))
    assert [(row.kind, row.period, row.amount_minor, row.set_at) for row in rows] == [
        ("deposit", "week", 5_000, hours(3)),
        ("loss", "day", None, hours(1)),
    ]


async def test_exclusion_beyond_every_calendar_is_for_good(platform: Platform) -> None:
    told = {"kind": "self_exclusion", "until": "9999-12-31T23:59:59-14:00"}

    await platform.tell(event("1", Type.EXCLUSION_SET, told))

    [row] = await platform.all(select(blocks))
    assert (row.kind, row.until_at) == ("self_exclusion", None)


async def test_balance_that_agrees_is_recorded_and_nothing_else(platform: Platform) -> None:
    told = await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(900)}, at=hours(3)),
        event("2", Type.BALANCE_UPDATE, {"balance": money(900)}, at=hours(2)),
        event("3", Type.BET, {"bet": "b", "amount": money(300)}, at=hours(1)),
    )

    assert (told.added, told.differing) == (3, 0)
    assert await platform.all(select(outbox)) == []


async def test_balance_that_differs_alarms_once_a_day_and_moves_nothing_here(platform: Platform) -> None:
    told = [event(str(n), Type.BALANCE_UPDATE, {"balance": money(100 + n)}, at=hours(9 - n)) for n in range(3)]
    outcomes = [await platform.tell(one) for one in told]

    assert [one.differing for one in outcomes] == [1, 1, 1]
    [alarm] = await platform.all(select(outbox))
    [record] = await platform.all(select(records))
    assert (alarm.topic, record.action, record.player_id) == ("alarm", "balance.differs", platform.anna)
    assert await platform.holds(Wallet.CASH) == 0


async def test_older_balance_told_late_is_no_difference(platform: Platform) -> None:
    await platform.tell(event("1", Type.DEPOSIT, {"amount": money(900)}, at=hours(3)))
    await platform.tell(event("3", Type.BALANCE_UPDATE, {"balance": money(900)}, at=hours(1)))

    told = await platform.tell(event("2", Type.BALANCE_UPDATE, {"balance": money(0)}, at=hours(2)))

    assert told.differing == 0


async def test_registration_that_says_who_it_is_registers_the_player(platform: Platform) -> None:
    account = {
        "username": "ben77",
        "licence": "MGA",
        "currency": "EUR",
        "email": "ben@example.com",
        "born_on": "1990-04-01",
        "first_name": "Ben",
    }
    told = await platform.tell(
        event("1", Type.REGISTRATION, {"country": "MT", "through": "app", "account": account}, player="ben"),
        login("2", player="ben"),
        event("3", Type.REGISTRATION, {"country": "MT"}, player="cleo"),
    )

    [ben] = await platform.all(select(profiles).where(profiles.c.external_id == "ben"))
    kept = {row.event_id: row for row in await platform.all(select(events))}
    assert (told.registered, dict(told.unknown_players)) == (1, {("lucky", "cleo"): 1})
    assert (ben.username, ben.country, ben.registered_from, ben.born_on) == ("ben77", "MT", "app", date(1990, 4, 1))
    assert kept["2"].player_id == ben.id
    assert kept["1"].body == {"country": "MT", "through": "app"}


async def test_registration_of_a_known_player_is_an_event_like_any_other(platform: Platform) -> None:
    account = {"username": "mallory", "licence": "MGA", "currency": "USD"}

    told = await platform.tell(event("1", Type.REGISTRATION, {"account": account}))

    [anna] = await platform.all(select(profiles))
    assert (told.registered, anna.username, anna.currency) == (0, "anna", "EUR")


@pytest.mark.parametrize("minor", [500, -500])
async def test_money_moved_by_hand_on_the_platform_moves_here_too(platform: Platform, minor: int) -> None:
    act = {"act": "adjustment", "by": "someone", "amount": money(minor), "wallet": "bonus"}

    told = await platform.tell(event("1", Type.PLATFORM_ACT, act))

    assert await platform.holds(Wallet.BONUS) == minor
    assert told.overdrawn == 0
    [row] = await platform.all(select(events))
    assert (row.request_id, row.body["act"]) == (None, "adjustment")


@pytest.mark.parametrize(
    "type_", ["password_changed", "email_changed", "phone_changed", "instrument_changed", "second_factor_changed"]
)
async def test_change_of_what_guards_an_account_leaves_its_address(platform: Platform, type_: str) -> None:
    await platform.tell(event("1", type_, {"ip": "81.2.69.9", "device": "phone-9"}))

    [row] = await platform.all(select(events.c.type))
    found = await platform.all(select(player_lookups.c.term).where(player_lookups.c.kind.in_(["ip", "device"])))
    assert row.type == type_
    assert {term for (term,) in found} == {"81.2.69.9", "phone-9"}


async def test_money_of_our_own_request_is_not_moved_twice(office: World) -> None:
    anna = await office.player("anna", cash="100 EUR")
    await office.staff("bob")
    request = await decide(office, "bob", await ask(office, "alice", adjustment(anna)), "approve")
    about = {"brand": "royal", "player": "x-anna", "request_id": request.id}

    async with office.work() as work:
        await activity.ingest(
            work,
            [
                event("1", Type.PLATFORM_ACT, {"act": "adjust", "amount": money(2_000)}, **about),
                event("2", Type.BALANCE_UPDATE, {"balance": money(12_000)}, **about),
            ],
        )

    [held] = await office.rows(wallets)
    assert held.balance_minor == 12_000


@pytest.mark.every_wiring
async def test_where_the_platform_keeps_the_money_the_ledger_follows_its_balance(office: World) -> None:
    anna = await office.player("anna", cash="100 EUR")
    told = event("1", Type.BALANCE_UPDATE, {"balance": money(7_500)}, brand="royal", player="x-anna", at=office.now)
    async with office.work() as work:
        away = replace(work, desk=replace(work.desk, office=work.office.model_copy(update={"authority": "platform"})))
        first = await activity.ingest(away, [told])
        again = await activity.ingest(away, [told])

    async with office.read() as db:
        [latest, _deposit] = await ledger.transactions(db, anna)
        assert await ledger.verify(db) == []
    [held] = await office.rows(wallets)
    assert (first.differing, again.differing, held.balance_minor) == (1, 0, 7_500)
    assert latest.transaction.kind is ledger.EntryKind.PLATFORM
