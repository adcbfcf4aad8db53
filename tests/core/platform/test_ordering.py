"""What a request decides leaves as an order, where a platform is connected: once, and saying exactly what."""

import json
from uuid import UUID

import pytest

from core import platform
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AlreadyPending, AnswerKind, NoPlatform
from core.database import tables
from tests.support.asking import NOTE, adjustment, ask, block, decide, desk, recorded
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, queued, says
from tests.support.protecting import TAKEOVER_DONE


async def test_without_a_platform_nothing_is_ordered(office: World) -> None:
    anna = await desk(office, "bob", "sam")

    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "approve")
    await ask(office, "alice", block(anna))

    assert await orders(office, anna) == []
    assert await queued(office, "order") == 0


async def test_an_adjustment_is_ordered_with_the_last_word(office: World) -> None:
    anna = await desk(connect(office), "bob")
    request = await ask(office, "alice", adjustment(anna))
    assert await orders(office, anna) == []

    await decide(office, "bob", request, "approve")

    order = await order_of(office, request)
    assert (order.kind, order.state, order.step) == ("adjust", "waiting", "done")
    data = json.loads(platform.message(order))["data"]
    assert data["order"] == str(order.id)
    assert data["player"] == {"id": anna, "brand": "royal", "external_id": "x-anna"}
    assert data["amount"] == {"amount_minor": 2000, "currency": "EUR"}
    assert (data["wallet"], data["direction"], data["code"]) == ("cash", "give", request.code)
    assert NOTE not in platform.message(order).decode()
    assert await queued(office, "order") == 1
    assert "order.placed" in await recorded(office, request)


async def test_a_block_is_ordered_as_it_is_asked_with_what_it_holds_and_ends(office: World) -> None:
    anna = await desk(connect(office), "sam")
    withdrawal = await office.withdrawal(anna, "90 EUR")

    request = await ask(office, "alice", block(anna))

    data = (await order_of(office, request)).body["data"]
    assert data["scopes"] == ["bet", "deposit", "login", "profile", "withdraw"]
    assert data["end_sessions"] is True
    assert data["then"]["held_withdrawals"] == [{"id": str(withdrawal), "withdrawal": None}]
    assert {one["scope"] for one in data["then"]["cannot"]} == set(data["scopes"])


async def test_a_reason_that_not_all_may_know_stays_here(office: World) -> None:
    anna = await desk(connect(office), "sam", "cora")
    await office.staff("clara", roles=("compliance",))

    request = await ask(office, "cora", block(anna, reason="money_laundering"))

    assert "laundering" not in platform.message(await order_of(office, request)).decode()


async def test_ending_a_block_orders_that_it_is_lifted(office: World) -> None:
    anna = await desk(connect(office), "sam")
    request = await ask(office, "alice", block(anna))

    await decide(office, "sam", request, "end", "It was the player herself.")

    order = await order_of(office, request)
    assert (order.kind, order.step) == ("lift", "ended")
    assert order.body["data"]["of_requests"] == [str(request.id)]
    assert order.body["data"]["then"]["cannot"] == []
    assert [one.kind for one in await orders(office, anna)] == ["lift", "block"]


async def test_a_lift_names_the_requests_it_undoes_and_waits_for_the_answer_to_them(office: World) -> None:
    anna = await desk(connect(office), "sam")
    blocked = await ask(office, "alice", block(anna))
    [row] = await office.rows(tables.player_blocks)

    lifted = await ask(
        office, "alice", UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=TAKEOVER_DONE, note=NOTE)
    )
    await decide(office, "sam", lifted, "approve")

    order = await order_of(office, lifted)
    assert order.body["data"]["of_requests"] == [str(blocked.id)]
    assert await _waits(office, order.id)
    await says(office, await order_of(office, blocked), AnswerKind.ACCEPTED)
    assert not await _waits(office, order.id)


async def test_what_protects_never_waits_for_an_earlier_answer(office: World) -> None:
    anna = await desk(connect(office), "sam", "bob")
    await decide(office, "bob", await ask(office, "alice", adjustment(anna)), "approve")
    office.later(seconds=1)

    request = await ask(office, "alice", block(anna))

    assert not await _waits(office, (await order_of(office, request)).id)


async def test_a_reversal_names_the_request_that_it_undoes(office: World) -> None:
    anna = await desk(connect(office), "bob", "carol", "maya")
    given = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", given, "approve")
    [posted] = await office.rows(tables.ledger_transactions, tables.ledger_transactions.c.kind == "adjustment")

    back = await ask(office, "alice", ReverseAdjustment(player_id=anna, transaction_id=posted.id, note=NOTE))
    await decide(office, "carol", back, "approve")
    await decide(office, "maya", back, "approve")

    data = (await order_of(office, back)).body["data"]
    assert (data["of_request"], data["direction"]) == (str(given.id), "take")
    assert data["amount"] == {"amount_minor": 2000, "currency": "EUR"}


async def test_where_the_platform_decides_and_none_is_connected_nothing_is_done(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam")
    office.desk = type(office.desk)(office=office.desk.office, keyring=office.desk.keyring)

    with pytest.raises(NoPlatform):
        await ask(office, "alice", block(anna))

    assert await office.rows(tables.player_blocks) == []


async def test_the_same_is_not_asked_again_while_the_platform_has_not_answered(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "bob")
    request = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", request, "approve")

    with pytest.raises(AlreadyPending, match=request.code):
        await ask(office, "alice", adjustment(anna))

    await says(office, await order_of(office, request), AnswerKind.REFUSED, "no such wallet")
    assert (await ask(office, "alice", adjustment(anna))).state == "pending"


async def _waits(office: World, order_id: UUID) -> bool:
    async with office.read() as db:
        return await platform.unanswered_before(db, await platform.get(db, order_id))
