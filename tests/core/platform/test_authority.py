"""The platform decides: nothing that lets loose holds here before it says so, and its no undoes what protects."""

import json

import pytest

from bot import kit
from bot.kit import values
from core import ledger, player_blocks, staff
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.unblock_player import UnblockPlayer
from core.approvals import AlreadyDecided, AnswerKind
from core.database import tables
from core.money import Wallet, parse
from core.people import PITBOSS
from core.requests import Request
from tests.support.asking import NOTE, adjustment, ask, block, cash, decide, desk, now, opened, recorded
from tests.support.office import World
from tests.support.ordering import connect, order_of, orders, queued, says, tells
from tests.support.protecting import TAKEOVER_DONE


@pytest.fixture
def there(office: World) -> World:
    """A desk whose office file leaves balances and blocks to the platform."""
    return connect(office, authority="platform")


async def given(there: World, **changes: object) -> Request:
    anna = await desk(there, "bob", "carol", "maya", "sam")
    request = await ask(there, "alice", adjustment(anna, **changes))
    return await decide(there, "bob", request, "approve")


async def test_an_adjustment_moves_nothing_here_before_the_platform_confirms(there: World) -> None:
    request = await given(there)

    assert request.state == "done"
    assert await cash(there, request.player_id or 0) == 10_000
    assert "balance.adjusted" not in await recorded(there, request)


async def test_the_confirmation_books_it_once_with_everybody_who_agreed(there: World) -> None:
    request = await given(there)
    order = await order_of(there, request)

    await says(there, order, AnswerKind.IN_FORCE)
    await says(there, order, AnswerKind.IN_FORCE)
    await tells(
        there, order, "balance_update", {"wallet": "cash", "balance": {"amount_minor": 12_000, "currency": "EUR"}}
    )

    assert await cash(there, request.player_id or 0) == 12_000
    async with there.read() as db:
        assert await ledger.verify(db) == []
    [record] = await there.rows(tables.records, tables.records.c.action == "balance.adjusted")
    assert [one["person"] for one in json.loads(record.content)["authorisers"]] == ["bob"]
    receipt = (await opened(there, "alice", await now(there, request))).receipt
    assert receipt is not None
    assert "EUR 100.00 → EUR 120.00" in {values.text(line.value) for line in receipt.lines}


async def test_a_movement_that_names_our_request_is_booked_as_ours_and_not_twice(there: World) -> None:
    request = await given(there)
    amount = {"amount_minor": 2_000, "currency": "EUR"}

    await tells(there, await order_of(there, request), "deposit", {"amount": amount})

    assert await cash(there, request.player_id or 0) == 12_000
    assert (await order_of(there, request)).state == "in_force"


async def test_the_platforms_no_moves_nothing(there: World) -> None:
    request = await given(there)

    await says(there, await order_of(there, request), AnswerKind.REFUSED, "wallet is locked")

    assert await cash(there, request.player_id or 0) == 10_000
    assert (await now(there, request)).state == "done"


async def test_what_the_platform_took_stands_also_where_it_was_more_than_there_is(there: World) -> None:
    anna = await desk(there, "bob", "maya")
    request = await ask(there, "alice", adjustment(anna, "90 EUR", direction="take"))
    await decide(there, "bob", request, "approve")
    await decide(there, "maya", request, "approve")
    async with there.work() as work:
        bet = ledger.transfer(
            adjustment(anna, "50 EUR").amount, source=ledger.of_player(Wallet.CASH), target=ledger.of_house("games")
        )
        await ledger.post(work, ledger.Transaction(player_id=anna, kind=ledger.EntryKind.BET, key="bet", entries=bet))

    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)

    assert await cash(there, anna) == -4_000
    assert await queued(there, "alarm") == 1
    async with there.read() as db:
        assert await ledger.verify(db) == []
        assert (await ledger.own_postings(db, anna)).settled(-parse("1 EUR"), "incident 1").same


async def test_a_reversal_waits_for_the_platform_too(there: World) -> None:
    request = await given(there)
    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)
    anna = request.player_id or 0
    [posted] = await there.rows(tables.ledger_transactions, tables.ledger_transactions.c.kind == "adjustment")
    back = await ask(there, "alice", ReverseAdjustment(player_id=anna, transaction_id=posted.id, note=NOTE))
    for who in ("carol", "maya"):
        await decide(there, who, back, "approve")
    assert await cash(there, anna) == 12_000

    await says(there, await order_of(there, back), AnswerKind.IN_FORCE)

    assert await cash(there, anna) == 10_000


@pytest.mark.every_wiring
async def test_a_block_stands_here_at_once_and_falls_with_the_platforms_no(there: World) -> None:
    anna = await desk(there, "sam")
    withdrawal = await there.withdrawal(anna, "90 EUR")
    request = await ask(there, "alice", block(anna))
    assert "Cannot" in await _standing(there, anna)

    await says(there, await order_of(there, request), AnswerKind.REFUSED, "no such player")

    assert await _standing(there, anna) == "Not restricted."
    ended = await now(there, request)
    assert (ended.state, ended.close_reason) == ("ended", "The platform says no: no such player")
    [row] = await there.rows(tables.player_blocks)
    assert (row.ended_by, row.end_reason) == ("the gaming platform", "refused by the platform")
    [held] = await there.rows(tables.withdrawals, tables.withdrawals.c.id == withdrawal)
    assert held.state == "waiting"
    assert [one.kind for one in await orders(there, anna)] == ["block"]


async def test_a_refused_block_that_was_confirmed_falls_as_well(there: World) -> None:
    anna = await desk(there, "sam")
    request = await ask(there, "alice", block(anna))
    await decide(there, "sam", request, "confirm")

    await says(there, await order_of(there, request), AnswerKind.REFUSED, "no such player")

    assert await _standing(there, anna) == "Not restricted."
    assert (await now(there, request)).state == "confirmed"


async def test_a_refused_block_that_the_player_asked_for_stays_and_alarms(there: World) -> None:
    anna = await desk(there, "sam", "cora")
    request = await ask(there, "alice", block(anna, "player_request", asked_by="player"))

    order = await says(there, await order_of(there, request), AnswerKind.REFUSED, "not now")

    assert "Cannot" in await _standing(there, anna)
    assert order.alarmed_at is not None


async def test_ending_and_lifting_wait_for_the_platform(there: World) -> None:
    anna = await desk(there, "sam")
    first = await ask(there, "alice", block(anna))
    await says(there, await order_of(there, first), AnswerKind.IN_FORCE)
    await decide(there, "sam", first, "end", "It was the player herself.")
    assert "Cannot" in await _standing(there, anna)
    await says(there, await order_of(there, first), AnswerKind.IN_FORCE)
    assert await _standing(there, anna) == "Not restricted."

    second = await ask(there, "alice", block(anna))
    await says(there, await order_of(there, second), AnswerKind.IN_FORCE)
    [row] = await there.rows(tables.player_blocks, tables.player_blocks.c.ended_at.is_(None))
    lift = UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=TAKEOVER_DONE, note=NOTE)
    lifted = await ask(there, "alice", lift)
    await decide(there, "sam", lifted, "approve")
    assert "Cannot" in await _standing(there, anna)
    await says(there, await order_of(there, lifted), AnswerKind.IN_FORCE)
    assert await _standing(there, anna) == "Not restricted."


async def test_what_cannot_be_written_down_here_alarms_and_is_in_force_all_the_same(there: World) -> None:
    anna = await desk(there, "sam")
    request = await ask(there, "alice", block(anna))
    await decide(there, "sam", request, "end", "It was the player herself.")
    ending = await order_of(there, request)
    async with there.work() as work:
        wanted = player_blocks.Ending(player_id=anna, by="Sam", why="by hand", request_id=request.id)
        await player_blocks.undo(work, wanted)

    order = await says(there, ending, AnswerKind.IN_FORCE)

    assert order.state == "in_force"
    assert await queued(there, "alarm") == 1
    assert "order.unmirrored" in await recorded(there, request)


async def test_an_ending_that_reality_refuses_is_not_even_ordered(there: World) -> None:
    anna = await desk(there, "sam")
    request = await ask(there, "alice", block(anna))
    async with there.work() as work:
        wanted = player_blocks.Ending(player_id=anna, by="Sam", why="by hand", request_id=request.id)
        await player_blocks.undo(work, wanted)

    with pytest.raises(AlreadyDecided, match="is not in force any more"):
        await decide(there, "sam", request, "end", "It was the player herself.")

    assert [one.kind for one in await orders(there, anna)] == ["block"]


async def test_a_block_is_asked_for_while_the_end_of_another_waits_for_the_platform(there: World) -> None:
    anna = await desk(there, "sam", "bob")
    request = await ask(there, "alice", block(anna, lasts="24_hours"))
    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)
    await decide(there, "sam", request, "end", "It was the player herself.")

    again = await ask(there, "bob", block(anna, lasts="until_ended"))

    assert again.state == "in_force"
    async with there.read() as db:
        rows = await player_blocks.open_rows(db, anna, now=there.now)
    assert [row.request_id for row in rows if row.stands(there.now)][-1] == again.id


async def test_an_order_says_how_the_gate_should_stand_after_it(there: World) -> None:
    anna = await desk(there, "sam", "bob", "cora")
    await there.withdrawal(anna, "90 EUR")
    request = await ask(there, "alice", block(anna))
    await ask(there, "alice", block(anna, "chargeback"))

    await decide(there, "sam", request, "end", "It was the player herself.")

    then = (await order_of(there, request)).body["data"]["then"]
    assert [one["scope"] for one in then["cannot"]] == ["deposit", "withdraw"]


async def test_only_those_whose_word_counted_are_named_when_it_is_booked(there: World) -> None:
    anna = await desk(there, "bob", "carol", "maya")
    request = await ask(there, "alice", adjustment(anna, "600 EUR"))
    bob = await there.staff("bob")
    await decide(there, "bob", request, "approve")
    async with there.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=bob.staff_id, role="finance")
    await decide(there, "carol", request, "approve")
    await decide(there, "maya", request, "approve")

    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)

    [record] = await there.rows(tables.records, tables.records.c.action == "balance.adjusted")
    assert [one["person"] for one in json.loads(record.content)["authorisers"]] == ["carol", "maya"]


async def _standing(there: World, player_id: int) -> str:
    async with there.read() as db:
        rows = await player_blocks.open_rows(db, player_id, now=there.now)
    return kit.standing(player_blocks.standing(rows, there.now))
