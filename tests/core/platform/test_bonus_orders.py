"""The platform decides about bonuses: nothing is booked before it answers, and what it tells comes once."""

from typing import Any

import pytest

from core.action import Action
from core.approvals import AnswerKind
from core.money import Wallet
from core.platform import Order
from core.requests import Request
from tests.support.asking import ask, decide
from tests.support.bonuses import converting, granted, granting, opened, states, voiding
from tests.support.books import eur, held
from tests.support.contract import problems
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, send_rest, take, tells

BONUS = {"source": "platform", "brand": "royal", "player": "x-anna"}


@pytest.fixture
async def anna(office: World) -> int:
    for name in ("alice", "bob", "carol", "sam", "maya"):
        await office.staff(name)
    return await office.player("anna", cash="100 EUR")


async def agreed(office: World, action: Action, *who: str) -> tuple[Request, Order]:
    """Ask and agree; give the request and what the platform is ordered."""
    request = await ask(office, "alice", action)
    for name in who or ("bob", "sam", "carol", "maya"):
        if request.state == "pending":
            request = await decide(office, name, request, "approve")
    assert request.state == "done", request.state
    order = await order_of(office, request)
    assert problems(order.body) == []
    return request, order


async def bonus(office: World, player_id: int) -> int:
    return (await held(office, player_id)).get(Wallet.BONUS, eur(0)).amount_minor


def told(minor: int, **more: Any) -> dict[str, Any]:
    return {"amount": {"amount_minor": minor, "currency": "EUR"}, **more}


@pytest.mark.parametrize("authority", ["here", "platform"])
async def test_a_grant_is_booked_once_however_the_platform_tells_of_it(
    office: World, anna: int, authority: str
) -> None:
    connect(office, authority=authority)
    _, order = await agreed(office, granting(anna, games="roulette"), "bob")
    assert (order.kind, order.body["data"]["games"]) == ("grant_bonus", ["roulette"])
    assert await bonus(office, anna) == (2_000 if authority == "here" else 0)

    await tells(office, order, "bonus_granted", told(2_000, bonus="B-1"))
    await says(office, order, AnswerKind.IN_FORCE)

    assert await bonus(office, anna) == 2_000
    [one] = await opened(office, anna)
    assert (one.name, one.turnover, one.games) == ("B-1", eur(20_000), ("roulette",))


async def test_what_the_platform_calls_a_bonus_of_ours_ends_it(office: World, anna: int) -> None:
    connect(office)
    _, order = await agreed(office, granting(anna), "bob")
    await tells(office, order, "bonus_granted", told(2_000, bonus="B-1"))

    lapsed = {"type": "bonus_expired", "event_id": "e1", "at": office.now, "body": told(1_500, bonus="B-1")}
    await take(office, BONUS | lapsed)

    assert (await states(office, anna), await bonus(office, anna)) == (["expired"], 500)


@pytest.mark.parametrize("said", [AnswerKind.REFUSED, AnswerKind.ACCEPTED, AnswerKind.NOTHING])
async def test_what_the_platform_refuses_or_leaves_open_moves_nothing(
    office: World, anna: int, said: AnswerKind
) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")

    for action in (granting(anna, source_ref="Summer"), converting(anna, bonus_id, "15 EUR")):
        _, order = await agreed(office, action)
        await says(office, order, said, "not now")

    assert (await states(office, anna), await bonus(office, anna)) == (["open"], 2_000)
    assert (await held(office, anna))[Wallet.CASH] == eur(10_000)


async def test_a_conversion_that_the_platform_reports_is_ours_and_comes_once(office: World, anna: int) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")
    _, order = await agreed(office, converting(anna, bonus_id, "15 EUR"))

    await tells(office, order, "bonus_converted", told(1_500))
    await says(office, order, AnswerKind.IN_FORCE)

    assert (await held(office, anna))[Wallet.CASH] == eur(11_500)
    assert (await states(office, anna), await bonus(office, anna)) == (["converted"], 500)


async def test_a_bonus_taken_back_there_takes_here_what_was_ordered(office: World, anna: int) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")
    _, order = await agreed(office, voiding(anna, bonus_id))
    assert order.body["data"]["amount"] == {"amount_minor": 2_000, "currency": "EUR"}
    assert await bonus(office, anna) == 2_000

    await says(office, order, AnswerKind.IN_FORCE)

    assert (await states(office, anna), await bonus(office, anna)) == (["voided"], 0)


async def test_a_bonus_that_lapsed_there_meanwhile_is_not_converted_here(office: World, anna: int) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")
    _, order = await agreed(office, converting(anna, bonus_id, "15 EUR"))
    lapsed = {"type": "bonus_expired", "event_id": "e1", "at": office.now, "body": told(2_000)}
    await take(office, BONUS | lapsed)

    await says(office, order, AnswerKind.IN_FORCE)

    assert (await held(office, anna))[Wallet.CASH] == eur(10_000)
    assert await states(office, anna) == ["expired"]


async def test_a_bonus_taken_back_there_in_part_is_open_here_until_the_rest_of_it_is_taken(
    office: World, anna: int
) -> None:
    bonus_id = await granted(office, anna, turnover_times=0)
    connect(office, authority="platform")
    request, order = await agreed(office, voiding(anna, bonus_id))
    part = {"name": "half", "done": True, "amount": {"amount_minor": 500, "currency": "EUR"}}
    named = {"act": "void_bonus", "order": str(order.id), "state": "partly_done"}

    await tells(office, order, "platform_act", {**named, "parts": [part, {"name": "half", "done": False}, "?"]})
    await tells(office, order, "balance_update", {"wallet": "bonus", "balance": told(1_500)["amount"]})

    told_order = await order_of(office, request)
    assert (told_order.state, [each.done for each in told_order.what_was_done]) == ("partly_done", [True, False])
    assert (await states(office, anna), await bonus(office, anna)) == (["open"], 1_500)
    await send_rest(office, "bob", request)
    await says(office, order, AnswerKind.IN_FORCE)
    assert (await states(office, anna), await bonus(office, anna)) == (["voided"], 0)
