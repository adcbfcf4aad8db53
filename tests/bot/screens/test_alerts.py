"""Alerts in Slack, worked: posted where security works, kept up to date from found to closed."""

from datetime import timedelta

import pytest

from bot.handlers.alerts import forms as alert_forms
from bot.workflows import alert_cards as timers
from core import security
from core.database.tables import address_logins, alerts
from tests.support import house
from tests.support.alert_screens import card, card_of, message_of, raised
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.watching import Teller, minutes

WAITS = "A security alert needs attention."


async def states(desk: Desk) -> list[str]:
    async with desk.look() as work:
        return list(await work.db.scalars(alerts.select().with_only_columns(alerts.c.state)))


async def test_what_the_sweep_finds_is_posted_where_security_works(desk: Desk) -> None:
    world = house.world(desk)
    anna = await world.player("anna")
    teller = Teller(world)
    await teller.tell(teller.event("password_changed", ago=minutes(9)), teller.withdrawal(ago=minutes(5)))

    await timers.sweep(desk.services)
    await desk.settled()

    shown = card(desk).shown
    assert "High alert: Credentials changed, then withdrawal" in shown
    assert f"player {anna}" in shown
    assert "A withdrawal was asked for 4 minutes after the password was changed." in shown
    assert "No owner yet" in shown
    assert card(desk).text == WAITS


async def test_the_card_follows_the_alert_from_taken_to_closed(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))

    answer = await desk.sam.press("Take", on=card(desk))
    await desk.settled()
    assert "The alert is yours. It is to be closed by" in desk.sam.messages("security")[-1].shown
    assert answer.error is None
    assert "Owner: Sam Svensson" in card_of(desk)
    assert "Take" not in card_of(desk)

    await desk.sam.press("Close alert…", on=message_of(desk))
    form = await desk.sam.wait_for_form("Outcome")
    await form.fill(**{"Outcome": "Confirmed", "What you found": "Called her; it was not her."})
    await form.submit()
    await desk.settled()

    assert "Closed as confirmed." in desk.sam.form.text
    assert "Closed as confirmed by Sam Svensson" in card_of(desk)
    assert "Called her" not in card_of(desk)
    assert await states(desk) == ["confirmed"]


async def test_closing_without_an_outcome_or_a_note_is_told_beside_the_field(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await desk.sam.press("Close alert…", on=card(desk))
    form = await desk.sam.wait_for_form("Outcome")
    await form.fill(**{"Outcome": "Benign", "What you found": "x"})

    await form.submit()

    assert set(desk.sam.form.errors.values()) == {"Write between 3 and 2,000 characters."}
    assert await states(desk) == ["open"]


async def test_alert_says_by_which_roles_it_is_read(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))

    assert "Visible to Security, Fraud, Compliance, Manager and Auditor only." in card_of(desk)


async def test_the_second_to_take_it_is_told_who_has_it(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await desk.fred.press("Details", on=card(desk, "fred"))
    stale = await desk.fred.wait_for_form("Happened")
    await desk.sam.press("Take", on=card(desk))
    await desk.settled()

    await desk.fred.press("Take", on=stale)

    assert "Sam Svensson has it since" in (await desk.fred.wait_for_form("Sam Svensson")).text
    assert "Owner: Sam Svensson" in card_of(desk)
    assert [each["outcome"] for each in await desk.recorded("alert.taken")] == ["success", "refused"]


async def test_handed_on_the_new_owner_is_told_in_private(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await desk.sam.press("Details", on=card(desk))
    await desk.sam.press("Hand on…", on=await desk.sam.wait_for_form("Happened"))
    form = await desk.sam.wait_for_form("Who takes it on")
    await form.fill(**{"Who takes it on": desk.fred.id})
    await form.submit()
    await desk.settled()

    assert "Fred Farrugia has it now" in desk.sam.form.text
    assert "An alert was handed to you." in desk.fred.messages(dm=True)[-1].shown
    assert "Owner: Fred Farrugia" in card_of(desk)


async def test_handed_to_oneself_it_changes_hands_without_a_message(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await desk.sam.press("Take", on=card(desk))
    await desk.fred.press("Details", on=message_of(desk))
    await desk.fred.press("Hand on…", on=await desk.fred.wait_for_form("Happened"))
    form = await desk.fred.wait_for_form("Who takes it on")
    await form.fill(**{"Who takes it on": desk.fred.id})
    await form.submit()
    await desk.settled()

    assert "It is yours now." in desk.fred.form.text
    assert desk.fred.messages(dm=True) == []
    assert "Owner: Fred Farrugia" in card_of(desk)


@pytest.mark.parametrize("button", ["Close alert…", "Snooze…"])
async def test_who_may_only_look_is_told_so_before_a_form_is_filled_in(desk: Desk, button: str) -> None:
    await raised(desk, await player(desk, "anna42"))

    await desk.maya.press(button, on=card(desk))
    await desk.settled()

    assert desk.maya.sees("You may not work alerts. Who may: Security", in_="security")
    assert desk.maya.form is None


async def test_handed_to_somebody_who_may_not_it_stays(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await desk.sam.press("Details", on=card(desk))
    await desk.sam.press("Hand on…", on=await desk.sam.wait_for_form("Happened"))
    form = await desk.sam.wait_for_form("Who takes it on")
    await form.fill(**{"Who takes it on": desk.alice.id})
    await form.submit()

    assert "may not work this alert" in str(desk.sam.form.errors)


async def test_snoozed_it_says_so_and_can_be_woken(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await raised(desk, anna)
    await desk.sam.press("Snooze…", on=card(desk))
    form = await desk.sam.wait_for_form("How long")
    await form.fill(**{"How long": "7 days", "Why": "She commutes by plane."})
    await form.submit()
    await desk.settled()
    assert "Snoozed until" in desk.sam.form.text
    await desk.sam.form.close()

    await desk.sam.press("Details", on=card(desk))
    form = await desk.sam.wait_for_form("Snoozed by Sam Svensson")
    assert "She commutes by plane." in form.text
    await desk.sam.press("End snooze", on=form)
    await desk.settled()

    assert "Snoozed by" not in desk.sam.form.text


async def test_past_its_time_it_is_said_once_in_the_channel_and_again_when_closed(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    desk.advance(minutes=61)
    for _ in range(2):
        await timers.remind(desk.services)
        await desk.settled()

    late = [each for each in desk.sam.messages("security") if "overdue" in each.shown]
    assert len(late) == 1
    assert "No owner yet" in late[0].shown
    assert (await desk.sam.command("/alerts overdue")).message.shown.count("3,460 km") == 1

    await desk.sam.press("Close alert…", on=message_of(desk))
    form = await desk.sam.wait_for_form("Outcome")
    await form.fill(**{"Outcome": "Benign", "What you found": "On a plane."})
    await form.submit()
    await desk.settled()

    [late] = [each for each in desk.sam.messages("security") if "overdue" in each.shown]
    assert "The overdue security alert is closed." in late.shown


async def test_reopened_it_waits_again(desk: Desk) -> None:
    alert_id = await raised(desk, await player(desk, "anna42"))
    async with desk.work() as work:
        sam = await house.actor(desk, "sam")
        await security.close(work, sam, alert_id, security.AlertClosing(security.AlertState.BENIGN, "On a plane."))
    answer = await desk.sam.command("/alerts closed")
    await desk.sam.press("Open", on=answer.message)
    form = await desk.sam.wait_for_form("On a plane.")
    await desk.sam.press("Reopen…", on=form)
    form = await desk.sam.wait_for_form("Why")
    await form.fill(Why="The plane never left.")
    await form.submit()
    await desk.settled()

    assert "Open again" in desk.sam.form.text
    assert await states(desk) == ["open"]
    await desk.sam.form.close()
    assert "nobody yet" in desk.sam.form.text, "what lies beneath is drawn anew"
    assert "On a plane." not in desk.sam.form.text


async def test_block_straight_from_the_alert_is_filled_in(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await raised(desk, anna)
    await desk.sam.press("Details", on=card(desk))
    await desk.sam.press("Block player…", on=await desk.sam.wait_for_form("Happened"))

    form = await desk.sam.wait_for_form("What would happen")

    assert "Alert “Impossible travel”: 3,460 km in 40 minutes." in form.text
    assert "Account taken over" in form.text
    await form.submit()
    await desk.settled()
    assert [each["outcome"] for each in await desk.recorded("request.asked")] == ["success"]


def test_an_hour_is_the_shortest_quiet() -> None:
    assert min(span for _, span in alert_forms.LASTING.values()) == timedelta(hours=1)


async def test_alert_about_an_address_lists_the_accounts_tried_and_which_were_entered(desk: Desk) -> None:
    players = [await player(desk, f"anna{number}") for number in range(12)]
    async with desk.work() as work:
        rows = [
            {
                "address": "45.155.205.233",
                "at": work.now,
                "event_id": work.at.ids(),
                "player_id": one,
                "success": entered,
            }
            for one, entered in [*((one, False) for one in players), (players[7], True), (0, False)]
        ]
        await work.db.execute(address_logins.insert(), rows)
    await raised(desk, None, subject="ip:45.155.205.233", rule="failed_logins")
    await desk.sam.press("Details", on=card(desk))
    await desk.sam.wait_for_form("Happened")

    await desk.sam.press("Accounts tried")
    page = await desk.sam.wait_for_form("accounts tried from address 45.155.205.233; 1 was entered.")
    first = page.text
    await desk.sam.press("3 more")
    await desk.sam.wait_for_form("Page 2 of 2")

    assert first.index(f"*player {players[7]}* · 2 tries, 1 failed") < first.index(f"*player {players[0]}*")
    assert "*Entered*" in first
    assert "names that no player has" in first
    assert f"*player {players[11]}*" in desk.sam.form.text
