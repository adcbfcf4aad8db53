"""Every look at a player is recorded, has an end, and shows to each what is theirs to know."""

import pytest
from sqlalchemy import text, update

from core import audit, staff
from core.database.tables import players
from core.people import Visibility
from tests.support import stories
from tests.support.desk import Desk
from tests.support.desk_players import block, login, note, player

HOSTILE = {
    "shout": "<!channel> <!here> @everyone",
    "mention": "<@U0ADA> & <https://evil.example|click>",
    "backwards": "anna\u202egnp.exe\u200b",
    "arabic": "مرحبا بالعالم",
    "faces": "😀🏴‍☠️👩‍👩‍👧" * 20,
    "long": "x" * 4000,
    "lines": "Anna\nCan: everything\n*VIP*",
}


async def test_view_is_recorded_with_the_player_and_the_key(desk: Desk) -> None:
    anna = await player(desk, "anna42")

    await desk.alice.command("/player anna42", in_="player-desk")

    [record] = await desk.recorded("player.viewed")
    assert record["actor"]["person"] == "alice"
    assert record["player"] == str(anna)
    assert record["facts"] == {"by": "username"}
    assert record["origin"]["channel"] == desk.slack.channel("player-desk").id


@pytest.mark.parametrize("line", ["/player anna42", "/player"])
async def test_who_may_not_look_is_refused_and_recorded(desk: Desk, line: str) -> None:
    await player(desk, "anna42")

    answer = await desk.mallory.command(line)

    assert "You may not look at players. Who may: Support" in answer.message.shown
    assert "anna42 ·" not in answer.message.shown
    refused = await desk.recorded("player.viewed") + await desk.recorded("player.listed")
    assert [record["outcome"] for record in refused] == ["refused"]


@pytest.mark.parametrize("who", ["gus", "eve"])
async def test_guests_and_outsiders_see_nothing(desk: Desk, who: str) -> None:
    await player(desk, "anna42")

    answer = await desk.person(who).command("/player anna42")

    assert "anna42 ·" not in answer.message.shown
    assert "staff" in answer.message.shown
    assert await desk.recorded("player.viewed") == []


async def test_what_security_keeps_is_a_hint_to_others(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "fraud")
    await note(desk, anna, "Card testing ring", by="sam", priority="high", visibility=Visibility.SECURITY)

    alice, sam = [(await desk.person(who).command("/player anna42")).message.shown for who in ("alice", "sam")]

    assert "Ask security before acting." in alice
    assert "fraud" not in alice.casefold()
    assert "Card testing ring" not in alice
    assert "Suspected fraud: since" in sam
    assert "Card testing ring" in sam
    assert sam.count("for security and fraud only") == 2


async def test_what_compliance_keeps_is_nothing_to_others(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    before = {who: _still((await desk.person(who).command("/player anna42")).message.shown) for who in ("alice", "sam")}
    await note(
        desk, anna, "Report to the authority is being written", priority="high", visibility=Visibility.COMPLIANCE
    )

    after = {who: _still((await desk.person(who).command("/player anna42")).message.shown) for who in ("alice", "sam")}

    assert after == before
    assert "Report to the authority" in (await desk.cora.command("/player anna42")).message.shown


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_names_stay_words(desk: Desk, name: str) -> None:
    shady = await player(desk, "shady", email=None)
    async with desk.work() as work:  # names were not held to one line when this player was told of
        kept = update(players).values(first_name=name, last_name=name, external_id=name)
        await work.db.execute(kept.where(players.c.id == shady))
    await login(desk, shady, device=name, country="<!here>")
    await note(desk, shady, name[:2000], priority="high")

    answer = await desk.alice.command(f"/player {shady}", in_="player-desk")

    assert answer.error is None
    assert answer.message.mentions == []
    assert f"player {shady}" in answer.message.shown
    assert not {"\u202e", "\u200b"} & set(answer.message.shown)
    assert "\nCan: everything" not in answer.message.shown.split("Important note")[0]
    assert "Look again" in answer.message.shown
    assert desk.slack.traffic.notes == []


async def test_what_cannot_be_recorded_is_not_shown(desk: Desk) -> None:
    await player(desk, "anna42")
    async with desk.work() as work:
        await work.db.execute(text("DROP TABLE pending_records"))

    answer = await desk.alice.command("/player anna42")

    assert "anna42 ·" not in answer.message.shown
    assert "nothing was done" in answer.message.shown


async def test_going_through_the_players_list_by_list_has_an_end(desk: Desk) -> None:
    await player(desk, "muel71")
    await player(desk, "muel72")
    most = desk.office.limits.searches_per_hour
    async with desk.work() as work:
        found = await staff.by_account(work.db, desk.alice.id, office=work.office, now=work.now)
        for _ in range(most):
            searched = audit.Entry(actor=found[0].actor, action="player.searched", module="players")
            await audit.record(work, searched)

    refused = (await desk.alice.command("/player muel 4471")).message.shown
    by_key = (await desk.alice.command("/player muel71")).message.shown
    others = (await desk.bob.command("/player muel 4471")).message.shown

    assert f"You searched {most} times within an hour" in refused
    assert "muel71 · player" in by_key
    assert "2 players fit" in others


def _still(shown: str) -> str:
    """Leave out the line that tells the time."""
    return "\n".join(line for line in shown.splitlines() if not line.startswith("As of"))


@pytest.mark.parametrize(
    ("button", "action", "told"),
    [
        ("Reveal…", "reveal.considered", "You may not see masked fields in full"),
        ("Notes and tags", "note.listed", "You may not look at players"),
        ("Add a note…", "note.considered", "You may not write notes and tags on players"),
    ],
)
async def test_button_of_an_old_card_is_refused_and_recorded(desk: Desk, button: str, action: str, told: str) -> None:
    await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    await stories.revoked(desk, "alice", "support")

    await desk.alice.press(button, on=card)

    await desk.alice.wait_for(told, in_="player-desk")
    assert [record["outcome"] for record in await desk.recorded(action)] == ["refused"]
