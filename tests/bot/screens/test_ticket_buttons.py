"""What can be done with a ticket: the buttons of its card and of its private view."""

import pytest

from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, card, on_card, opened, press, private, swept, taken, told


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
    assert form
    assert "Asked. Nothing has been done yet." in form.text
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


async def test_it_is_solved_reopened_and_closed(desk: Desk) -> None:
    await opened(desk)

    await on_card(desk, "alice", "Solve…", text="Paid by hand.")
    assert "Solved · Alice Adams had it" in card(desk).shown
    await private(desk, "maya")
    await press(desk, "maya", "Reopen…", text="It was not.")
    assert "In progress" in card(desk).shown
    await on_card(desk, "alice", "Solve…", text="Now it is.")
    await private(desk, "maya")
    await desk.maya.press("Close ticket")
    await desk.settled()

    assert "Closed" in card(desk).shown
    assert [record["action"] for record in await _records(desk)][-1] == "ticket.closed"


async def test_home_leads_to_ones_tickets_and_to_what_can_be_done(desk: Desk) -> None:
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    await desk.alice.open_home()
    await desk.settled()

    await desk.alice.home.press("My tickets")
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
        await swept(desk)

    told = [each for each in desk.maya.messages("support") if "is late: the first answer" in each.shown]
    assert len(told) == 1
    assert desk.alice.sees("is late: the first answer", dm=True)


async def _records(desk: Desk) -> list[dict[str, object]]:
    found = []
    for action in ("ticket.opened", "ticket.solved", "ticket.reopened", "ticket.closed"):
        found += await desk.recorded(action)
    return sorted(found, key=lambda one: str(one["at"]))


async def test_private_view_offers_its_reader_what_they_may_ask_for(desk: Desk) -> None:
    await house.anna(desk)
    await opened(desk, line="/ticket anna42 prize")

    await private(desk, "alice")
    await private(desk, "maya")

    assert "Adjust…" in desk.alice.messages("player-desk")[-1].shown
    assert "Block…" in desk.maya.messages("player-desk")[-1].shown
    assert "Adjust…" not in desk.maya.messages("player-desk")[-1].shown
    assert "Adjust…" in card(desk).shown


async def test_private_view_keeps_what_people_said_beside_what_was_done(
    desk: Desk,
) -> None:
    await opened(desk, text="The prize never came.")
    await desk.alice.form.close(all_of_them=True)
    for _ in range(4):
        await desk.alice.press("Hold", on=card(desk))
        await desk.settled()
        await desk.alice.press("Go on", on=card(desk))
        await desk.settled()

    await private(desk, "alice")

    shown = desk.alice.messages("player-desk")[-1].shown
    assert "The prize never came." in shown
    assert shown.count("Alice Adams: ") <= 4
    assert "4 more lines; the conversation is in the thread too." in shown


async def test_private_view_is_drawn_anew_after_its_form(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")
    view = desk.alice.messages("player-desk")[-1]

    await press(desk, "alice", "Note…", text="She called twice.")

    assert "She called twice." in view.shown
    assert "She called twice." not in card(desk).shown


@pytest.mark.parametrize("way", ["/ticket hand on", "Hand them on…"])
async def test_all_of_ones_tickets_are_handed_on_in_one_step(desk: Desk, way: str) -> None:
    await taken(desk)
    if way.startswith("/"):
        await desk.alice.command(way, in_="player-desk")
    else:
        answer = await desk.alice.command("/ticket mine", in_="player-desk")
        await desk.alice.press(way, on=answer.message)
    form = await desk.alice.wait_for_form("With nobody chosen they go back into their queues")
    await form.fill(colleague="Maya Micallef")
    await form.submit()
    await desk.settled()

    assert "Handed on to Maya Micallef: T-1001." in told(desk)
    assert "Maya Micallef has it" in card(desk).shown
    [notice] = [each for each in desk.maya.messages(dm=True) if "on to you" in each.shown]
    assert "Alice Adams handed these tickets on to you: T-1001." in notice.shown
    await desk.maya.press("My tickets", on=notice)
    await desk.settled()
    assert desk.maya.sees("Your tickets: 1", dm=True)


async def test_handing_on_without_a_colleague_fills_the_queues_and_a_wrong_one_is_refused_beside_the_field(
    desk: Desk,
) -> None:
    await taken(desk)
    await desk.alice.command("/ticket hand my tickets over", in_="player-desk")
    form = await desk.alice.wait_for_form()
    await form.fill(colleague=desk.olga.user.name)
    await form.submit()
    assert "cannot work on tickets" in form.errors["colleague"]

    await form.close()
    await desk.alice.command("/ticket hand on", in_="player-desk")
    await (await desk.alice.wait_for_form()).submit()
    await desk.settled()

    assert "Back in their queues: T-1001." in told(desk)
    assert "Waits in Support" in card(desk).shown
