"""A card is whole only while everybody in its channel may see players: who joins or leaves changes it at once."""

from bot.workflows import audience_changes
from tests.bot.handlers.test_leavers import leaves
from tests.support import stories
from tests.support.desk import Desk
from tests.support.stories import GIVE

NEUTRAL = "is waiting; open it"


async def test_somebody_who_may_not_see_players_joins_and_leaves(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    whole = card.shown

    desk.slack.join("mallory", "approvals")
    told = await desk.ada.wait_for("shows no player data", dm=True)
    await desk.settled()
    neutral = card.shown
    desk.slack.leave("mallory", "approvals")
    await desk.ada.wait_for("everybody there may see players again", dm=True)
    await desk.settled()

    assert NEUTRAL not in whole
    assert NEUTRAL in neutral
    assert "EUR" not in neutral
    assert card.shown == whole
    assert "everybody there may see players again" in told.shown


async def test_a_channel_that_is_shared_shows_no_player_data_at_once(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    desk.slack.share_channel("approvals")
    await desk.settled()

    assert NEUTRAL in card.shown


async def test_a_leaver_who_stays_in_a_channel_is_named_until_removed(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    whole = card.shown

    await leaves(desk, "/pitboss leaver @bob because it was his last day")

    answer = desk.ada.form.text
    assert "Remove" in answer
    assert "until then no card there shows player data" in answer
    await desk.ada.open_home()
    await desk.settled()
    assert "may not see players" in desk.ada.home.text
    await audience_changes.check(desk.services)
    await desk.settled()
    assert NEUTRAL in card.shown
    desk.slack.leave("bob", "approvals")
    await desk.settled()
    assert card.shown == whole
