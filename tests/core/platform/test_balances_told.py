"""A balance told and the answer to an order bring the same money: it is booked once, whichever comes first."""

import asyncio
import itertools
from datetime import timedelta
from typing import Any

import pytest

from core import activity, approvals, ledger
from core.activity import Event, Type
from core.approvals import AnswerKind
from core.database import tables
from core.platform import Order
from core.requests import Request
from tests.support.asking import adjustment, ask, cash, decide, desk
from tests.support.office import World
from tests.support.ordering import connect, order_of, queued, says, take, told
from tests.support.sweeping import standing, swept
from tests.support.waiting import until_held_up
from tests.support.watching import Teller


def balance(there: World, order: Order, minor: int, **changes: Any) -> Event:
    """A balance told without any word about our request."""
    body = {"wallet": "cash", "balance": {"amount_minor": minor, "currency": "EUR"}}
    return told(there, order, "balance_update", body, **{"request_id": None} | changes)


async def approved(there: World, **changes: Any) -> tuple[Request, Order]:
    anna = await desk(there, "bob", "carol", "maya")
    request = await ask(there, "alice", adjustment(anna, **changes))
    for who in ("bob", "maya") if changes.get("direction") == "take" else ("bob",):
        await decide(there, who, request, "approve")
    order = await order_of(there, request)
    there.later(minutes=1)
    return request, order


async def holds(there: World, request: Request) -> int:
    async with there.read() as db:
        assert await ledger.verify(db) == []
    return await cash(there, request.player_id or 0)


@pytest.mark.parametrize("order_of_words", sorted({*itertools.permutations(["reply", "reply", "balance", "balance"])}))
@pytest.mark.parametrize("direction", ["give", "take"])
async def test_reply_and_balance_bring_it_once_in_whichever_order(
    office: World, order_of_words: tuple[str, ...], direction: str
) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there, direction=direction)
    after = 12_000 if direction == "give" else 8_000
    said = balance(there, order, after)

    for word in order_of_words:
        there.later(minutes=1)
        await (take(there, said) if word == "balance" else says(there, order, AnswerKind.IN_FORCE))

    assert await holds(there, request) == after
    assert len(await there.rows(tables.ledger_transactions, tables.ledger_transactions.c.kind == "adjustment")) == 1
    assert await queued(there, "alarm") == 0


@pytest.mark.every_wiring
async def test_reply_and_balances_at_once_bring_it_once(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    balances = [balance(there, order, 12_000) for _ in range(3)]
    there.later(minutes=1)

    await asyncio.gather(*(take(there, one) for one in balances), says(there, order, AnswerKind.IN_FORCE))

    assert await holds(there, request) == 12_000


async def test_a_balance_of_before_the_platform_did_it_does_not_take_it_back(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    before = balance(there, order, 10_000)
    there.later(minutes=1)
    await says(there, order, AnswerKind.IN_FORCE)

    await take(there, before)

    assert await holds(there, request) == 12_000


async def test_bets_between_are_kept_beside_it(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    bet = {"bet": "b1", "amount": {"amount_minor": 500, "currency": "EUR"}}

    await take(there, balance(there, order, 12_000))
    there.later(minutes=1)
    await take(there, told(there, order, "bet", bet, request_id=None), balance(there, order, 11_500))
    there.later(minutes=1)
    await says(there, order, AnswerKind.IN_FORCE)
    there.later(minutes=1)
    await take(there, balance(there, order, 11_500))

    assert await holds(there, request) == 11_500


async def test_two_orders_under_way_are_told_by_one_balance(office: World) -> None:
    there = connect(office, authority="platform")
    request, first = await approved(there)
    more = await ask(there, "alice", adjustment(request.player_id or 0, "30 EUR", source_ref="incident 2"))
    await decide(there, "carol", more, "approve")
    second = await order_of(there, more)
    there.later(minutes=1)

    await take(there, balance(there, second, 15_000))
    await says(there, second, AnswerKind.IN_FORCE)
    assert await holds(there, request) == 15_000
    await says(there, first, AnswerKind.IN_FORCE)

    assert await holds(there, request) == 15_000


async def test_what_was_told_before_and_then_refused_was_something_else(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)

    await take(there, balance(there, order, 12_000))
    await says(there, order, AnswerKind.REFUSED, "no")

    assert await holds(there, request) == 12_000


async def test_both_in_one_message_bring_it_once(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    act = {"act": "adjust", "amount": {"amount_minor": 2_000, "currency": "EUR"}}

    await take(there, balance(there, order, 12_000), told(there, order, "platform_act", act))

    assert await holds(there, request) == 12_000


async def test_money_moved_by_hand_besides_stays(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    act = {"act": "goodwill", "amount": {"amount_minor": 2_000, "currency": "EUR"}}

    await take(there, told(there, order, "platform_act", act, request_id=None))
    await says(there, order, AnswerKind.IN_FORCE)

    assert await holds(there, request) == 14_000


async def test_a_balance_told_after_each_bet_is_no_work_done_elsewhere_where_the_platform_keeps_it(
    office: World,
) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)

    await take(there, *(balance(there, order, 9_000 - n, at=there.now - timedelta(seconds=9 - n)) for n in range(9)))

    assert await swept(there) == 0
    assert await holds(there, request) == 8_992


@pytest.mark.parametrize(("minor", "alerts"), [(10_000, 0), (9_000, 1)])
async def test_where_pitboss_is_the_wallet_only_a_balance_that_differs_is_done_elsewhere(
    office: World, minor: int, alerts: int
) -> None:
    there = connect(office)
    anna = await desk(there)
    there.later(minutes=5)
    teller = Teller(there)

    for told_minor in (minor, minor - alerts):
        held = {"amount_minor": told_minor, "currency": "EUR"}
        await teller.tell(teller.event(Type.BALANCE_UPDATE, balance=held))
        there.later(minutes=1)

    assert await swept(there) == alerts
    assert [row.player_id for row in await standing(there)] == [anna] * alerts


@pytest.mark.parametrize("settled", [False, True])
async def test_what_the_platform_has_not_done_yet_is_no_difference(office: World, *, settled: bool) -> None:
    there = connect(office)
    request, order = await approved(there)
    before = balance(there, order, 10_000)
    there.later(minutes=1)
    if settled:
        await says(there, order, AnswerKind.IN_FORCE)

    await take(there, before)

    assert await swept(there) == 0
    assert await queued(there, "alarm") == 0
    assert await holds(there, request) == 12_000


async def test_what_one_answer_took_back_does_not_hide_what_a_balance_brings_of_a_later_order(office: World) -> None:
    there = connect(office, authority="platform")
    request, first = await approved(there)
    await take(there, balance(there, first, 12_000))
    there.later(minutes=1)
    more = await ask(there, "alice", adjustment(request.player_id or 0, source_ref="incident 2"))
    await decide(there, "carol", more, "approve")
    second = await order_of(there, more)
    there.later(minutes=1)
    await says(there, first, AnswerKind.IN_FORCE)
    there.later(minutes=1)

    await take(there, balance(there, second, 14_000))
    there.later(minutes=1)
    await says(there, second, AnswerKind.IN_FORCE)

    assert await holds(there, request) == 14_000


@pytest.mark.every_wiring
async def test_an_answer_and_an_event_that_names_the_request_wait_for_each_other_in_one_order(office: World) -> None:
    there = connect(office, authority="platform")
    request, order = await approved(there)
    event = told(there, order, "platform_act", {"act": "adjust", "amount": {"amount_minor": 2_000, "currency": "EUR"}})

    async with there.work() as work:
        taken = await activity.ingest(work, [event])
        answer = asyncio.create_task(says(there, order, AnswerKind.IN_FORCE))
        await until_held_up(there.db, answer)
        await approvals.apply_events(work, taken.ours)
    await answer

    assert await holds(there, request) == 12_000
