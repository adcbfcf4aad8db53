"""Two processes on one database: whatever both could deliver, people see once."""

from collections import Counter

from core import approvals
from core.outbox import messages
from core.requests import REQUEST_CHANGED, RequestBody
from tests.support import house
from tests.support.asking import adjustment
from tests.support.desk import Desk, Plan, slack_of, started
from tests.support.wirings import ON_POSTGRES

AT_ONCE = 6


@ON_POSTGRES
async def test_each_card_is_posted_once_whichever_process_claims_it(database_url: str, transport: str) -> None:
    plan = Plan(database_url, transport)
    async with slack_of(plan) as slack, started(slack, plan) as one, started(slack, plan) as two:
        codes = await asked_at_once(one)
        for desk in (one, two):
            desk.services.wake_outbox()
        await one.bob.until(lambda: codes <= shown(one).keys())
        for desk in (one, two):
            await desk.settled()

        assert shown(one) == dict.fromkeys(codes, 1)


async def asked_at_once(desk: Desk) -> set[str]:
    """Ask for many things in one transaction; every card is to be drawn twice."""
    world = house.world(desk)
    ids = [await world.player(f"player{each}") for each in range(AT_ONCE)]
    alice = await house.actor(desk, "alice")
    async with desk.work() as work:
        asked = [await approvals.ask(work, adjustment(each), actor=alice, key=f"ask {each}") for each in ids]
        for request in asked:
            await messages.send(work, REQUEST_CHANGED, RequestBody(request_id=request.id))
    return {request.code for request in asked}


def shown(desk: Desk) -> Counter[str]:
    """Count the cards in the channel by the code on each."""
    cards = (each for each in desk.bob.messages("approvals") if "Give EUR" in each.shown)
    return Counter(card.shown.partition("`")[2][:4] for card in cards)
