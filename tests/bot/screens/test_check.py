"""/check: every rule answers, in words, on the record; a player is named as everywhere else."""

import pytest

from bot.workflows import alert_cards as timers
from core.database.tables import alerts
from tests.support import house
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.watching import LAGOS, MALTA, Teller, minutes


async def stolen(desk: Desk) -> int:
    """A player whose account was taken over within the hour."""
    world = house.world(desk)
    anna = await world.player("anna")
    teller = Teller(world)
    there = {"latitude": LAGOS[0], "longitude": LAGOS[1], "ip": "105.112.1.1", "country": "NG", "device": "phone-9"}
    await teller.tell(
        teller.usual(),
        teller.login(ago=minutes(60), latitude=MALTA[0], longitude=MALTA[1]),
        teller.login(ago=minutes(30), **there),
        teller.event("password_changed", ago=minutes(20)),
        teller.withdrawal(ago=minutes(10)),
    )
    return anna


async def test_every_rule_answers_with_its_reason_and_its_thresholds(desk: Desk) -> None:
    anna = await stolen(desk)

    shown = (await desk.sam.command("/check anna")).message.shown

    assert f"Security check of player {anna}: 3 rules have found something." in shown
    assert "Alert (high): Impossible travel*\n3,460 km in 30 minutes between two logins, from MT to NG" in shown
    assert "Alert (high): New device or country, then withdrawal" in shown
    assert "10 minutes after the password was changed." in shown
    assert "Nothing: Failed logins" in shown
    assert "Not enough history: Done elsewhere" in shown
    assert "Looks for: 20 failed logins within 60 minutes, of a player or from an address." in shown
    assert shown.index("Alert (high)") < shown.index("Nothing:") < shown.index("Not enough history:")


async def test_it_is_recorded_by_rule_and_outcome_without_what_was_said(desk: Desk) -> None:
    anna = await stolen(desk)

    await desk.sam.command("/check anna")

    [record] = await desk.recorded("player.checked")
    assert record["player"] == str(anna)
    assert record["facts"]["impossible_travel"] == "alert"
    assert record["facts"]["done_elsewhere"] == "not enough history"
    assert record["visibility"]["clear"] == ["security"]
    assert "3,460" not in str(record)


async def test_it_only_looks(desk: Desk) -> None:
    await stolen(desk)

    await desk.sam.command("/check anna")

    async with desk.look() as work:
        assert (await work.db.execute(alerts.select())).all() == []


async def test_of_a_new_player_it_says_that_it_cannot_tell(desk: Desk) -> None:
    anna = await player(desk, "anna42")

    shown = (await desk.sam.command("/check anna42")).message.shown

    assert f"Security check of player {anna}: no rule has found anything." in shown
    assert shown.count("Not enough history:") == 5


async def test_its_buttons_lead_on(desk: Desk) -> None:
    anna = await stolen(desk)
    await timers.sweep(desk.services)
    await desk.settled()
    check = (await desk.sam.command("/check anna")).message

    await desk.sam.press("Alerts", on=check)
    assert "3,460 km" in (await desk.sam.wait_for(f"Alerts about player {anna}: 3")).shown
    await desk.sam.press("Open player", on=check)
    await desk.sam.wait_for(f"anna · player {anna}")
    await desk.sam.press("Block…", on=check)
    await desk.sam.wait_for_form("In force as soon as you send it")


async def test_without_a_name_it_asks_and_without_a_match_it_says_what_was_tried(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.sam.command("/check")
    form = await desk.sam.wait_for_form("Player")
    await form.fill(Player="anna42")
    await form.submit()
    await desk.settled()

    assert f"Security check of player {anna}" in desk.sam.form.text
    assert "No player found. Tried:" in (await desk.sam.command("/check nobody77")).message.shown
    assert "There is no player 999." in (await desk.sam.command("/check 999")).message.shown
    assert "/check anna42" in (await desk.sam.command("/check help")).message.shown


async def test_where_several_fit_it_asks_which(desk: Desk) -> None:
    ids = [await player(desk, name, first_name="Anna", last_name="Arnold") for name in ("anna42", "anna43")]

    shown = (await desk.sam.command("/check Anna Arnold")).message.shown

    assert "Several players fit. Say which by its id:" in shown
    assert all(str(each) in shown for each in ids)


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "gus", "eve"])
async def test_whoever_may_not_check_learns_nothing(desk: Desk, who: str) -> None:
    await stolen(desk)

    shown = (await desk.person(who).command("/check anna")).message.shown

    assert "3,460" not in shown
    assert "rules alert" not in shown


async def test_of_a_delicate_account_it_asks_for_the_purpose_first(desk: Desk) -> None:
    anna = await player(desk, "anna42", vip=True)

    asked = (await desk.sam.command("/check anna42", in_="player-desk")).message
    shown_before = asked.shown
    await desk.sam.choose("A security check", on=asked)

    shown = (await desk.sam.wait_for(f"Security check of player {anna}", in_="player-desk")).shown
    assert "no rule has found anything" in shown
    assert f"Player {anna} is shown once you say why" in shown_before
    (asked_for,) = await desk.recorded("purpose.asked")
    (checked,) = await desk.recorded("player.checked")
    assert (asked_for["outcome"], asked_for["code"]) == ("refused", "purpose_needed")
    assert (checked["outcome"], checked["facts"]["purpose"]) == ("success", "check")
