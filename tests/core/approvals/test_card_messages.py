"""A request's card is queued once for each transaction that changes the request, whatever the action."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core import actions, receivables, requests
from core.action import Action
from core.actions.correct_exclusion import CorrectExclusion
from core.actions.grant_role import GrantRole
from core.actions.hold_withdrawal import HoldWithdrawal
from core.actions.release_withdrawal import ReleaseWithdrawal
from core.actions.reopen_account import ReopenAccount
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.settle_link import SettleLink
from core.actions.settle_receivable import SettleReceivable
from core.approvals import AnswerKind
from core.database import tables
from core.money import parse
from core.requests import Kind, Request, RequestBody
from tests.support import acts, newcomers
from tests.support.asking import NOTE, adjustment, ask, block, decide, desk
from tests.support.blocking import exclude, place
from tests.support.bonuses import converting, granted, granting, voiding
from tests.support.freezing import freeze_desk, id_of, thaw
from tests.support.office import World
from tests.support.ordering import connect, order_of, says
from tests.support.protecting import blocked, unblock

Wish = Callable[[World, int], Awaitable[Action]]


async def _adjust(_: World, anna: int) -> Action:
    return adjustment(anna)


async def _block(_: World, anna: int) -> Action:
    return block(anna)


async def _unblock(office: World, anna: int) -> Action:
    return unblock(anna, await blocked(office, anna))


async def _reverse(office: World, anna: int) -> Action:
    await decide(office, "bob", await ask(office, "alice", adjustment(anna)), "approve")
    [posted] = await office.rows(tables.ledger_transactions, tables.ledger_transactions.c.kind == "adjustment")
    return ReverseAdjustment(player_id=anna, transaction_id=posted.id, note=NOTE)


async def _grant(office: World, _: int) -> Action:
    return GrantRole(staff_id=id_of(await office.staff("mallory")), role="support", note=NOTE)


async def _correct(office: World, anna: int) -> Action:
    row = await exclude(office, anna, "self_exclusion", office.now + timedelta(days=30))
    return CorrectExclusion(player_id=anna, exclusions=(row.id,), note=NOTE)


async def _thaw(office: World, _: int) -> Action:
    return thaw(await freeze_desk(office))


async def _hire(office: World, _: int) -> Action:
    await newcomers.says(office)
    return newcomers.hiring()


async def _grant_bonus(_: World, anna: int) -> Action:
    return granting(anna)


async def _convert(office: World, anna: int) -> Action:
    return converting(anna, await granted(office, anna, turnover_times=0))


async def _void(office: World, anna: int) -> Action:
    return voiding(anna, await granted(office, anna))


async def _settle(office: World, anna: int) -> Action:
    async with office.work() as work:
        missing = receivables.StandIn(player_id=anna, missing=parse("5 EUR"), request_id=work.at.ids())
        await receivables.stand_in(work, missing)
    return SettleReceivable(player_id=anna, amount=parse("5 EUR"), note=NOTE)


async def _hold(office: World, anna: int) -> Action:
    withdrawal = await office.withdrawal(anna, "40 EUR")
    return HoldWithdrawal(player_id=anna, withdrawal_id=withdrawal, reason="takeover", note=NOTE)


async def _release(office: World, anna: int) -> Action:
    withdrawal = await office.withdrawal(anna, "40 EUR")
    await place(office, anna)
    return ReleaseWithdrawal(player_id=anna, withdrawal_id=withdrawal, note=NOTE)


async def _closed(office: World, player_id: int) -> ReopenAccount:
    async with office.work() as work:
        await work.db.execute(update(tables.players).where(tables.players.c.id == player_id).values(lifecycle="closed"))
    return ReopenAccount(player_id=player_id, note=NOTE)


ASKED: dict[str, tuple[str, Wish, str, str]] = {
    "adjust_balance": ("alice", _adjust, "bob", "approve"),
    "block_player": ("alice", _block, "sam", "confirm"),
    "unblock_player": ("alice", _unblock, "sam", "approve"),
    "reverse_adjustment": ("alice", _reverse, "carol", "approve"),
    "grant_bonus": ("alice", _grant_bonus, "bob", "approve"),
    "convert_bonus": ("alice", _convert, "bob", "approve"),
    "void_bonus": ("alice", _void, "bob", "approve"),
    "settle_receivable": ("alice", _settle, "bob", "approve"),
    "hold_withdrawal": ("alice", _hold, "sam", "confirm"),
    "release_withdrawal": ("alice", _release, "sam", "approve"),
    "grant_role": ("ada", _grant, "maya", "approve"),
    "correct_exclusion": ("alice", _correct, "cora", "approve"),
    "hire": ("ada", _hire, "maya", "approve"),
    "thaw": ("ada", _thaw, "cora", "approve"),
    "reopen_account": ("alice", _closed, "", "approve"),
}
"""Each action: who asks, for what, and who decides how."""


async def queued(office: World, request: Request) -> int:
    subject = requests.REQUEST_CHANGED.subject_of(RequestBody(request_id=request.id))
    return len(await office.rows(tables.outbox, tables.outbox.c.topic == "request", tables.outbox.c.subject == subject))


def _first(request: Request) -> str:
    """Somebody who may fill the first slot, and did not ask."""
    able = [acts.MEMBERS[role] for role in sorted(request.policy["quorum"]["slots"][0]) if role in acts.MEMBERS]
    return next(one for one in able if one != request.requester_person)


@pytest.mark.parametrize("action", actions.ALL, ids=lambda action: action.name)
async def test_asking_and_deciding_queue_the_card_once_each(office: World, action: Any) -> None:
    requester, wish, decider, decision = ASKED.get(action.name) or (
        "fred" if action is SettleLink else "alice",
        acts.SAMPLES[action.name],
        "",
        "approve" if action.kind is Kind.RELEASING else "confirm",
    )
    anna = await desk(office, "bob", "carol", "maya", "sam", "cora", "ada", "fred")

    request = await ask(office, requester, await wish(office, anna))
    asked = await queued(office, request)
    await decide(office, decider or _first(request), request, decision)

    assert (asked, await queued(office, request)) == (1, 2)


async def test_confirmation_of_the_platform_queues_the_card_once(office: World) -> None:
    there = connect(office, authority="platform")
    anna = await desk(there, "bob", "maya")
    request = await ask(there, "alice", adjustment(anna))
    await decide(there, "bob", request, "approve")
    before = await queued(there, request)

    await says(there, await order_of(there, request), AnswerKind.IN_FORCE)

    assert await queued(there, request) == before + 1
