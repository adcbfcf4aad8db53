"""What is said to Pitboss in a thread is answered as a command is; where that takes a form, a button opens it."""

import pytest

from tests.support import desk_players, house
from tests.support.desk import Desk

WHY = "because the player called from a new phone"


async def mentioned(desk: Desk, who: str, said: str, answered: str) -> str:
    await desk.person(who).say(f"<@U0PITBOSS> {said}", in_="player-desk")
    await desk.settled()
    return str((await desk.person(who).wait_for(answered, in_="player-desk")).shown)


@pytest.mark.parametrize(
    ("who", "said", "button", "filled"),
    [
        ("alice", f"block anna42 takeover {WHY}", "Block player…", ["takeover", "called from a new phone"]),
        ("alice", f"Please block anna42 takeover {WHY}", "Block player…", ["takeover", "called from a new phone"]),
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

    await mentioned(desk, who, said, "opens no form from a message")
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


async def test_every_form_opens_from_a_mention_with_what_was_said(desk: Desk) -> None:
    await house.anna(desk)
    said = {
        ("ada", "revoke <@U0BOB> finance because he left"): ("Revoke a role…", "he left"),
        ("sam", "freeze <@U0BOB>"): ("Freeze…", "U0BOB"),
        ("alice", "ticket anna42 the prize is late"): ("Ticket…", "the prize is late"),
        ("alice", "adjust"): ("Adjust balance…", "cash"),
        ("sam", "check"): ("Security check…", "player"),
        ("alice", "activity"): ("Activity of a player…", "30d"),
    }
    for (who, words), (button, filled) in said.items():
        await mentioned(desk, who, words, "This button opens it")
        await desk.person(who).press(button)
        form = await desk.person(who).wait_for_form()
        await desk.settled()

        assert filled in str(form.values)
        await form.close()


async def test_a_mistyped_verb_gets_the_nearest_as_a_button(desk: Desk) -> None:
    assert await mentioned(desk, "sam", "thow desk because it is over", "Did you mean @Pitboss thaw?")

    await desk.sam.press("@Pitboss thaw desk because it is over")
    form = await desk.sam.wait_for_form("Thaw")

    assert "it is over" in str(form.values)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("reset counters of anna42", "/player counters anna42"),
        (f"we should block anna42 {WHY}", f"/block anna42 {WHY}"),
        (f"could you end the sessions of anna42 {WHY}", f"/player sessions anna42 {WHY}"),
    ],
)
async def test_a_command_in_other_words_is_offered_as_it_was_meant(desk: Desk, said: str, line: str) -> None:
    await house.anna(desk)

    await mentioned(desk, "alice", said, "Did you mean")

    await desk.alice.press(line)
    assert "anna42" in (await desk.alice.wait_for_form("What would happen?")).text


async def test_a_direct_message_is_answered_as_a_mention_is(desk: Desk) -> None:
    player = await house.anna(desk)

    await desk.sam.say("hi")
    short = await desk.sam.wait_for("I do not know “hi”.", dm=True)
    assert ("What you can do here" in short.shown, len(short.blocks)) == (False, 2)
    assert [each["text"]["text"] for each in short.blocks[1]["elements"]] == [
        *("/player hi", "/player", "/activity", "/ticket", "Help"),
    ]
    await desk.sam.press("Help", on=short)
    await desk.sam.wait_for("What you can do here", dm=True)
    await desk.sam.say("thanks, anna42")
    assert (await desk.sam.wait_for("/player thanks, anna42", dm=True)).shown
    await desk.sam.say("check `anna42`")
    await desk.sam.wait_for(f"Security check of player {player}", dm=True)
    await desk.alice.say("block anna42 takeover because she called")
    await desk.alice.press("Block player…", on=await desk.alice.wait_for("This button opens it", dm=True))

    assert "she called" in str((await desk.alice.wait_for_form("Block player")).values)


async def test_what_stands_before_its_name_is_not_said_to_pitboss(desk: Desk) -> None:
    player = await house.anna(desk)

    await desk.sam.say("hey <@U0BOB>, could you <@U0PITBOSS>: check anna42", in_="player-desk")

    assert await desk.sam.wait_for(f"Security check of player {player}", in_="player-desk")


async def test_pitboss_does_not_answer_itself_in_a_direct_message(desk: Desk) -> None:
    await desk.olga.say("help")
    await desk.olga.wait_for("What you can do here", dm=True)
    await desk.settled()

    assert len(desk.olga.messages(dm=True)) == 2


async def test_the_nearest_word_of_every_command_is_a_button(desk: Desk) -> None:
    typed = {
        ("bob", "/approvals askd"): ("/approvals asked", "You have not requested anything yet."),
        ("maya", "/digest securty yesterday"): ("/digest security yesterday", "Security"),
        ("maya", "/digest security yesterdy"): ("/digest security yesterday", "Security"),
        ("sam", "/audit staf bob"): ("/audit staff bob", "Bob"),
        ("ada", "/pitboss stafff bob"): ("/pitboss staff bob", "Bob"),
        ("ada", "/pitboss staff carrol"): ("/pitboss staff Carol Camilleri", "Colleagues"),
        ("sam", "/audit staff Carrol"): ("/audit staff Carol Camilleri", "Records about Carol"),
        ("alice", "/player hlep"): ("/player help", "shows the card"),
        ("sam", "/check hlep"): ("/check help", "asks every security rule"),
        ("bob", "/approvals next please"): ("/approvals next", "Nothing waits for your vote."),
        ("sam", "/audit anna42"): ("/audit player anna42", "Records about player 1"),
        ("maya", "/activity anna42 last week"): ("/activity anna42 7d", "Logins"),
        ("ada", "/pitboss grnt @bob finance"): ("/pitboss grant @bob finance", ""),
        ("ada", "/pitboss whoami please"): ("/pitboss whoami", "Ada"),
        ("maya", "/digest schedule securty"): ("/digest schedule security", "by itself"),
        ("maya", "/digest security 7x"): ("/digest security 7d", "Security"),
        ("maya", "/digest security subscribe 9:00 mondy"): ("/digest security subscribe 9:00 monday", "in the channel"),
        ("maya", "/activity anna42 7x"): ("/activity anna42 7d", "Logins"),
        ("maya", "/activity anna42 2w"): ("/activity anna42 14d", "Logins"),
        ("maya", "/activity anna42 yesterdy because phone"): ("/activity anna42 yesterday because phone", "Logins"),
    }
    await house.anna(desk)
    for (who, line), (button, answer) in typed.items():
        asked = await desk.person(who).command(line)
        assert not answer or answer not in asked.text
        await desk.person(who).press(button, on=asked.message)
        await desk.settled()

        assert answer in desk.person(who).messages()[-1].shown, line


async def test_the_nearest_player_of_every_command_is_a_button(desk: Desk) -> None:
    player = await house.anna(desk)
    typed = {
        "/player ana42": ("Open 1", "anna42"),
        "/activity ana42 7d": ("Open 1", "anna42"),
        "/check ana42": ("anna42 · player 1", "Security check of player 1"),
        "/alerts “ana42”": ("anna42 · player 1", "There has been no alert about player 1."),
        "/audit player ana42": ("anna42 · player 1", "player 1"),
    }
    for line, (button, answer) in typed.items():
        asked = await desk.sam.command(line)
        assert "Did you mean" in asked.text
        await desk.sam.press(button, on=asked.message)
        await desk.settled()

        shown = desk.sam.messages()[-1].shown if button == "Open 1" else asked.message.shown
        assert answer in shown, line
        assert "Did you mean" not in shown, line
    assert player == 1


async def test_the_nearest_player_is_a_button_on_a_form(desk: Desk) -> None:
    await house.anna(desk)

    await desk.alice.command("/adjust ana42 +50 EUR because it is late")
    form = await desk.alice.wait_for_form("Did you mean anna42")
    await form.fill(note="It is very late.")
    await form.press("anna42 · player 1")
    form = await desk.alice.wait_for_form("The player now")
    assert "Did you mean" not in form.text
    assert [each for each in ("50 EUR", "It is very late.") if each not in str(form.values)] == []
    await form.close()

    await desk.alice.command("/ticket ana42 the prize is late")
    form = await desk.alice.wait_for_form("Did you mean anna42")
    await form.press("anna42 · player 1")
    await desk.settled()
    assert "the prize is late" in str(desk.alice.form.values)
    assert "'value': '1'" in str(desk.alice.form.values)


async def test_one_of_several_players_is_chosen_by_a_button(desk: Desk) -> None:
    for username in ("anna42", "anna43"):
        await desk_players.player(desk, username, first_name="Anna", last_name="Muller")

    await mentioned(desk, "sam", "check Anna Muller because phone", "Several players fit.")
    await desk.sam.press("anna43 · player 2")

    assert await desk.sam.wait_for("Security check of player 2", in_="player-desk")


async def test_words_that_fit_no_field_are_repeated_above_every_form(desk: Desk) -> None:
    await house.anna(desk)
    typed = {
        ("sam", "/pitboss freeze bob because his laptop is gone"): ("“bob” fits none", "his laptop is gone"),
        ("sam", "/pitboss freeze @bob now because his laptop is gone"): ("“now” fits none", "U0BOB"),
        ("ada", "/pitboss revoke @bob @carol finance because he left"): ("“@carol” fits none", "finance"),
        ("ada", "/pitboss leaver bob because he left"): ("“bob” fits none", "he left"),
        ("alice", "/block anna42 stolen because she called"): ("“stolen” fits none", "she called"),
        ("alice", "/unblock anna42 quickly because she called"): ("“quickly” fits none", "she called"),
    }
    for (who, line), (told, kept) in typed.items():
        await desk.person(who).command(line)
        form = await desk.person(who).wait_for_form(told)

        assert kept in str(form.values)
        assert "anna42" in form.text or who != "alice"
        await form.close()


async def test_a_mistyped_list_of_tickets_is_a_button_on_the_form(desk: Desk) -> None:
    await desk.alice.command("/ticket queu")
    form = await desk.alice.wait_for_form("No player yet")
    await form.press("/ticket queue")
    await desk.settled()

    assert "No ticket waits for somebody" in desk.alice.form.text
