"""What can be done with a ticket: the buttons of its card and of its private view."""

from datetime import timedelta
from zoneinfo import ZoneInfo

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

    await press(desk, "alice", "Promise a call…", **wall(desk, hours=2))
    await press(desk, "alice", "File…", priority="High", category="Payment")

    assert f"{CODE} · Payment · high" in card(desk).shown
    assert "Call promised" in card(desk).shown


async def test_owner_is_reminded_of_a_promised_call_once_and_moves_it_and_has_made_it(desk: Desk) -> None:
    await taken(desk)
    await press(desk, "alice", "Promise a call…", **wall(desk, hours=1))
    desk.advance(hours=1)
    for _ in range(2):
        await swept(desk)

    [reminder] = [each for each in desk.alice.messages(dm=True) if "the call promised for" in each.shown]
    assert "is due" in reminder.shown
    assert reminder.text.startswith("T-1001: the call promised for")
    assert "overdue: was promised for" in card(desk).shown
    home = await desk.alice.open_home()
    assert "call overdue, promised for" in home.text
    assert not [each for each in desk.maya.messages("support") if "the call promised" in each.shown]

    await desk.alice.press("Move the call…", on=reminder)
    form = await desk.alice.wait_for_form()
    await form.fill(**wall(desk, hours=1))
    await form.submit()
    await desk.settled()
    assert "was moved to" in reminder.shown
    desk.advance(hours=1)
    await swept(desk)
    newest = desk.alice.messages(dm=True)[-1]
    assert "is due" in newest.shown
    await desk.alice.press("Called", on=newest)
    await desk.settled()

    assert "is not owed any more" in newest.shown
    assert "Call promised" not in card(desk).shown


async def test_queue_is_reminded_of_a_promised_call_where_nobody_has_the_ticket(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")
    await press(desk, "alice", "Promise a call…", **wall(desk, hours=1))

    desk.advance(hours=1)
    await swept(desk)
    await swept(desk)

    told = [each for each in desk.maya.messages("support") if "the call promised for" in each.shown]
    assert [each.thread_ts for each in told] == [None]
    await desk.maya.press("Called", on=told[0])
    await desk.settled()
    assert desk.maya.sees("owes none any more", in_="support")


async def test_call_on_a_day_that_is_over_is_refused_beside_the_day(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")
    await desk.alice.press("Promise a call…")
    form = await desk.alice.wait_for_form("At what time, in Europe/Malta")

    await form.fill(**wall(desk, days=-1))
    await form.submit()

    assert form.errors["day"] == "Choose a day that is still to come."


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
        await swept(desk)

    told = [each for each in desk.maya.messages("support") if "is late: the first answer" in each.shown]
    assert len(told) == 1
    assert desk.alice.sees("is late: the first answer", dm=True)


async def taken(desk: Desk) -> None:
    """Let alice have the ticket and open it."""
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    await private(desk, "alice")


def wall(desk: Desk, **ahead: float) -> dict[str, str]:
    """What to fill in for a time by the clock on the office's wall."""
    at = (desk.services.clock().now + timedelta(**ahead)).astimezone(ZoneInfo(desk.office.zone))
    return {"day": at.date().isoformat(), "hour": f"{at:%H:%M}"}


async def swept(desk: Desk) -> None:
    async with desk.work() as work:
        await tickets.sweep(work)
    await desk.settled()


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


async def test_private_view_says_how_many_lines_came_before(desk: Desk) -> None:
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    for _ in range(4):
        await desk.alice.press("Hold", on=card(desk))
        await desk.settled()
        await desk.alice.press("Go on", on=card(desk))
        await desk.settled()

    await private(desk, "alice")

    assert "1 earlier line; what was said stands in the thread too." in desk.alice.messages("player-desk")[-1].shown
