"""Asking and deciding: each rule once right and once wrong, on both databases."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select

from core import actions, approvals, audit, ledger, outbox, requests, staff, tables
from core.action import Receipt, Run
from core.actions.adjust_balance import AdjustBalance
from core.actions.unblock_player import UnblockPlayer
from core.approvals import (
    AlreadyDecided,
    AlreadyPending,
    AlreadyVoted,
    ChangedSince,
    Decision,
    NeedsReason,
    NobodyCan,
    NotAnApprover,
    OwnRequest,
    RequesterGone,
    TimeIsUp,
    TooMany,
)
from core.errors import NotAllowed, Refused
from core.money import Direction
from core.requests import Request
from tests.support.asking import adjustment, ask, ballot, block, cast, decide, opened
from tests.support.office import World


async def cash(office: World, player_id: int) -> int:
    async with office.read() as db:
        return sum(one.money.amount_minor for one in await ledger.balances(db, player_id) if one.wallet == "cash")


async def recorded(office: World, request: Request) -> list[str]:
    async with office.read() as db:
        return [one.action for one in reversed(await audit.search(db, request_id=request.id))]


async def now(office: World, request: Request) -> Request:
    async with office.read() as db:
        return await requests.get(db, request.id)


async def desk(office: World, *who: str) -> int:
    """Let these people work here, and anna play with 100 euros."""
    for name in who:
        await office.staff(name)
    return await office.player("anna", cash="100 EUR")


async def test_asking_moves_nothing_and_is_recorded(office: World) -> None:
    anna = await desk(office, "bob")

    request = await ask(office, "alice", adjustment(anna))

    assert request.state == "pending"
    assert await cash(office, anna) == 10_000
    assert await recorded(office, request) == ["request.asked"]


async def test_the_last_word_needed_carries_it_out_and_records_everybody(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    done = await decide(office, "bob", request, "approve")

    assert done.state == "done"
    assert await cash(office, anna) == 12_000
    assert await recorded(office, request) == ["request.asked", "vote.cast", "balance.adjusted"]
    async with office.read() as db:
        record = await audit.open_record(db, UUID((done.receipt or {})["ids"]["record"]), desk=office.desk)
    assert [one["person"] for one in record.content["authorisers"]] == ["bob"]
    assert record.content["facts"]["requester"] == "alice"


async def test_asking_twice_with_one_submission_asks_once(office: World) -> None:
    anna = await desk(office, "bob")

    first = await ask(office, "alice", adjustment(anna), key="view 1")
    again = await ask(office, "alice", adjustment(anna), key="view 1")

    assert first.id == again.id


async def test_without_the_right_nothing_is_asked_and_who_may_is_said(office: World) -> None:
    anna = await desk(office, "bob")

    with pytest.raises(NotAllowed, match=r"Who may: .*Support"):
        await ask(office, "sam", adjustment(anna))


async def test_the_same_waits_only_once(office: World) -> None:
    anna = await desk(office, "bob")
    first = await ask(office, "alice", adjustment(anna))

    with pytest.raises(AlreadyPending, match=first.code):
        await ask(office, "bob", adjustment(anna, "30 EUR"))


async def test_another_source_may_wait_beside_it(office: World) -> None:
    anna = await desk(office, "bob")
    await ask(office, "alice", adjustment(anna))

    assert (await ask(office, "alice", adjustment(anna, "30 EUR", source_ref="incident 2"))).state == "pending"


async def test_what_nobody_could_agree_to_is_refused_naming_the_rule(office: World) -> None:
    anna = await desk(office, "bob")

    with pytest.raises(NobodyCan, match="Manager"):
        await ask(office, "alice", adjustment(anna, "4000 EUR"))


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

    with pytest.raises(AlreadyDecided, match=r"approved and done by Bob.* at <t:"):
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


async def test_declining_needs_a_reason_and_moves_nothing(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    with pytest.raises(NeedsReason):
        await decide(office, "bob", request, "decline", "  ")
    declined = await decide(office, "bob", request, "decline", "Wrong player, it was anna43")

    assert (declined.state, declined.close_reason) == ("declined", "Wrong player, it was anna43")
    assert await cash(office, anna) == 10_000


async def test_after_a_decline_the_same_wish_needs_another_approver_one_tier_higher(office: World) -> None:
    anna = await desk(office, "bob", "carol", "sam")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")

    second = await ask(office, "alice", adjustment(anna))

    assert "declined" in second.policy["rule"]
    with pytest.raises(NotAnApprover, match="declined the same wish"):
        await decide(office, "bob", second, "approve")
    assert (await decide(office, "carol", second, "approve")).state == "done"


async def test_a_day_after_a_decline_all_is_as_before(office: World) -> None:
    anna = await desk(office, "bob")
    first = await ask(office, "alice", adjustment(anna))
    await decide(office, "bob", first, "decline", "not now")
    office.later(hours=25)

    second = await ask(office, "alice", adjustment(anna))

    assert (await decide(office, "bob", second, "approve")).state == "done"


async def test_taking_back_is_for_the_requester_while_it_waits(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    alice, bob = await office.staff("alice"), await office.staff("bob")

    async with office.work() as work:
        with pytest.raises(NotAllowed):
            await approvals.take_back(work, request.id, actor=bob)
        back = await approvals.take_back(work, request.id, actor=alice)
        with pytest.raises(AlreadyDecided):
            await approvals.take_back(work, request.id, actor=alice)

    assert back.state == "taken_back"


async def test_a_click_after_its_time_is_refused_and_the_sweep_closes_it(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    office.later(hours=24)

    with pytest.raises(TimeIsUp):
        await decide(office, "bob", request, "approve")
    async with office.work() as work:
        moved = await approvals.expire(work)
        again = await approvals.expire(work)

    assert [one.state for one in moved] == ["expired"]
    assert again == []
    assert (await recorded(office, request))[-1] == "request.expired"


async def test_material_facts_that_changed_stop_the_vote_and_burn_nothing(office: World) -> None:
    anna = await desk(office, "bob", "sam")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    await ask(office, "alice", block(anna))

    with pytest.raises(ChangedSince, match="Nothing was decided"):
        await cast(office, "bob", ballot(seen, Decision.APPROVE))

    assert (await now(office, request)).state == "pending"
    assert (await opened(office, "bob", request)).changed
    assert (await decide(office, "bob", request, "approve")).state == "done"


async def test_a_balance_that_moves_never_stops_a_vote(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    other = await ask(office, "alice", adjustment(anna, "5 EUR", source_ref="incident 2"))
    await decide(office, "bob", other, "approve")

    assert (await cast(office, "bob", ballot(seen, Decision.APPROVE))).state == "done"
    assert await cash(office, anna) == 12_500


async def test_a_vote_on_another_version_is_refused(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    forged = approvals.Ballot(
        request_id=request.id,
        version=1,
        fingerprint="0" * 64,
        material_digest=seen.material_digest,
        decision=Decision.APPROVE,
    )

    with pytest.raises(ChangedSince):
        await cast(office, "bob", forged)


class Doomed(AdjustBalance):
    """An adjustment that moves the money and only then finds that it may not."""

    name: ClassVar = "doomed"

    async def execute(self, *, run: Run) -> Receipt:
        await super().execute(run=run)
        raise Refused("The platform closed this account a moment ago.")


async def test_what_reality_refuses_at_the_end_closes_as_failed_and_leaves_nothing(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "ALL", (*actions.ALL, Doomed))
    anna = await desk(office, "bob")
    request = await ask(office, "alice", Doomed(**dict(adjustment(anna))))

    failed = await decide(office, "bob", request, "approve")

    assert (failed.state, failed.close_reason) == ("failed", "The platform closed this account a moment ago.")
    assert await cash(office, anna) == 10_000
    assert (await recorded(office, request))[-1] == "request.failed"


async def test_what_cannot_be_done_just_now_is_told_and_burns_nothing(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    request = await ask(office, "bob", adjustment(anna, "80 EUR", direction=Direction.TAKE))
    other = await ask(office, "bob", adjustment(anna, "60 EUR", direction=Direction.TAKE, source_ref="incident 2"))
    for who in ("carol", "maya"):
        await decide(office, who, other, "approve")
    seen = await opened(office, "carol", request)

    with pytest.raises(ledger.Overdrawn, match="40"):
        await cast(office, "carol", ballot(seen, Decision.APPROVE))

    assert seen.refusal is not None
    assert (await now(office, request)).state == "pending"


async def test_small_adjustments_add_up_to_the_tier_of_their_sum(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    for number in range(9):
        await ask(office, "alice", adjustment(anna, "50 EUR", source_ref=f"round {number}", again=True))

    tenth = await ask(office, "alice", adjustment(anna, "51 EUR", source_ref="round 10", again=True))

    assert "count together" in tenth.policy["rule"]
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


async def test_the_next_day_begins_at_nothing(office: World) -> None:
    anna = await desk(office, "bob", "maya")
    await ask(office, "alice", adjustment(anna, "490 EUR"))
    office.later(hours=24)

    second = await ask(office, "alice", adjustment(anna, "20 EUR", source_ref="incident 2"))

    assert len(second.policy["quorum"]["slots"]) == 1


async def test_a_block_is_in_force_when_asked(office: World) -> None:
    anna = await desk(office, "sam")

    request = await ask(office, "alice", block(anna))

    assert request.state == "in_force"
    assert await recorded(office, request) == ["request.asked", "player.blocked"]


async def test_a_second_person_confirms_a_block(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))

    with pytest.raises(OwnRequest):
        await decide(office, "alice", request, "confirm")
    confirmed = await decide(office, "sam", request, "confirm")

    assert confirmed.state == "confirmed"
    async with office.read() as db:
        assert (await db.execute(select(tables.player_blocks.c.ended_at))).scalar_one() is None


async def test_a_second_person_ends_a_block_with_a_reason(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))

    with pytest.raises(NeedsReason):
        await decide(office, "sam", request, "end")
    ended = await decide(office, "sam", request, "end", "It was the player himself")

    assert ended.state == "ended"
    async with office.read() as db:
        assert (await db.execute(select(tables.player_blocks.c.ended_at))).scalar_one() is not None


async def test_what_the_player_asked_for_can_only_be_confirmed(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna, "player_request", asked_by="player"))

    with pytest.raises(Refused):
        await decide(office, "sam", request, "end", "changed his mind")
    assert (await now(office, request)).state == "in_force"
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_an_unconfirmed_block_stays_and_alarms_once(office: World) -> None:
    anna = await desk(office, "sam")
    request = await ask(office, "alice", block(anna))
    office.later(hours=5)

    async with office.work() as work:
        first, second = await approvals.expire(work), await approvals.expire(work)

    assert [one.state for one in first] == ["in_force"]
    assert second == []
    async with office.work() as work:
        topics = [held.topic for held in await outbox.claim(work, limit=50)]
    assert topics.count("overdue") == 1
    assert (await decide(office, "sam", request, "confirm")).state == "confirmed"


async def test_a_block_takes_a_pending_unblock_back(office: World) -> None:
    anna = await desk(office, "sam", "cora")
    first = await ask(office, "alice", block(anna, "chargeback"))
    await office.staff("bob")
    async with office.read() as db:
        rows = (await db.execute(select(tables.player_blocks.c.id))).scalars().all()
    remedies = tuple(office.desk.office.reasons["chargeback"].remedies)
    unblock = await ask(
        office,
        "alice",
        UnblockPlayer(player_id=anna, blocks=tuple(rows), remedies=remedies, note="It was paid back in full."),
    )

    await ask(office, "alice", block(anna, "takeover"))

    assert first.state == "in_force"
    assert (await now(office, unblock)).state == "taken_back"


async def test_protective_acts_are_capped_by_the_hour(office: World) -> None:
    await desk(office, "sam")
    cap = office.desk.office.rules.block_player.per_person_per_hour
    for number in range(cap):
        await ask(office, "alice", block(await office.player(f"player{number}")))
    another = await office.player("another")

    with pytest.raises(TooMany):
        await ask(office, "alice", block(another))
    office.later(minutes=61)
    assert (await ask(office, "alice", block(another))).state == "in_force"


async def revoke(office: World, who: str, role: str) -> None:
    ada = await office.staff("ada")
    actor = await office.staff(who)
    assert actor.staff_id is not None
    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=actor.staff_id, role=role)


async def test_a_revoked_requesters_request_stops_until_another_takes_it_over(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    await revoke(office, "alice", "support")

    with pytest.raises(RequesterGone):
        await decide(office, "bob", request, "approve")
    zoe = await office.staff("zoe", roles=["support"])
    async with office.work() as work:
        await approvals.take_over(work, request.id, actor=zoe)

    assert (await decide(office, "bob", request, "approve")).state == "done"


async def test_a_request_of_somebody_still_here_is_not_taken_over(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    bob = await office.staff("bob")

    async with office.work() as work:
        with pytest.raises(NotAllowed, match="still here"):
            await approvals.take_over(work, request.id, actor=bob)


async def test_a_vote_of_somebody_who_lost_the_right_no_longer_counts(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    await decide(office, "bob", request, "approve")
    await revoke(office, "bob", "finance")

    after_maya = await decide(office, "maya", request, "approve")
    after_carol = await decide(office, "carol", request, "approve")

    assert (after_maya.state, after_carol.state) == ("pending", "done")


async def test_what_if_tells_all_and_changes_nothing(office: World) -> None:
    anna = await desk(office, "bob")

    alice = await office.staff("alice")

    async with office.work() as work:
        intent = await approvals.what_if(work, adjustment(anna), actor=alice)

    assert "Finance" in intent.needs
    assert any("120" in fact.value for fact in intent.facts)
    async with office.read() as db:
        assert (await db.execute(select(tables.requests))).all() == []


async def test_what_waits_for_me_is_what_my_word_would_bring_nearer(office: World) -> None:
    anna = await desk(office, "bob", "maya", "sam")
    money = await ask(office, "alice", adjustment(anna, "400 EUR"))
    stop = await ask(office, "alice", block(anna))

    waiting = {}
    for who in ("alice", "bob", "maya", "sam"):
        actor = await office.staff(who)
        async with office.work() as work:
            waiting[who] = {one.code for one in await approvals.decidable(work, actor=actor)}

    assert waiting == {"alice": set(), "bob": {money.code}, "maya": set(), "sam": {money.code, stop.code}}


async def test_a_code_finds_its_request_however_it_is_typed(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    async with office.read() as db:
        assert (await requests.by_code(db, f" #{request.code.lower()} ")).id == request.id


async def test_time_left_is_that_of_the_rule(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))

    assert request.due_at - request.asked_at == timedelta(hours=24)
