"""What a ticket's screens leave in the record: each refusal, each search for a player, each look at one."""

import pytest

from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.ticket_screens import card, form_of, opened


async def outcomes(desk: Desk, action: str) -> list[tuple[str, str | None]]:
    return [(record["outcome"], record["code"]) for record in await desk.recorded(action)]


@pytest.mark.parametrize(
    ("who", "line", "action"),
    [
        ("mallory", "/ticket", "ticket.considered"),
        ("olga", "/ticket anna42 something", "ticket.considered"),
        ("olga", "/ticket hand on", "ticket.handover_considered"),
        ("mallory", "/ticket mine", "ticket.listed"),
        ("mallory", "/ticket T-1001", "ticket.viewed"),
    ],
)
async def test_refused_command_leaves_a_record(desk: Desk, who: str, line: str, action: str) -> None:
    await desk.person(who).command(line, in_="general")

    assert await outcomes(desk, action) == [("refused", "not_allowed")]


@pytest.mark.parametrize(
    ("button", "action"),
    [("Take", "ticket.assigned"), ("Note…", "ticket.considered"), ("Solve…", "ticket.considered")],
)
async def test_refused_button_leaves_a_record(desk: Desk, button: str, action: str) -> None:
    await opened(desk)
    before = await outcomes(desk, action)
    desk.slack.join("olga", "support")

    await desk.olga.press(button, on=card(desk))
    await desk.settled()

    assert desk.olga.sees("You may not work on tickets.", in_="support")
    assert (await outcomes(desk, action))[len(before) :] == [("refused", "not_allowed")]


async def test_email_in_the_command_is_recorded_whether_it_is_somebodys_or_not(desk: Desk) -> None:
    anna = await player(desk, "anna42")

    await form_of(desk, "alice", "/ticket anna42@example.com prize")
    await desk.alice.form.close(all_of_them=True)
    await form_of(desk, "alice", "/ticket nobody@example.com prize")

    [looked, nobody] = await desk.recorded("ticket.considered")
    assert (looked["player"], nobody["player"]) == (str(anna), None)
    assert [record["facts"] for record in await desk.recorded("player.searched")] == [{"refused": "search_too_little"}]


async def test_guessing_at_players_in_the_command_comes_to_an_end(desk: Desk) -> None:
    limits = desk.office.limits.model_copy(update={"searches_per_hour": 2})
    office = desk.office.model_copy(update={"limits": limits})
    desk.services.desk = type(desk.services.desk)(office=office, keyring=desk.services.desk.keyring)

    for number in range(3):
        form = await form_of(desk, "alice", f"/ticket nobody{number}@example.com prize")
        last = form.text
        await form.close(all_of_them=True)

    assert "You searched 2 times within an hour" in last


async def test_delicate_account_is_named_by_its_id_alone_in_the_form(desk: Desk) -> None:
    anna = await player(desk, "anna42", vip=True)

    form = await form_of(desk, "alice", "/ticket anna42@example.com prize")

    assert f"player {anna}" in form.text
    assert "anna42" not in form.text
    [looked] = await desk.recorded("ticket.considered")
    assert looked["player"] == str(anna)


async def test_opened_ticket_counts_as_a_look_at_its_player(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)

    await desk.alice.command("/ticket T-1001", in_="player-desk")

    [viewed] = await desk.recorded("ticket.viewed")
    assert (viewed["player"], viewed["ticket"]) == (str(anna), "T-1001")


async def test_tickets_of_a_delicate_account_are_listed_once_the_purpose_is_said(desk: Desk) -> None:
    anna = await player(desk, "anna42", vip=True)
    await opened(desk, line="/ticket anna42 prize")
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.command(f"/player {anna}", in_="player-desk")
    await desk.alice.choose("Working on a ticket", on=await desk.alice.wait_for("is shown once you say why"))
    shown = await desk.alice.wait_for("Open tickets", in_="player-desk")
    desk.advance(minutes=16)

    await desk.alice.press("Tickets", on=shown)
    asked = await desk.alice.wait_for("is shown once you say why", in_="player-desk")
    await desk.alice.choose("Working on a ticket", on=asked)

    assert "T-1001" in (await desk.alice.wait_for("Open tickets about this player: 1", in_="player-desk")).shown
