"""Replies name whom they go to; a player who answers is heard, and thanks opens nothing again."""

from dataclasses import replace

import pytest

from core import tickets
from core.database import tables
from core.people import PITBOSS
from core.tickets import NobodyToWriteTo, Reply
from tests.support.office import World
from tests.support.ticketing import do, now, said, ticket

pytestmark = pytest.mark.every_wiring


@pytest.mark.parametrize(
    ("words", "state"),
    [("Thanks!", "solved"), ("ok, thank you very much", "solved"), ("Thanks, but nothing came.", "in_progress")],
)
async def test_thanks_does_not_reopen(office: World, words: str, state: str) -> None:
    mine = await ticket(office)
    await do(office, "alice", tickets.solve, mine, how="Paid.")

    await do(office, "maya", tickets.note, mine, text=words, of_player=True)

    assert (await now(office, mine)).state == state


async def test_reply_shows_whom_it_goes_to_and_says_that_somebody_has_to_send_it(office: World) -> None:
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna)

    waiting = await do(office, "alice", tickets.reply, mine, Reply(text="It is on its way."))

    [_, reply] = await said(office, mine)
    assert (reply.kind, reply.delivery, reply.recipient) == ("reply", "by_hand", f"a•••@e•••.com, player {anna}")
    assert (waiting.state, waiting.clock_stopped_at) == ("pending_player", office.now)
    with pytest.raises(NobodyToWriteTo):
        await do(office, "alice", tickets.reply, await ticket(office), Reply(text="Who is there?"))


async def test_reply_leaves_through_the_platform_where_one_is_connected(office: World) -> None:
    office.desk = replace(office.desk, platform_connected=True)
    anna = await office.player("anna")
    mine = await ticket(office, player_id=anna)

    await do(office, "alice", tickets.reply, mine, Reply(text="It is on its way.", waits=False))

    [_, reply] = await said(office, mine)
    [queued] = await office.rows(tables.outbox, tables.outbox.c.topic == "ticket_reply")
    assert (reply.delivery, queued.body) == ("waiting", {"message_id": str(reply.id)})
    async with office.work() as work:
        await tickets.delivered(work, PITBOSS, reply.id, delivery="failed")
    assert [one.delivery for one in await said(office, mine)][1] == "failed"
    assert "did not reach the player" in (await said(office, mine))[-1].text
