"""Every act that moves money, on every kind of account: gifts are refused with why, and what must be known is said."""

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from core.action import Action
from core.actions.hold_withdrawal import HoldWithdrawal
from core.actions.money_checks import OnlyMoneyOwed
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.settle_receivable import SettleReceivable
from core.database.tables import players
from core.money import Direction, parse
from tests.support.asking import NOTE, adjustment
from tests.support.blocking import DAY, exclude
from tests.support.bonuses import converting, granted, granting, voiding
from tests.support.books import execute, preview
from tests.support.office import World

Prepared = Callable[[World, int], Awaitable[Action]]


async def gift(office: World, anna: int) -> Action:
    return granting(anna)


async def goodwill(office: World, anna: int) -> Action:
    return adjustment(anna, reason="goodwill", source_ref=None)


async def conversion(office: World, anna: int) -> Action:
    return converting(anna, await granted(office, anna), early=True)


async def payment(office: World, anna: int) -> Action:
    return adjustment(anna)


async def taking(office: World, anna: int) -> Action:
    return adjustment(anna, direction=Direction.TAKE)


async def taking_back(office: World, anna: int) -> Action:
    return voiding(anna, await granted(office, anna))


async def reversal(office: World, anna: int) -> Action:
    given = await execute(office, adjustment(anna))
    return ReverseAdjustment(player_id=anna, transaction_id=UUID(given.ids["transaction"]), note=NOTE)


async def settlement(office: World, anna: int) -> Action:
    owing = adjustment(anna, "900 EUR", direction=Direction.TAKE, receivable=True, source_ref="incident 2")
    await execute(office, owing)
    await execute(office, adjustment(anna, "50 EUR", source_ref="incident 3"))
    return SettleReceivable(player_id=anna, amount=parse("20 EUR"), note=NOTE)


async def holding(office: World, anna: int) -> Action:
    withdrawal = await office.withdrawal(anna, "40 EUR")
    return HoldWithdrawal(player_id=anna, withdrawal_id=withdrawal, reason="chargeback", note=NOTE)


GIFTS: tuple[Prepared, ...] = (gift, goodwill, conversion)
OTHERS: tuple[Prepared, ...] = (payment, taking, taking_back, reversal, settlement, holding)


async def become(office: World, anna: int, kind: str) -> None:
    if kind == "excluded":
        await exclude(office, anna, "self_exclusion", office.now + 200 * DAY)
        return
    changed = {
        "closed": {"lifecycle": "closed"},
        "closed by the player": {"lifecycle": "self_closed"},
        "minor": {"born_on": date(office.now.year - 17, 1, 1)},
        "staff": {"staff_owned": True},
    }[kind]
    async with office.work() as work:
        await work.db.execute(update(players).where(players.c.id == anna).values(changed))


WHY_NOT = {
    "closed": "is closed",
    "closed by the player": "is closed",
    "minor": "under age by the birth date on record",
    "excluded": "is excluded from play",
}


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("kind", [*WHY_NOT, "staff"])
@pytest.mark.parametrize("act", [*GIFTS, *OTHERS], ids=lambda act: act.__name__)
async def test_gifts_are_refused_and_everything_else_says_whose_account_it_is(
    office: World, act: Prepared, kind: str
) -> None:
    anna = await office.player("anna", cash="100 EUR")
    wanted = await act(office, anna)
    await become(office, anna, kind)

    if act in GIFTS and kind in WHY_NOT:
        with pytest.raises(OnlyMoneyOwed, match=WHY_NOT[kind]):
            await preview(office, wanted)
        return
    facts = await preview(office, wanted)

    told = " ".join(str(fact.value) for fact in facts.values() if fact.material)
    assert ("member of staff" in told) == (kind == "staff")
    assert ("under age" in told) == (kind == "minor")
