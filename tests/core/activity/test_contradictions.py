"""State follows when things happened; what contradicts it is stored and shown, moves nothing, and is an alert."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import activity, event_intake
from core.activity import Event, Type, withdrawal_steps
from core.activity.bets import KnownBet
from core.activity.bets import step as bet_step
from core.activity.events import StoredEvent
from core.activity.house import CASH, LOCKED, PAYMENTS
from core.activity.withdrawal_steps import KnownWithdrawal
from core.database.tables import alerts, bets, wallets, withdrawals
from core.moment import Moment
from core.money import Money, Wallet
from core.players.situations import open_rows
from tests.support.asking import desk
from tests.support.contradicting import at, bet, contradicting, found, held, rich, tell, withdrawal
from tests.support.gaming import NOW, Platform, event, money
from tests.support.office import World
from tests.support.ordering import connect, queued, take
from tests.support.sweeping import swept

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
ASKED, CANCELLED, PAID = Type.WITHDRAWAL_REQUESTED, Type.WITHDRAWAL_CANCELLED, Type.WITHDRAWAL_PAID


@pytest.mark.every_wiring
async def test_a_withdrawal_that_was_paid_and_is_told_to_have_been_cancelled_before_stays_paid(
    platform: Platform,
) -> None:
    await rich(platform)
    await tell(platform, withdrawal(ASKED, 0))
    await tell(platform, withdrawal(PAID, 20))
    await tell(platform, withdrawal(CANCELLED, 10))

    assert await platform.all(select(withdrawals.c.state)) == [("paid",)]
    assert await held(platform) == (15_000, 0)
    assert await contradicting(platform) == [CANCELLED]
    assert await found(platform) == {
        "contradiction": (
            "A withdrawal was reported as cancelled, and had been paid before. "
            "The event is stored; no state and no balance follows it."
        )
    }


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_in_whichever_order_a_withdrawal_is_told_it_ends_once_and_nothing_stays_locked(order: tuple[int, ...]) -> None:
    told = [withdrawal(ASKED, 0), withdrawal(CANCELLED, 10), withdrawal(PAID, 20), withdrawal(PAID, 30)]

    known, moved, contradictions = _told([told[place] for place in order])

    assert contradictions == 2
    assert known is not None
    assert known.state == ("cancelled" if order.index(1) < min(order.index(2), order.index(3)) else "paid")
    assert moved == {CASH: 0 if known.state == "cancelled" else -5_000, LOCKED: 0}


STEPS = st.tuples(st.sampled_from([ASKED, CANCELLED, PAID]), st.integers(0, 5), st.integers(1, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=6))
def test_whatever_is_told_of_a_withdrawal_money_leaves_the_wallet_once(steps: list[tuple[str, int, int]]) -> None:
    known, moved, contradictions = _told([withdrawal(type_, minutes, minor) for type_, minutes, minor in steps])

    ended = known is not None and known.state != "waiting"
    assert contradictions < len(steps) or not steps
    if known and known.asked:
        assert moved[LOCKED] == (0 if ended else known.amount.amount_minor)
        assert moved[CASH] <= 0
        assert (moved[CASH] == 0) == (known.state == "cancelled")


def _told(told: list[Event]) -> tuple[KnownWithdrawal | None, dict[str, int], int]:
    known: KnownWithdrawal | None = None
    moved, contradictions = {CASH: 0, LOCKED: 0}, 0
    for one in activity.admit(told, at=Moment(NOW)).admitted:
        stored = StoredEvent(Moment(NOW).ids(), one.event, 1, one.body)
        made = withdrawal_steps.step(known, stored, one.body)  # type: ignore[arg-type]
        contradictions += made.contradicts is not None
        known = made.known or known
        for each in made.transfers:
            for account, sign in ((each.source, -1), (each.target, 1)):
                moved[account] = moved.get(account, 0) + sign * each.amount.amount_minor
    moved.pop(PAYMENTS, None)
    return known, moved, contradictions


@pytest.mark.parametrize(
    ("type_", "minor", "cash", "said"),
    [
        (PAID, 4_950, 15_050, "A withdrawal was paid with less than was asked for; the rest is back in the wallet."),
        (PAID, 5_100, 14_900, "A withdrawal was paid with more than was asked for; what went beyond was taken"),
        (CANCELLED, 4_950, 20_000, "A withdrawal was cancelled with another amount than was asked for"),
    ],
)
@ON_SQLITE
async def test_a_withdrawal_that_ends_with_another_amount_leaves_nothing_locked_and_is_told(
    platform: Platform, type_: str, minor: int, cash: int, said: str
) -> None:
    await rich(platform)
    told = [withdrawal(ASKED, 0), withdrawal(type_, 10, minor)]
    moved = {CASH: cash - 20_000, LOCKED: 0}
    assert _told(told)[1] == _told(told[::-1])[1] == moved

    await tell(platform, told[1])
    await tell(platform, told[0])

    assert await held(platform) == (cash, 0)
    assert (await found(platform))["partial_payment"].startswith(said)
    [row] = await platform.all(select(withdrawals.c.amount_minor, withdrawals.c.asked_at))
    assert row == (5_000, at(0))


@ON_SQLITE
async def test_where_the_platform_keeps_the_money_its_next_balance_shows_what_was_not_booked_and_alarms(
    office: World,
) -> None:
    there = connect(office, authority="platform")
    await desk(there)
    about = {"source": "games", "brand": "royal", "player": "x-anna", "at": there.now}
    ended = {"withdrawal": "w1", "amount": money(5_000)}
    balance = {"wallet": "cash", "balance": money(15_000)}

    await take(there, {**about, "event_id": "0", "type": "balance_update", "body": {"balance": money(9_000)}})
    assert await queued(there, "alarm") == 0
    for number, (type_, body) in enumerate(
        [(ASKED, ended), (PAID, ended), (CANCELLED, ended), ("balance_update", balance)]
    ):
        there.later(minutes=1)
        await take(there, {**about, "at": there.now, "event_id": f"{number} {type_}", "type": type_, "body": body})

    assert await queued(there, "alarm") == 1
    assert [row.balance_minor for row in await there.rows(wallets, wallets.c.wallet == "cash")] == [15_000]
    assert await swept(there) == 1


@pytest.mark.parametrize(
    ("told", "money_moved", "contradicts"),
    [
        pytest.param([bet("bet", 0), bet("win", 1, 3_000), bet("bet_voided", 2)], 2_000, ["bet_voided"], id="settled"),
        pytest.param([bet("bet", 0), bet("bet_voided", 2), bet("win", 1, 3_000)], 0, ["win"], id="given back"),
        pytest.param([bet("bet", 0), bet("bet_voided", 1), bet("bet_voided", 2)], 0, ["bet_voided"], id="twice"),
        pytest.param(
            [bet("bet", 0), bet("bet", 0, named="b2"), bet("win", 1), bet("bet", 2), bet("win", 3, named="b2")],
            0,
            ["bet"],
            id="a stake after the end",
        ),
        pytest.param([bet("win", 1), bet("bet", 0)], 0, [], id="told late"),
        pytest.param([bet("bet", 0), bet("bet", 1), bet("win", 2), bet("win", 3)], 0, [], id="raised, paid in parts"),
    ],
)
@ON_SQLITE
async def test_a_bet_is_settled_or_given_back_and_never_both(
    platform: Platform, told: list[Event], money_moved: int, contradicts: list[str]
) -> None:
    await rich(platform)

    for start in range(0, len(told), 2):
        await tell(platform, *told[start : start + 2])

    assert await platform.holds(Wallet.CASH) == 20_000 + money_moved
    assert await contradicting(platform) == contradicts
    assert list(await found(platform)) == ["contradiction"] * len(contradicts)
    assert not await platform.all(select(bets.c.id).where(bets.c.settled_at.is_(None)))


@ON_SQLITE
async def test_two_deposits_with_one_payment_reference_are_booked_and_looked_at(platform: Platform) -> None:
    body = {"amount": money(1_000), "reference": "pay-1"}
    await tell(platform, event("1", Type.DEPOSIT, body), event("2", Type.DEPOSIT, body | {"reference": "pay-2"}))
    await tell(platform, event("3", Type.DEPOSIT, body, source="wallet"), event("4", Type.DEPOSIT_FAILED, body))

    assert await platform.holds(Wallet.CASH) == 3_000
    assert list(await found(platform)) == ["shared_reference"]


@ON_SQLITE
async def test_many_contradictions_of_a_day_do_not_drown_the_desk(platform: Platform) -> None:
    for start in (0, 40):
        await tell(platform, *(bet("bet_voided", start + number, named="b") for number in range(40)))

    [many] = await platform.all(select(alerts.c.sentence).where(alerts.c.subject == "events"))
    assert len(await platform.all(select(alerts.c.id))) == 51
    assert many.sentence.startswith("More than 50 findings of this kind came with the events of one day.")


@pytest.mark.parametrize(("seconds", "contradictions"), [(4, 0), (6, 1)])
def test_clocks_that_are_a_little_apart_contradict_nothing(seconds: float, contradictions: int) -> None:
    told = [withdrawal(ASKED, 0), withdrawal(PAID, -seconds / 60)]

    assert _told(told)[2] == _told(told[::-1])[2] == contradictions
    assert isinstance(bet_step(KnownBet(at(0)), Type.BET, at(seconds / 60)), str) == bool(contradictions)


def test_amounts_of_two_currencies_never_meet() -> None:
    known, _, contradictions = _told(
        [
            withdrawal(ASKED, 0),
            event("x", PAID, {"withdrawal": "w1", "amount": {"amount_minor": 5_000, "currency": "SEK"}}, at=at(5)),
        ]
    )

    assert contradictions == 1
    assert known is not None
    assert (known.state, known.amount) == ("waiting", Money(5_000, "EUR"))


@ON_SQLITE
@pytest.mark.parametrize(("kind", "set_"), [("self_exclusion", ["self_exclusion"]), ("cool_off", [])])
async def test_an_exclusion_that_ends_before_it_begins_protects_and_is_looked_at(
    platform: Platform, kind: str, set_: list[str]
) -> None:
    await tell(platform, event("1", Type.EXCLUSION_SET, {"kind": kind, "until": at(-60).isoformat()}, at=at(0)))

    async with platform.work() as work:
        rows = await open_rows(work.db, platform.anna, now=NOW)
    assert [row.kind for row in rows if row.stands(NOW)] == set_
    assert list(await found(platform)) == ["contradiction"]


@ON_SQLITE
async def test_an_exclusion_that_is_refused_for_its_id_is_told_by_itself(platform: Platform) -> None:
    await rich(platform)
    for told in (("deposit", {"amount": money(1)}), ("exclusion_set", {"kind": "self_exclusion"})):
        async with platform.work() as work:
            assert (await event_intake.take(work, [event("rich", *told, at=at(0))])).conflicts == 1

    sentences = [row.sentence for row in await platform.all(select(alerts.c.sentence))]
    assert sorted(one.startswith("An exclusion came under an id") for one in sentences) == [False, True]
