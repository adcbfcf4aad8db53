"""How many of our files one vote and one look at a player cross: what somebody reads who follows them."""

from tests.support import house
from tests.support.cards import asked, opened, state
from tests.support.crossed import crossing
from tests.support.desk import Desk
from tests.support.wirings import ON_SQLITE

VOTE_MOST = 65
"""A ceiling: whoever needs one file more merges two that are read together, or has a reason to raise it."""
LOOK_UP_MOST = 40
"""Likewise, for `/player`."""


@ON_SQLITE
async def test_a_vote_crosses_few_files(desk: Desk) -> None:
    card = await asked(desk)
    form = await opened(desk.bob, "Approve", card)
    await desk.settled()

    with crossing() as crossed:
        await form.submit()

    print(f"vote: {crossed}")  # noqa: T201 - the figure is the point
    assert await state(desk) == "done"
    assert "core/approvals/votes.py" in crossed.files
    assert len(crossed.files) <= VOTE_MOST, str(crossed)


@ON_SQLITE
async def test_a_look_at_a_player_crosses_few_files(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command("/player nobody")  # so that the connection stands
    await desk.settled()

    with crossing() as crossed:
        await desk.alice.command("/player anna42")
        await desk.alice.wait_for("Anna Mueller")

    print(f"/player: {crossed}")  # noqa: T201 - the figure is the point
    assert len(crossed.files) <= LOOK_UP_MOST, str(crossed)
