"""Many small adjustments need the people whom their sum needs."""

import pytest

from core.action import Policy
from core.approvals import AnswerKind
from core.approvals.platform_answers import MOST_SILENT_TRIES
from tests.support.asking import adjustment, ask, decide, desk
from tests.support.office import World
from tests.support.ordering import connect, order_of, says


async def test_small_adjustments_add_up_to_the_tier_of_their_sum(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    for number in range(9):
        await ask(office, "alice", adjustment(anna, "50 EUR", source_ref=f"round {number}", again=True))

    tenth = await ask(office, "alice", adjustment(anna, "51 EUR", source_ref="round 10", again=True))

    assert "count together" in Policy.model_validate(tenth.policy).rule
    assert (await decide(office, "bob", tenth, "approve")).state == "pending"
    assert (await decide(office, "maya", tenth, "approve")).state == "done"


async def test_the_sum_counts_across_players_of_one_requester(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    ben = await office.player("ben", cash="0 EUR")
    await ask(office, "alice", adjustment(anna, "490 EUR"))

    second = await ask(office, "alice", adjustment(ben, "20 EUR"))

    assert [sorted(slot) for slot in second.policy["quorum"]["slots"]] == [["finance"], ["manager"]]


async def test_the_sum_counts_across_requesters_of_one_player(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    await office.staff("zoe", roles=["support"])
    await ask(office, "alice", adjustment(anna, "490 EUR"))

    second = await ask(office, "zoe", adjustment(anna, "20 EUR", source_ref="incident 2"))

    assert len(second.policy["quorum"]["slots"]) == 2


async def test_declined_and_expired_requests_do_not_count(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    first = await ask(office, "alice", adjustment(anna, "490 EUR"))
    await decide(office, "bob", first, "decline", "no reason given")

    second = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 2"))

    assert len(second.policy["quorum"]["slots"]) == 1


@pytest.mark.parametrize(
    ("authority", "said", "counts"),
    [
        ("platform", AnswerKind.REFUSED, False),
        ("platform", AnswerKind.NOTHING, True),
        ("platform", AnswerKind.ACCEPTED, True),
        ("platform", AnswerKind.IN_FORCE, True),
        ("here", AnswerKind.REFUSED, True),  # the money has moved here
    ],
)
async def test_what_the_platform_refused_moved_nothing_and_does_not_count(
    office: World, authority: str, said: AnswerKind, *, counts: bool
) -> None:
    anna = await desk(connect(office, authority=authority), "bob", "maya")
    first = await ask(office, "alice", adjustment(anna, "490 EUR"))
    await decide(office, "bob", first, "approve")
    for _ in range(MOST_SILENT_TRIES):
        await says(office, await order_of(office, first), said)

    second = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 2"))

    assert len(second.policy["quorum"]["slots"]) == (2 if counts else 1)


async def test_the_next_day_begins_at_nothing(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    await ask(office, "alice", adjustment(anna, "490 EUR"))
    office.later(hours=24)

    second = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 2"))

    assert len(second.policy["quorum"]["slots"]) == 1
