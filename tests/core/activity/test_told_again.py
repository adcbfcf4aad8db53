"""Bets and withdrawals that are told again under their ids: stakes add up, and what was cancelled waits again."""

import itertools

import pytest
from sqlalchemy import select

from core.activity import Type
from core.database.tables import bets, withdrawals
from tests.support.contradicting import at, bet, contradicting, found, held, rich, tell, withdrawal
from tests.support.gaming import Platform

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
ASKED, CANCELLED, PAID = Type.WITHDRAWAL_REQUESTED, Type.WITHDRAWAL_CANCELLED, Type.WITHDRAWAL_PAID
ROUNDS = [(ASKED, 0), (CANCELLED, 10), (ASKED, 20), (PAID, 30)]


@ON_SQLITE
@pytest.mark.parametrize("length", [3, 4])
@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
async def test_a_withdrawal_that_is_asked_for_again_after_its_cancel_waits_again(
    platform: Platform, order: tuple[int, ...], length: int
) -> None:
    await rich(platform)
    for place in order:
        if place < length:
            await tell(platform, withdrawal(*ROUNDS[place]))

    paid = length == len(ROUNDS)
    assert await platform.all(select(withdrawals.c.state)) == [("paid" if paid else "waiting",)]
    assert await held(platform) == (15_000, 0 if paid else 5_000)


@ON_SQLITE
async def test_told_at_once_or_in_order_asking_again_contradicts_nothing(platform: Platform) -> None:
    await rich(platform)
    await tell(platform, *(withdrawal(*each) for each in ROUNDS[:3]))
    await tell(platform, withdrawal(CANCELLED, 30, 5_000))
    await tell(platform, withdrawal(ASKED, 40, 7_000))

    assert await contradicting(platform) == []
    assert await platform.all(select(withdrawals.c.state, withdrawals.c.amount_minor)) == [("waiting", 7_000)]
    assert await held(platform) == (13_000, 7_000)


@ON_SQLITE
async def test_what_was_refused_as_asked_for_twice_counts_once_its_cancel_is_told(platform: Platform) -> None:
    await rich(platform)
    await tell(platform, withdrawal(ASKED, 0))
    await tell(platform, withdrawal(ASKED, 20))
    assert await contradicting(platform) == [ASKED]

    await tell(platform, withdrawal(CANCELLED, 10))

    assert await contradicting(platform) == []
    assert await held(platform) == (15_000, 5_000)


STAKES = [bet("bet", 0, 1_000), bet("bet", 1, 500), bet("win", 5, 3_000), bet("bet", 2, 250)]


@pytest.mark.parametrize(("told", "open_minor"), [((0, 1), 1_500), ((0, 1, 3), 1_750), ((0, 1, 2), 0), ((0, 2, 3), 0)])
@pytest.mark.parametrize("cuts", [(), (1,), (2,), (1, 2)])
async def test_a_bet_told_again_under_its_id_loses_no_stake_and_is_not_opened_again(
    platform: Platform, told: tuple[int, ...], open_minor: int, cuts: tuple[int, ...]
) -> None:
    await rich(platform)
    for start, end in itertools.pairwise((0, *cuts, len(told))):
        await tell(platform, *(STAKES[place] for place in told[start:end]))

    rows = await platform.all(select(bets.c.stake_minor).where(bets.c.settled_at.is_(None)))
    assert rows == ([(open_minor,)] if open_minor else [])
    assert await contradicting(platform) == []


@ON_SQLITE
@pytest.mark.parametrize("end", ["win", "bet_voided"])
@pytest.mark.parametrize("at_once", [True, False])
async def test_a_stake_after_the_end_of_its_bet_moves_nothing_and_alerts_once(
    platform: Platform, end: str, *, at_once: bool
) -> None:
    await rich(platform)
    told = [bet("bet", 0), bet(end, 1)]
    for batch in [told] if at_once else [[each] for each in told]:
        await tell(platform, *batch)
    before = await held(platform)

    await tell(platform, bet("bet", 9), bet("bet", 9, named="b2"), bet("win", 10, named="b2"))

    assert await platform.all(select(bets.c.id).where(bets.c.settled_at.is_(None))) == []
    assert (await held(platform), await contradicting(platform)) == (before, ["bet"])
    [row] = await platform.all(select(bets.c.voided).where(bets.c.placed_at == at(0)))
    assert row.voided is (end == "bet_voided")
    assert len(await found(platform)) == 1


@ON_SQLITE
@pytest.mark.parametrize("cut", [1, 2, 3])
@pytest.mark.parametrize("order", [(0, 2, 1, 3), *list(itertools.permutations(range(4)))[::5]])
async def test_in_two_messages_each_order_ends_alike(platform: Platform, order: tuple[int, ...], cut: int) -> None:
    await rich(platform)
    for message in (order[:cut], order[cut:]):
        await tell(platform, *(withdrawal(*ROUNDS[place]) for place in message))

    assert await platform.all(select(withdrawals.c.state)) == [("paid",)]
    assert await held(platform) == (15_000, 0)
