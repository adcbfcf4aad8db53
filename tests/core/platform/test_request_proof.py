"""A request that an event names proves what that request did, of its player, amount and wallet, once; and no more."""

from datetime import timedelta
from typing import Any

import pytest

from core.database.tables import alerts, player_blocks, player_limits, wallets
from core.requests import Request
from tests.support.asking import adjustment, ask, block, decide, desk
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, take, tells, told


def eur(minor: int, currency: str = "EUR") -> dict[str, Any]:
    return {"amount_minor": minor, "currency": currency}


def act(minor: int, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    return {"act": "credit", "amount": eur(minor, currency), **more}


async def given(there: World) -> Request:
    """Twenty euros that enough people agreed to; the wallet holds 120 now."""
    anna = await desk(there, "bob", "sam", "fred", "maya")
    request = await ask(there, "alice", adjustment(anna))
    return await decide(there, "bob", request, "approve")


async def found(there: World) -> list[str]:
    return [row.sentence.partition("from here: ")[2] for row in await there.rows(alerts)]


async def holds(there: World) -> dict[tuple[str, str], int]:
    rows = await there.rows(wallets, wallets.c.balance_minor != 0)
    return {(row.wallet, row.currency): row.balance_minor for row in rows}


MISMATCH = "it names a request that asked for something else."


@pytest.mark.parametrize(
    ("type_", "body", "also"),
    [
        pytest.param("platform_act", act(2_000), {}, id="its money"),
        pytest.param("platform_act", {"act": "adjust"}, {}, id="its name alone"),
        pytest.param("deposit", {"amount": eur(2_000)}, {}, id="its money as a deposit"),
        pytest.param("platform_act", act(99_999_900), {("cash", "EUR"): 100_011_900}, id="another amount"),
        pytest.param("platform_act", act(-2_000), {("cash", "EUR"): 10_000}, id="the other direction"),
        pytest.param("platform_act", act(2_000, wallet="bonus"), {("bonus", "EUR"): 2_000}, id="another wallet"),
        pytest.param("platform_act", act(2_000, "SEK"), {("cash", "SEK"): 2_000}, id="another currency"),
        pytest.param("platform_act", {"act": "grant_vip"}, {("cash", "EUR"): 12_000}, id="another act"),
        pytest.param("deposit", {"amount": eur(2_001)}, {("cash", "EUR"): 14_001}, id="a cent more"),
        pytest.param("bonus_granted", {"amount": eur(2_000)}, {("bonus", "EUR"): 2_000}, id="a bonus instead"),
    ],
)
@pytest.mark.parametrize("connected", [True, False])
async def test_money_is_ours_only_where_the_request_moved_exactly_that(
    office: World, type_: str, body: dict[str, Any], also: dict[Any, int], *, connected: bool
) -> None:
    there = connect(office) if connected else office
    request = await given(there)
    about = {"source": "platform", "event_id": "1", "brand": "royal", "player": "x-anna", "at": there.now}

    await take(there, {**about, "type": type_, "body": body, "request_id": request.id})

    assert await found(there) == ([MISMATCH] if also else [])
    assert await holds(there) == {("cash", "EUR"): 12_000} | also


async def test_the_same_proof_counts_once_and_the_second_is_booked_and_alarms(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))
    answer = {"act": "order_settled", "order": str(order.id)}

    await take(there, told(there, order, "platform_act", act(2_000)), told(there, order, "platform_act", answer))
    await take(there, told(there, order, "deposit", {"amount": eur(2_000)}))

    assert await found(there) == ["it names a request that was answered before."]
    assert await holds(there) == {("cash", "EUR"): 14_000}


async def test_an_old_request_is_no_proof_of_something_told_late(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))
    there.later(days=40)

    await tells(there, order, "platform_act", act(99_999_900), at=there.now - timedelta(days=20))

    assert await found(there) == [MISMATCH]


async def test_a_refused_act_moves_nothing(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))

    await tells(there, order, "platform_act", act(7_000, state="refused"))

    assert await holds(there) == {("cash", "EUR"): 12_000}


@pytest.mark.parametrize("whose", ["of an adjustment", "of a block of the same player", "of nobody's request"])
async def test_what_protects_a_player_is_set_whatever_request_it_names(office: World, whose: str) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))
    if whose == "of a block of the same player":
        blocked = await ask(there, "sam", block(order.player_id))
        order = await order_of(there, blocked)
    named = {"request_id": there.at.ids()} if whose == "of nobody's request" else {}
    limit = {"limit": "deposit", "period": "day", "amount": eur(5_000)}

    await take(
        there,
        told(there, order, "exclusion_set", {"kind": "self_exclusion"}, **named),
        told(there, order, "limit_set", limit, **named),
    )

    assert await there.rows(player_blocks, player_blocks.c.kind == "self_exclusion")
    assert [row.amount_minor for row in await there.rows(player_limits)] == [5_000]
    assert len(await found(there)) == 2


async def test_a_block_that_was_ended_here_and_comes_back_under_its_old_request_stands(office: World) -> None:
    there = connect(office)
    anna = await desk(there, "sam")
    request = await ask(there, "alice", block(anna))
    blocked = await order_of(there, request)
    await tells(there, blocked, "suspension", {"suspended": True})
    await decide(there, "sam", request, "end", "It was the player herself.")
    lift = (await orders(there, anna))[0]
    there.later(minutes=5)
    await tells(there, lift, "suspension", {"suspended": False})
    there.later(hours=1)

    await tells(there, blocked, "suspension", {"suspended": True})

    assert [row.reason for row in await there.rows(player_blocks, player_blocks.c.ended_at.is_(None))] == ["platform"]
    assert await found(there) == ["it names a request that was answered before."]
