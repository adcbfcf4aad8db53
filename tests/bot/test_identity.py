"""Who is let in: staff records, Slack's word about accounts, and what happens when Slack is silent."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.features import Feature
from bot.slack import accounts
from core import staff
from core.database.tables import staff as staff_table
from core.people import PITBOSS, Permission
from core.staff import ChatAccount, Grant
from tests.bot import ping
from tests.support.desk import Desk, Plan, booted


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    features = [ping.FEATURE, Feature(accounts.ROUTES)]
    async with booted(Plan(database_url, transport, features, ["/ping"], topics=ping.TOPICS)) as desk:
        yield desk


async def says(desk: Desk, key: str) -> str:
    place = "player-desk" if key in desk_members(desk) else "general"
    return (await desk.person(key).command("/ping", in_=place)).text


def desk_members(desk: Desk) -> set[str]:
    members = desk.slack.channel("player-desk").members
    return {user.key for user in desk.slack.state.workspace.users.values() if user.id in members}


async def test_staff_are_let_in_with_their_roles(desk: Desk) -> None:
    async with desk.look() as work:
        found = await staff.by_account(work.db, "U0BOB", office=work.office, now=work.now)

    assert found[0].actor.roles == {"finance"}
    assert found[0].actor.may(Permission.ADJUSTMENT_APPROVE)
    assert (await says(desk, "bob")).startswith("pong")


@pytest.mark.parametrize("key", ["gus", "eve"])
async def test_nobody_without_a_record_is_let_in_and_it_is_recorded(desk: Desk, key: str) -> None:
    assert "not on the staff" in await says(desk, key)

    (record,) = await desk.recorded("desk.entered")
    assert (record["outcome"], record["code"]) == ("refused", "not_staff")
    assert record["actor"]["person"] == desk.person(key).id


@pytest.mark.parametrize("key", ["gus", "eve"])
async def test_guests_and_outsiders_are_denied_even_with_a_record(desk: Desk, key: str) -> None:
    user = desk.person(key).user
    async with desk.work() as work:
        account = ChatAccount(user_id=user.id, team_id="T0LUCKY", name=user.name)
        staff_id = await staff.hire(work, PITBOSS, account, person=key)
        await staff.grant(work, Grant(staff_id=staff_id, role="support", by=PITBOSS))
    desk.advance(minutes=11)

    assert "Guests, bots and people of another company" in await says(desk, key)


async def test_payload_of_another_team_is_denied_whatever_the_installed_team_says(desk: Desk) -> None:
    await desk.alice.command("/ping", in_="player-desk")
    desk.alice.user.team_id = "T0OTHER"

    await desk.alice.press("Again")

    await desk.alice.wait_for("another workspace", in_="player-desk")


async def test_two_records_of_one_account_deny_each_other(desk: Desk) -> None:
    async with desk.work() as work:
        await work.db.execute(insert(staff_table).values(_second_record(work)))

    assert "Two staff records" in await says(desk, "alice")


def _second_record(work: Any) -> dict[str, Any]:
    same = {"slack_user_id": "U0ALICE", "slack_team_id": "T0SECOND", "person": "alice2", "name": "Alice"}
    return {"id": work.at.ids(), "state": "active", "checked_at": work.now, "created_at": work.now, **same}


@pytest.mark.parametrize("mark", ["guest", "deleted", "bot"])
async def test_news_that_an_account_changed_count_at_once(desk: Desk, mark: str) -> None:
    assert (await says(desk, "alice")).startswith("pong")
    setattr(desk.alice.user, mark, True)

    from sandbox.web_api.users import describe

    event = {"type": "user_change", "user": describe(desk.slack.state, desk.alice.user)}
    desk.slack.state.emit(event)
    await desk.slack.settled()
    await desk.services.tasks.settled()

    assert "Guests, bots" in await says(desk, "alice")


async def test_last_word_counts_ten_minutes_while_slack_is_silent_then_no_more(desk: Desk) -> None:
    desk.slack.faults.set(fail_500=True, only="users.info")

    desk.advance(minutes=9)
    assert (await says(desk, "alice")).startswith("pong")
    desk.advance(minutes=2)
    assert "Slack did not confirm who you are" in await says(desk, "alice")

    desk.slack.faults.clear()
    assert (await says(desk, "alice")).startswith("pong")


async def test_old_word_is_refreshed_in_the_background(desk: Desk) -> None:
    desk.advance(minutes=6)

    assert (await says(desk, "alice")).startswith("pong")
    assert (await says(desk, "alice")).startswith("pong")
    await desk.services.tasks.settled()

    assert len(desk.slack.traffic.of("users.info")) == 1
    async with desk.look() as work:
        found = await staff.by_account(work.db, "U0ALICE", office=work.office, now=work.now)
        assert (work.now - found[0].checked_at).total_seconds() < 60


async def test_frozen_colleague_can_do_nothing(desk: Desk) -> None:
    async with desk.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=await desk.staff_id("alice"), why="Left his laptop in a train.")

    assert "frozen" in await says(desk, "alice")


async def test_account_is_asked_about_only_when_its_word_is_old(desk: Desk) -> None:
    for _ in range(3):
        await says(desk, "alice")

    assert desk.slack.traffic.of("users.info") == []
    assert len(desk.slack.traffic.of("auth.test")) <= 1


async def test_named_administrator_gets_in_while_there_is_none_and_no_longer(database_url: str, transport: str) -> None:
    settings = {"PITBOSS_ADMINISTRATORS": "U0ADA, U0MAYA"}
    plan = Plan(database_url, transport, **ping.ALONE, commands=["/ping"], settings=settings, staffed=False)
    async with booted(plan) as desk:
        assert (await says(desk, "ada")).startswith("pong")
        assert "not on the staff" in await says(desk, "maya")

        assert len(await desk.recorded("staff.set_up")) == 1
        async with desk.look() as work:
            (ada,) = await staff.by_account(work.db, "U0ADA", office=work.office, now=work.now)
        assert ada.actor.roles == {"administrator"}


async def test_administrator_who_is_a_guest_is_not_let_in(database_url: str, transport: str) -> None:
    settings = {"PITBOSS_ADMINISTRATORS": "U0GUS"}
    plan = Plan(database_url, transport, **ping.ALONE, commands=["/ping"], settings=settings, staffed=False)
    async with booted(plan) as desk:
        assert "not on the staff" in await says(desk, "gus")


async def test_record_of_another_team_is_barred_by_the_next_word_of_slack(desk: Desk) -> None:
    async with desk.work() as work:
        moved = update(staff_table).where(staff_table.c.slack_user_id == "U0ALICE")
        await work.db.execute(moved.values(slack_team_id="T0FORMER", checked_at=None))

    assert "Guests, bots and people of another company" in await says(desk, "alice")
