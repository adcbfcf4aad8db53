"""The biggest moves are those that a person would name who saw each of them and knew what it is worth."""

from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest

from core import activity
from core.activity import Period, Type
from core.money import Money
from tests.support.counted import folded, summed
from tests.support.gaming import DESK, NOW, Platform, event

pytestmark = pytest.mark.every_wiring

OFFICE = DESK.office
WEEK = Period.ending(NOW.date(), days=7)
NAMES = count()


def moved(type_: str, minor: int, currency: str = "EUR", *, days: int = 0, **more: Any) -> activity.Event:
    name = f"m{next(NAMES)}"
    body = {"amount": {"amount_minor": minor, "currency": currency}, "withdrawal": name, "bet": name} | more
    return event(name, type_, body, at=NOW - timedelta(days=days, hours=2))


async def biggest(platform: Platform) -> list[str]:
    return [f"{one.kind} {one.amount}" for one in (await summed(platform, platform.anna, WEEK)).biggest]


@pytest.mark.parametrize("when", ["before folding", "after folding"])
async def test_moves_are_compared_by_what_they_are_worth_and_each_stands_for_itself(
    platform: Platform, when: str
) -> None:
    await platform.tell(
        moved(Type.DEPOSIT, 90_000, "SEK"),
        moved(Type.DEPOSIT, 20_000),
        moved(Type.DEPOSIT, 19_999),
        moved(Type.WITHDRAWAL_PAID, 1_000, "USD"),
        moved(Type.WIN, 900, "JPY"),
        moved(Type.BET, 100),
        moved(Type.DEPOSIT, 50_000, days=9),
    )
    if when == "after folding":
        await folded(platform)

    assert await biggest(platform) == [
        "deposit EUR 200.00",
        "deposit EUR 199.99",
        "deposit SEK 900.00",
        "withdrawal_paid USD 10.00",
        "bet EUR 1.00",
    ]


async def test_what_was_undone_is_left_out_and_the_next_takes_its_place(platform: Platform) -> None:
    undone = [moved(Type.BET, 90_000 + each, bet=f"void {each}", days=each % 7) for each in range(40)]
    voids = [moved(Type.BET_VOIDED, 90_000 + each, bet=f"void {each}") for each in range(40)]
    await platform.tell(*undone, *voids)
    await platform.tell(
        moved(Type.WIN, 80_000, bet="void 3"),
        moved(Type.DEPOSIT, 70_000, reference="stolen card"),
        moved(Type.CHARGEBACK, 60_000, reference="stolen card"),
        moved(Type.DEPOSIT, 50_000, reference="own card"),
        moved(Type.DEPOSIT, 40_000),
        moved(Type.BET, 100),
    )

    assert await biggest(platform) == [
        "chargeback EUR 600.00",
        "deposit EUR 500.00",
        "deposit EUR 400.00",
        "bet EUR 1.00",
    ]


async def test_another_players_void_undoes_nothing_here(platform: Platform) -> None:
    await platform.register("ben")
    mine, theirs = moved(Type.BET, 500, bet="b"), moved(Type.BET_VOIDED, 500, bet="b")
    await platform.tell(mine, theirs.model_copy(update={"player": "ben"}))

    assert await biggest(platform) == ["bet EUR 5.00"]


async def test_whatever_moved_the_biggest_are_those_found_one_by_one(platform: Platform) -> None:
    random = Random(8)  # noqa: S311 - a test's events
    kinds = (Type.DEPOSIT, Type.BET, Type.WIN, Type.WITHDRAWAL_PAID, Type.BONUS_GRANTED)
    told = [
        moved(
            random.choice(kinds),
            random.randint(1, 10 ** random.randint(1, 6)),
            random.choice(["EUR", "SEK", "JPY"]),
            days=random.randint(0, 6),
        )
        for _ in range(120)
    ]
    voided = [one for one in told if one.type == Type.BET and random.random() < 0.5]
    gone = {one.body["bet"] for one in voided}
    await platform.tell(*told[:60], *(moved(Type.BET_VOIDED, 1, bet=one) for one in gone))
    await folded(platform)
    await platform.tell(*told[60:])

    worth = sorted(
        (
            OFFICE.weight(Money(**one.body["amount"]))
            for one in told
            if not (one.type in {Type.BET, Type.WIN} and one.body["bet"] in gone)
        ),
        reverse=True,
    )

    found = (await summed(platform, platform.anna, WEEK)).biggest
    assert [OFFICE.weight(one.amount) for one in found] == worth[:5]


async def test_currency_in_which_most_moved_comes_first(platform: Platform) -> None:
    await platform.tell(moved(Type.DEPOSIT, 90_000, "SEK"), moved(Type.DEPOSIT, 20_000))

    told = await summed(platform, platform.anna, WEEK)

    assert [str(one) for one in told.now.measured(activity.measures.DEPOSITS)] == ["EUR 200.00", "SEK 900.00"]
    assert told.now.currencies == ("EUR", "SEK")
