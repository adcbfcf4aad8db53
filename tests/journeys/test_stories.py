"""The ten stories the desk is for, told by the people in them, on both transports and both databases."""

import asyncio

import pytest

from core.actions.player_facts import EVERYBODY
from core.players import profile_card
from tests.support import stories
from tests.support.desk import Desk, Plan, slack_of, started
from tests.support.stories import BLOCK, GIVE, PRIZE


async def test_stolen_account_is_blocked_at_once_confirmed_by_another_and_on_the_record(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    assert "1 withdrawal EUR 900.00" in (await desk.alice.command("/player anna42", in_="player-desk")).text

    card = await stories.asked(desk, BLOCK)
    assert "In force, unconfirmed" in card.shown
    assert await stories.withdrawal_of(desk, anna) == "held"
    assert "Confirmed." in await stories.decided(desk.sam, "Confirm", card)
    await desk.settled()

    assert "Confirmed by Sam Svensson" in card.shown
    assert "Receipt" in (await desk.alice.wait_for("EUR 900.00", dm=True)).shown
    assert "Cannot: log in, deposit, bet, withdraw" in (await desk.alice.command("/player anna42")).text
    trail = (await desk.sam.command(f"/audit player {anna.id}")).text
    for step in (
        "looked at player",
        "asked for the block",
        "blocked player",
        "voted on the block",
        "confirmed the block",
    ):
        assert step in trail
    assert [await stories.happened(desk, each) for each in ("player.blocked", "request.confirmed")] == [1, 1]


async def test_third_tier_needs_two_with_the_right_roles_and_a_third_is_told(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, PRIZE, source_ref="T-4711")
    assert "Waits for Finance and Manager" in card.shown

    assert "still needs Manager" in await stories.decided(desk.bob, "Approve", card)
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"
    assert "your roles do not fill that" in await stories.decided(desk.carol, "Approve", card)
    assert "Done." in await stories.decided(desk.maya, "Approve", card)
    late = await stories.refused_with_an_old_card(desk, desk.carol, "Approve", card)

    assert "decided before: done by Maya Micallef" in late
    assert await stories.cash(desk, anna.id) == "EUR 2,000.00"
    assert await stories.happened(desk, "balance.adjusted") == 1
    assert "Receipt" in (await desk.alice.wait_for("EUR 2,000.00", dm=True)).shown


async def test_nobody_approves_their_own_and_no_administrator_twin_outsider_or_guest_does(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    await stories.revoked(desk, "bob", "finance")
    await stories.granted(desk, "bob", "support_lead")
    twin = await stories.second_account(desk, "bob", role="finance")
    for outsider in ("gus", "eve", "mallory"):
        desk.slack.join(outsider, "approvals")
    card = await stories.asked(desk, GIVE, who="bob")

    told = {who: await stories.refused(desk, desk.person(who), "Open", card) for who in ("gus", "eve", "mallory")}
    stories.given_a_button(card, "Approve", "request:approve")
    for who in ("bob", "ada", "gus", "eve", "mallory"):
        told[f"{who} approving"] = await stories.refused(desk, desk.person(who), "Approve", card)
    told["twin"] = await stories.refused(desk, twin, "Approve", card)

    assert "You asked for this yourself" in told["bob approving"]
    assert "You asked for this yourself" in told["twin"]
    assert "You may not decide about this" in told["ada approving"]
    assert "not on the staff" in told["gus"]
    assert "not on the staff" in told["gus approving"]
    assert "not on the staff" in told["eve"]
    assert "not on the staff" in told["eve approving"]
    assert "You may not see what" in told["mallory"]
    assert "You may not see what" in told["mallory approving"]
    assert (await stories.newest(desk, "bob")).state == "pending"
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"


@pytest.mark.every_wiring
async def test_double_click_and_two_clickers_at_once_carry_it_out_once(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    forms = [await stories.opened(one, "Approve", card) for one in (desk.bob, desk.carol)]

    await asyncio.gather(*(form.submit() for form in forms for _ in range(2)))
    await desk.settled()

    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    assert await stories.happened(desk, "balance.adjusted") == 1
    assert await stories.happened(desk, "vote.cast") == 1
    told = [one.form.text for one in (desk.bob, desk.carol) if one.form]
    assert sorted("Done." in each for each in told) == [False, True]
    assert any("decided before: done by" in each for each in told)


@pytest.mark.every_wiring
async def test_bot_restarted_between_card_and_click_goes_on_where_it_was(
    database_url: str, transport: str, patience: None
) -> None:
    plan = Plan(database_url, transport)
    async with slack_of(plan) as slack:
        async with started(slack, plan) as desk:
            anna = await stories.stolen(desk)
            card = await stories.asked(desk, GIVE)
            code = (await stories.newest(desk)).code
        async with started(slack, plan) as desk:
            assert "Done." in await stories.decided(desk.bob, "Approve", card)
            await desk.settled()

            assert f"`{code}`" in card.shown
            assert "Done by Bob Borg" in card.shown
            assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
            assert len([each for each in desk.bob.messages("approvals") if code in each.shown]) == 1


async def test_slack_down_while_approving_undoes_nothing_and_the_card_follows_later(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    form = await stories.opened(desk.bob, "Approve", card)

    stories.calls_fail(desk)
    await form.submit()
    await desk.settled()
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    assert "Waits for" in card.shown
    desk.slack.faults.clear()
    await stories.recovered(desk)

    assert "Done by Bob Borg" in card.shown
    assert await desk.alice.wait_for("done.", dm=True)
    assert await stories.happened(desk, "balance.adjusted") == 1


async def test_player_who_excluded_herself_is_not_let_back_by_any_hand(desk: Desk) -> None:
    petra = await stories.excluded(desk)
    await desk.alice.command("/unblock petra77 because she asks to come back")
    form = await desk.alice.wait_for_form("Unblock player")

    await form.fill(**{"Blocks to lift": ["Self-exclusion"]})
    await form.submit()

    told = str(form.errors) + form.text
    for condition in (
        "A self-exclusion cannot be lifted manually",
        "its term is over",
        "24 hours",
        "compliance agrees",
    ):
        assert condition in told
    assert await stories.turned_away(desk, "request.asked") == ["exclusion_stands"]
    assert desk.cora.messages("approvals") == []
    async with desk.look() as work:
        found = await profile_card.profile(work.db, petra, actor=EVERYBODY, now=work.now)
    assert found.standing.blocked


async def test_what_matters_changed_meanwhile_is_shown_and_asked_again_and_burns_nothing(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    form = await stories.opened(desk.bob, "Approve", card)
    await stories.noted(desk, anna.id, "Chargeback suspected, ask Sam first")

    await form.submit()

    again = await desk.bob.wait_for_form("Look again.")
    assert "Chargeback suspected" in again.text
    assert await stories.happened(desk, "vote.cast") == 0
    assert await stories.turned_away(desk, "vote.cast") == ["changed_since"]
    await again.submit()
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"


async def test_where_somebody_may_not_see_players_the_card_says_only_that_it_waits(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    desk.slack.join("mallory", "approvals")

    card = await stories.asked(desk, BLOCK)

    request = await stories.newest(desk)
    assert card.shown == f"Request `{request.code}` is waiting; open it.\nOpen"
    assert "player" not in card.text
    assert "You may not see" in await stories.refused(desk, desk.mallory, "Open", card)
    form = await stories.opened(desk.sam, "Open", card)
    assert f"Block player {anna.id}" in form.text
    assert "Anna Arnold" in form.text
    await form.press("Confirm")
    await (await desk.sam.wait_for_form("stays in force")).submit()
    await desk.settled()
    assert card.shown.startswith(f"Request `{request.code}` is closed.")


async def test_request_of_somebody_who_lost_the_right_stops_until_another_takes_it_over(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.revoked(desk, "alice", "support")

    assert "may not ask for this any more" in await stories.refused(desk, desk.bob, "Approve", card)
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"
    details = await stories.opened(desk.carol, "Details", card)
    assert "somebody who can must take it over" in details.text
    await details.press("Take over")
    await (await desk.carol.wait_for_form("is now your request")).close(all_of_them=True)
    assert "You asked for this yourself" in await stories.refused(desk, desk.carol, "Approve", card)
    assert "Done." in await stories.decided(desk.bob, "Approve", card)

    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
