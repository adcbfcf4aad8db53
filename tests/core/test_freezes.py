"""One person stops a colleague, an action or the desk; two let them go again, and what protects goes on."""

import asyncio
from typing import Any

import pytest

from core import approvals, freezes, staff
from core.actions.grant_role import GrantRole
from core.approvals import Decision, NobodyCouldThaw, NotAnApprover, OwnRequest
from core.database import tables
from core.errors import Conflict, Invalid, NotAllowed, Unknown
from core.freezes import Frozen
from core.people import PITBOSS
from tests.support.asking import adjustment, ask, ballot, block, cast, decide, desk, opened
from tests.support.freezing import WHY, freeze_action, freeze_colleague, freeze_desk, id_of, thaw
from tests.support.office import World
from tests.support.waiting import until_held_up


async def test_frozen_action_is_neither_asked_for_nor_approved_and_says_by_whom_and_why(office: World) -> None:
    anna = await desk(office, "alice", "bob", "sam")
    request = await ask(office, "alice", adjustment(anna))
    await freeze_action(office)

    with pytest.raises(
        Frozen, match=r"This was frozen for everybody by Sam, 20.*nobody knows.*Thawing it takes two people"
    ):
        await ask(office, "alice", adjustment(anna, source_ref="incident 2"))
    with pytest.raises(Frozen):
        await decide(office, "bob", request, "approve")


async def test_other_actions_go_on_while_one_is_frozen(office: World) -> None:
    await desk(office, "ada", "maya")
    mallory = await office.staff("mallory")
    await freeze_action(office)

    request = await ask(office, "ada", GrantRole(staff_id=id_of(mallory), role="support", note="She joins the team."))

    assert (await decide(office, "maya", request, "approve")).state == "done"


async def test_what_protects_goes_on_while_the_desk_is_frozen(office: World) -> None:
    anna = await desk(office, "alice", "bob", "sam", "fred")
    waiting = await ask(office, "alice", adjustment(anna))
    await freeze_desk(office)

    blocked = await ask(office, "alice", block(anna))

    assert blocked.state == "in_force"
    assert (await decide(office, "fred", blocked, "confirm")).state == "confirmed"
    assert (await decide(office, "bob", waiting, "decline", "not now")).state == "declined"


async def test_a_request_can_be_taken_back_while_the_desk_is_frozen(office: World) -> None:
    request = await ask(office, "alice", adjustment(await desk(office, "bob")))
    await freeze_desk(office)
    alice = await office.staff("alice")

    async with office.work() as work:
        assert (await approvals.take_back(work, request.id, actor=alice)).state == "taken_back"


async def test_ending_what_protects_lets_loose_and_is_refused_while_the_desk_is_frozen(office: World) -> None:
    anna = await desk(office, "alice", "fred")
    blocked = await ask(office, "alice", block(anna))
    await freeze_desk(office)

    with pytest.raises(Frozen, match="The whole desk was frozen by Sam"):
        await decide(office, "fred", blocked, "end", "a mistake")


async def test_a_request_left_behind_cannot_be_taken_over_while_it_is_frozen(office: World) -> None:
    request = await ask(office, "alice", adjustment(await desk(office, "bob", "carol")))
    await freeze_colleague(office, "alice")
    await freeze_desk(office)
    carol = await office.staff("carol")

    with pytest.raises(Frozen):
        async with office.work() as work:
            await approvals.take_over(work, request.id, actor=carol)


async def test_what_would_happen_tells_that_it_is_frozen(office: World) -> None:
    anna = await desk(office, "bob")
    alice = await office.staff("alice")
    await freeze_desk(office)

    with pytest.raises(Frozen):
        async with office.work() as work:
            await approvals.what_if(work, adjustment(anna), actor=alice)


@pytest.mark.parametrize("who", ["sam", "cora", "maya"])
async def test_thawing_takes_a_second_person_who_may_freeze(office: World, who: str) -> None:
    await desk(office, "alice", "bob", "cora", "maya")
    anna = await office.player("bert", cash="100 EUR")
    freeze = await freeze_desk(office, "ada")

    request = await ask(office, "ada", thaw(freeze))
    with pytest.raises(OwnRequest):
        await decide(office, "ada", request, "approve")
    await office.staff(who)
    done = await decide(office, who, request, "approve")

    assert done.state == "done"
    assert (await ask(office, "alice", adjustment(anna))).state == "pending"
    [record] = await office.rows(tables.records, tables.records.c.action == "freeze.thawed")
    assert record.request_id == request.id


async def test_who_may_change_the_office_file_cannot_agree_to_a_thaw(office: World) -> None:
    await desk(office, "ada", "maya")
    request = await ask(office, "maya", thaw(await freeze_desk(office)))

    with pytest.raises(NotAnApprover):
        await decide(office, "ada", request, "approve")


@pytest.mark.parametrize("who", ["alice", "bob", "olga"])
async def test_only_who_may_freeze_may_ask_for_a_thaw(office: World, who: str) -> None:
    await office.staff("maya")
    freeze = await freeze_desk(office)

    with pytest.raises(NotAllowed, match="Who may"):
        await ask(office, who, thaw(freeze))


async def test_thawed_twice_is_told(office: World) -> None:
    await desk(office, "maya", "cora")
    freeze = await freeze_desk(office)
    await decide(office, "cora", await ask(office, "maya", thaw(freeze)), "approve")

    with pytest.raises(Conflict, match="already thawed"):
        await ask(office, "maya", thaw(freeze))


async def test_an_old_wish_to_thaw_does_not_thaw_what_was_frozen_again(office: World) -> None:
    await desk(office, "maya", "cora", "ada")
    first = await freeze_desk(office)
    old = await ask(office, "ada", thaw(first))
    async with office.work() as work:
        await freezes.thaw(work, first, by=PITBOSS, request_id=old.id)
    await freeze_desk(office)

    with pytest.raises(Conflict):
        await decide(office, "cora", old, "approve")

    async with office.read() as db:
        assert [one.subject for one in await freezes.standing(db)] == ["desk"]


async def test_a_frozen_colleague_may_do_nothing_and_nobody_elses_word_stands_in(office: World) -> None:
    anna = await desk(office, "alice", "bob", "carol", "maya")
    request = await ask(office, "alice", adjustment(anna, "4000 EUR"))
    before = await office.staff("bob")
    await decide(office, "bob", request, "approve")

    await freeze_colleague(office, "bob")

    after = await decide(office, "maya", request, "approve")
    assert after.state == "pending"
    with pytest.raises(Frozen, match=r"You were frozen by Sam, 20[-0-9:. ]+\+00:00\. Ask"):
        async with office.work() as work:
            await approvals.ask(work, adjustment(anna, source_ref="x 1"), actor=before, key="late")
    async with office.read() as db:
        assert before.staff_id not in await staff.current(db, office=office.desk.office, now=office.now)


async def test_a_frozen_colleague_is_not_told_why(office: World) -> None:
    bob = await office.staff("bob")
    await freeze_colleague(office, "bob")

    with pytest.raises(Frozen) as told:
        async with office.work() as work:
            await freezes.refuse(work, freezes.person(bob.person))

    assert WHY not in told.value.message


@pytest.mark.every_wiring
async def test_every_account_of_a_human_freezes_and_thaws(office: World) -> None:
    await desk(office, "maya", "cora")
    await office.staff("bob")
    await office.staff("bob2", roles=("finance",), person="bob")
    freeze = await freeze_colleague(office, "bob")

    states = {row.state for row in await office.rows(tables.staff, tables.staff.c.person == "bob")}
    await decide(office, "cora", await ask(office, "maya", thaw(freeze)), "approve")
    again = {row.state for row in await office.rows(tables.staff, tables.staff.c.person == "bob")}

    assert (states, again) == ({"frozen"}, {"active"})


async def test_who_is_frozen_has_no_say_in_the_thaw(office: World) -> None:
    await desk(office, "maya", "ada", "cora")
    freeze = await freeze_colleague(office, "cora")
    cora = await office.staff("cora")
    request = await ask(office, "maya", thaw(freeze))
    review = await opened(office, "sam", request)

    with pytest.raises(Frozen):
        async with office.work() as work:
            await approvals.vote(work, ballot(review, Decision.APPROVE), actor=cora)
    assert (await cast(office, "sam", ballot(review, Decision.APPROVE))).state == "done"


async def test_nobody_freezes_the_desk_into_a_corner(office: World) -> None:
    await desk(office, "sam", "cora")

    with pytest.raises(NobodyCouldThaw, match="Nobody could thaw anything then"):
        await freeze_colleague(office, "cora")

    await office.staff("maya")
    assert (await freeze_colleague(office, "cora")).name == "cora"


@pytest.mark.every_wiring
async def test_two_who_freeze_each_other_at_once_leave_one_free(office: World) -> None:
    await desk(office, "sam", "cora", "maya")
    sam, cora = await office.staff("sam"), await office.staff("cora")
    barrier = asyncio.Barrier(2)

    async def stop(by: Any, whom: Any) -> bool:
        await barrier.wait()
        try:
            async with office.work() as work:
                await approvals.freeze_colleague(work, by, staff_id=id_of(whom), why=WHY)
        except NobodyCouldThaw:
            return False
        return True

    assert sorted(await asyncio.gather(stop(sam, cora), stop(cora, sam))) == [False, True]


@pytest.mark.parametrize("name", ["block_player", "thaw"])
async def test_what_protects_and_the_way_back_cannot_be_frozen(office: World, name: str) -> None:
    with pytest.raises(Invalid, match="cannot be frozen"):
        await freeze_action(office, name)


async def test_an_unknown_action_is_told_with_those_there_are(office: World) -> None:
    with pytest.raises(Unknown, match="adjust_balance"):
        await freeze_action(office, "adjust_ballance")


async def test_frozen_twice_names_who_was_first(office: World) -> None:
    await freeze_desk(office)

    with pytest.raises(Conflict, match="already frozen: by Sam"):
        await freeze_desk(office, "maya")


async def test_a_freeze_is_recorded_without_its_reason_in_clear_and_alarmed(office: World) -> None:
    await freeze_action(office)

    [record] = await office.rows(tables.records, tables.records.c.action == "action.frozen")
    alarms = await office.rows(tables.outbox, tables.outbox.c.topic == "alarm")
    assert record.person == "sam"
    assert b"nobody knows" not in record.content
    assert [alarm.body["record_id"] for alarm in alarms] == [str(record.id)]


@pytest.mark.every_wiring
async def test_no_vote_slips_past_a_freeze_that_was_first(office: World) -> None:
    anna = await desk(office, "alice", "bob", "sam")
    request = await ask(office, "alice", adjustment(anna))
    review = await opened(office, "bob", request)
    bob, sam = await office.staff("bob"), await office.staff("sam")

    async def approve() -> None:
        async with office.work() as work:
            await approvals.vote(work, ballot(review, Decision.APPROVE), actor=bob)

    async with office.work() as work:
        await approvals.freeze_desk(work, sam, why=WHY)
        approving = asyncio.create_task(approve())
        await until_held_up(office.db, approving)

    with pytest.raises(Frozen):
        await approving


async def test_hiring_again_does_not_thaw(office: World) -> None:
    await desk(office, "maya")
    bob = await office.staff("bob")
    await freeze_colleague(office, "bob")
    async with office.work() as work:
        await staff.leave(work, PITBOSS, staff_id=id_of(bob), why="left")

    account = staff.ChatAccount(user_id="U0BOB", team_id="T0OFFICE", name="Bob")
    with pytest.raises(Conflict, match="does not thaw"):
        async with office.work() as work:
            await staff.hire(work, PITBOSS, account, person="bob")
