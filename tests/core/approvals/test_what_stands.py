"""A request follows what it put in force: nothing is left to confirm, end or alarm about once that is gone."""

from collections.abc import Awaitable, Callable

import pytest

from bot import kit
from core import approvals, player_blocks, requests
from core.actions.block_player import Lasts
from core.approvals import AlreadyDecided
from core.database import tables
from core.player_blocks import Ending
from core.requests import Request, State
from tests.support.asking import ask, block, cast, decide, desk, now, opened, recorded, swept
from tests.support.asking import ballot as ballot_of
from tests.support.office import World
from tests.support.protecting import unblock

Gone = Callable[[World, int], Awaitable[None]]


async def lifted(office: World, anna: int) -> None:
    [standing] = await office.rows(tables.player_blocks)
    lifting = await ask(office, "bob", unblock(anna, standing.id))
    await decide(office, "sam", lifting, "approve")


async def run_out(office: World, anna: int) -> None:
    del anna
    office.later(hours=24)


async def widened(office: World, anna: int) -> None:
    await ask(office, "bob", block(anna, lasts=Lasts.WEEK))


async def ended_past_the_desk(office: World, anna: int) -> None:
    [standing] = await office.rows(tables.player_blocks)
    async with office.work() as work:
        ending = Ending(player_id=anna, by="Night shift", why="solved", block_ids=(standing.id,))
        await player_blocks.end(work, ending)


WAYS = [
    (lifted, "lifted by"),
    (run_out, "time was over"),
    (widened, "replaced by"),
    (ended_past_the_desk, "Night shift"),
]
EACH_WAY = pytest.mark.parametrize(("goes", "says"), WAYS, ids=lambda way: getattr(way, "__name__", ""))


async def blocked(office: World) -> tuple[int, Request]:
    anna = await desk(office, "bob", "sam", "fred", "cora")
    return anna, await ask(office, "alice", block(anna, lasts=Lasts.DAY))


@EACH_WAY
@pytest.mark.parametrize("decision", ["confirm", "end"])
async def test_what_is_gone_is_neither_confirmed_nor_ended(office: World, goes: Gone, says: str, decision: str) -> None:
    anna, request = await blocked(office)
    before = await opened(office, "fred", request)
    await goes(office, anna)

    with pytest.raises(AlreadyDecided, match=says):
        await cast(office, "fred", ballot_of(before, approvals.Decision(decision), "It was the player"))

    assert (await opened(office, "fred", request)).request.state == State.ENDED


@EACH_WAY
async def test_what_is_gone_waits_for_nobody(office: World, goes: Gone, says: str) -> None:
    anna, request = await blocked(office)
    await goes(office, anna)

    fred = await office.staff("fred")
    async with office.read() as db:
        left = await requests.count_open(db, now=office.now)
    async with office.work() as work:
        waiting = await approvals.decidable(work, actor=fred)
    review = await opened(office, "fred", request)

    assert request.id not in {one.id for one in waiting}
    assert left == len(waiting.items)
    assert not review.request.open
    assert says in kit.written(review.request.close_reason or "")
    assert not review.may_decide


@EACH_WAY
async def test_what_is_gone_raises_no_alarm_and_closes(office: World, goes: Gone, says: str) -> None:
    anna, request = await blocked(office)
    await goes(office, anna)
    await swept(office)

    office.later(hours=5)
    await swept(office)

    closed = await now(office, request)
    assert closed.state == State.ENDED
    assert closed.overdue_at is None
    assert closed.closed_by is None
    assert says in kit.written(closed.close_reason or "")
    assert (await recorded(office, request))[-1] == "request.ended"


async def test_what_was_lifted_closes_in_the_same_transaction(office: World) -> None:
    anna, request = await blocked(office)

    await lifted(office, anna)

    assert (await now(office, request)).state == State.ENDED


@pytest.mark.every_wiring
async def test_what_stands_again_waits_to_be_confirmed_again(office: World) -> None:
    anna, request = await blocked(office)
    await widened(office, anna)
    [wider] = await office.rows(tables.requests, tables.requests.c.id != request.id)
    assert (await now(office, request)).state == State.ENDED

    await decide(office, "fred", await now_of(office, wider.id), "end", "Too long")

    assert (await now(office, request)).state == State.IN_FORCE
    assert (await decide(office, "fred", request, "confirm")).state == State.CONFIRMED


async def now_of(office: World, request_id: object) -> Request:
    async with office.read() as db:
        return await requests.get(db, request_id)  # type: ignore[arg-type]


async def test_a_confirmed_block_that_was_lifted_is_not_called_in_force(office: World) -> None:
    anna, request = await blocked(office)
    await decide(office, "fred", request, "confirm")

    await lifted(office, anna)

    review = await opened(office, "fred", request)
    assert review.request.state == State.CONFIRMED
    assert "lifted by" in str(review.over)
