"""Each digest at its hour, once, with two bots on one PostgreSQL database; and "No activity" of an empty day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot import features
from bot.workflows import digests as workflow
from core.database.tables import digests as rows
from core.database.tables import job_runs
from sandbox.messages import Message
from tests.support import house, stories
from tests.support.desk import Desk, Plan, slack_of, started

BLOCK = "/block anna42 takeover because the player called from a new phone"
GIVE = "/adjust anna42 +20 EUR goodwill because the bonus came late"
TIMELESS = tuple(replace(each, jobs=()) for each in features.ALL)
PLACES = ("security", "managers")
DUE = {
    "08:00": [("security", "Security digest"), ("managers", "Activity digest")],
    "08:05": [
        ("managers", "Adjustments digest"),
        ("security", "Exceptions digest"),
        ("managers", "Exceptions digest"),
    ],
}

ALL_DUE = sorted(one for several in DUE.values() for one in several)


@pytest.fixture(params=["postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Several processes share a server; SQLite takes one."""
    return str(request.param)


@dataclass
class Two(Desk):
    """A desk whose Slack speaks to two bots, now to one, now to the other."""

    other: Desk | None = None

    async def settled(self) -> None:
        for _ in range(2):  # what one of them does may leave the other something to do
            await super().settled()
            if self.other:
                await self.other.settled()


@pytest.fixture
async def two(database_url: str, patience: None) -> AsyncIterator[Two]:
    """Two bots of one company: one workspace, one database."""
    plan = Plan(database_url, "sockets", features=TIMELESS)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_of(plan))
        one, other = [await stack.enter_async_context(started(slack, plan)) for _ in range(2)]
        yield Two(one.slack, one.bot, one.office, other)


async def at(desk: Desk, hour: str, *, days: int = 0) -> None:
    """Let it be an hour of the office's day."""
    hours, _, minutes = hour.partition(":")
    now = desk.services.clock().now
    midnight = desk.office.day_bounds(desk.office.day(now) + timedelta(days=days))[0]
    then = midnight + timedelta(hours=int(hours), minutes=int(minutes))
    desk.advance(seconds=(then - now).total_seconds())


async def both(two: Two) -> None:
    """Let both timers go off at the same moment, and everything be delivered by whoever comes first."""
    start = asyncio.Barrier(2)

    async def wake(desk: Desk) -> None:
        await start.wait()
        await workflow.send_due(desk.services)

    assert two.other
    await asyncio.gather(wake(two), wake(two.other))
    await two.settled()


def standing(desk: Desk) -> list[tuple[str, Message]]:
    return [
        (place, each)
        for place in PLACES
        for each in desk.cora.messages(place)
        if " digest, " in each.shown and not each.ephemeral_to
    ]


def titles(found: list[tuple[str, Message]]) -> list[tuple[str, str]]:
    return sorted((place, message.shown.partition(",")[0]) for place, message in found)


async def test_each_digest_comes_at_its_hour_once_with_two_bots_and_is_empty_on_an_empty_day(
    two: Two,
) -> None:
    desk: Desk = two
    await at(desk, "09:00", days=1)
    await both(two)
    anna = await house.anna(desk)
    await stories.asked(desk, BLOCK)
    await stories.decided(desk.bob, "Approve", await stories.asked(desk, GIVE))
    assert standing(desk) == []

    # a day on which something happened, told the next morning
    await at(desk, "07:59", days=1)
    await both(two)
    assert standing(desk) == []
    seen = 0
    for hour, expected in DUE.items():
        await at(desk, hour)
        for _ in range(3):
            await both(two)
        new = standing(desk)
        seen += len(expected)
        assert len(new) == seen, titles(new)
    assert titles(standing(desk)) == ALL_DUE
    by_title = {message.shown.partition(",")[0]: message.shown for _, message in standing(desk)}
    assert "Block player" in by_title["Security digest"]
    assert "Placed: Account taken over: 1 (0 before, +1)" in by_title["Security digest"]
    assert "Goodwill, given (1): EUR 20.00" in by_title["Adjustments digest"]
    assert "Bob Borg (finance)" in by_title["Adjustments digest"]
    assert f"player {anna}: in force, unconfirmed since" in by_title["Exceptions digest"]
    for _, message in standing(desk):
        assert "player" not in message.text
        assert "EUR" not in message.text

    # the block is confirmed and a whole day goes by; then every digest says that nothing happened
    [card] = [each for each in desk.sam.messages("approvals") if "In force, unconfirmed" in each.shown]
    await stories.decided(desk.sam, "Confirm", card)
    await at(desk, "09:00", days=1)
    await both(two)
    await at(desk, "09:00", days=1)
    before = {id(message) for _, message in standing(desk)}
    await both(two)
    quiet = [(place, message) for place, message in standing(desk) if id(message) not in before]
    assert titles(quiet) == ALL_DUE
    empty = [message.shown for _, message in quiet if "No activity." in message.shown]
    assert len(empty) == len(quiet), [message.shown for _, message in quiet]

    async with desk.look() as work:
        kept = (await work.db.execute(rows.select())).all()
        runs = (await work.db.execute(job_runs.select())).all()
    assert len(kept) == 15
    assert all(run.done_at for run in runs)
    assert len(await desk.recorded("digest.made")) == 15
    assert desk.slack.traffic.notes == []
