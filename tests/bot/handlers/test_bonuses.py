"""Bonuses and held withdrawals in Slack: from what is typed to the card that tells of them."""

from tests.support import asked_page, house, stories
from tests.support.desk import Desk

GRANT = "/player anna42 grant 20 EUR because the welcome bonus was missed"


async def test_a_bonus_is_granted_shown_on_the_card_and_taken_back(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command(GRANT)
    form = await desk.alice.wait_for_form()
    await form.fill(turnover_times="many", days="14", games="roulette")
    await form.submit()
    assert form.errors["Turnover"] == "Type a whole number from 0 to 100, such as 20."
    await form.fill(turnover_times="10")
    await form.submit()
    await desk.settled()
    await asked_page.closed(desk.alice)
    [card] = desk.maya.messages("approvals")

    await stories.decided(desk.bob, "Approve", card)
    await desk.settled()

    await desk.alice.command("/player anna42")
    shown = await desk.alice.wait_for("Open bonuses")
    assert "EUR 20.00, EUR 0.00 of EUR 200.00 staked, until" in shown.shown
    line = "/player anna42 void because two accounts took the bonus"
    card = await stories.asked(desk, line, Bonus="EUR 20.00 granted")
    for who in (desk.bob, desk.carol):
        await stories.decided(who, "Approve", card)
    await desk.settled()
    assert await stories.happened(desk, "bonus.voided") == 1


async def test_one_withdrawal_is_held_and_let_go(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    held = {"Withdrawal": "EUR 900.00", "reason": "takeover"}
    card = await stories.asked(desk, "/player anna42 hold because the card is new", **held)
    assert await stories.withdrawal_of(desk, anna) == "held"
    await stories.decided(desk.sam, "Confirm", card)

    line = "/player anna42 release because she called from the number on file"
    card = await stories.asked(desk, line, Withdrawal="EUR 900.00")
    for who in (desk.bob, desk.sam):
        await stories.decided(who, "Approve", card)
    await desk.settled()

    assert await stories.withdrawal_of(desk, anna) == "waiting"
    assert await stories.happened(desk, "withdrawal.released") == 1


async def test_the_only_withdrawal_is_chosen_as_the_form_opens(desk: Desk) -> None:
    await stories.stolen(desk)

    await desk.alice.command("/player anna42 hold takeover because the card is new")
    form = await desk.alice.wait_for_form("What would happen")

    assert "EUR 900.00" in form.text


async def test_who_may_not_ask_is_told_who_may(desk: Desk) -> None:
    await house.anna(desk)

    await desk.olga.command(GRANT)

    assert "Who may: Support" in (await desk.olga.wait_for("You may not ask for “Grant bonus”")).shown
    assert await stories.happened(desk, "request.asked") == 0
