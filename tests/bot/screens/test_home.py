from typing import Any

import pytest

from core import approvals, security, staff, tickets
from core.actions.block_player import BlockPlayer
from core.requests import Request
from core.tickets import NewTicket
from tests.support import stories
from tests.support.alert_screens import raised
from tests.support.desk import Desk
from tests.support.desk_players import player

NOTE = "The player called and told the whole story."


async def test_home_says_what_waits_and_what_was_asked(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    request = await ask(desk, "alice", anna)

    sam, alice = await home(desk, "sam"), await home(desk, "alice")

    assert "In force, to confirm or end: 1" in sam
    assert "Waits for your vote" in sam
    assert request.code in sam
    assert "Waits for your vote" not in alice
    assert "You asked for: 1" in alice
    assert request.code in alice
    assert "anna42" not in sam + alice
    assert "Anna" not in sam + alice


async def test_who_looked_at_home_and_at_which_requests_is_recorded(desk: Desk) -> None:
    request = await ask(desk, "alice", await player(desk, "anna42"))

    await home(desk, "sam")

    [record] = await desk.recorded("home.viewed")
    assert (record["actor"]["person"], record["facts"]) == ("sam", {"codes": request.code})


async def test_empty_home_says_so_and_where_to_begin(desk: Desk) -> None:
    shown = await home(desk, "sam")

    for part in (
        "Nothing waits for you.",
        "You have not requested anything yet.",
        "Look a player up…",
        "/pitboss help",
    ):
        assert part in shown


async def test_home_opens_the_alerts_of_all_and_the_form_for_a_digest(desk: Desk) -> None:
    await raised(desk, await player(desk, "anna42"))
    await home(desk, "maya")

    await desk.maya.press("Alerts", on=desk.maya.home)
    assert "Open alerts: 1" in (await desk.maya.wait_for_form("alerts")).text
    await desk.maya.form.close()

    await desk.maya.press("Digest…", on=desk.maya.home)
    form = await desk.maya.wait_for_form("Which")
    await form.submit()
    await desk.settled()
    assert "Security digest, " in desk.maya.form.text
    assert "Found · Rule · Subject · Severity · Owner · Due" in desk.maya.form.text, "in words a table keeps its heads"


async def test_home_offers_what_one_may_do(desk: Desk) -> None:
    ada, mallory = await home(desk, "ada"), await home(desk, "mallory")

    assert "Block…" in ada
    assert "Adjust…" not in ada
    assert "Look a player up…" not in mallory
    assert "ask an administrator for one" in mallory


async def test_home_of_strangers_is_polite(desk: Desk) -> None:
    for who in ("gus", "eve"):
        assert "staff" in await home(desk, who)


async def test_long_lists_on_home_are_cut_and_counted(desk: Desk) -> None:
    for number in range(8):
        await ask(desk, "alice", await player(desk, f"player{number}"))

    shown = await home(desk, "sam")

    assert "In force, to confirm or end: 8" in shown
    assert "3 more. /approvals shows all of them." in shown


async def test_card_opens_from_home_and_leads_on(desk: Desk) -> None:
    await player(desk, "anna42")
    await home(desk, "sam")

    await desk.sam.home.press("Look a player up…")
    form = await desk.sam.wait_for_form("Look a player up")
    await form.fill(text="anna42")
    await form.submit()
    assert "anna42 · player" in desk.sam.form.text
    await desk.sam.form.press("History")
    history = await desk.sam.wait_for_form("Records about")

    assert "looked at player 1" in history.text


async def test_fourth_page_takes_the_place_of_the_third(desk: Desk) -> None:
    first, _ = [await player(desk, name) for name in ("muel71", "muel72")]
    await home(desk, "sam")
    await desk.sam.home.press("Look a player up…")
    form = await desk.sam.wait_for_form("Look a player up")
    await form.fill(text="muel 4471")
    await form.submit()

    await desk.sam.press(f"Open {first}")
    await desk.sam.wait_for_form("Look again")
    await desk.sam.press("History")
    history = await desk.sam.wait_for_form("Records about")
    [button] = [block["accessory"] for block in history.blocks if "accessory" in block][:1]
    await desk.sam.press(button["text"]["text"])

    assert await desk.sam.wait_for_form("What it says")
    assert len(desk.sam.forms) == 3


async def test_open_home_follows_what_changes(desk: Desk) -> None:
    await home(desk, "sam")
    anna = await player(desk, "anna42")

    request = await ask(desk, "alice", anna)
    await followed(desk)
    assert request.code in desk.sam.home.text

    await decide(desk, "fred", request)
    await followed(desk)
    assert "Nothing waits for you." in desk.sam.home.text


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("alice", ("You have not requested anything yet.", "Adjust…"), ("The desk", "Freeze…", "Waits for your vote")),
        ("bob", ("Nothing waits for you.", "You have not requested anything yet."), ("The desk", "Grant a role…")),
        ("olga", ("The desk", "Look a player up…", "Open requests"), ("You asked for", "Block…", "Waits for")),
        ("ada", ("The desk", "Grant a role…", "Somebody leaves…", "Freeze…"), ("Adjust…",)),
        ("maya", ("The desk", "Nothing waits for you.", "Freeze…"), ("Grant a role…",)),
        ("mallory", ("You have no role here yet.", "Ada Andersson can request one"), ("The desk", "Look a player")),
    ],
)
async def test_each_role_sees_what_is_theirs_also_where_all_is_empty(
    desk: Desk, who: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    shown = await home(desk, who)

    for part in there:
        assert part in shown
    for part in not_there:
        assert part not in shown


async def test_who_runs_pitboss_sees_how_it_is_doing_and_no_player(desk: Desk) -> None:
    await stories.granted(desk, "mallory", "operations")

    shown = await home(desk, "mallory")

    assert "Messages not sent yet" in shown
    assert "Look a player up…" not in shown
    await desk.mallory.home.press("How Pitboss is doing")
    assert await desk.mallory.wait_for_form("Office file")


async def test_home_shows_what_was_left_behind_to_whoever_may_take_it_over(desk: Desk) -> None:
    await stories.stolen(desk)
    await stories.asked(desk, stories.GIVE)
    await home(desk, "carol")
    await stories.revoked(desk, "alice", "support")
    await followed(desk)

    assert "Left behind by Alice Adams" in desk.carol.home.text
    assert "Left behind" not in await home(desk, "sam")
    await desk.carol.home.press("Take over")
    await followed(desk)

    assert "You asked for: 1" in desk.carol.home.text
    assert "Left behind" not in desk.carol.home.text


async def test_home_says_what_is_frozen_and_why(desk: Desk) -> None:
    await desk.sam.command("/pitboss freeze desk because amounts leave")

    assert "Frozen: The whole desk." in (await home(desk, "alice")).replace("*", "")
    await desk.alice.home.press("Why?")
    assert await desk.alice.wait_for_form("amounts leave")


async def test_home_shows_my_tickets_and_alerts_and_follows_them(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await home(desk, "sam")
    assert "You own no ticket." in desk.sam.home.text
    assert "You own no alert." in desk.sam.home.text
    alert_id = await raised(desk, anna)

    async with desk.work() as work:
        sam = await actor(work, desk, "sam")
        ticket = await tickets.open(
            work, sam, NewTicket(text="Anna wrote", category="account", key="k", player_id=anna)
        )
        await tickets.take(work, sam, ticket.id)
        await tickets.wait_for_player(work, sam, ticket.id)
        await security.take(work, sam, alert_id)
    await followed(desk)

    shown = desk.sam.home.text
    for part in (
        "Your tickets: 1",
        ticket.code,
        "waiting for the player",
        "stands still since",
        "Your alerts: 1",
        security.title("impossible_travel"),
        f"player {anna}",
    ):
        assert part in shown
    assert "Anna" not in shown
    assert "due" not in shown.partition("Your tickets")[2]


async def home(desk: Desk, who: str) -> str:
    await desk.person(who).open_home()
    await desk.settled()
    return desk.person(who).home.text


async def followed(desk: Desk) -> None:
    """Wait until the Homes have followed what the outbox drew."""
    await desk.settled()
    await desk.services.tasks.settled()


async def actor(work: Any, desk: Desk, who: str) -> Any:
    found = await staff.by_account(work.db, desk.person(who).id, office=work.office, now=work.now)
    return found[0].actor


async def ask(desk: Desk, who: str, player_id: int) -> Request:
    async with desk.work() as work:
        wish = BlockPlayer(player_id=player_id, reason="takeover", note=NOTE)
        return await approvals.ask(work, wish, actor=await actor(work, desk, who), key=f"test:{player_id}")


async def decide(desk: Desk, who: str, request: Request) -> None:
    async with desk.work() as work:
        mine = await actor(work, desk, who)
        review = await approvals.review(work, request.id, actor=mine)
        ballot = approvals.Ballot(
            request_id=request.id,
            version=request.version,
            fingerprint=request.fingerprint,
            decision=approvals.Decision.CONFIRM,
            material_digest=review.material_digest,
        )
        await approvals.vote(work, ballot, actor=mine)
