"""Whose word counts, how often, and what it carries out."""

from uuid import UUID

import pytest

from core.approvals import (
    AlreadyDecided,
    AlreadyVoted,
    Decision,
    NotAnApprover,
    OwnRequest,
)
from core.audit import records as audit_records
from tests.support.asking import adjustment, ask, ballot, cash, cast, decide, desk, opened, recorded
from tests.support.office import World


async def test_the_last_word_needed_carries_it_out_and_records_everybody(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    done = await decide(office, "bob", request, "approve")

    assert done.state == "done"
    assert await cash(office, anna) == 12_000
    assert await recorded(office, request) == ["request.asked", "vote.cast", "balance.adjusted"]
    async with office.read() as db:
        record = await audit_records.open_record(db, UUID((done.receipt or {})["ids"]["record"]), desk=office.desk)
    assert [one["person"] for one in record.content["authorisers"]] == ["bob"]
    assert record.content["facts"]["requester"] == "alice"


@pytest.mark.parametrize("roles", [["finance"], ["finance", "support"]])
async def test_requester_cannot_approve(office: World, roles: list[str]) -> None:
    anna = await desk(office, "bob")
    await office.staff("zoe", roles=roles)
    request = await ask(office, "zoe", adjustment(anna))

    with pytest.raises(OwnRequest):
        await decide(office, "zoe", request, "approve")


async def test_administrator_cannot_approve(office: World) -> None:
    anna = await desk(office, "bob", "ada")
    request = await ask(office, "alice", adjustment(anna))

    with pytest.raises(NotAnApprover, match="ask one of them"):
        await decide(office, "ada", request, "approve")


async def test_support_cannot_approve(office: World) -> None:
    anna = await desk(office, "bob")
    await office.staff("zoe", roles=["support"])
    request = await ask(office, "alice", adjustment(anna))

    with pytest.raises(NotAnApprover):
        await decide(office, "zoe", request, "approve")


async def test_an_approver_of_another_tier_is_told_who_is_missing(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    request = await ask(office, "alice", adjustment(anna, "400 EUR"))

    with pytest.raises(NotAnApprover, match="Finance or Security"):
        await decide(office, "maya", request, "approve")


async def test_the_third_tier_needs_two_people_of_different_roles(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))

    half = await decide(office, "bob", request, "approve")
    with pytest.raises(NotAnApprover, match="Manager"):
        await decide(office, "carol", request, "approve")
    done = await decide(office, "maya", request, "approve")

    assert (half.state, done.state) == ("pending", "done")
    assert await cash(office, anna) == 410_000


async def test_a_click_after_the_last_word_is_told_by_whom_and_when(office: World) -> None:
    anna = await desk(office, "bob", "carol")
    request = await ask(office, "alice", adjustment(anna))
    late = await opened(office, "carol", request)
    await decide(office, "bob", request, "approve")

    with pytest.raises(AlreadyDecided, match=r"done by Bob.* at 20"):
        await cast(office, "carol", ballot(late, Decision.APPROVE))


async def test_one_human_speaks_once(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    await decide(office, "bob", request, "approve")

    with pytest.raises(AlreadyVoted):
        await decide(office, "bob", request, "approve")


async def test_one_human_with_two_accounts_speaks_once(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    await office.staff("bob2", roles=["manager"], person="bob")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    await decide(office, "bob", request, "approve")

    with pytest.raises(AlreadyVoted):
        await decide(office, "bob2", request, "approve")


async def test_one_human_cannot_approve_what_the_other_account_asked(office: World) -> None:
    anna = await desk(office, "bob")
    await office.staff("alice2", roles=["finance"], person="alice")
    request = await ask(office, "alice", adjustment(anna))

    with pytest.raises(OwnRequest):
        await decide(office, "alice2", request, "approve")
