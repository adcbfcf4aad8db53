"""A hold of one withdrawal stands while that withdrawal waits: not once it was paid or cancelled."""

from typing import Any

import pytest

from bot import kit
from core import player_blocks, requests
from core.actions.hold_withdrawal import HoldWithdrawal
from core.approvals import AlreadyDecided, AnswerKind
from core.database.tables import player_blocks as blocks
from core.people import PITBOSS
from core.players import profile_card
from core.requests import Request, State
from tests.support.asking import NOTE, ask, decide, desk, now, recorded, swept
from tests.support.office import World
from tests.support.ordering import connect, order_of, says, take

GONE = pytest.mark.parametrize("how", ["paid", "cancelled"])


async def tell(office: World, how: str) -> None:
    amount = {"amount_minor": 9_000, "currency": "EUR"}
    about: dict[str, Any] = {"source": "wallet", "brand": "royal", "player": "x-anna", "at": office.now}
    said = {
        "type": f"withdrawal_{how}",
        "event_id": f"{how} {office.now}",
        "body": {"withdrawal": "w1"} | {"amount": amount},
    }
    await take(office, about | said)
    office.later(minutes=1)


async def held(office: World) -> tuple[int, Request]:
    anna = await desk(office, "bob", "sam", "fred")
    await tell(office, "requested")
    async with office.read() as db:
        [one] = (await player_blocks.in_flight(db, anna, now=office.now)).withdrawals
    action = HoldWithdrawal(player_id=anna, withdrawal_id=one.id, reason="takeover", note=NOTE)
    return anna, await ask(office, "alice", action)


async def shown(office: World, anna: int) -> tuple[int, int]:
    """How many blocks the card shows, and how many requests wait."""
    async with office.read() as db:
        card = await profile_card.profile(db, anna, actor=PITBOSS, now=office.now)
        return len(card.blocks), len(await requests.open_about(db, anna, now=office.now))


@GONE
@pytest.mark.every_wiring
async def test_what_is_gone_stands_no_more_and_its_request_says_so(office: World, how: str) -> None:
    anna, request = await held(office)
    before = await shown(office, anna)

    await tell(office, how)

    closed = await now(office, request)
    assert (before, await shown(office, anna)) == ((1, 1), (0, 0))
    assert (closed.state, closed.closed_by) == (State.ENDED, None)
    assert kit.written(closed.close_reason or "") == f"the withdrawal was {how}"
    for decision in ("confirm", "end"):
        with pytest.raises(AlreadyDecided, match=f"the withdrawal was {how}"):
            await decide(office, "sam", request, decision, "It was the player")


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.every_wiring
async def test_a_cancelled_withdrawal_that_comes_back_is_held_again(office: World, *, confirmed: bool) -> None:
    anna, request = await held(office)
    if confirmed:
        await decide(office, "sam", request, "confirm")

    await tell(office, "cancelled")
    gone, moved = await shown(office, anna), await swept(office)
    await tell(office, "requested")

    assert (gone, moved, (await shown(office, anna))) == ((0, 0), [], (1, 0 if confirmed else 1))
    async with office.read() as db:
        [one] = (await player_blocks.in_flight(db, anna, now=office.now)).withdrawals
    assert one.held
    if not confirmed:
        assert (await recorded(office, request))[-2:] == ["request.ended", "request.in_force_again"]
        assert (await decide(office, "sam", request, "end", "It was the player")).state is State.ENDED
        assert await shown(office, anna) == (0, 0)


async def test_a_hold_that_the_platform_refuses_after_the_payment_never_stands_again(office: World) -> None:
    anna, request = await held(connect(office, authority="platform"))
    await tell(office, "cancelled")

    await says(office, await order_of(office, request), AnswerKind.REFUSED, "paid out already")
    await tell(office, "requested")

    assert await shown(office, anna) == (0, 0)
    assert [row.ended_by for row in await office.rows(blocks)] == ["the gaming platform"]
