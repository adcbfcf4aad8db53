"""What the words of an activity page say, and which number behind a player is one of days."""

from datetime import date

from bot.cards import activity_text
from core.activity import Period, Type
from core.activity.comparison import CountAndSum, Side
from tests.support import desk_players
from tests.support.desk import Desk


async def test_a_number_behind_one_player_is_one_of_days_whatever_their_phone_ends_in(desk: Desk) -> None:
    await desk_players.player(desk, "anna42", phone="+35699124477")
    await desk_players.player(desk, "ben77", first_name="Anna", phone="+35699551123")

    for line, days in {
        "/activity anna42 7": "7 days",
        "/activity anna42@example.com 77 because phone": "77 days",
        "/activity 1 477": "477 days",
    }.items():
        await desk.alice.command(line, in_="player-desk")
        page = await desk.alice.wait_for(f"these {days}", in_="player-desk")
        assert "Activity of anna42" in page.shown, line


async def test_a_number_too_short_to_narrow_a_search_is_one_of_days_for_each_who_fits(desk: Desk) -> None:
    for username in ("anna42", "ben77"):
        await desk_players.player(desk, username, first_name="Anna")

    await desk.alice.command("/activity anna mueller 7", in_="player-desk")
    shown = await desk.alice.wait_for("anna42", in_="player-desk")
    assert "ben77" in shown.shown
    await desk.alice.press("Open 1", on=shown)

    await desk.alice.wait_for("these 7 days", in_="player-desk")


def test_what_else_happened_is_called_as_people_say_it() -> None:
    day = Period(date(2026, 5, 2), date(2026, 5, 2))
    side = Side(
        day, sums={Type.EMAIL_CHANGED: {"": CountAndSum(2, 0)}, Type.INSTRUMENT_CHANGED: {"": CountAndSum(1, 0)}}
    )

    assert activity_text.also(side) == "e-mail changed 2, instrument changed 1"
