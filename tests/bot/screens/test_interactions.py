"""Safer-gambling interactions as support and compliance record, list and evaluate them."""

from tests.support.alert_screens import raised
from tests.support.desk import Desk
from tests.support.desk_players import player

CHASES = "/player anna42 interaction because she deposits after each loss"


async def test_an_interaction_is_recorded_listed_when_due_and_evaluated(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.command(CHASES, in_="player-desk")
    form = await desk.alice.wait_for_form("What led to it")
    await form.fill(trigger="Chases losses", act="Suggested a limit", what="She will set EUR 50 a week.")
    await form.submit()
    assert f"The interaction with player {anna} is recorded" in desk.alice.form.text
    await desk.alice.form.close()
    desk.advance(days=15)

    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    assert "Safer gambling: suggested a limit" in card.shown
    assert "outcome overdue since" in card.shown
    due = (await desk.cora.command("/player interactions", in_="player-desk")).message
    assert "she deposits after each loss" in due.shown
    assert "Outcome overdue since" in due.shown
    await desk.cora.press("Outcome…", on=due)
    outcome = await desk.cora.wait_for_form("How the player plays since then")
    await outcome.fill(outcome="Changed", finding="EUR 40 a week since.", next_step="Look again in June")
    await outcome.submit()
    await desk.cora.form.close()

    listed = (await desk.alice.command("/player anna42 interactions", in_="player-desk")).message
    assert "Outcome: changed, by Cora Collins" in listed.shown
    assert "Next: Look again in June" in listed.shown
    none = (await desk.cora.command("/player interactions", in_="player-desk")).message
    assert "No interaction waits for its outcome" in none.shown


async def test_compliance_records_from_the_alert_what_only_compliance_reads(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await raised(desk, anna)
    listed = (await desk.cora.command("/alerts", in_="player-desk")).message
    await desk.cora.press("Open", on=listed)
    await desk.cora.press("Record an interaction…", on=await desk.cora.wait_for_form("Open player"))
    form = await desk.cora.wait_for_form("What was done")
    assert "All staff" not in form.text
    await form.fill(
        act="Decided not to contact the player", what="A call would warn her.", visibility="Compliance only"
    )
    await form.submit()
    await desk.cora.form.close(all_of_them=True)

    alice = (await desk.alice.command("/player anna42 interactions", in_="player-desk")).message
    cora = (await desk.cora.command("/player anna42 interactions", in_="player-desk")).message

    assert f"No interaction with player {anna} is recorded" in alice.shown
    assert "A call would warn her." in cora.shown
    assert "for compliance only" in cora.shown


async def test_home_of_compliance_counts_what_is_overdue(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.command(CHASES, in_="player-desk")
    form = await desk.alice.wait_for_form("What led to it")
    await form.fill(trigger="Chases losses", act="Called the player", what="She will set a limit.")
    await form.submit()
    desk.advance(days=15)

    await desk.cora.open_home()
    await desk.settled()
    assert "1 interaction whose outcome is overdue" in desk.cora.home.text
    await desk.cora.press("Show", on=desk.cora.home)
    assert await desk.cora.wait_for_form("Interactions whose outcome is to be looked at: 1")
