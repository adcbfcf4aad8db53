"""Whatever people do with a player's money, in any order: it sums to zero, never goes negative, and happens once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from uuid import UUID, uuid4

import pytest

from core import ledger, receivables
from core.action import Action
from core.actions.adjust_balance import AdjustBalance
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.settle_receivable import SettleReceivable
from core.errors import Refused
from core.ledger import Posted
from core.money import Direction
from tests.support.asking import NOTE, adjustment
from tests.support.bonuses import converting, granting, opened, voiding
from tests.support.books import BONUS, CASH, eur, execute
from tests.support.office import World

STEPS = 30


async def posted_of(office: World, player_id: int) -> tuple[Posted, ...]:
    async with office.read() as db:
        return await ledger.transactions(db, player_id, limit=200)


async def grant(office: World, player_id: int, dice: Random) -> Action | None:
    return granting(player_id, f"{dice.randint(1, 40)} EUR", turnover_times=0, source_ref=f"c{dice.random()}")


async def give(office: World, player_id: int, dice: Random) -> Action | None:
    return adjustment(player_id, f"{dice.randint(1, 40)} EUR", source_ref=f"i{dice.random()}", again=True)


async def take(office: World, player_id: int, dice: Random) -> Action | None:
    fields = {"direction": Direction.TAKE, "source_ref": f"i{dice.random()}", "again": True}
    return AdjustBalance.model_validate(adjustment(player_id, f"{dice.randint(1, 40)} EUR").model_dump() | fields)


async def convert(office: World, player_id: int, dice: Random) -> Action | None:
    several = await opened(office, player_id)
    return converting(player_id, dice.choice(several).id, f"{dice.randint(1, 30)} EUR") if several else None


async def void(office: World, player_id: int, dice: Random) -> Action | None:
    several = await opened(office, player_id)
    return voiding(player_id, dice.choice(several).id) if several else None


async def reverse(office: World, player_id: int, dice: Random) -> Action | None:
    several = await posted_of(office, player_id)
    if not several:
        return None
    which, owing = dice.choice(several).id, dice.random() < 0.7
    return ReverseAdjustment(player_id=player_id, transaction_id=which, receivable=owing, note=NOTE)


async def settle(office: World, player_id: int, dice: Random) -> Action | None:
    return SettleReceivable(player_id=player_id, amount=eur(dice.randint(1, 3_000)), note=NOTE)


async def play(office: World, player_id: int, dice: Random) -> Action | None:
    """Lose some money of a wallet, as the platform tells."""
    wallet = dice.choice((CASH, BONUS))
    entries = ledger.transfer(eur(dice.randint(1, 2_500)), source=wallet, target=ledger.of_house("games"))
    bet = ledger.Transaction(player_id=player_id, kind=ledger.EntryKind.BET, key=f"event:{uuid4()}", entries=entries)
    with suppress(ledger.Overdrawn):
        async with office.work() as work:
            await ledger.post(work, bet)
    return None


ACTS: tuple[Callable[[World, int, Random], Awaitable[Action | None]], ...] = (
    grant,
    give,
    take,
    convert,
    void,
    reverse,
    reverse,
    settle,
    play,
)


@pytest.mark.parametrize("seed", range(5))
async def test_any_sequence_leaves_sound_books(office: World, seed: int) -> None:
    dice, anna = Random(seed), await office.player("anna", cash="30 EUR")  # noqa: S311 - a test repeats itself
    done = 0

    for _ in range(STEPS):
        office.later(minutes=1)
        if (action := await dice.choice(ACTS)(office, anna, dice)) is None:
            continue
        request_id = uuid4()
        with suppress(Refused):
            first = await execute(office, action, request_id=request_id)
            done += 1
            if isinstance(action, ReverseAdjustment | AdjustBalance):
                assert (await execute(office, action, request_id=request_id)).ids == first.ids, "once"
        await sound(office, anna)

    assert done > 3, "most of it was refused, so nothing was tried"


async def sound(office: World, player_id: int) -> None:
    async with office.read() as db:
        assert await ledger.verify(db) == []
        assert all(one.money.amount_minor >= 0 for one in await ledger.balances(db, player_id))
        owed = await receivables.owed(db, player_id=player_id, currency="EUR")
    assert owed.amount_minor >= 0
    reversed_ids = [one.transaction.reverses_id for one in await posted_of(office, player_id)]
    assert len({*filter(None, reversed_ids)}) == len([each for each in reversed_ids if isinstance(each, UUID)])
