"""Alerts in Slack, for whom they are: who reads what where, lists and their pages, each look on the record."""

import pytest

from core.database.tables import alerts
from core.people import Visibility
from tests.support.alert_screens import card, card_of, raised
from tests.support.copying import copied
from tests.support.desk import Desk
from tests.support.desk_players import player

WAITS = "A security alert needs attention."


async def test_whoever_may_not_work_alerts_is_told_who_may(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await raised(desk, anna)
    for line in ("/alerts", f"/alerts {anna}", "/check anna42"):
        answer = await desk.alice.command(line)
        assert "Who may: Security" in answer.message.shown
        assert "3,460 km" not in answer.message.shown
    refused = await desk.recorded("alerts.listed") + await desk.recorded("player.checked")
    assert [record["outcome"] for record in refused] == ["refused"] * 3


@pytest.mark.parametrize("who", ["gus", "eve", "mallory"])
async def test_outsiders_learn_nothing(desk: Desk, who: str) -> None:
    await raised(desk, await player(desk, "anna42"))

    assert "3,460" not in (await desk.person(who).command("/alerts all")).message.shown


async def test_where_somebody_without_the_right_reads_along_only_that_it_waits_is_posted(desk: Desk) -> None:
    desk.slack.join("alice", "security")

    await raised(desk, await player(desk, "anna42"))

    assert card(desk, "alice").shown.startswith(WAITS)
    assert "3,460" not in card(desk, "sam").shown
    await desk.sam.press("Open", on=card(desk))
    assert "3,460 km" in (await desk.sam.wait_for_form("3,460")).text


async def test_what_compliance_alone_may_know_is_in_no_channel(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"), visibility=Visibility.COMPLIANCE)

    assert [each for each in desk.sam.messages("security") if "alert" in each.shown] == []
    assert "3,460 km" in desk.cora.messages(dm=True)[-1].shown
    assert not any("3,460" in message.shown for message in desk.sam.messages(dm=True))
    assert "No alert is open." in (await desk.sam.command("/alerts")).message.shown
    assert "3,460 km" in (await desk.cora.command("/alerts")).message.shown


async def test_what_is_about_a_colleague_is_in_no_channel(desk: Desk) -> None:
    await raised(desk, None, subject=f"staff:{await desk.staff_id('fred')}", rule="mass_lookups")

    assert [each for each in desk.sam.messages("security") if "alert" in each.shown] == []
    assert "No alert is open." in (await desk.fred.command("/alerts")).message.shown
    assert "a colleague" in (await desk.sam.command("/alerts")).message.shown


async def test_long_lists_are_paged_and_say_how_many_more(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    for number in range(12):
        await raised(desk, anna, window=str(number), sentence=f"Finding {number}.")
    first = (await desk.sam.command("/alerts anna42", in_="player-desk")).message
    assert f"Alerts about player {anna}: 12" in first.shown
    assert first.shown.count("Finding") == 5

    await desk.sam.press("7 more", on=first)
    await desk.settled()

    [page] = [each for each in desk.sam.messages("player-desk") if "Alerts about" in each.shown]
    assert page.shown.count("Finding") == 5
    assert "Page 2 of 3 · 12 in all" in page.shown
    await desk.sam.press("Back", on=page)
    await desk.settled()
    [page] = [each for each in desk.sam.messages("player-desk") if "Alerts about" in each.shown]
    assert "Page 1 of 3" in page.shown


async def test_a_list_says_how_many_there_are_however_many(desk: Desk) -> None:
    first = await raised(desk, await player(desk, "anna42"))
    async with desk.work() as work:
        await copied(work, alerts, first, 202, apart=("window",))

    answer = (await desk.sam.command("/alerts", in_="player-desk")).message
    assert "Open alerts: 203" in answer.shown
    await desk.sam.press("198 more", on=answer)

    assert "Page 2 of 41 · 203 in all" in (await desk.sam.wait_for("Page 2", in_="player-desk")).shown


async def test_an_address_is_masked_in_the_channel_and_whole_for_whoever_may_search_by_it(desk: Desk) -> None:
    await raised(desk, None, subject="ip:203.0.113.9", rule="failed_logins", sentence="20 failed logins.")

    assert "address 203.0.•••" in card_of(desk)
    await desk.sam.press("Details", on=card(desk))
    assert "203.0.113.9" in (await desk.sam.wait_for_form("Happened")).text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/alerts", "No alert is open."),
        ("/alerts mine", "You have no alert."),
        ("/alerts overdue", "No alert is past its time."),
        ("/alerts closed", "No alert has been closed yet."),
        ("/alerts all", "There has been no alert yet."),
        ("/alerts anna42", "There has been no alert about player"),
        ("/alerts help", "/alerts overdue"),
        ("/alerts ovredue", "Did you mean /alerts overdue?"),
        ("/alerts zebedee9", "No player found."),
    ],
)
async def test_every_word_has_its_answer(desk: Desk, line: str, says: str) -> None:
    await player(desk, "anna42")

    assert says in (await desk.sam.command(line)).message.shown


async def test_every_look_is_on_the_record(desk: Desk) -> None:
    alert_id = await raised(desk, await player(desk, "anna42"))
    await desk.sam.command("/alerts")
    await desk.sam.press("Details", on=card(desk))
    await desk.sam.wait_for_form("Happened")

    [listed] = await desk.recorded("alerts.listed")
    [viewed] = await desk.recorded("alert.viewed")
    assert listed["facts"] == {"count": 1, "which": "open", "for": [{"visibility": "security"}]}
    assert viewed["subject"] == {"id": str(alert_id), "type": "alert"}
    assert viewed["facts"] == {"rule": "impossible_travel", "visibility": "security"}


async def test_record_of_a_look_counts_what_its_page_showed_and_no_other(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await raised(desk, anna, window="first", visibility=Visibility.COMPLIANCE)
    for number in range(5):
        desk.advance(minutes=1)
        await raised(desk, anna, window=str(number))

    shown = (await desk.cora.command(f"/alerts {anna}")).message.shown

    [listed] = await desk.recorded("alerts.listed")
    assert "6" in shown
    assert (listed["facts"]["count"], listed["facts"]["for"]) == (5, [{"visibility": "security"}])


async def test_about_a_delicate_account_an_alert_opens_once_the_purpose_is_said(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42", vip=True))
    await desk.sam.press("Details", on=card(desk))

    asked = await desk.sam.wait_for("is shown once you say why", in_="security")
    await desk.sam.choose("A security check", on=asked)

    assert "3,460 km" in (await desk.sam.wait_for_form("Happened")).text
    asked_for = [(one["outcome"], one["code"]) for one in await desk.recorded("purpose.asked")]
    viewed = [(one["outcome"], one["code"]) for one in await desk.recorded("alert.viewed")]
    assert (asked_for, viewed) == ([("refused", "purpose_needed")], [("success", None)])


async def test_alerts_about_a_delicate_account_are_listed_once_the_purpose_is_said(desk: Desk) -> None:
    anna = await player(desk, "anna42", vip=True)
    await raised(desk, anna)

    asked = (await desk.sam.command("/alerts anna42", in_="player-desk")).message
    assert "3,460" not in asked.shown
    await desk.sam.choose("A security check", on=asked)

    assert "3,460 km" in (await desk.sam.wait_for(f"Alerts about player {anna}", in_="player-desk")).shown
