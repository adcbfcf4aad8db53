"""What is said to Pitboss in a thread is answered as a command is; where that takes a form, a button opens it."""

import pytest

from tests.support import house
from tests.support.desk import Desk

WHY = "because the player called from a new phone"


async def mentioned(desk: Desk, who: str, said: str, answered: str) -> str:
    await desk.person(who).say(f"<@U0PITBOSS> {said}", in_="player-desk")
    return str((await desk.person(who).wait_for(answered, in_="player-desk")).shown)


@pytest.mark.parametrize(
    ("who", "said", "button", "filled"),
    [
        ("alice", f"block anna42 takeover {WHY}", "Block player…", ["takeover", "called from a new phone"]),
        ("alice", f"/unblock anna42 {WHY}", "Unblock player…", ["called from a new phone"]),
        ("alice", f"adjust anna42 +50 EUR goodwill {WHY}", "Adjust balance…", ["50 EUR", "give", "cash", "goodwill"]),
        ("alice", f"adjust reverse anna42 {WHY}", "Reverse adjustment…", ["called from a new phone"]),
        ("ada", "grant <@U0BOB> support because he helps out", "Grant a role…", ["U0BOB", "support", "he helps out"]),
        ("ada", "pitboss grant <@U0BOB> support because he helps out", "Grant a role…", ["U0BOB", "support"]),
        ("sam", "thaw desk because it is over", "Thaw…", ["it is over"]),
    ],
)
async def test_an_action_is_asked_for_in_a_thread(
    desk: Desk, who: str, said: str, button: str, filled: list[str]
) -> None:
    await house.anna(desk)

    await mentioned(desk, who, said, "opens no form from a mention")
    await desk.person(who).press(button)
    form = await desk.person(who).wait_for_form(button.removesuffix("…"))

    assert [one for one in filled if one not in str(form.values)] == []
    assert "anna42" in form.text or who != "alice"


async def test_who_may_not_ask_is_told_at_once(desk: Desk) -> None:
    await house.anna(desk)

    told = await mentioned(desk, "olga", f"block anna42 {WHY}", "You may not ask for “Block player”")

    assert "Who may: Support" in told
    assert [record["outcome"] for record in await desk.recorded("request.considered")] == ["refused"]


async def test_alerts_and_the_check_answer_too(desk: Desk) -> None:
    await house.anna(desk)

    assert await mentioned(desk, "sam", "alerts", "No alert is open.")
    assert await mentioned(desk, "sam", "check anna42", "Looks for:")


async def test_help_lists_every_command_there_is(desk: Desk) -> None:
    told = await mentioned(desk, "maya", "help", "What you can do here")
    typed = (await desk.maya.command("/pitboss help")).message.shown

    assert told == typed
    for command in (
        "/player",
        "/activity",
        "/block",
        "/unblock",
        "/ticket",
        "/approvals",
        "/check",
        "/alerts",
        "/audit",
    ):
        assert f"{command} " in told
    assert "/pitboss freeze desk" in told


async def test_what_is_a_form_alone_is_sent_to_where_it_opens(desk: Desk) -> None:
    told = await mentioned(desk, "ada", "revoke <@U0BOB> finance because he left", "opens no form from a mention")

    assert "Type /pitboss revoke in a channel" in told


async def test_a_mistyped_verb_gets_the_nearest(desk: Desk) -> None:
    assert await mentioned(desk, "sam", "thow desk", "Did you mean @Pitboss thaw?")
