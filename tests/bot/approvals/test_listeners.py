"""Every click on a request is answered, and exactly one of them counts."""

import asyncio
from typing import Any

from core import players, requests, staff
from core.people import PITBOSS, Visibility
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from tests.support import house
from tests.support.desk import Desk

GIVE = "/adjust anna42 +50 EUR goodwill because tournament credited late"
LARGE = "/adjust anna42 +600 EUR goodwill because tournament credited late"
BLOCK = "/block anna42 takeover because the player called from a new phone"


async def asked(desk: Desk, line: str = GIVE, *, who: str = "alice") -> Message:
    """Ask; give the card in the channel."""
    await house.anna(desk)
    await desk.person(who).command(line)
    form = await desk.person(who).wait_for_form("What would happen")
    await form.submit()
    assert desk.person(who).form is None, form.text
    return await desk.bob.wait_for("Details", in_="approvals")


async def opened(person: Person, button: str, card: Message) -> Form:
    await person.press(button, on=card)
    return await person.wait_for_form()


async def decided(person: Person, button: str, card: Message, **filled: str) -> Form | None:
    """Press, fill in, submit; give what the person looks at then."""
    form = await opened(person, button, card)
    await form.fill(**filled)
    await form.submit()
    return person.form


async def told(desk: Desk, person: Person, text: str) -> bool:
    """Whether these words stand in a message or in a form."""
    await desk.settled()
    return person.sees(text) or (person.form is not None and text in person.form.text)


def forged(card: Message, button: str, **changed: str) -> None:
    """Change a button of a card, as an old version or somebody hostile would."""
    for block in card.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == button:
                element.update(changed)


async def state(desk: Desk) -> str:
    async with desk.look() as work:
        [newest, *_] = await requests.asked_lately(work.db, person="alice")
    return newest.state


async def test_an_approval_is_confirmed_in_a_form_and_answered_with_the_receipt(desk: Desk) -> None:
    card = await asked(desk)

    form = await opened(desk.bob, "Approve", card)
    assert "EUR 120.00 → EUR 170.00" in form.text
    assert "tournament credited late" in form.text
    await form.submit()

    assert desk.bob.form
    assert "Done." in desk.bob.form.text
    assert "Transaction" in desk.bob.form.text
    assert await desk.bob.wait_for("Done by Bob Borg", in_="approvals")
    outcome = await desk.alice.wait_for("done.", dm=True)
    assert "Your request" in outcome.shown
    assert await desk.alice.wait_for("Receipt", dm=True)
    assert await state(desk) == "done"


async def test_the_first_of_two_approvals_is_told_what_is_still_needed(desk: Desk) -> None:
    card = await asked(desk, LARGE)

    form = await decided(desk.bob, "Approve", card)

    assert form
    assert "Your word counts." in form.text
    assert "needs Manager" in form.text
    assert await desk.bob.wait_for("Waits for Manager", in_="approvals")
    await desk.bob.press("Approve", on=card)
    assert await told(desk, desk.bob, "counted already")


async def test_the_wrong_role_is_told_who_is_missing(desk: Desk) -> None:
    card = await asked(desk, LARGE)
    await decided(desk.bob, "Approve", card)

    form = await decided(desk.carol, "Approve", card)

    assert form
    assert "Manager" in str(form.errors) + form.text
    assert await state(desk) == "pending"


async def test_declining_needs_a_reason_which_the_requester_reads(desk: Desk) -> None:
    card = await asked(desk)
    form = await opened(desk.bob, "Decline", card)
    await form.fill(reason="x")
    await form.submit()
    assert "Say why in a few words" in form.errors["Reason"]

    await form.fill(reason="She never played in it.")
    await form.submit()

    assert await desk.alice.wait_for("She never played in it.", dm=True)
    shown = await desk.bob.wait_for("Declined by Bob Borg", in_="approvals")
    assert "never played" not in shown.shown


async def test_nobody_decides_about_their_own(desk: Desk) -> None:
    card = await asked(desk, who="bob")

    await desk.bob.press("Approve", on=card)

    assert await told(desk, desk.bob, "You asked for this yourself")
    assert desk.bob.form is None


async def test_who_may_not_decide_is_told_whom_to_ask(desk: Desk) -> None:
    card = await asked(desk)

    await desk.fred.press("Approve", on=card)

    assert await told(desk, desk.fred, "You may not decide about this.")
    assert desk.fred.form is None


async def test_who_comes_late_is_told_by_whom_and_when(desk: Desk) -> None:
    card = await asked(desk)
    late = await opened(desk.carol, "Decline", card)
    await decided(desk.bob, "Approve", card)

    await late.fill(reason="I do not think so.")
    await late.submit()

    assert desk.carol.form
    assert "was approved and done by Bob Borg" in str(late.errors) + desk.carol.form.text


async def test_two_who_submit_at_once_carry_it_out_once(desk: Desk) -> None:
    card = await asked(desk)
    forms = [await opened(one, "Approve", card) for one in (desk.bob, desk.carol)]

    await asyncio.gather(*(form.submit() for form in forms))

    assert await state(desk) == "done"
    assert len(await desk.recorded("balance.adjusted")) == 1


async def test_one_who_submits_twice_votes_once(desk: Desk) -> None:
    card = await asked(desk, LARGE)
    form = await opened(desk.bob, "Approve", card)

    await asyncio.gather(form.submit(), form.submit())

    cast = [record for record in await desk.recorded("vote.cast") if record["outcome"] == "success"]
    assert len(cast) == 1


async def test_a_click_after_the_time_is_told_so(desk: Desk) -> None:
    card = await asked(desk)
    form = await opened(desk.bob, "Approve", card)
    desk.advance(hours=25)

    await form.submit()

    assert desk.bob.form
    assert "expired" in str(form.errors) + desk.bob.form.text
    assert await state(desk) in {"pending", "expired"}


async def test_what_changed_meanwhile_is_shown_and_the_vote_asked_again(desk: Desk) -> None:
    card = await asked(desk)
    form = await opened(desk.bob, "Approve", card)
    async with desk.work() as work:
        note = players.NewNote(
            player_id=1, text="Chargeback fraud suspected", priority="high", visibility=Visibility.STAFF
        )
        await players.add_note(work, await actor(desk, "sam"), note)

    await form.submit()

    assert desk.bob.form
    assert "Look again." in desk.bob.form.text
    assert "Chargeback fraud suspected" in desk.bob.form.text
    assert await state(desk) == "pending"
    await desk.bob.form.submit()
    assert await state(desk) == "done"


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
        found = await players.profile(work.db, 1, sees=frozenset(Visibility), now=work.now)
    assert not found.standing.blocked


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

    assert await told(desk, desk.bob, "Only whoever asked can take a request back.")
    assert await state(desk) == "pending"


async def test_what_was_left_behind_is_taken_over(desk: Desk) -> None:
    card = await asked(desk)
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=await staff_id(work, "alice"), role="support")

    form = await decided(desk.bob, "Approve", card)
    assert form
    assert "may not ask any more" in str(form.errors) + form.text
    await form.close()
    details = await opened(desk.carol, "Details", card)
    await details.press("Take over")
    assert await told(desk, desk.carol, "is yours now")

    await decided(desk.bob, "Approve", await desk.bob.wait_for("Carol", in_="approvals"))
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


async def test_an_old_button_without_a_request_is_answered(desk: Desk) -> None:
    card = await asked(desk)
    forged(card, "request:details", value="gone")

    await desk.bob.press("Details", on=card)

    assert await told(desk, desk.bob, "belongs to no request any more")


async def actor(desk: Desk, who: str) -> Any:
    async with desk.look() as work:
        return (await staff.by_id(work.db, await desk.staff_id(who), office=work.office, now=work.now)).actor


async def staff_id(work: Any, who: str) -> Any:
    [member] = await staff.named(work.db, who.capitalize(), office=work.office, now=work.now)
    return member.id


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
