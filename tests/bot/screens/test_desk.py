import pytest

from core import outbox
from tests.support import notes
from tests.support.desk import Desk
from tests.support.desk_players import player


async def test_help_is_what_one_may_do(desk: Desk) -> None:
    alice, ada, mallory = [
        (await desk.person(who).command("/pitboss help")).message.shown for who in ("alice", "ada", "mallory")
    ]

    assert "/adjust" in alice
    assert "/audit" not in alice
    assert "/pitboss grant" not in alice
    assert "/pitboss grant" in ada
    assert "/adjust" not in ada
    assert "/player" not in mallory


async def test_whoami_says_roles_rights_and_zone(desk: Desk) -> None:
    sam = (await desk.sam.command("/pitboss whoami")).message.shown
    mallory = (await desk.mallory.command("/pitboss whoami")).message.shown

    for part in (
        "Sam Svensson",
        "Security",
        "Europe/Stockholm",
        "confirm or end a block",
        "what is for security and fraud only",
    ):
        assert part in sam
    assert "what is for compliance only" not in sam
    assert "none: ask an administrator for one" in mallory


async def test_status_says_how_far_behind_it_is(desk: Desk) -> None:
    async with desk.work() as work:
        await notes.send(work, "request:1")
        [claimed] = await outbox.claim(work)
        await outbox.give_up(work, claimed, error="channel_not_found")
        await notes.send(work, "request:1")

    shown = (await desk.ada.command("/pitboss status")).message.shown

    for part in (
        "Messages not sent yet*\n1",
        "Messages given up*\n1",
        "note request:1",
        "channel_not_found",
        "written 0 min",
    ):
        assert part in shown
    assert len(await desk.recorded("desk.status_viewed")) == 1


async def test_status_is_not_for_everybody(desk: Desk) -> None:
    shown = (await desk.alice.command("/pitboss status")).message.shown

    assert "You may not see how Pitboss is doing. Who may: Manager, Operations" in shown
    assert [record["outcome"] for record in await desk.recorded("desk.status_viewed")] == ["refused"]


async def test_staff_are_found_by_the_beginning_of_a_name(desk: Desk) -> None:
    everybody, one, nobody = [
        (await desk.alice.command(f"/pitboss staff{what}")).message.shown for what in ("", " bor", " <!here>")
    ]

    assert "Sam Svensson*: Security" in everybody
    assert "Bob Borg*: Finance" in one
    assert "Sam" not in one
    assert "Nobody here is called “&lt;!here&gt;”" in nobody


async def test_staff_are_not_listed_to_whoever_holds_no_role(desk: Desk) -> None:
    assert "You hold no role here" in (await desk.mallory.command("/pitboss staff")).message.shown


@pytest.mark.parametrize(
    ("typed", "meant"), [("statsu", "/pitboss status"), ("WHOAMI?", "/pitboss whoami"), ("gran", "/pitboss grant")]
)
async def test_mistyped_word_gets_the_nearest(desk: Desk, typed: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in (await desk.alice.command(f"/pitboss {typed}")).message.shown


async def test_strange_word_mentions_nobody(desk: Desk) -> None:
    answer = await desk.alice.command("/pitboss <!channel>", in_="player-desk")

    assert "I do not know" in answer.message.shown
    assert answer.message.mentions == []


async def test_role_is_asked_for_and_taken_away_from_here(desk: Desk) -> None:
    await desk.ada.command("/pitboss grant @mallory support because she joins the team")
    asked = await desk.ada.wait_for_form()
    assert "she joins the team" in str(asked.values)
    await asked.close()

    await desk.ada.command("/pitboss revoke @bob finance because he left the team")
    taking = await desk.ada.wait_for_form("Revoke a role")
    await taking.submit()
    await desk.settled()

    assert "no role" in (await desk.alice.command("/pitboss staff bob")).message.shown


async def test_mention_in_a_thread_answers_there_in_private(desk: Desk) -> None:
    await player(desk, "anna42")
    first = await desk.bob.say("Who looks at anna42?", in_="player-desk")

    await desk.alice.say("<@U0PITBOSS> player anna42", in_="player-desk", thread=first)

    card = await desk.alice.wait_for("anna42 · player", in_="player-desk")
    assert (card.ephemeral_to, card.thread_ts) == (desk.alice.id, first.ts)


@pytest.mark.parametrize(
    ("said", "answered"), [("", "What you can do here"), ("palyer anna42", "Did you mean @Pitboss player?")]
)
async def test_mention_without_a_known_word_is_helped(desk: Desk, said: str, answered: str) -> None:
    await desk.alice.say(f"<@U0PITBOSS> {said}", in_="player-desk")

    assert await desk.alice.wait_for(answered, in_="player-desk")
