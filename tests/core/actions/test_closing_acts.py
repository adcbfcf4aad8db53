"""Accounts are closed once nothing stands in the way, and opened again as far as the licence and the player allow."""

from typing import Any

import pytest

from bot.kit import values
from core.action import AccountClosed, OnlyConfirmed
from core.actions.close_account import CloseAccount
from core.actions.close_for_player import CloseForPlayer
from core.actions.closing_acts import CannotClose
from core.actions.reopen_account import NotClosed, ReopenAccount, StaysClosed
from core.actions.self_exclude import SelfExclude
from core.approvals import AnswerKind
from core.database import tables
from core.platform import OrderKind
from core.requests import Request
from tests.support.asking import NOTE, adjustment, ask, decide, desk, now
from tests.support.blocking import place
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, tells


def closing(player_id: int, **fields: Any) -> CloseAccount:
    return CloseAccount(player_id=player_id, note=NOTE, **fields)


def self_closing(player_id: int) -> CloseForPlayer:
    return CloseForPlayer(player_id=player_id, note=NOTE)


def reopening(player_id: int) -> ReopenAccount:
    return ReopenAccount(player_id=player_id, note=NOTE)


async def lifecycle(office: World, player_id: int) -> str:
    [row] = await office.rows(tables.players, tables.players.c.id == player_id)
    return str(row.lifecycle)


async def reopened(office: World, player_id: int) -> Request:
    request = await ask(office, "alice", reopening(player_id))
    return await decide(office, "cora", request, "approve")


async def test_an_account_is_closed_at_once_on_the_players_word(office: World) -> None:
    anna = await desk(office, "sam")
    await office.session(anna)

    request = await ask(office, "alice", self_closing(anna))

    assert request.state == "in_force"
    assert await lifecycle(office, anna) == "self_closed"
    assert all(row.ended_at for row in await office.rows(tables.play_sessions))
    with pytest.raises(OnlyConfirmed):
        await decide(office, "sam", request, "end", "he changed his mind")
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_any_other_closing_needs_somebody_else(office: World) -> None:
    anna = await desk(office, "sam")

    request = await ask(office, "alice", closing(anna))

    assert (request.state, await lifecycle(office, anna)) == ("pending", "active")
    assert (await decide(office, "sam", request, "approve")).state == "done"
    assert await lifecycle(office, anna) == "closed"


@pytest.mark.parametrize("action", [closing, self_closing])
async def test_what_stands_in_the_way_is_named_and_nothing_is_closed(office: World, action: Any) -> None:
    anna = await desk(office, "sam", "bob")
    await office.bet(anna, "45 EUR")
    await office.withdrawal(anna, "30 EUR")
    await place(office, anna)
    waiting = await ask(office, "alice", adjustment(anna))

    with pytest.raises(CannotClose) as refusal:
        await ask(office, "alice", action(anna))

    said = values.text(refusal.value.message)
    assert "1 open bet of EUR 45.00" in said
    assert "a withdrawal of EUR 30.00 is held" in said
    assert f"requests wait: {waiting.code}" in said
    assert await lifecycle(office, anna) == "active"


async def test_a_debt_stands_in_the_way(office: World) -> None:
    anna = await desk(office, "sam")
    async with office.work() as work:
        row = {"player_id": anna, "id": work.at.ids(), "amount_minor": 2_000, "currency": "EUR", "at": work.now}
        await work.db.execute(tables.receivables.insert(), row)

    with pytest.raises(CannotClose, match=r"the player owes EUR 20\.00"):
        await ask(office, "alice", closing(anna))


async def test_a_bet_placed_meanwhile_keeps_the_account_open(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", closing(anna))
    await office.bet(anna, "5 EUR")

    with pytest.raises(CannotClose, match="1 open bet"):
        await decide(office, "sam", request, "approve")

    assert await lifecycle(office, anna) == "active"


async def test_a_closed_account_is_opened_again_once_somebody_agrees(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    await ask(office, "alice", self_closing(anna))
    office.later(days=100)

    assert (await reopened(office, anna)).state == "done"
    assert await lifecycle(office, anna) == "active"
    with pytest.raises(NotClosed):
        await ask(office, "alice", reopening(anna))


async def test_an_account_its_player_closed_long_ago_stays_closed(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    await ask(office, "alice", self_closing(anna))
    office.later(days=181)

    with pytest.raises(StaysClosed, match="within"):
        await ask(office, "alice", reopening(anna))


async def test_an_excluded_player_stays_out_also_while_a_request_waits(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    await ask(office, "alice", self_closing(anna))
    request = await ask(office, "alice", reopening(anna))

    await ask(office, "sam", SelfExclude(player_id=anna, term="1_year", note=NOTE))

    assert (await now(office, request)).state == "taken_back"
    with pytest.raises(StaysClosed, match="is excluded until"):
        await ask(office, "alice", reopening(anna))


async def test_a_minors_account_stays_closed(office: World) -> None:
    await office.staff("cora")
    born = office.now.date().replace(year=office.now.year - 17)
    minor = await office.player("kim", lifecycle="closed", born_on=born)

    with pytest.raises(StaysClosed, match="under age"):
        await ask(office, "alice", reopening(minor))


@pytest.mark.parametrize("action", [closing, self_closing])
async def test_what_is_closed_is_not_closed_again(office: World, action: Any) -> None:
    await office.staff("sam")
    anna = await office.player("anna", lifecycle="closed")

    with pytest.raises(AccountClosed):
        await ask(office, "alice", action(anna))


@pytest.mark.parametrize("authority", ["here", "platform"])
@pytest.mark.parametrize("said", [AnswerKind.REFUSED, AnswerKind.NOTHING, AnswerKind.IN_FORCE])
async def test_what_the_player_asked_for_stands_whatever_the_platform_says(
    office: World, authority: str, said: AnswerKind
) -> None:
    anna = await desk(connect(office, authority=authority), "sam")
    request = await ask(office, "alice", self_closing(anna))
    order = await order_of(office, request)

    assert order.kind == OrderKind.SELF_CLOSE
    assert order.body["data"]["pay_out"] == [{"amount_minor": 10_000, "currency": "EUR"}]
    await says(office, order, said, "unknown account")

    assert await lifecycle(office, anna) == "self_closed"


async def test_where_the_platform_decides_it_closes_once_it_says_so(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam")
    request = await decide(office, "sam", await ask(office, "alice", closing(anna)), "approve")
    order = await order_of(office, request)
    assert await lifecycle(office, anna) == "active"

    await tells(office, order, "account_closed", {"by": "operator"})

    assert await lifecycle(office, anna) == "closed"
    assert (await order_of(office, request)).state == "in_force"


async def test_where_the_platform_refuses_the_account_stays_open(office: World) -> None:
    anna = await desk(connect(office, authority="platform"), "sam")
    request = await decide(office, "sam", await ask(office, "alice", closing(anna)), "approve")

    await says(office, await order_of(office, request), AnswerKind.REFUSED, "bets are open")

    assert await lifecycle(office, anna) == "active"
