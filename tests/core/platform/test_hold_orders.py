"""The platform is ordered anew what is held whenever that changes: by an event, by the clock, by its own answers."""

from typing import Any

import pytest

from core import background, platform
from core.actions.block_player import Lasts, Withdrawals
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AnswerKind
from core.database.tables import alerts, player_blocks
from core.people import PITBOSS
from core.platform import Order
from tests.support.asking import NOTE, ask, block, decide, desk
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, says, take, told
from tests.support.protecting import TAKEOVER_DONE

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


async def tell(office: World, type_: str, named: str = "w1", **body: Any) -> None:
    amount = {"amount_minor": 90_000, "currency": "EUR"}
    about = {"source": "wallet", "brand": "royal", "player": "x-anna", "at": office.now}
    said = body or {"withdrawal": named, "amount": amount}
    await take(office, about | {"event_id": f"{type_} {named} {office.now}", "type": type_, "body": said})


async def by_the_clock(office: World) -> None:
    async with office.work() as work:
        await background.tell_holds(work, PITBOSS)


def held(order: Order) -> list[str]:
    return [each["withdrawal"] for each in order.body["data"]["then"]["held_withdrawals"]]


async def kinds(office: World, player_id: int) -> list[str]:
    return [each.kind for each in reversed(await orders(office, player_id))]


async def test_a_withdrawal_that_is_told_after_the_block_is_ordered_to_be_held(office: World) -> None:
    anna = await desk(connect(office), "sam")
    request = await ask(office, "alice", block(anna))
    office.later(minutes=1)

    await tell(office, "withdrawal_requested")
    await tell(office, "withdrawal_requested", "w2")

    newest, first, _ = await orders(office, anna)
    assert (newest.kind, newest.step, newest.request_id) == ("hold", "held", request.id)
    assert (held(first), set(held(newest))) == (["w1"], {"w1", "w2"})
    assert (len(newest.body["data"]["held"]), newest.body["data"]["released"]) == (1, [])
    assert (await order_of(office, request)).kind == "block"
    async with office.read() as db:
        assert not await platform.unanswered_before(db, newest)


@ON_SQLITE
async def test_nothing_is_ordered_where_nothing_changes(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await tell(office, "withdrawal_requested")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    await tell(office, "withdrawal_paid")
    await by_the_clock(office)
    office.later(hours=25)
    await tell(office, "withdrawal_requested", "w2")
    await by_the_clock(office)

    assert await kinds(office, anna) == ["block"]


async def test_what_the_clock_lets_go_is_ordered_once_and_after_the_answer_to_the_block(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await tell(office, "withdrawal_requested")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))

    office.later(hours=25)
    for _ in range(2):
        await by_the_clock(office)

    newest, _ = await orders(office, anna)
    assert (newest.kind, held(newest), len(newest.body["data"]["released"])) == ("hold", [], 1)
    async with office.read() as db:
        assert await platform.unanswered_before(db, newest)


@ON_SQLITE
async def test_the_clock_orders_nothing_while_another_block_holds(office: World) -> None:
    anna = await desk(connect(office), "sam", "bob")
    await tell(office, "withdrawal_requested")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    await ask(office, "alice", block(anna, "chargeback"))

    office.later(hours=25)
    await by_the_clock(office)

    assert await kinds(office, anna) == ["block", "block"]


@ON_SQLITE
async def test_what_a_stop_by_the_platform_goes_on_to_hold_is_ordered_to_be_let_go_as_it_frees(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await tell(office, "withdrawal_requested")
    await tell(office, "suspension", suspended=True)
    assert await kinds(office, anna) == []  # it knows
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    office.later(hours=25)
    await by_the_clock(office)

    await tell(office, "suspension", suspended=False)

    assert await kinds(office, anna) == ["block", "hold"]
    assert held((await orders(office, anna))[0]) == []


@ON_SQLITE
async def test_leave_that_becomes_hold_is_ordered_with_the_block(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await tell(office, "withdrawal_requested")
    await ask(office, "alice", block(anna, in_flight=Withdrawals.LEAVE))
    await ask(office, "sam", block(anna, in_flight=Withdrawals.HOLD))

    newest, first = await orders(office, anna)
    assert (held(first), held(newest)) == ([], ["w1"])


@ON_SQLITE
async def test_where_the_platform_decides_what_came_meanwhile_is_ordered_once_it_refuses_a_lift(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam")
    blocked = await ask(office, "alice", block(anna))
    await says(office, await order_of(office, blocked), AnswerKind.IN_FORCE)
    [row] = await office.rows(player_blocks)
    lift = UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=TAKEOVER_DONE, note=NOTE)
    lifting = await ask(office, "alice", lift)
    await decide(office, "sam", lifting, "approve")
    await tell(office, "withdrawal_requested")
    assert await kinds(office, anna) == ["block", "lift"]

    await says(office, await order_of(office, lifting), AnswerKind.REFUSED, "not now")

    assert await kinds(office, anna) == ["block", "lift", "hold"]
    assert held((await orders(office, anna))[0]) == ["w1"]


@ON_SQLITE
async def test_a_refused_hold_alarms_and_is_not_ordered_again(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await ask(office, "alice", block(anna))
    await tell(office, "withdrawal_requested")
    [order, _] = await orders(office, anna)

    refused = await says(office, order, AnswerKind.REFUSED, "it was paid a minute ago")
    await by_the_clock(office)

    assert refused.alarmed_at is not None
    assert await kinds(office, anna) == ["block", "hold"]


@ON_SQLITE
async def test_events_prove_each_order_to_hold_once(office: World) -> None:
    anna = await desk(connect(office), "sam")
    await ask(office, "alice", block(anna))
    for named in ("w1", "w2"):
        await tell(office, "withdrawal_requested", named)
    holding = [each for each in await orders(office, anna) if each.kind == "hold"]

    for each in holding:
        await take(office, told(office, each, "platform_act", {"act": "hold", "order": str(each.id)}))

    assert [each.state for each in await orders(office, anna)] == ["in_force", "in_force", "waiting"]
    assert await office.rows(alerts) == []


@ON_SQLITE
async def test_without_a_platform_nothing_is_ordered(office: World) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", block(anna, lasts=Lasts.DAY))
    await tell(office, "withdrawal_requested")
    office.later(hours=25)
    await by_the_clock(office)

    assert await orders(office, anna) == []


async def test_players_with_nothing_to_be_told_keep_nobody_waiting(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.platform.hold_orders.MOST", 2)
    others = [await desk(connect(office), "sam"), await office.player("berta"), await office.player("carla")]
    for player_id in others:
        await ask(office, "alice", block(player_id, lasts=Lasts.DAY))
        await office.withdrawal(player_id, "10 EUR", minutes_ago=-2_000)
    office.later(minutes=5)
    dora = await office.player("dora")
    await office.withdrawal(dora, "10 EUR")
    await ask(office, "alice", block(dora, lasts=Lasts.DAY))
    office.later(hours=48)

    for _ in range(3):
        await by_the_clock(office)

    assert [await kinds(office, player_id) for player_id in others] == [["block"]] * 3
    assert await kinds(office, dora) == ["block", "hold"]
