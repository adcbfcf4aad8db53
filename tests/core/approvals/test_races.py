"""Two people in the same moment: exactly one outcome, one execution, and the loser is told."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from core import approvals, ledger, requests
from core.actions.unblock_player import UnblockPlayer
from core.approvals import Decision
from core.database import tables
from core.errors import Refused
from core.moment import Moment
from core.money import Direction
from core.requests import Request
from core.work import Work
from tests.support.asking import NOTE, adjustment, ask, ballot, block, cast, opened
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

Deed = Callable[[], Awaitable[Request]]


async def at_once(*deeds: Deed) -> list[Request | Refused]:
    """Start all of them behind one barrier."""
    barrier = asyncio.Barrier(len(deeds))

    async def run(deed: Deed) -> Request | Refused:
        await barrier.wait()
        try:
            return await deed()
        except Refused as refused:
            return refused

    return await asyncio.gather(*(run(deed) for deed in deeds))


async def executions(office: World, player_id: int) -> int:
    async with office.read() as db:
        moves = await ledger.transactions(db, player_id)
    return sum(move.transaction.kind == ledger.EntryKind.ADJUSTMENT for move in moves)


async def ready(office: World, who: str, request: Request, decision: Decision) -> Deed:
    """Open the request first, so that only the click is left."""
    review = await opened(office, who, request)
    return lambda: cast(office, who, ballot(review, decision, "a good reason"))


def states(outcomes: list[Request | Refused]) -> Counter[str]:
    return Counter(one.state if isinstance(one, Request) else one.code for one in outcomes)


async def test_a_double_click_executes_once(office: World) -> None:
    anna = await office.player("anna", cash="0 EUR")
    await office.staff("bob")
    request = await ask(office, "alice", adjustment(anna))
    click = await ready(office, "bob", request, Decision.APPROVE)

    outcomes = await at_once(click, click, click)

    assert states(outcomes)["done"] == 1
    assert await executions(office, anna) == 1


async def test_two_clickers_at_once_execute_once_and_the_loser_is_told_by_whom(office: World) -> None:
    anna = await office.player("anna", cash="0 EUR")
    await office.staff("bob")
    await office.staff("carol")
    request = await ask(office, "alice", adjustment(anna))

    outcomes = await at_once(
        await ready(office, "bob", request, Decision.APPROVE), await ready(office, "carol", request, Decision.APPROVE)
    )

    assert states(outcomes) == {"done": 1, "already_decided": 1}
    (refused,) = (one for one in outcomes if isinstance(one, Refused))
    assert "done by" in refused.message
    assert await executions(office, anna) == 1


@pytest.mark.parametrize("other", ["decline", "take back", "expiry"])
async def test_approving_against_anything_else_has_one_outcome(office: World, other: str) -> None:
    anna = await office.player("anna", cash="0 EUR")
    await office.staff("bob")
    await office.staff("carol")
    alice = await office.staff("alice")
    request = await ask(office, "alice", adjustment(anna))

    async def take_back() -> Request:
        async with office.work() as work:
            return await approvals.take_back(work, request.id, actor=alice)

    async def expire() -> Request:
        async with office.db.write() as db:
            await approvals.expire(Work(db, office.desk, Moment(request.due_at)), request.id)
            return await requests.get(db, request.id)

    against = {
        "decline": await ready(office, "carol", request, Decision.DECLINE),
        "take back": take_back,
        "expiry": expire,
    }[other]
    await at_once(await ready(office, "bob", request, Decision.APPROVE), against)

    async with office.read() as db:
        final = (await requests.get(db, request.id)).state
    assert final in {"done", "declined", "taken_back", "expired"}
    assert await executions(office, anna) == (1 if final == "done" else 0)


async def test_confirming_against_ending_has_one_outcome(office: World) -> None:
    anna = await office.player("anna")
    await office.staff("sam")
    await office.staff("fred")
    request = await ask(office, "alice", block(anna))

    outcomes = await at_once(
        await ready(office, "sam", request, Decision.CONFIRM), await ready(office, "fred", request, Decision.END)
    )

    assert states(outcomes)["already_decided"] == 1
    assert states(outcomes)["confirmed"] + states(outcomes)["ended"] == 1


async def test_two_submissions_of_one_form_ask_once(office: World) -> None:
    anna = await office.player("anna", cash="0 EUR")
    await office.staff("bob")
    await office.staff("alice")
    wish = adjustment(anna)

    outcomes = await at_once(*(lambda: ask(office, "alice", wish, key="view 1") for _ in range(4)))

    assert len({one.id for one in outcomes if isinstance(one, Request)}) == 1
    assert not [one for one in outcomes if isinstance(one, Refused)]


async def test_the_same_wish_of_two_people_at_once_waits_once(office: World) -> None:
    anna = await office.player("anna", cash="0 EUR")
    await office.staff("bob")
    await office.staff("alice")
    await office.staff("zoe", roles=["support"])
    wish = adjustment(anna)

    outcomes = await at_once(lambda: ask(office, "alice", wish), lambda: ask(office, "zoe", wish))

    assert states(outcomes) == {"pending": 1, "already_pending": 1}


async def test_a_sum_cannot_be_slipped_past_by_asking_at_once(office: World) -> None:
    anna = await office.player("anna", cash="0 EUR")
    for who in ("alice", "bob", "maya"):
        await office.staff(who)
    wishes = [adjustment(anna, "400 EUR", source_ref=f"round {number}", again=True) for number in range(3)]

    outcomes = await at_once(*(lambda wish=wish: ask(office, "alice", wish) for wish in wishes))  # type: ignore[misc]

    needed = sorted(len(one.policy["quorum"]["slots"]) for one in outcomes if isinstance(one, Request))
    assert needed == [1, 2, 2]


async def test_two_takes_of_the_whole_balance_take_it_once(office: World) -> None:
    anna = await office.player("anna", cash="40 EUR")
    for who in ("bob", "carol", "maya"):
        await office.staff(who)
    wishes = [
        await ask(office, "bob", adjustment(anna, "40 EUR", direction=Direction.TAKE, source_ref=ref, again=True))
        for ref in ("incident 1", "incident 2")
    ]
    for wish in wishes:
        await (await ready(office, "carol", wish, Decision.APPROVE))()

    outcomes = await at_once(*[await ready(office, "maya", wish, Decision.APPROVE) for wish in wishes])

    assert states(outcomes)["done"] == 1
    assert await executions(office, anna) == 1
    async with office.read() as db:
        assert await ledger.verify(db) == []


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.DECLINE])
async def test_a_block_never_fails_for_what_somebody_decides_meanwhile(office: World, decision: Decision) -> None:
    anna = await office.player("anna")
    await office.staff("sam")
    await office.staff("fred")
    await ask(office, "fred", block(anna))
    [row] = await office.rows(tables.player_blocks)
    remedies = office.desk.office.reasons["takeover"].remedies
    lift = await ask(office, "alice", UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=remedies, note=NOTE))
    vote = await ready(office, "sam", lift, decision)

    outcomes = await at_once(vote, lambda: ask(office, "fred", block(anna, "fraud")))

    assert isinstance(placed := outcomes[1], Request), placed
    assert placed.state == "in_force"
    async with office.read() as db:
        assert not (await requests.get(db, lift.id)).open
