"""A promised call as people see it: on the card, on Home, and as a reminder with what ends it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, card, opened, press, private, swept, taken


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
    assert "overdue: promised for" in card(desk).shown
    await desk.alice.open_home()
    await desk.settled()
    assert "call overdue, promised for" in desk.alice.home.text
    assert not [each for each in desk.maya.messages("support") if "the call promised" in each.shown]

    await desk.alice.press("Move the call…", on=reminder)
    form = await desk.alice.wait_for_form()
    assert (form.title, form.view.spec["submit"]["text"]) == ("Move the call, T-1001", "Move")
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

    assert "is no longer due" in newest.shown
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


async def test_ticket_opened_as_a_page_is_drawn_anew_beneath_its_form(desk: Desk) -> None:
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    await desk.alice.open_home()
    await desk.settled()
    await desk.alice.press("Open", on=desk.alice.home)
    await desk.alice.press("Promise a call…", on=await desk.alice.wait_for_form("Opened"))
    form = await desk.alice.wait_for_form("On which day")
    await form.fill(**wall(desk, hours=1))
    await form.submit()
    await desk.settled()

    assert "Move the call…" in desk.alice.form.text
    assert "Call promised" in desk.alice.form.text


async def test_call_on_a_day_that_is_over_is_refused_beside_the_day(desk: Desk) -> None:
    await opened(desk)
    await private(desk, "alice")
    await desk.alice.press("Promise a call…")
    form = await desk.alice.wait_for_form("At what time, in Europe/Malta")

    await form.fill(**wall(desk, days=-1))
    await form.submit()

    assert form.errors["day"] == "Choose a day that is still to come."


def wall(desk: Desk, **ahead: float) -> dict[str, str]:
    """What to fill in for a time by the clock on the office's wall."""
    at = (desk.services.clock().now + timedelta(**ahead)).astimezone(ZoneInfo(desk.office.zone))
    return {"day": at.date().isoformat(), "hour": f"{at:%H:%M}"}
