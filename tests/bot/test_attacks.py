"""What somebody hostile, or only curious, would try through Slack: each attempt shows and moves nothing."""

import time
from pathlib import Path

import pytest

from bot.handlers.players import commands as players
from bot.slack import message_text
from core import staff
from core.database.upgrade import migrate
from core.people import PITBOSS
from tests.support import asked_page, house
from tests.support.desk import CAST, Desk

SUSPECTED = "/block anna42 money laundering because the deposits look layered to us"


async def revoked(desk: Desk, key: str) -> None:
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=await desk.staff_id(key), role=str(CAST[key]))


async def submitted(desk: Desk, who: str, line: str, **filled: object) -> None:
    await desk.person(who).command(line)
    form = await desk.person(who).wait_for_form()
    await form.fill(**filled)
    await form.submit()
    await asked_page.closed(desk.person(who))
    assert desk.person(who).form is None, form.text
    await desk.settled()


async def suspected(desk: Desk) -> None:
    """Block anna on compliance's word, which others must get no wind of; fred is of compliance here, to confirm."""
    await house.anna(desk)
    async with desk.work() as work:
        grant = staff.Grant(staff_id=await desk.staff_id("fred"), role="compliance", by=PITBOSS)
        await staff.grant(work, grant)
    await submitted(desk, "cora", SUSPECTED)


def seen_by(desk: Desk, who: str) -> str:
    """Everything that stands before somebody's eyes: messages and the form on top."""
    person = desk.person(who)
    messages = [*person.messages("approvals"), *person.messages(dm=True)]
    return " ".join([*(message.shown for message in messages), person.form.text if person.form else ""])


async def test_the_receipt_of_one_block_tells_nothing_of_another(desk: Desk) -> None:
    await suspected(desk)
    await submitted(desk, "alice", "/block anna42 takeover because the player called from a new phone")
    takeover = desk.office.reasons["takeover"]
    await submitted(
        desk,
        "alice",
        "/unblock anna42 because identity was checked by phone",
        **{"Blocks to lift": [takeover.title], "Done before": list(takeover.remedies)},
    )

    [card, *_] = [one for one in desk.sam.messages("approvals") if "Lift 1 block" in one.shown]
    await desk.sam.press("Approve", on=card)
    await (await desk.sam.wait_for_form()).submit()
    await desk.settled()

    assert await desk.alice.wait_for("Receipt", dm=True)
    for who in ("alice", "sam"):
        assert takeover.title in seen_by(desk, who)
        assert "laundering" not in seen_by(desk, who)


async def test_lifting_a_hidden_block_is_not_explained_to_others(desk: Desk) -> None:
    await suspected(desk)
    reason = desk.office.reasons["money_laundering"]
    await submitted(
        desk,
        "cora",
        "/unblock anna42 because the source of funds was proved to us",
        **{"Blocks to lift": [reason.title], "Done before": list(reason.remedies)},
    )
    [card, *_] = [one for one in desk.cora.messages("approvals") if "Lift 1 block" in one.shown]

    for who in ("sam", "alice", "fred"):
        await desk.person(who).press("Details", on=card)
        assert await desk.person(who).wait_for_form()
        await desk.settled()

    for hint in ("laundering", "source of funds", "Reporting officer"):
        assert hint in seen_by(desk, "fred")
        for who in ("sam", "alice"):
            assert hint not in seen_by(desk, who)


async def test_a_form_left_open_shows_no_player_to_whoever_lost_the_right(desk: Desk) -> None:
    await house.anna(desk)
    await desk.alice.command("/adjust anna42 +50 EUR goodwill because tournament credited late")
    form = await desk.alice.wait_for_form("What would happen")
    await revoked(desk, "alice")

    await form.press("What would happen?")
    await desk.settled()
    refused = await desk.recorded("request.considered")
    assert desk.alice.form
    assert "You may not ask" in desk.alice.form.text
    await form.submit()
    await desk.settled()

    assert refused[-1]["outcome"] == "refused"
    assert [one["outcome"] for one in await desk.recorded("request.asked")] == ["refused"]


@pytest.mark.parametrize("typed", ["a" * 40_000, "<@U0A|" * 6_000])
async def test_no_message_keeps_the_desk_waiting(desk: Desk, typed: str) -> None:
    begun = time.process_time()

    players.named_in(message_text.said({"text": typed}))
    for command in ("audit", "pitboss grant"):
        await desk.sam.say(f"<@U0PITBOSS> {command} {typed}", in_="player-desk")
        await desk.settled()

    assert time.process_time() - begun < 5


async def test_the_file_of_the_players_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "pitboss.sqlite3"

    await migrate(f"sqlite+aiosqlite:///{path}")

    assert path.stat().st_mode & 0o777 == 0o600
