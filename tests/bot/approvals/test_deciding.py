"""Every click on a request is answered, and exactly one of them counts."""

import asyncio
from typing import Any

import pytest

from core import players, staff
from core.people import Visibility
from tests.support.cards import LARGE, asked, decided, forged, opened, state, told
from tests.support.desk import Desk
from tests.support.wirings import ON_BOTH_DATABASES


async def test_an_approval_is_confirmed_in_a_form_and_answered_with_the_receipt(desk: Desk) -> None:
    card = await asked(desk)

    form = await opened(desk.bob, "Approve", card)
    assert "EUR 120.00 → EUR 170.00" in form.text
    assert "tournament credited late" in form.text
    await form.submit()

    assert desk.bob.form
    assert "Done." in desk.bob.form.text
    assert "*Record*" in desk.bob.form.text
    assert await desk.bob.wait_for("Done by Bob Borg", in_="approvals")
    outcome = await desk.alice.wait_for("done.", dm=True)
    assert "Your request" in outcome.shown
    assert "*Give EUR 50.00 to player 1, cash: goodwill*" in outcome.shown
    assert "(balance adjustment): done." in outcome.text
    assert await desk.alice.wait_for("Receipt", dm=True)
    assert await state(desk) == "done"


async def test_the_first_of_two_approvals_is_told_what_is_still_needed(desk: Desk) -> None:
    card = await asked(desk, LARGE)

    form = await decided(desk.bob, "Approve", card)

    assert form
    assert "Your vote is recorded." in form.text
    assert "needs Manager" in form.text
    assert await desk.bob.wait_for("Waits for Manager", in_="approvals")
    await desk.bob.press("Approve", on=card)
    assert await told(desk, desk.bob, "You have already voted (approved, ")


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
    assert "done by Bob Borg" in str(late.errors) + desk.carol.form.text


@ON_BOTH_DATABASES
async def test_two_who_submit_at_once_carry_it_out_once(desk: Desk) -> None:
    card = await asked(desk)
    forms = [await opened(one, "Approve", card) for one in (desk.bob, desk.carol)]

    await asyncio.gather(*(form.submit() for form in forms))

    assert await state(desk) == "done"
    assert len(await desk.recorded("balance.adjusted")) == 1


@ON_BOTH_DATABASES
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


async def actor(desk: Desk, who: str) -> Any:
    async with desk.look() as work:
        return (await staff.by_id(work.db, await desk.staff_id(who), office=work.office, now=work.now)).actor


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


async def test_an_old_button_without_a_request_is_answered(desk: Desk) -> None:
    card = await asked(desk)
    forged(card, "request:details", value="gone")

    await desk.bob.press("Details", on=card)

    assert await told(desk, desk.bob, "does not say which request")


@pytest.mark.parametrize("wiring", ["http-sqlite"])
@pytest.mark.parametrize(
    ("who", "button", "outcome"), [("bob", "Decline", "Declined by Bob Borg"), ("alice", "Take back", "Taken back")]
)
async def test_details_say_how_the_request_stands_once_the_answer_on_top_is_closed(
    desk: Desk, who: str, button: str, outcome: str
) -> None:
    person, card = desk.person(who), await asked(desk)
    details = await opened(person, "Details", card)

    await details.press(button)
    if button == "Decline":
        form = await person.wait_for_form("Still needed")
        await form.fill(reason="She never played in it.")
        await form.submit()
    await desk.settled()
    assert person.form
    assert person.form.view is not details.view
    await person.form.close()

    assert details.is_open
    assert outcome in details.text
    assert button not in details.text.splitlines()
