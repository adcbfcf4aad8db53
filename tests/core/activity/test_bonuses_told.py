"""What the platform tells of bonuses becomes the rows that our own grants become."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from core.activity import Type
from core.database.tables import bonuses
from core.money import Money
from core.players import open_bonuses
from core.players.open_bonuses import OpenBonus
from tests.support.gaming import NOW, Platform, event, money

GRANTED = {"bonus": "welcome", "amount": money(2_000), "turnover": money(20_000)}


async def opened(platform: Platform) -> tuple[OpenBonus, ...]:
    async with platform.database.read() as db:
        return await open_bonuses.of_player(db, platform.anna)


def bet(number: int, minor: int, *, game: str = "roulette", hours: float = 0) -> object:
    body = {"bet": f"b{number}", "amount": money(minor), "game": game}
    return event(f"bet {number}", Type.BET, body, at=NOW + timedelta(hours=hours))


async def test_a_bonus_that_is_told_is_open_and_its_turnover_grows_with_the_stakes_after_it(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(50_000)}, at=NOW - timedelta(days=1)),
        bet(0, 700, hours=-2),
        event("2", Type.BONUS_GRANTED, GRANTED, at=NOW - timedelta(hours=1)),
        bet(1, 1_500),
        event("3", Type.BET_VOIDED, {"bet": "b1", "amount": money(500), "game": "roulette"}, at=NOW),
        bet(2, 4_000),
    )

    [bonus] = await opened(platform)

    assert (bonus.amount, bonus.turnover, bonus.done) == (eur(2_000), eur(20_000), eur(5_000))
    assert (bonus.name, bonus.fulfilled) == ("welcome", False)


async def test_only_stakes_on_its_games_and_before_its_end_count(platform: Platform) -> None:
    terms = {"games": ["roulette", "book of dragons"], "until": (NOW + timedelta(hours=1)).isoformat()}
    await platform.tell(
        event("1", Type.DEPOSIT, {"amount": money(50_000)}, at=NOW - timedelta(days=1)),
        event("2", Type.BONUS_GRANTED, GRANTED | terms, at=NOW - timedelta(hours=1)),
        bet(1, 100, game="book of dragons"),
        bet(2, 1_000, game="dragons"),
        bet(3, 10_000, game="poker"),
    )

    [bonus] = await opened(platform)

    assert (bonus.done, bonus.games) == (eur(100), ("roulette", "book of dragons"))
    assert not bonus.lapsed(NOW)
    assert bonus.lapsed(NOW + timedelta(hours=2))


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_bonus_that_was_converted_stays_so_in_whichever_order_it_is_told(
    platform: Platform, order: tuple[int, ...]
) -> None:
    told = [
        event("1", Type.BONUS_GRANTED, GRANTED, at=NOW - timedelta(hours=3)),
        event("2", Type.BONUS_CONVERTED, {"bonus": "welcome", "amount": money(1_000)}, at=NOW - timedelta(hours=2)),
        event("3", Type.BONUS_GRANTED, {"bonus": "other", "amount": money(300)}, at=NOW - timedelta(hours=1)),
    ]
    for place in order:
        await platform.tell(told[place])

    rows = await platform.all(select(bonuses).order_by(bonuses.c.granted_at))

    assert [(row.name, row.state, row.amount_minor, row.turnover_minor) for row in rows] == [
        ("welcome", "converted", 2_000, 20_000),
        ("other", "open", 300, 0),
    ]


async def test_an_end_without_a_name_ends_the_oldest_that_is_open(platform: Platform) -> None:
    await platform.tell(
        event("1", Type.BONUS_GRANTED, {"amount": money(100)}, at=NOW - timedelta(hours=3)),
        event("2", Type.BONUS_GRANTED, {"amount": money(200)}, at=NOW - timedelta(hours=2)),
        event("3", Type.BONUS_EXPIRED, {"amount": money(100)}, at=NOW),
        event("4", Type.BONUS_EXPIRED, {"bonus": "of long ago", "amount": money(50)}, at=NOW),
    )

    assert [bonus.amount for bonus in await opened(platform)] == [eur(200)]


@pytest.mark.parametrize(
    ("staked", "done"),
    [
        ([(0, 0), (0, 0)], [0, 0]),
        ([(500, 1_000), (200, 1_000)], [500, 0]),
        ([(1_500, 1_000), (200, 1_000)], [1_000, 200]),
        ([(1_500, 1_000), (900, 1_000)], [1_000, 500]),
        ([(-5, 0), (900, 1_000)], [0, 0]),
        ([(9_000, 1_000), (8_000, 1_000), (7_000, 9_000)], [1_000, 1_000, 7_000]),
    ],
)
def test_no_stake_counts_for_two_bonuses(staked: list[tuple[int, int]], done: list[int]) -> None:
    rows = [
        {
            "id": f"{number:032d}",
            "amount_minor": 1_000,
            "currency": "EUR",
            "turnover_minor": turnover,
            "staked_minor": minor,
            "games": "",
            "granted_at": NOW.isoformat(),
            "expires_at": None,
            "source": None,
            "name": None,
            "request_id": None,
            "transaction_id": None,
        }
        for number, (minor, turnover) in enumerate(staked)
    ]

    assert [one.done.amount_minor for one in open_bonuses.read(rows)] == done


def eur(minor: int) -> Money:
    return Money(minor, "EUR")
