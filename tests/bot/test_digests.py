"""Digests at their hour: once, however many processes; later after an absence; never where nothing may be posted."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import features, kit
from bot.workflows import digests as workflow
from core import digests, jobs, outbox
from core.database.tables import digests as rows
from core.database.tables import job_runs
from core.database.tables import outbox as outbox_table
from core.digests import Digest, Look, contents
from core.office import DigestName
from sandbox.blocks import data
from sandbox.messages import Message
from tests.bot.screens.test_digests import alert
from tests.support import house, stories
from tests.support.desk import Desk, Plan, booted, slack_of, started
from tests.support.digesting import NATIVE, refuse_native
from tests.support.wirings import ON_BOTH_DATABASES

TIMELESS = tuple(replace(each, jobs=()) for each in features.ALL)
"""Everything but the timers: here the test is the clock."""
HOUR_OF_ALL = 9
TITLES = ("Security digest", "Activity digest", "Adjustments digest", "Exceptions digest")


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, features=TIMELESS)) as desk:
        await at_the_hour(desk)
        await workflow.send_due(desk.services)  # the first sight of every schedule
        yield desk


async def at_the_hour(desk: Desk, *, days: int = 1) -> None:
    """Let it be past the hour of every digest, some days on."""
    now = desk.services.clock().now
    morning = desk.office.day_bounds(desk.office.day(now) + timedelta(days=days))[0] + timedelta(hours=HOUR_OF_ALL)
    desk.advance(seconds=(morning - now).total_seconds())


async def sent(desk: Desk) -> None:
    await workflow.send_due(desk.services)
    await desk.settled()


def posted(desk: Desk, channel: str, title: str = "digest") -> list[Message]:
    """What stands in a channel; cora reads along in all of them."""
    return [each for each in desk.cora.messages(channel) if title in each.shown and not each.ephemeral_to]


async def kept(desk: Desk) -> list[digests.StoredDigest]:
    async with desk.look() as work:
        ids = [row.id for row in await work.db.execute(rows.select().order_by(rows.c.generated_at, rows.c.id))]
        return [await digests.get(work.db, each) for each in ids]


async def test_each_comes_at_its_hour_once_and_says_that_nothing_happened(desk: Desk) -> None:
    await at_the_hour(desk)

    for _ in range(3):
        await sent(desk)

    assert [title for title in TITLES for each in posted(desk, "security", title)] == [TITLES[0], TITLES[3]]
    assert [title for title in TITLES for each in posted(desk, "managers", title)] == [*TITLES[1:]]
    day = desk.office.day(desk.services.clock().now) - timedelta(days=1)
    for each in [*posted(desk, "security"), *posted(desk, "managers")]:
        assert f"{day.day} {day:%B %Y}" in each.shown
        assert "No activity." in each.shown
        assert "Europe/Malta" in each.shown
    assert len(await desk.recorded("digest.made")) == 5


async def test_the_first_sight_of_a_schedule_sends_nothing_for_the_past(desk: Desk) -> None:
    await sent(desk)

    assert await kept(desk) == []


async def test_before_the_hour_nothing_comes(desk: Desk) -> None:
    desk.advance(hours=22)

    await sent(desk)

    assert await kept(desk) == []


async def test_whoever_starts_late_makes_up_for_the_latest_only_and_says_what_is_missing(desk: Desk) -> None:
    first = desk.office.day(desk.services.clock().now)
    await at_the_hour(desk, days=4)

    await sent(desk)

    [one] = [each for each in await kept(desk) if each.digest.name == "activity"]
    assert (one.digest.first, one.digest.last) == (first + timedelta(days=3), first + timedelta(days=3))
    assert one.digest.missed_from == first
    [message] = posted(desk, "managers", "Activity digest")
    assert f"no digest covers {kit.day(first)} to {kit.day(first + timedelta(days=2))}" in message.shown


async def test_a_clock_that_goes_back_sends_nothing_again(desk: Desk) -> None:
    await at_the_hour(desk, days=2)
    await sent(desk)
    before = len(await kept(desk))

    desk.advance(days=-1)
    await sent(desk)
    desk.advance(days=1)
    await sent(desk)

    assert len(await kept(desk)) == before == 5


@ON_BOTH_DATABASES
async def test_two_rounds_at_the_same_time_send_each_once(desk: Desk) -> None:
    await at_the_hour(desk)

    await asyncio.gather(*(workflow.send_due(desk.services) for _ in range(4)))
    await desk.settled()

    assert len(await kept(desk)) == 5
    assert len(posted(desk, "security")) == 2
    assert len(posted(desk, "managers")) == 3


async def test_one_that_cannot_be_made_keeps_no_other_waiting_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make = contents.make

    async def broken(look: Look, name: DigestName) -> Digest:
        if name == DigestName.ACTIVITY:
            raise ZeroDivisionError
        return await make(look, name)

    await at_the_hour(desk)
    monkeypatch.setattr(contents, "make", broken)
    await sent(desk)
    assert len(await kept(desk)) == 4
    async with desk.look() as work:
        assert (await jobs.newest(work.db, ["digest:activity:managers"]))["digest:activity:managers"].error
    assert "ZeroDivisionError" in caplog.text

    monkeypatch.setattr(contents, "make", make)
    desk.advance(minutes=2)
    await sent(desk)

    assert len(await kept(desk)) == 5
    assert len(posted(desk, "managers", "Activity digest")) == 1


async def test_a_process_that_died_over_a_digest_is_taken_over(desk: Desk) -> None:
    await at_the_hour(desk)
    start = desk.office.day_bounds(desk.office.day(desk.services.clock().now))[0]
    async with desk.work() as work:
        dead = await jobs.claim(work, "digest:activity:managers", period_start=start, holder="dead")
    await sent(desk)
    assert posted(desk, "managers", "Activity digest") == []

    desk.advance(minutes=6)
    await sent(desk)

    assert len(posted(desk, "managers", "Activity digest")) == 1
    assert dead
    async with desk.work() as work:
        with pytest.raises(jobs.TakenOver):
            await jobs.done(work, dead)


@pytest.mark.parametrize("trouble", ["archived", "shared", "gone", "left"])
async def test_a_channel_that_takes_nothing_is_told_of_and_gets_its_digest_once_mended(
    desk: Desk, trouble: str
) -> None:
    channel = desk.slack.channel("managers")
    members = list(channel.members)
    match trouble:
        case "archived":
            channel.archived = True
        case "shared":
            desk.slack.share_channel("managers")
        case "gone":
            del desk.slack.state.workspace.channels[channel.id]
        case _:
            desk.slack.leave("bot", "managers")
    await at_the_hour(desk)
    await sent(desk)

    told = [each.shown for each in desk.sam.messages("security") if "Held back:" in each.shown]
    assert len(told) == 3
    assert "Activity digest" in "".join(told)
    assert posted(desk, "security", "digest")
    assert channel.messages == []
    status = (await desk.ada.command("/pitboss status")).text
    assert "Digests that cannot be posted" in status
    assert len(await desk.recorded("digest.held")) == 3

    await workflow.retry_held(desk.services)
    await desk.settled()
    assert channel.messages == []
    channel.archived = channel.shared = False
    channel.members[:] = members
    desk.slack.state.workspace.channels[channel.id] = channel
    await workflow.retry_held(desk.services)
    await desk.settled()

    assert len(posted(desk, "managers", "digest")) == 3
    assert "Digests that cannot be posted" not in (await desk.ada.command("/pitboss status")).text
    async with desk.look() as work:
        assert (await outbox.backlog(work.db)).failed == 0


async def test_a_dead_security_channel_is_told_of_elsewhere(desk: Desk) -> None:
    desk.slack.channel("security").archived = True
    await at_the_hour(desk)

    await sent(desk)

    assert any("Held back:" in each.shown for each in desk.maya.messages("managers"))


async def test_slack_that_is_down_is_waited_for(desk: Desk) -> None:
    await at_the_hour(desk)
    desk.slack.faults.set(down=True)
    await workflow.send_due(desk.services)
    await desk.bot.message_worker.deliver_due()
    desk.slack.faults.clear()

    await stories.recovered(desk)

    assert len(posted(desk, "managers")) == 3


async def test_a_slack_that_refuses_charts_and_tables_gets_the_same_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.anna(desk)
    await stories.asked(desk, "/block anna42 takeover because the player called from a new phone")
    await at_the_hour(desk)
    monkeypatch.setattr(data, "counts", refuse_native)

    await sent(desk)

    [message] = posted(desk, "security", "Security digest")
    assert NATIVE.isdisjoint(block["type"] for block in message.blocks)
    assert "Block player · 1 · Alice" in message.shown
    assert "player" not in message.text


async def test_a_channel_is_shown_what_each_of_its_readers_may_see(desk: Desk) -> None:
    await alert(desk, rule="done_elsewhere", subject="player:7", visibility="security")
    await at_the_hour(desk)

    await sent(desk)

    [of_security], [of_managers] = (posted(desk, place, "Exceptions digest") for place in ("security", "managers"))
    assert "player 7" in of_security.shown
    assert "player 7" not in of_managers.shown  # ada reads along there
    assert "Acts with no request of this desk: 1 (0 before, +1)" in of_managers.shown
    assert "1 more that not everybody here may see; /alerts shows each what they may see." in of_managers.shown


async def test_outbox_message_of_a_digest_names_ids_only(desk: Desk) -> None:
    await at_the_hour(desk)
    await workflow.send_due(desk.services)

    async with desk.look() as work:
        bodies = [
            row.body for row in await work.db.execute(outbox_table.select().where(outbox_table.c.topic == "digest"))
        ]
        runs = (await work.db.execute(job_runs.select())).all()

    assert all(body.keys() == {"digest_id"} for body in bodies)
    assert {run.done_at is not None for run in runs} == {True}


@ON_BOTH_DATABASES
async def test_what_was_due_while_nobody_ran_comes_with_the_next_start(
    database_url: str, transport: str, patience: None
) -> None:
    plan = Plan(database_url, transport, features=TIMELESS)
    async with slack_of(plan) as slack:
        async with started(slack, plan) as desk:
            await at_the_hour(desk)
            await workflow.send_due(desk.services)
        async with started(slack, plan) as desk:
            await at_the_hour(desk)
            desk.advance(hours=5)
            await sent(desk)
            assert len(posted(desk, "managers")) == 3
            assert len(posted(desk, "security")) == 2
