"""A leaver: by a colleague's word, or by Slack's, everything stops and is handed on."""

from typing import Any

from core import security, staff, tickets
from core.database import tables
from core.security import NewAlert, Severity, Shelf
from core.tickets import NewTicket
from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.stories import GIVE


async def leaves(desk: Desk, line: str, who: str = "ada") -> Any:
    await desk.person(who).command(line)
    form = await desk.person(who).wait_for_form("Somebody leaves")
    await form.submit()
    await desk.settled()
    return form


async def removed(desk: Desk, who: str) -> None:
    """Take a leaver out of the channel, as the answer says; until then cards there show nothing."""
    desk.slack.leave(who, "approvals")
    await desk.settled()


async def state(desk: Desk, who: str) -> tuple[str, frozenset[str]]:
    async with desk.look() as work:
        [member] = await staff.by_account(work.db, desk.person(who).id, office=work.office, now=work.now)
    return member.state, member.held


async def test_a_leaver_loses_everything_at_once_and_it_is_recorded(desk: Desk) -> None:
    await leaves(desk, "/pitboss leaver @bob because it was his last day")

    assert "Bob Borg has left" in desk.ada.form.text
    assert await state(desk, "bob") == ("gone", frozenset())
    [record] = await desk.recorded("staff.left")
    assert record["facts"] == {"person": "bob", "accounts": 1, "roles": "finance"}
    assert "Your staff record is gone" in (await desk.bob.command("/approvals")).message.shown


async def test_a_leavers_request_stands_still_and_is_offered_to_whoever_may_take_it_over(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    await leaves(desk, "/pitboss leaver @alice because she moved to another company")

    assert "Left behind: 1 request, 0 tickets and 0 alerts" in desk.ada.form.text
    await removed(desk, "alice")
    assert "must take it over" in card.shown
    listed = (await desk.carol.command("/approvals left")).message
    assert "Left behind by Alice Adams" in listed.shown
    assert "There is no request for you to take over" in (await desk.sam.command("/approvals left")).message.shown
    await desk.carol.press("Take over", on=listed)
    await desk.settled()
    assert "is now your request" in "".join(each.shown for each in desk.carol.messages())
    assert "Done" in await stories.decided(desk.bob, "Approve", card)


async def test_a_leavers_tickets_and_alerts_go_back_to_where_all_see_them(desk: Desk) -> None:
    async with desk.work() as work:
        [sam] = await staff.by_account(work.db, desk.sam.id, office=work.office, now=work.now)
        ticket = await tickets.open(work, sam.actor, NewTicket(text="Somebody wrote", category="account", key="k"))
        await tickets.take(work, sam.actor, ticket.id)
        found = NewAlert(
            rule="failed_logins", subject="ip:1", window="1", severity=Severity.LOW, sentence="Many tries."
        )
        alert_id = await security.raise_alert(work, found)
        assert alert_id is not None
        await security.take(work, sam.actor, alert_id)

    await leaves(desk, "/pitboss leaver @sam because it was his last day")

    assert "Left behind: 0 requests, 1 ticket and 1 alert" in desk.ada.form.text
    async with desk.look() as work:
        assert await tickets.assigned_to(work.db, sam.id) == ()
        assert not await security.page_of(work.db, Shelf.MINE, actor=sam.actor, now=work.now)


async def test_a_leavers_vote_does_not_count_any_more(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, stories.PRIZE, source_ref="T-4711")
    await stories.decided(desk.bob, "Approve", card)

    await leaves(desk, "/pitboss leaver @bob because it was his last day")
    await removed(desk, "bob")

    assert "still needs Finance" in await stories.decided(desk.maya, "Approve", card)
    assert "Done" in await stories.decided(desk.carol, "Approve", card)


async def test_an_account_that_slack_deleted_is_a_leaver_at_once(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    desk.slack.change_person("alice", deleted=True)
    await desk.settled()

    assert await state(desk, "alice") == ("gone", frozenset())
    assert [record["actor"]["person"] for record in await desk.recorded("staff.left")] == ["workspace"]
    assert "must take it over" in card.shown
    desk.slack.change_person("alice", title="of nothing")
    await desk.settled()
    assert len(await desk.recorded("staff.left")) == 1


async def test_another_account_of_the_same_human_goes_on(desk: Desk) -> None:
    await stories.second_account(desk, "bob", role="finance")

    desk.slack.change_person("bob2", deleted=True)
    await desk.settled()

    assert await state(desk, "bob2") == ("gone", frozenset())
    assert await state(desk, "bob") == ("active", frozenset({"finance"}))


async def test_a_leaver_by_a_colleagues_word_leaves_with_every_account(desk: Desk) -> None:
    await stories.second_account(desk, "bob", role="finance")

    await leaves(desk, "/pitboss leaver @bob because it was his last day")

    rows = await house.world(desk).rows(tables.staff, tables.staff.c.person == "bob")
    assert {row.state for row in rows} == {"gone"}


async def test_the_last_who_may_grant_roles_does_not_leave(desk: Desk) -> None:
    form = await leaves(desk, "/pitboss leaver @ada because I go")

    assert "Nobody else could grant roles then" in form.errors["Who"]
    assert await state(desk, "ada") == ("active", frozenset({"administrator"}))


async def test_only_who_may_grant_says_that_somebody_left(desk: Desk) -> None:
    told = (await desk.sam.command("/pitboss leaver @bob because I do not like him")).message.shown

    assert "You may not say that somebody has left. Who may: Administrator" in told


async def test_the_copy_of_whoever_asked_before_says_whose_request_it_is_now(desk: Desk) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.revoked(desk, "alice", "support")
    await removed(desk, "alice")

    await desk.carol.press("Details", on=card)
    await (await desk.carol.wait_for_form("take it over")).press("Take over")
    await desk.settled()

    copy = await desk.alice.wait_for("you could no longer act on it", dm=True)
    assert "was taken over by Carol Camilleri" in copy.shown


async def test_a_reason_too_long_for_the_form_is_cut_in_it(desk: Desk) -> None:
    await desk.ada.command(f"/pitboss leaver @bob because {'he left us ' * 60}")

    form = await desk.ada.wait_for_form("Somebody leaves")

    assert "he left us" in form.text
