"""A request that an event names proves what that request did, of its player, amount and wallet, once; and no more."""

from datetime import timedelta
from typing import Any

import pytest

from core.approvals import platform_answers
from core.database.tables import alerts, events, player_blocks, player_limits, wallets
from core.money import Direction
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


ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
MISMATCH = "it names a request that asked for something else."


OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "another amount": ("platform_act", act(99_999_900)),
    "the other direction": ("platform_act", act(-2_000)),
    "another wallet": ("platform_act", act(2_000, wallet="bonus")),
    "another currency": ("platform_act", act(2_000, "SEK")),
    "another act": ("platform_act", {"act": "grant_vip"}),
    "a cent more": ("deposit", {"amount": eur(2_001)}),
    "a bonus instead": ("bonus_granted", {"amount": eur(2_000)}),
    "a bonus that became as much money": ("bonus_converted", {"amount": eur(2_000)}),
}
PROOFS = {
    "its money": ("platform_act", act(2_000)),
    "its name alone": ("platform_act", {"act": "adjust"}),
}


@pytest.mark.parametrize("connected", [True, False])
async def test_money_is_ours_only_where_the_request_moved_exactly_that(office: World, *, connected: bool) -> None:
    there = connect(office) if connected else office
    request = await given(there)

    for name, (type_, body) in (OTHERS | PROOFS).items():
        there.later(minutes=1)
        about = {"source": "platform", "event_id": name, "brand": "royal", "player": "x-anna", "at": there.now}
        await take(there, {**about, "type": type_, "body": body, "request_id": request.id})
        assert len(await found(there)) == (len(OTHERS) if name in PROOFS else list(OTHERS).index(name) + 1), name

    assert set(await found(there)) == {MISMATCH}
    cash = 12_000 + 99_999_900 - 2_000 + 2_001 + 2_000
    assert await holds(there) == {("cash", "EUR"): cash, ("bonus", "EUR"): 2_000, ("cash", "SEK"): 2_000}


@ON_SQLITE
async def test_a_withdrawal_that_names_a_request_to_take_as_much_is_paid_from_what_was_set_aside(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    request = await ask(office, "alice", adjustment(anna, "20 EUR", direction=Direction.TAKE))
    await decide(office, "bob", request, "approve")
    request = await decide(office, "maya", request, "approve")

    for type_, named in (("withdrawal_requested", None), ("withdrawal_paid", request.id)):
        about = {"source": "platform", "event_id": type_, "brand": "royal", "player": "x-anna", "at": office.later()}
        body = {"withdrawal": "w1", "amount": eur(2_000)}
        await take(office, {**about, "type": type_, "body": body, "request_id": named})

    assert await holds(office) == {("cash", "EUR"): 6_000}
    assert await found(office) == [MISMATCH]


async def test_the_same_proof_counts_once_and_the_second_is_booked_and_alarms(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))
    answer = {"act": "order_settled", "order": str(order.id)}

    await take(there, told(there, order, "platform_act", act(2_000)), told(there, order, "platform_act", answer))
    await take(there, told(there, order, "deposit", {"amount": eur(2_000)}))

    assert await found(there) == ["it names a request that was answered before."]
    assert await holds(there) == {("cash", "EUR"): 14_000}


@ON_SQLITE
async def test_an_old_request_is_no_proof_of_something_told_late(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))
    there.later(days=40)

    await tells(there, order, "platform_act", act(99_999_900), at=there.now - timedelta(days=20))

    assert await found(there) == [MISMATCH]


@ON_SQLITE
async def test_a_refused_act_moves_nothing(office: World) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))

    await tells(there, order, "platform_act", act(7_000, state="refused"))

    assert await holds(there) == {("cash", "EUR"): 12_000}


@ON_SQLITE
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


@ON_SQLITE
async def test_an_answer_that_cannot_be_applied_takes_nothing_from_its_neighbours(
    office: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    there = connect(office)
    order = await order_of(there, await given(there))

    async def breaking(*_: Any) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(platform_answers, "apply_answer", breaking)
    with caplog.at_level("CRITICAL"):
        await take(
            there, told(there, order, "platform_act", act(2_000)), told(there, order, "login", {"success": True})
        )

    assert len(await there.rows(events)) == 2
    assert [one.state for one in await orders(there, order.player_id)] == ["waiting"]
