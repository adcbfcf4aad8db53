"""Requests that stand: blocks confirmed or ended, what is taken back or taken over, and the details."""

from typing import Any

from core import staff
from core.actions.player_facts import EVERYBODY
from core.people import PITBOSS
from core.players import profile_card
from tests.support.asking import swept
from tests.support.cards import BLOCK, asked, decided, forged, opened, state, told
from tests.support.desk import Desk


async def staff_id(work: Any, who: str) -> Any:
    [member] = await staff.named(work.db, who.capitalize(), office=work.office, now=work.now)
    return member.id


async def test_a_block_is_confirmed(desk: Desk) -> None:
    card = await asked(desk, BLOCK)

    form = await decided(desk.sam, "Confirm", card)

    assert form
    assert "Confirmed." in form.text
    assert await state(desk) == "confirmed"


async def test_a_block_is_ended_with_a_reason_and_taken_back(desk: Desk) -> None:
    card = await asked(desk, BLOCK)

    form = await decided(desk.sam, "End it", card, reason="It was the player herself.")

    assert form
    assert "Ended." in form.text
    assert await state(desk) == "ended"
    async with desk.look() as work:
        found = await profile_card.profile(work.db, 1, actor=EVERYBODY, now=work.now)
    assert not found.standing.blocked


async def test_a_block_of_somebody_who_lost_the_right_is_still_confirmed_and_not_called_left_behind(desk: Desk) -> None:
    card = await asked(desk, BLOCK)
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=await staff_id(work, "alice"), role="support")

    details = await opened(desk.sam, "Details", card)
    assert "take it over" not in details.text
    await details.press("Confirm")
    form = await desk.sam.wait_for_form("stays in force")
    await form.submit()

    assert await state(desk) == "confirmed", str(form.errors) + str(desk.sam.form and desk.sam.form.text)


async def test_whoever_asked_takes_it_back(desk: Desk) -> None:
    await asked(desk)
    mine = await desk.alice.wait_for("Take back", dm=True)

    await desk.alice.press("Take back", on=mine)

    assert await told(desk, desk.alice, "is taken back. Nothing was done.")
    assert await desk.bob.wait_for("Taken back", in_="approvals")


async def test_only_whoever_asked_can_take_it_back(desk: Desk) -> None:
    card = await asked(desk)
    forged(card, "request:details", action_id="request:take_back")

    await desk.bob.press("Details", on=card)

    assert await told(desk, desk.bob, "Only the requester can take a request back.")
    assert await state(desk) == "pending"


async def test_what_was_left_behind_is_taken_over(desk: Desk) -> None:
    card = await asked(desk)
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=await staff_id(work, "alice"), role="support")

    await desk.bob.press("Approve", on=card)
    assert await told(desk, desk.bob, "may not ask for this any more")
    details = await opened(desk.carol, "Details", card)
    await details.press("Take over")
    assert await told(desk, desk.carol, "is now your request")

    taken = await desk.bob.wait_for("Carol", in_="approvals")
    assert "taking over what was asked" in taken.shown
    await decided(desk.bob, "Approve", taken)
    assert len(await desk.recorded("balance.adjusted")) == 1


async def test_details_are_for_one_person_and_on_the_record(desk: Desk) -> None:
    card = await asked(desk)

    details = await opened(desk.bob, "Details", card)

    assert "Anna Mueller" in details.text
    assert "Anna" not in card.shown
    assert not desk.carol.sees("Anna Mueller")
    assert (await desk.recorded("request.opened"))[-1]["actor"]["person"] == "bob"


async def test_deciding_from_the_details_works_too(desk: Desk) -> None:
    card = await asked(desk)
    details = await opened(desk.bob, "Details", card)

    await details.press("Approve")
    await (await desk.bob.wait_for_form("Remark")).submit()

    assert await state(desk) == "done"


async def test_a_block_that_was_lifted_is_not_called_in_force_anywhere(desk: Desk) -> None:
    card = await asked(desk, BLOCK)
    desk.advance(hours=5)
    await swept(desk)
    alarm = await desk.sam.wait_for("Unconfirmed:", in_="security")

    await desk.bob.command("/unblock anna42 because identity was checked by phone")
    form = await desk.bob.wait_for_form("Blocks to lift")
    await form.fill(blocks_to_lift=["Account taken over"])
    await form.fill(done_before=["Spoke to the player on a number known before", "Password changed by the player"])
    await form.submit()
    await decided(desk.sam, "Approve", await desk.sam.wait_for("Lift 1 block", in_="approvals"))
    await desk.settled()

    assert "not in force any more: lifted by" in card.shown
    assert "Confirm" not in str(card.blocks)
    assert "It stays in force" not in alarm.shown
    assert "lifted by" in alarm.shown
    forged(card, "request:details", action_id="request:confirm")
    await desk.fred.press("Details", on=card)
    assert await told(desk, desk.fred, "is not in force any more: lifted by")
