"""The parts of a player's activity: hours and sessions, the net of each week, and others beside."""

from datetime import timedelta

from sqlalchemy import insert

from bot.workflows import rollups
from core.database.tables import peer_quantiles
from tests.bot.screens.test_activity import EUR, anna, asked, deposit, happened, login, shape
from tests.support.desk import Desk


async def test_hours_sessions_and_games_stand_on_a_page_of_their_own(desk: Desk) -> None:
    await anna(desk)
    bet = {"bet": "b1", "game": "Roulette", "amount": {"amount_minor": 500, "currency": EUR}}
    await happened(
        desk, ("login", 1.0, login(session="s1")), ("session_ended", 0.9, {"session": "s1"}), ("bet", 1, bet)
    )
    page = await asked(desk, "/activity anna42 7d", sees="Activity of anna42")

    await desk.alice.press("Hours and sessions", on=page)
    shown = await desk.alice.wait_for("How anna42 plays", in_="player-desk")

    assert "1 session, 2 h 24 min in all" in shown.shown
    assert "Roulette: 1 bet, staked EUR 5.00, won nothing" in shown.shown
    assert "data_table" in shape(shown)


async def test_the_net_of_each_week_is_charted_and_said(desk: Desk) -> None:
    await anna(desk)
    await happened(desk, ("deposit", 1, deposit(5_000)), ("deposit", 110, deposit(2_000)))
    page = await asked(desk, "/activity anna42 7d", sees="Activity of anna42")

    await desk.alice.press("Net by week", on=page)
    shown = await desk.alice.wait_for("Net by week of anna42", in_="player-desk")

    assert shape(shown).count("data_visualization") == 2
    assert "EUR 50.00" in shown.text
    assert "EUR 20.00" in shown.text


async def test_parts_of_a_player_who_never_played_say_so(desk: Desk) -> None:
    await anna(desk)
    page = await asked(desk, "/activity anna42 7d", sees="Activity of anna42")

    await desk.alice.press("Hours and sessions", on=page)
    played = await desk.alice.wait_for("How anna42 plays", in_="player-desk")
    await desk.alice.press("Net by week", on=page)
    weeks = await desk.alice.wait_for("Net by week of anna42", in_="player-desk")

    for part in ("No session that is over", "No bet in these days", "Neither a bet nor a login"):
        assert part in played.shown
    assert "No money moved in these 26 weeks." in weeks.shown


async def test_a_player_stands_beside_others_or_it_is_said_that_there_are_too_few(desk: Desk) -> None:
    await anna(desk)
    await happened(desk, ("deposit", 2, deposit(90_000)), ("bet", 2, {"bet": "b", **deposit(100)}))
    page = await asked(desk, "/activity anna42 7d", sees="Activity of anna42")
    await desk.alice.press("Beside others", on=page)
    assert await desk.alice.wait_for("Too few such players", in_="player-desk")

    await rollups.fold(desk.services)
    async with desk.work() as work:
        day = work.office.day(work.now) - timedelta(days=1)
        row = {
            "brand": "royal",
            "band": "two_years",
            "currency": EUR,
            "measure": "deposits",
            "day": day,
            "players": 412,
        }
        row |= {f"p{each}": each * 100 for each in (10, 25, 50, 75, 90, 95, 99)}
        await work.db.execute(insert(peer_quantiles).values(row))
    await desk.alice.press("Beside others", on=page)

    shown = await desk.alice.wait_for("more than 99 % of them", in_="player-desk")
    assert "EUR 900.00" in shown.shown
    assert "median EUR 50.00" in shown.shown
    assert "412 of them active" in shown.shown
