"""A bonus whose time is over lapses once: by the clock, or as the platform tells, in whichever order."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from core import background, bonuses, players
from core.action import Run
from core.approvals import AnswerKind
from core.bonuses import BonusGone
from core.database.tables import records
from core.ledger import verify
from core.money import Wallet
from core.people import PITBOSS
from tests.support.asking import ask, decide
from tests.support.bonuses import converting, granted, states, voiding
from tests.support.books import eur, held
from tests.support.lockstep import walk
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take

BONUS: dict[str, Any] = {"source": "platform", "brand": "royal", "player": "x-anna"}
ENDS = {"days": 15}
both_authorities = pytest.mark.parametrize("authority", ["here", "platform"])


@pytest.fixture
async def anna(office: World) -> int:
    return await office.player("anna", cash="100 EUR")


async def sweep(office: World) -> int:
    """Let the clock do its part; give how many bonuses lapsed."""
    async with office.work() as work:
        due = await background.bonuses_due(work, PITBOSS)
    lapsed = 0
    for player_id in due:
        async with office.work() as work:
            lapsed += await background.lapse_bonuses(work, PITBOSS, player_id=player_id)
    return lapsed


async def told(office: World, type_: str, minor: int, **more: Any) -> None:
    amount = {"amount_minor": minor, "currency": "EUR"}
    about = {"type": type_, "event_id": str(office.at.ids()), "at": office.now}
    await take(office, BONUS | about | {"body": {"amount": amount, **more}})


async def wallet(office: World, player_id: int) -> int:
    return (await held(office, player_id)).get(Wallet.BONUS, eur(0)).amount_minor


@both_authorities
async def test_a_bonus_past_its_end_lapses_once_and_is_recorded(office: World, anna: int, authority: str) -> None:
    connect(office, authority=authority)
    await granted(office, anna)
    assert await sweep(office) == 0

    office.later(**ENDS)

    assert (await sweep(office), await sweep(office)) == (1, 0)
    assert (await states(office, anna), await wallet(office, anna)) == (["expired"], 0)
    assert len(await office.rows(records, records.c.action == "bonus.expired")) == 1
    async with office.read() as db:
        assert await verify(db) == []


@both_authorities
@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("first", ["clock", "platform"])
async def test_clock_and_platform_take_it_once_in_whichever_order(
    office: World, anna: int, authority: str, first: str, *, named: bool
) -> None:
    connect(office, authority=authority)
    name = {"bonus": "welcome"} if named else {}
    await told(office, "bonus_granted", 2_000, until=(office.now + timedelta(days=14)).isoformat(), **name)
    await granted(office, anna, "30 EUR", days=100)
    office.later(**ENDS)

    if first == "clock":
        await sweep(office)
    await told(office, "bonus_expired", 2_000, **name)

    assert await sweep(office) == 0
    assert (await states(office, anna), await wallet(office, anna)) == (["expired", "open"], 3_000)


@pytest.mark.parametrize(
    ("type_", "minor", "moved"),
    [("bonus_expired", 1_200, (10_000, 800)), ("bonus_converted", 2_000, (12_000, 0))],
)
async def test_what_the_platform_did_with_it_stands_when_it_is_told_later(
    office: World, anna: int, type_: str, minor: int, moved: tuple[int, int]
) -> None:
    await told(office, "bonus_granted", 2_000, bonus="b1", until=(office.now + timedelta(days=14)).isoformat())
    office.later(**ENDS)
    await sweep(office)

    await told(office, type_, minor, bonus="b1")

    assert await states(office, anna) == [type_.removeprefix("bonus_")]
    wallets = await held(office, anna)
    assert (wallets[Wallet.CASH], wallets[Wallet.BONUS]) == tuple(map(eur, moved))


async def test_what_was_played_away_is_not_taken_again(office: World, anna: int) -> None:
    await granted(office, anna)
    bet = {"type": "bet", "event_id": "b", "at": office.now}
    lost = {"bet": "b", "amount": {"amount_minor": 1_500, "currency": "EUR"}, "wallet": "bonus"}
    await take(office, BONUS | bet | {"body": lost})
    office.later(**ENDS)

    await sweep(office)

    assert (await states(office, anna), await wallet(office, anna)) == (["expired"], 0)


async def test_nothing_lapses_while_the_platform_decides_about_it(office: World, anna: int) -> None:
    for name in ("alice", "bob"):
        await office.staff(name)
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")
    request = await ask(office, "alice", converting(anna, bonus_id, "15 EUR"))
    await decide(office, "bob", request, "approve")
    office.later(**ENDS)

    assert await sweep(office) == 0
    await says(office, await order_of(office, request), AnswerKind.IN_FORCE)

    assert (await sweep(office), await states(office, anna)) == (0, ["converted"])
    assert (await held(office, anna))[Wallet.CASH] == eur(11_500)


@pytest.mark.parametrize("database_kind", ["postgres"])
async def test_a_bonus_that_lapses_in_the_moment_it_is_taken_back_ends_once(office: World, anna: int) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    office.later(**ENDS)

    async def lapse() -> int:
        async with office.work() as work:
            return await bonuses.lapse(work, anna)

    async def take_back() -> object:
        async with office.work() as work:
            await players.hold(work.db, [anna])  # as every vote does
            return await voiding(anna, bonus_id).execute(
                run=Run(work=work, request_id=uuid4(), code="K7QD", requester=PITBOSS)
            )

    lapsed, taken = await walk(office.db, lapse, take_back)

    gone = isinstance(taken, BonusGone)
    assert (lapsed, await states(office, anna)) == ((1, ["expired"]) if gone else (0, ["voided"])), (lapsed, taken)
    assert await wallet(office, anna) == 0
