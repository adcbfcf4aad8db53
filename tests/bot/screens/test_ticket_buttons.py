"""What can be done with a ticket: the buttons of its card and of its private view."""

from datetime import timedelta

from core import tickets
from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, card, on_card, opened, press, private, told


async def test_taking_it_changes_the_card_and_the_second_is_told_who_has_it(desk: Desk) -> None:
    await opened(desk)
    head = card(desk)

    await desk.alice.press("Take", on=head)
    await desk.settled()

    assert "In progress · Alice Adams has it" in card(desk).shown
    assert card(desk).ts == head.ts
    assert desk.alice.sees(f"{CODE} is yours.", in_="support")
    stories.given_a_button(head, "Take", "ticket:take")
    assert "Alice Adams has T-1001 already" in await stories.refused(desk, desk.maya, "Take", head)


async def test_note_by_form_is_posted_in_the_thread(desk: Desk) -> None:
    await opened(desk)

    await on_card(desk, "maya", "Note…", text="Called <!here> the provider.")

    note = desk.alice.thread(card(desk))[-1]
    assert "Maya Micallef" in note.shown
    assert "Called <!here> the provider." in note.shown
    assert note.mentions == []


async def test_reply_shows_its_recipient_and_says_who_sends_it(desk: Desk) -> None:
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Reply…", on=card(desk))

    form = await desk.alice.wait_for_form("To:")
    assert "a•••@e•••.com, player 1" in form.text
    assert "send it yourself" in form.text
    await form.fill(text="It is on its way.")
    await form.submit()
    await desk.settled()

    assert "Waiting for the player" in card(desk).shown
    assert "stands still since" in card(desk).shown
    assert (
        "Alice Adams to a•••@e•••.com, player 1 · written down; send it yourself"
        in desk.maya.thread(card(desk))[-1].shown
    )


async def test_ticket_with_a_waiting_request_is_not_solved_and_the_request_is_named(desk: Desk) -> None:
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")
    form = await on_card(
        desk,
        "alice",
        "Adjust…",
        direction="Give to player",
        amount="20",
        reason="Goodwill",
        note="The prize came late.",
    )
    assert form is None, form.text
    request = await stories.newest(desk)
    assert request.ticket == CODE

    form = await on_card(desk, "alice", "Solve…", text="Paid.")

    assert f"request {request.code}" in form.errors["text"]
    assert f"waits for request {request.code}" in card(desk).shown


async def test_assigned_ticket_is_told_to_its_new_owner(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")

    await press(desk, "alice", "Assign…", assignee="Maya Micallef")

    assert desk.maya.sees(f"{CODE} is yours now; Alice Adams gave it to you.", dm=True)
    assert "Maya Micallef has it" in card(desk).shown


async def test_call_is_promised_and_the_ticket_filed_from_the_private_view(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")
    at = int((desk.services.clock().now + timedelta(hours=2)).timestamp())

    await press(desk, "alice", "Promise a call…", at=at)
    await press(desk, "alice", "File…", priority="High", category="Payment")

    assert f"{CODE} · Payment · high" in card(desk).shown
    assert "Call promised" in card(desk).shown


async def test_it_is_solved_reopened_and_closed(desk: Desk) -> None:
    await opened(desk)

    await on_card(desk, "alice", "Solve…", text="Paid by hand.")
    assert "Solved · Alice Adams had it" in card(desk).shown
    await private(desk, "maya")
    await press(desk, "maya", "Reopen…", text="It was not.")
    assert "In progress" in card(desk).shown
    await on_card(desk, "alice", "Solve…", text="Now it is.")
    await private(desk, "maya")
    await desk.maya.press("Close")
    await desk.settled()

    assert "Closed" in card(desk).shown
    assert [record["action"] for record in await _records(desk)][-1] == "ticket.closed"


async def test_home_leads_to_ones_tickets_and_to_what_can_be_done(desk: Desk) -> None:
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    home = await desk.alice.open_home()
    await desk.settled()

    await home.press("My tickets")
    page = await desk.alice.wait_for_form("Your tickets: 1")
    await page.press("Open")
    page = await desk.alice.wait_for_form("In progress")
    await page.press("Hold")
    await desk.settled()

    assert "On hold · Alice Adams has it" in told(desk)
    assert "On hold · Alice Adams has it" in card(desk).shown


async def test_late_ticket_is_told_once_in_the_channel_and_to_its_owner(desk: Desk) -> None:
    await opened(desk)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    desk.advance(hours=30)
    for _ in range(2):
        async with desk.work() as work:
            await tickets.sweep(work)
        await desk.settled()

    told = [each for each in desk.maya.messages("support") if "is late: the first answer" in each.shown]
    assert len(told) == 1
    assert desk.alice.sees("is late: the first answer", dm=True)


async def _records(desk: Desk) -> list[dict[str, object]]:
    found = []
    for action in ("ticket.opened", "ticket.solved", "ticket.reopened", "ticket.closed"):
        found += await desk.recorded(action)
    return sorted(found, key=lambda one: str(one["at"]))
