"""What of an answer is about the order, and what only about the way there."""

import pytest

from core import platform, requests
from core.platform import Order
from tests.support import stories
from tests.support.desk import Desk
from tests.support.platform import Platform
from tests.support.stories import GIVE

pytestmark = pytest.mark.parametrize("wiring", ["http-sqlite"])


async def ordered(desk: Desk) -> Order:
    """A gift that was approved and told to the platform once."""
    await stories.stolen(desk)
    await stories.decided(desk.bob, "Approve", await stories.asked(desk, GIVE))
    await desk.settled()
    async with desk.look() as work:
        [request, *_] = await requests.asked_by(work.db, "alice", now=work.now)
        order = await platform.of_request(work.db, request.id)
    assert order is not None
    return order


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ('200 {"state": "in_force"}', "in_force", None),
        ('200 {"state": "refused", "reason": "closed"}', "refused", "closed"),
        ('200 {"state": "refused"}', "refused", "no reason given"),
        ('202 {"state": "accepted"}', "waiting", None),
        ('200 {"state": "whatever"}', "waiting", None),
        ('200 ["in_force"]', "waiting", None),
        ('400 {"reason": "no such wallet"}', "refused", "no such wallet"),
        ('422 {"reason": "no such wallet"}', "refused", "no such wallet"),
        ('404 {"state": "refused", "reason": "no such player"}', "refused", "no such player"),
        (r'200 {"state": "refused", "reason": "no\u0000 such \ud800player"}', "refused", "no such player"),
        ('422 {"reason": ["not", "words"]}', "waiting", None),
        ("422 {}", "waiting", None),
        ('401 {"reason": "bad signature"}', "waiting", None),
        ('404 {"reason": "no such page"}', "waiting", None),
        ('409 {"reason": "being done already"}', "waiting", None),
        ('429 {"reason": "slow down"}', "waiting", None),
        ('503 {"state": "refused", "reason": "a proxy speaks"}', "waiting", None),
    ],
)
async def test_only_what_is_said_of_the_order_settles_it(
    desk: Desk, there: Platform, answer: str, state: str, words: str | None
) -> None:
    there.moods, there.mood = [f"says {answer}"], "broken"

    order = await ordered(desk)

    assert (order.state, order.answer) == (state, words)
    assert (order.accepted_at is not None) == (state == "waiting" and answer.startswith("2"))


async def test_a_platform_that_asks_for_time_is_given_it(desk: Desk, there: Platform) -> None:
    there.moods = ["says 429 {}"]
    await ordered(desk)

    desk.advance(seconds=190)
    await desk.settled()
    assert len(there.knocks) == 1

    desk.advance(seconds=20)
    await desk.settled()
    assert there.did == {there.only("adjust"): 1}
